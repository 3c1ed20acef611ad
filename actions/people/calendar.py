"""A private calendar of due and review dates, at an address that can be renewed."""

import uuid
from datetime import UTC, datetime, time, timedelta

from django.core.signing import BadSignature, Signer
from icalendar import Calendar, Event

from actions.delivery import CLOSED, DROPPED
from actions.models import CalendarFeed
from wres.accounts import mail
from wres.accounts.access import UPDATE_ANY
from wres.accounts.names import without_turns
from wres.audit import changes

SALT = "calendar feed"


def renew(membership, *, by, today) -> CalendarFeed:
    """Give the person a new address; the one before shows nothing any more."""
    with changes.change(membership.organisation_id, by=by):
        feed = CalendarFeed.objects.filter(membership=membership).first()
        feed = feed or CalendarFeed(membership=membership)
        feed.key, feed.renewed_on = uuid.uuid4(), today
        feed.save()
    return feed


def token_of(feed: CalendarFeed) -> str:
    """What the address holds: the key, signed, so that reading the database gives no address."""
    return Signer(salt=SALT).sign(str(feed.key))


def feed_of(token: str) -> CalendarFeed | None:
    """The feed of an address, while its person may still sign in to the organisation.

    `dtstamp` of its events is the day an action was made, so that two fetches are alike; what a
    calendar program goes by is `sequence`, the version of the action.
    """
    try:
        key = Signer(salt=SALT).unsign(token)
    except BadSignature:
        return None
    feeds = CalendarFeed.objects.select_related("membership__organisation", "membership__user")
    return feeds.filter(
        key=key, membership__is_active=True, membership__user__is_active=True
    ).first()


def calendar(feed: CalendarFeed, plan) -> bytes:
    """The dates as iCalendar: of the plan for who may update any action, else of what one leads."""
    book = Calendar()
    book.add("prodid", "-//WRES tracker//Dates of a plan//EN")
    book.add("version", "2.0")
    book.add("x-wr-calname", f"{plan}" if plan else "WRES action plan")
    for action in _actions(feed, plan):
        if action.target_date and action.status not in CLOSED:
            book.add_component(_event(action, "target", "Due", action.target_date))
        if action.review_date and action.status not in DROPPED:
            book.add_component(_event(action, "review", "Review", action.review_date))
    return book.to_ical()


def _actions(feed, plan):
    if plan is None:
        return []
    actions = plan.actions.order_by("position")
    if feed.membership.may(UPDATE_ANY):
        return actions
    return actions.led_by(feed.membership.user_id)


def _event(action, kind, words, day) -> Event:
    event = Event()
    event.add("uid", f"{kind}-{action.pk}@{action.organisation_id}.wres-tracker")
    event.add("summary", without_turns(f"{words}: {action.title}"))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("dtstamp", datetime.combine(action.created_on, time(), UTC))
    event.add("sequence", action.version)
    event.add("url", mail.address(action.get_absolute_url()))
    event.add("transp", "TRANSPARENT")
    return event
