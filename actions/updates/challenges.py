"""Challenges: what they are about, asking and answering one, and the list of them."""

import uuid
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from actions.models import Action, Challenge, Plan
from actions.updates.progress import quarter_of
from indicators.models import Indicator
from wres.audit import changes
from wres.audit.stale import Stale

SHOWN = 5  # on the page of what they are about, and on the summary


@dataclass(frozen=True)
class About:
    """What a challenge is about: an action of a plan, or the outcome of an indicator in it."""

    plan: Plan
    action: Action | None = None
    indicator: Indicator | None = None

    @property
    def words(self) -> str:
        """ "Review interview panels", or "Indicator 2: Recruitment"."""
        if self.action:
            return self.action.title
        return f"Indicator {self.indicator.number}: {self.indicator.short_name}"

    @property
    def href(self) -> str:
        if self.action:
            return self.action.get_absolute_url()
        place = [self.plan.organisation_id, self.indicator.number]
        return f"{reverse('indicator', args=place)}?year={self.plan.year}"

    @property
    def ask_href(self) -> str:
        """The page on which it is challenged."""
        code = self.plan.organisation_id
        if self.action:
            return reverse("action_challenge", args=[code, self.action.pk])
        place = [code, self.plan.year, self.indicator.number]
        return reverse("indicator_challenge", args=place)

    @property
    def query(self) -> str:
        """The address's query of the list of all challenges about it."""
        if self.action:
            return f"action={self.action.pk}"
        return f"indicator={self.indicator.number}&year={self.plan.year}"

    @property
    def challenges(self):
        """Those about it in its plan, open ones first."""
        of_plan = Challenge.objects.of_plan(self.plan).for_list()
        return of_plan.filter(action=self.action, indicator=self.indicator)


@dataclass(frozen=True)
class Told:
    """The first challenges of some, whether there are more, and whether the person may ask."""

    first: list[Challenge]
    has_more: bool
    may_ask: bool
    about: About | None = None

    @property
    def query(self) -> str:
        return self.about.query if self.about else "open=yes"


def told(challenges, may_ask: bool, about: About | None = None) -> Told:
    """For a page that shows SHOWN of the challenges, in one query."""
    some = list(challenges[: SHOWN + 1])
    return Told(some[:SHOWN], len(some) > SHOWN, may_ask, about)


def told_about(about: About, may_ask: bool) -> Told:
    return told(about.challenges, may_ask, about)


def about_of(challenge: Challenge) -> About:
    return About(challenge.quarter.plan, challenge.action, challenge.indicator)


def by_quarter(challenges) -> list[tuple[str, list[Challenge]]]:
    """Those of a list under their headings, such as "Open, asked in Q4 2025/26"."""

    def heading(challenge):
        state = "Open" if challenge.is_open else "Answered"
        return f"{state}, asked in {challenge.quarter}"

    return [(words, list(each)) for words, each in groupby(challenges, key=heading)]


def ask(about: About, question: str, *, by, today, submission) -> Challenge:
    """The challenge, asked in today's quarter of the plan; the same form sent again asks once."""
    said = {"question": question, "action": about.action, "indicator": about.indicator}
    with changes.change(about.plan.organisation_id, by=by):
        earlier = Challenge.objects.filter(submission=submission)
        if same := earlier.filter(asked_by=by, **said).first():
            return same
        if earlier.exists():  # the form was sent before, with other words
            submission = uuid.uuid4()
        quarter = quarter_of(about.plan, today)
        return Challenge.objects.create(
            quarter=quarter, asked_by=by, asked_on=today, submission=submission, **said
        )


def answer(challenge: Challenge, words: str, *, by, today) -> Challenge:
    """The challenge with its answer. `Stale` when it has another one already."""
    with changes.change(challenge.organisation_id, by=by):
        standing = Challenge.objects.for_list().get(pk=challenge.pk)
        if not standing.is_open:
            if (standing.answered_by_id, standing.answer) == (by.pk, words):
                return standing
            raise Stale("Somebody else has answered this challenge.")
        standing.answer, standing.answered_by, standing.answered_on = words, by, today
        standing.save()
    return standing
