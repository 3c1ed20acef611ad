"""Reminders by email: what waits for a person, whom nobody has reached, and what challenges say."""

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused

from django.core.mail import EmailMultiAlternatives
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from actions.dates import date_words
from actions.delivery import CLOSED, DROPPED, has_passed
from actions.models import Action, Challenge, Plan, ProgressUpdate, Quarter, Reminder
from actions.quarter import opened
from actions.updates.challenges import about_of
from wres.accounts import mail
from wres.accounts.access import EDIT_PLAN, ROLE_PERMISSIONS
from wres.accounts.middleware import london_today
from wres.accounts.models import User
from wres.audit import changes
from wres.audit.stale import Stale
from wres.words import counted, listed

OPEN, ANSWERED = "challenges", "answers"
TOLD_FOR = timedelta(days=28)  # after which an answer that no letter told of is left alone


def challenges(plan, today) -> dict[int, dict[str, list[Challenge]]]:
    """By person, the open challenges that they can answer, and the answers they have not read of.

    Nobody is told of their own answer. 3 queries.
    """
    found: dict = defaultdict(lambda: defaultdict(list))
    asked = Challenge.objects.of_plan(plan).for_list().order_by("asked_on", "pk")
    members = plan.organisation.memberships.active().filter(user__is_active=True)
    roles = dict(members.values_list("user", "role"))
    told = _told(plan)
    for challenge in asked.filter(answer="") | asked.filter(answered_on__gte=today - TOLD_FOR):
        if challenge.is_open:
            for person, role in roles.items():
                if EDIT_PLAN in ROLE_PERMISSIONS[role]:
                    found[person][OPEN].append(challenge)
        elif _is_news(challenge, roles, told):
            found[challenge.asked_by_id][ANSWERED].append(challenge)
    return found


def _is_news(challenge, roles, told) -> bool:
    asker = challenge.asked_by_id
    is_own = asker == challenge.answered_by_id
    return asker in roles and not is_own and challenge.pk not in told[asker]


def _told(plan) -> dict[int, set[int]]:
    """By person, the numbers of the answers that letters have told of."""
    told = defaultdict(set)
    sent = plan.reminders.exclude(sent_at=None)
    for person, about in sent.values_list("person", "about"):
        told[person].update(about.get(ANSWERED, []))
    return told


def without_answers(about: dict) -> dict:
    """What a letter was about, without what it told once and for all."""
    return {kind: numbers for kind, numbers in about.items() if kind != ANSWERED}


log = logging.getLogger(__name__)

SOON = timedelta(days=14)  # before its target date an action is due soon
AGAIN = timedelta(days=7)  # after which the same reminder is sent once more
PURPOSE = "reminders"  # of a plan, in the queue of letters
REFUSED = (SMTPDataError, SMTPRecipientsRefused, UnicodeError)  # by this letter, not by all
SHOWN = 10  # actions or challenges an email lists under each heading
HEADINGS = {
    OPEN: "Challenges to answer",
    ANSWERED: "Your challenges that were answered",
    "overdue": "Past their target date",
    "no_update": "Waiting for this quarter's update",
    "soon": "Due within two weeks",
    "review": "Review due",
}


@dataclass(frozen=True)
class Waiting:
    """What waits for a person in a plan: the actions under each heading, each in one of them.

    And the challenges that they can answer, or whose answers no letter has told them of.
    """

    plan: Plan
    person: User
    actions: dict[str, list[Action]]
    updates_due: date | None
    challenges: dict[str, list[Challenge]]

    @property
    def about(self) -> dict[str, list[int]]:
        things = {**self.challenges, **self.actions}
        return {kind: [thing.pk for thing in each] for kind, each in things.items()}

    @property
    def count(self) -> int:
        return sum(len(each) for each in self.actions.values())

    @property
    def subject(self) -> str:
        asked = len(self.challenges.get(OPEN, []))
        things = [(self.count, "action"), (asked, "challenge")]
        told = listed(counted(count, what) for count, what in things if count)
        verb = "needs" if self.count + asked == 1 else "need"
        return f"{told} {verb} you: {self.plan}" if told else f"{self._answered}: {self.plan}"

    @property
    def _answered(self) -> str:
        answers = len(self.challenges.get(ANSWERED, []))
        verb = "was" if answers == 1 else "were"
        return f"{counted(answers, 'challenge')} of yours {verb} answered"

    @property
    def groups(self) -> list[tuple[str, list[tuple[str, str]], int]]:
        """(heading, the words and the address of the first, how many more)."""
        things = {**self.challenges, **self.actions}
        return [
            (
                words,
                [_line(each) for each in things[kind][:SHOWN]],
                max(len(things[kind]) - SHOWN, 0),
            )
            for kind, words in HEADINGS.items()
            if kind in things
        ]


