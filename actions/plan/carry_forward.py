"""Next year's plan, made of what is unfinished in this one, and what becomes of its dates."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Prefetch

from actions import references
from actions.dates import PrintedDate
from actions.delivery import Status
from actions.imports.export_cells import PUBLISHED
from actions.models import (
    Action,
    ActionIndicator,
    ActionLead,
    Placement,
    Plan,
    PlanIndicator,
    Question,
    Section,
)
from actions.models.links import CARRIED
from actions.quarters import Quarter
from actions.reports.published import printing, with_ties
from wres.audit import changes
from wres.audit.stale import Stale, digest
from wres.words import counted

KEPT = ["title", "objective", "success_measure", "all_indicators", "status"]
KEPT += ["target_date", "target_is_month", "review_date", "review_is_month", "review_cadence"]
KEPT += ["reviewed_on", "reviewed_is_month", "slips", "last_slipped_on"]
SAID_OF_INDICATOR = ["indicator", "baseline_year", "target", "target_lower", "target_upper"]
SAID_OF_INDICATOR += ["focus_order", "focus_reason"]


@dataclass(frozen=True)
class CarriedForward:
    """What was made: the new plan, how many actions it took over, how many dates it asks about."""

    plan: Plan
    actions: int
    questions: int

    @property
    def words(self) -> str:
        """What was done, and what is left to say."""
        dates = counted(self.questions, "date")
        asked = f" Say what becomes of {dates}, on one page." if self.questions else ""
        return f"{counted(self.actions, 'action')} carried forward to the {self.plan}.{asked}"


def next_plan(plan: Plan) -> Plan | None:
    """The plan of the year after, of the same standard, if there is one."""
    plans = plan.organisation.plans.filter(standard=plan.standard_id, year=plan.year + 1)
    return plans.first()


def unfinished(plan: Plan) -> list[Action]:
    """The open actions in printed order, with their sections and leads."""
    leads = Prefetch("action_leads", ActionLead.objects.select_related("lead"))
    open_actions = plan.actions.open().select_related("section").prefetch_related(leads)
    return list(open_actions.in_printed_order())


def shown(actions: Iterable[Action]) -> str:
    """The digest of these actions as they stand."""
    return digest([[action.pk, action.version] for action in actions])


def carry_forward(plan: Plan, actions: Collection[Action], day: date, change, today: date):
    """Make the plan of the year after, dated `day`, inside the open change.

    `actions` are the chosen ones, as `unfinished` answers them. `Stale` when there is such a plan
    already.
    """
    if next_plan(plan):
        raise Stale("The next year has a plan already.")
    new = Plan(organisation=plan.organisation, standard=plan.standard, year=plan.year + 1, date=day)
    new.save()
    change.insert_many(
        [
            PlanIndicator(plan=new, **{name: getattr(old, name) for name in SAID_OF_INDICATOR})
            for old in plan.plan_indicators.all()
        ]
    )
    old_sections = list(plan.sections.all())
    made = change.insert_many(
        [
            Section(plan=new, name=old.name, aliases=list(old.aliases), position=old.position)
            for old in old_sections
        ]
    )
    sections = {old.pk: section for old, section in zip(old_sections, made, strict=True)}
    successors = dict(_successors(new, actions, sections))
    change.insert_many(list(successors.values()))
    change.insert_many(
        [
            ActionIndicator(
                action=successors[link.action_id],
                indicator_id=link.indicator_id,
                role=link.role,
                position=link.position,
            )
            for link in ActionIndicator.objects.filter(action__in=list(successors))
        ]
    )
    change.insert_many(
        [
            ActionLead(action=successors[old.pk], lead=link.lead, position=link.position)
            for old in actions
            for link in old.action_leads.all()
        ]
    )
    placements = change.insert_many(list(_placements(plan, successors, sections)))
    questions = change.insert_many(list(_questions(new, placements, today)))
    for action in actions:  # the old ones, which go on elsewhere
        action.set_status(Status.CARRIED_FORWARD, today)
        action.version += 1
    fields = ["status", "status_changed_on", "status_before", "version"]
    change.update_many(list(actions), fields)
    return CarriedForward(new, len(successors), len(questions))


def _successors(plan, actions, sections) -> Iterator[tuple[int, Action]]:
    """The new actions by the ids of the old ones."""
    fresh = references.fresh(plan.organisation_id, len(actions))
    for position, (old, reference) in enumerate(zip(actions, fresh, strict=True), start=1):
        yield (
            old.pk,
            Action(
                organisation=plan.organisation,
                plan=plan,
                section=sections[old.section_id],
                position=position,
                reference=reference,
                predecessor=old,
                first_target_date=old.first_target_date or old.target_date,
                created_on=plan.date,
                version=1,
                **{name: getattr(old, name) for name in KEPT},
            ),
        )


def _placements(plan, successors, sections) -> Iterator[Placement]:
    """Where the new actions stand, with the cells that a file of the new plan would print."""
    printed = with_ties(Placement.objects.filter(action__in=list(successors)))
    places = [(each.section_id, each.pk, each.action_id) for each in printed]
    cells = printing(plan).of_actions(printed)
    placed = {action for _, _, action in places}
    places += [
        (action.predecessor.section_id, None, old)
        for old, action in successors.items()
        if old not in placed
    ]
    numbers: Counter[int] = Counter()
    for row, (old_section, old_placement, old_action) in enumerate(places, start=2):
        numbers[old_section] += 1
        section, number = sections[old_section], str(numbers[old_section])
        raw = {name: cells.get(old_placement, {}).get(name, "") for name in PUBLISHED}
        raw |= {"section": section.name, "number": number}
        yield Placement(
            action=successors[old_action], section=section, number=number, row=row, raw=raw
        )


def _questions(plan: Plan, placements: list[Placement], today: date) -> Iterator[Question]:
    """One for each date that the new plan cannot mean any more, asked where its action begins."""
    first = {placement.action_id: placement for placement in reversed(placements)}
    for placement in sorted(first.values(), key=lambda placement: placement.row):
        for name, words in DATES.items():
            day = getattr(placement.action, name)
            if why := _doubt(day, plan, today):
                printed = PrintedDate(day, getattr(placement.action, f"{name[:6]}_is_month"))
                yield Question(
                    plan=plan,
                    action=placement.action,
                    row=placement.row,
                    column="completion",
                    message=f"{CARRIED}the {words} {printed.words} {why}. When is it now?",
                )


def _doubt(day: date | None, plan: Plan, today: date) -> str:
    """Why the plan cannot mean the day, or nothing."""
    if day is None:
        return ""
    if day < today:
        return "has passed"
    return (
        f"comes before the plan's year, {plan.years}" if day < Quarter(plan.year, 1).start else ""
    )


DATES = {"target_date": "target date", "review_date": "review date"}
DAYS = ["target_date", "target_is_month", "first_target_date", "slips", "last_slipped_on"]
DAYS += ["review_date", "review_is_month", "version"]
SETTLED = ["answer", "settled_by", "settled_on"]
DATES_CHANGED = (
    "The dates or their actions have changed since this page was opened, so nothing was settled. "
    "Check them and answer again."
)


class What(StrEnum):
    """What becomes of a date."""

    MOVE = "move"
    KEEP = "keep"
    DROP = "drop"


DONE = {What.KEEP: "Kept as it is", What.DROP: "Taken away"}


@dataclass(frozen=True)
class Asked:
    """A date of an action that is asked about."""

    question: Question
    field: str

    @property
    def words(self) -> str:
        """ "Target date 31 March 2026", as it stands."""
        day = getattr(self.question.action, self.field)
        if day is None:
            return f"{DATES[self.field].capitalize()} taken away since"
        is_month = getattr(self.question.action, f"{self.field.removesuffix('_date')}_is_month")
        return f"{DATES[self.field].capitalize()} {PrintedDate(day, is_month).words}"


def asked_in(plan) -> list[Asked]:
    """Every open question about a date that the plan took over, in printed order."""
    questions = plan.questions.open().carried().select_related("plan", "action").order_by("row")
    return [
        Asked(each, name)
        for each in questions
        for name, words in DATES.items()
        if f": the {words} " in each.message
    ]


def dates_shown(asked: Iterable[Asked]) -> str:
    """The digest of these questions, with their actions as they stand."""
    return digest([[each.question.pk, each.question.action.version] for each in asked])


def answer(plan, chosen, what: What, day: date | None, *, shown: str, reason: str, by, today):
    """Do the same with each date whose question is `chosen`, and settle these questions.

    `chosen` are ids, `day` the new date of `What.MOVE`. Answers how many were settled.
    `Stale` when `shown` is not the digest of what is asked now.
    """
    with changes.change(plan.organisation_id, by=by, reason=reason) as change:
        asked = asked_in(plan)
        if dates_shown(asked) != shown:
            raise Stale(DATES_CHANGED)
        asked = [each for each in asked if each.question.pk in chosen]
        actions = {each.question.action_id: each.question.action for each in asked}
        now = day if what is What.MOVE else None
        done = f"Now {PrintedDate(now).words}" if now else DONE[what]
        for each in asked:
            action, question = actions[each.question.action_id], each.question
            if what is not What.KEEP and each.field == "target_date":
                action.set_target(now, False, today)
            elif what is not What.KEEP:
                action.review_date, action.review_is_month = now, False
            question.answer = f"{done}: {reason}"
            question.settled_by, question.settled_on = by, today
        if what is not What.KEEP:
            for action in actions.values():
                action.version += 1
            change.update_many(list(actions.values()), DAYS)
        change.update_many([each.question for each in asked], SETTLED)
    return len(asked)
