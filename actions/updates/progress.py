"""A progress update: what a lead said of an action, and what it makes of the action."""

import uuid

from actions.dates import date_words
from actions.delivery import CLOSED, DELIVERY_LOOKS, Delivery, Status, moved_later
from actions.models import Action, ProgressUpdate, Quarter
from actions.quarter.opened import quarters_answered
from wres.audit import changes
from wres.audit.stale import Stale

UNCHANGED = object()  # a date that the update says nothing of


def record_update(action, *, today, submission, reason="", **said):
    """Write the update and save the action once, inside an open `trail.change`.

    `said` is as for `new_update`. `submission` is the UUID of the form that was sent: given
    again, it answers with the update that stands and writes nothing. `reason` stands in the
    history.
    """
    if earlier := action.updates.filter(submission=submission).first():
        return earlier
    quarter = quarters_of_updates(action.plan, [action], today)[action.pk]
    update = new_update(action, quarter, today=today, submission=submission, reason=reason, **said)
    with changes.current().because(reason):
        action.save()
        update.save()
    return update


def new_update(
    action,
    quarter,
    *,
    by,
    today,
    status,
    delivery,
    happened,
    submission,
    next_steps="",
    target_date=UNCHANGED,
    target_is_month=False,
    review_date=UNCHANGED,
    evidence_link="",
    reason="",
    brings_file=False,
    is_no_change=False,
    is_example=False,
):
    """What is said of the action in the quarter, with the action changed by it: both unsaved.

    An update that answers a quarter after its end counts as of its last day, so that no change
    is told in two quarters. The update keeps only those dates that it changed. `brings_file`
    says that a file of evidence comes with it, which whoever calls keeps in the same change.
    ValueError for a target or review date that moves later, or is taken away, without a reason.
    """
    before = action.status, action.target_date, action.review_date
    counts_on = min(today, quarter.nhs.end)
    _take_dates(action, target_date, target_is_month, review_date, reason, counts_on)
    take_status(action, status, today, counts_on)
    action.stated_delivery = delivery
    action.has_evidence = action.has_evidence or brings_file or bool(evidence_link)
    action.updated_on = counts_on
    return ProgressUpdate(
        action=action,
        quarter=quarter,
        author=by,
        day=today,
        status=status,
        status_before=before[0],
        delivery=delivery,
        happened=happened,
        next_steps=next_steps,
        evidence_link=evidence_link,
        target_date=action.target_date if action.target_date != before[1] else None,
        review_date=action.review_date if action.review_date != before[2] else None,
        is_late=_is_late(quarter, today),
        is_no_change=is_no_change,
        is_example=is_example,
        submission=submission,
    )


def _take_dates(action, target_date, target_is_month, review_date, reason, today):
    target_date = action.target_date if target_date is UNCHANGED else target_date
    review_date = action.review_date if review_date is UNCHANGED else review_date
    moves = [(action.target_date, target_date), (action.review_date, review_date)]
    if not reason and any(moved_later(before, after) for before, after in moves):
        raise ValueError("A date moves later only with a reason")
    if target_date != action.target_date:
        action.set_target(target_date, target_is_month, today)
    if review_date != action.review_date:
        action.review_date, action.review_is_month = review_date, False


def take_status(action, status, today, counts_on=None):
    """Give the action a status on this day, on which it also becomes complete or no longer is.

    `counts_on` is the day on which a report counts the change, where that is another.
    """
    if status != action.status:
        action.completed_on = today if status == Status.COMPLETED else None
        action.completed_is_month = False
    action.set_status(status, counts_on or today)


def _is_late(quarter, today) -> bool:
    """Whether it comes after the quarter was closed, or after its end and the day it was due."""
    last = max(quarter.nhs.end, quarter.updates_due or quarter.nhs.end)
    return quarter.state == Quarter.CLOSED or last < today


def quarters_of_updates(plan, actions, today) -> dict:
    """By action of the plan, the quarter to which an update given today belongs."""
    answered = quarters_answered(plan, actions, today)
    now = None if all(answered.values()) else quarter_of(plan, today)
    return {pk: quarter or now for pk, quarter in answered.items()}


def quarter_of(plan, day):
    """The plan's quarter on this day, opened when the plan has none yet."""
    now = plan.quarter_on(day)
    quarter, _ = plan.quarters.get_or_create(
        year=now.year, number=now.number, defaults={"state": Quarter.OPEN}
    )
    return quarter


def say(action, version, *, by, today):
    """The update, or that of the same click before. `version` is the action's as it was shown.

    `Stale` when nothing was stated that could stay, or when the action has changed since.
    """
    submission = uuid.uuid5(uuid.NAMESPACE_OID, f"no change {action.pk} {version} {by.pk}")
    with changes.change(action.organisation_id, by=by):
        action = Action.objects.select_related("plan").get(pk=action.pk)
        if sent := action.updates.filter(submission=submission).first():
            return sent
        if why := why_not(action):
            raise Stale(why)
        if str(action.version) != version:
            changed = f"“{action.title}” has changed since the page was opened. Look at it first"
            raise Stale(changed)
        return record_update(
            action,
            by=by,
            today=today,
            status=action.status,
            delivery=action.stated_delivery,
            happened=words(action),
            submission=submission,
            is_no_change=True,
        )


def words(action) -> str:
    """ "No change since 17 February 2026", the day of its last update, or of the plan."""
    return f"No change since {date_words(action.updated_on or action.created_on)}"


def why_not(action) -> str:
    """Why it cannot be said of the action, in words; nothing when it can."""
    if action.status in CLOSED:
        return f"“{action.title}” is {action.get_status_display().lower()}: nothing is asked of it"
    if action.status == Status.NOT_STATED or action.stated_delivery == Delivery.NOT_STATED:
        return (
            f"Nobody has said yet how “{action.title}” goes, so nothing can stay as it is. "
            "Select its status and delivery"
        )
    return ""


def saved_words(action, today) -> str:
    """That it is saved and how the action stands now, which its list may show no longer."""
    judged = action.delivery_on(today, None)  # the update of this quarter has just come
    now = DELIVERY_LOOKS[judged.delivery].words.lower()
    return f"Progress of “{action.title}” saved. It is now {now}."