def _line(thing) -> tuple[str, str]:
    """An action or a challenge in words, and the whole address of its page."""
    if isinstance(thing, Action):
        due = f" (target {date_words(thing.target_date)})" if thing.target_date else ""
        return f"{thing.title}{due}", mail.address(thing.get_absolute_url())
    page = reverse("challenge", args=[thing.organisation_id, thing.pk])
    return f"{about_of(thing).words}: {thing.question}", mail.address(page)


def waiting(plan, today) -> list[Waiting]:
    """What waits for each active person who acts for a lead, or can answer, or has asked."""
    asking = opened.asking(plan, today)
    told = set(ProgressUpdate.objects.filter(quarter__in=asking).values_list("action", "quarter"))
    here = "action_leads__lead__members__user"
    led = plan.actions.exclude(status__in=DROPPED).filter(
        **{
            f"{here}__memberships__organisation": plan.organisation_id,
            f"{here}__memberships__is_active": True,
            f"{here}__is_active": True,
        }
    )
    rows = led.annotate(person=F(here)).order_by("position").distinct()
    found = defaultdict(lambda: defaultdict(list))
    for action in rows:
        unanswered = [row for row in asking if (action.pk, row.pk) not in told]
        if kind := _kind(action, unanswered, today):
            found[action.person][kind].append(action)
    asked = challenges(plan, today)
    people = User.objects.in_bulk({*found, *asked})
    due = asking[0].updates_due if asking else None
    return [
        Waiting(plan, people[pk], dict(found[pk]), due if pk in found else None, dict(asked[pk]))
        for pk in sorted(people)
    ]


def _kind(action, unanswered, today) -> str:
    """The most pressing thing that the action asks for, or nothing."""
    is_open = action.status not in CLOSED
    if is_open and has_passed(action.target_date, today):
        return "overdue"
    if is_open and unanswered:
        return "no_update"
    if is_open and action.target_date and action.target_date <= today + SOON:
        return "soon"
    if action.review_date and action.review_date <= today:
        return "review"
    return ""


def remind(plan, *, by, today, only=None) -> list[Reminder]:
    """Write down today's reminders of the plan.

    A person is reminded once a day at most, and of the same things only after AGAIN, unless an
    inclusion lead asks for it now: `only` are the numbers of the people to remind.
    """
    all_waiting = waiting(plan, today)
    with changes.change(plan.organisation_id, by=by):
        newest = {row.person_id: row for row in plan.reminders.order_by("day")}
        due = [
            each for each in all_waiting if _is_due(each, newest.get(each.person.pk), today, only)
        ]
        made = [
            Reminder(plan=plan, person=each.person, day=today, about=each.about) for each in due
        ]
        for reminder in made:
            reminder.save()
    return made


def _is_due(each, last, today, only) -> bool:
    if only is not None and each.person.pk not in only:
        return False
    if last is None:
        return True
    if last.day >= today or last.sent_at is None:  # today's, or one that is still to be sent
        return False
    if only is not None:
        return True
    if ANSWERED in each.about or today - last.day >= AGAIN:
        return True
    return without_answers(last.about) != each.about


