"""Challenges that a letter tells of: open ones to who can answer, answers to who asked."""

from collections import defaultdict
from datetime import timedelta

from actions.models import Challenge
from organisations.access import EDIT_PLAN, ROLE_PERMISSIONS

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