def send_waiting(plan, *, by, today) -> tuple[int, int]:
    """Send what is written down and not sent yet: (sent, not taken by the mail server).

    A mail server that does not answer is not tried again for the others.
    """
    now = {each.person.pk: each for each in waiting(plan, today)}
    sent = failed = 0
    is_gone = False
    for reminder in plan.reminders.filter(sent_at=None).order_by("pk"):
        each = now.get(reminder.person_id)
        if is_gone:
            failed += each is not None
        elif _claim(reminder, by, each) and each is not None:  # else nothing waits any more
            try:
                _send(each)
                sent += 1
            except (OSError, SMTPException, UnicodeError) as error:
                log.exception("The reminder of user %s was not sent", each.person.pk)
                _give_back(reminder, by)
                failed, is_gone = failed + 1, not isinstance(error, REFUSED)
    return sent, failed


@mail.writes(PURPOSE)
def _send_those_of_plan(letter) -> None:
    """The reminders of a plan that wait, asked for on a page: each is a letter of its own."""
    plan = Plan.objects.select_related("organisation", "standard").get(pk=letter.facts["plan"])
    with changes.origin("manage.py work: reminders"):
        failed = send_waiting(plan, by=letter.person, today=london_today())[1]
    if failed:
        raise SMTPException(f"The mail server did not take {counted(failed, 'reminder')}.")


def _claim(reminder, by, each=None) -> bool:
    """Mark it as sent before it is: of two runs at the same moment one sends it."""
    with changes.change(reminder.organisation_id, by=by):
        row = Reminder.objects.get(pk=reminder.pk)
        if row.sent_at is not None:
            return False
        row.sent_at, row.about = timezone.now(), each.about if each else row.about
        row.save()
    return True


def _give_back(reminder, by):
    with changes.change(reminder.organisation_id, by=by, reason="The mail server did not take it"):
        row = Reminder.objects.get(pk=reminder.pk)
        row.sent_at = None
        row.save()


def _send(each: Waiting):
    context = {
        "waiting": each,
        "my_actions": mail.address(reverse("my_actions", args=[each.plan.organisation_id])),
        "groups": each.groups,
    }
    message = EmailMultiAlternatives(
        each.subject, render_to_string("mail/reminder.txt", context), to=[each.person.email]
    )
    message.attach_alternative(render_to_string("mail/reminder.html", context), "text/html")
    message.send()


@dataclass(frozen=True)
class Reminded:
    """What became of the reminders: how many are on their way, and who had one today."""

    on_their_way: int
    already: list[str]
    nobody: bool

    @property
    def words(self) -> str:
        """What the person who asked for them is told."""
        if self.nobody:
            return "Nobody has to be reminded: no person acts for a lead that has not answered."
        verb = "is" if self.on_their_way == 1 else "are"
        way = "its way" if self.on_their_way == 1 else "their way"
        said = [f"{counted(self.on_their_way, 'reminder')} {verb} on {way}."]
        if self.already:
            said.append(f"Reminded today already, so not again: {', '.join(self.already)}.")
        return " ".join(said)


def people(row: Quarter):
    """The people who act for a lead of an action that has no update of the quarter."""
    actions = row.plan.actions.without_update_in(row.nhs, row).order_by()
    acting = User.objects.filter(
        lead_memberships__lead__action_leads__action__in=actions.values("pk"),
        memberships__organisation=row.plan.organisation_id,
        memberships__is_active=True,
        is_active=True,
    )
    return acting.distinct().order_by("name", "pk")


def remind_silent(row: Quarter, *, by, today) -> Reminded:
    """Remind those who have not answered, each once a day at most.

    The worker sends them, and what the mail server does not take with the next reminders.
    `Stale` when the quarter takes no updates on this day.
    """
    if not opened.asks(row, today):
        raise Stale(f"{row} takes no updates now. Change the date for updates first.")
    silent = list(people(row))
    had = row.plan.reminders.filter(person__in=silent, day=today).exclude(sent_at=None)
    had = set(had.values_list("person", flat=True))
    remind(row.plan, by=by, today=today, only={person.pk for person in silent})
    mail.queue(PURPOSE, person=by, plan=row.plan.pk)
    waiting = row.plan.reminders.filter(sent_at=None).count()
    already = [person.name for person in silent if person.pk in had]
    return Reminded(waiting, already, nobody=not silent)
