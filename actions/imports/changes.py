"""The understood rows of a plan → what would change; `saving` writes it.

The first load of a year makes the plan. A later one changes what the file says otherwise than it
did when it was last loaded and otherwise than stands now (the rule is in `bringing`), adds what
is new, and removes nothing: rows that have vanished from the file are reported. A row that may be
an action in other words (`matching`) changes nothing until a person has said so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db.models import Prefetch, prefetch_related_objects

from actions.imports import brought, matching, reload
from actions.imports import questions as asking
from actions.imports.decisions import UNDECIDED, Decisions, Likeness
from actions.imports.export_cells import Cells, Printing, unplaced
from actions.imports.links import KnownLead
from actions.imports.proposals import ProposedAction, UnderstoodPlan, understand
from actions.imports.reading import PlanRow
from actions.imports.reload import ChangedRow, Matched
from actions.models import (
    Action,
    ActionIndicator,
    ActionLead,
    Lead,
    Placement,
    Plan,
)
from indicators.imports.figure_load import STANDARD
from indicators.models import Indicator
from wres.files.spelling import fold
from wres.files.tables import RefusedError


@dataclass(frozen=True)
class PlanLoad:
    """What loading a file would change of the organisation's plan of a year.

    `joined` are new rows of actions that the plan has already; `moved` are placements that stand
    in another row of the file now.
    """

    plan: Plan
    understood: UnderstoodPlan
    matched: Matched
    leads: "LeadLoad"
    new: tuple[ProposedAction, ...]
    joined: tuple[tuple[PlanRow, Action], ...]
    changed: tuple[ChangedRow, ...]
    moved: tuple[tuple[PlanRow, Placement], ...]
    questions: asking.Asking
    decisions: Decisions = UNDECIDED

    @property
    def vanished(self) -> tuple[Placement, ...]:
        return self.matched.vanished

    @property
    def likenesses(self) -> tuple[Likeness, ...]:
        """What people have said of new rows that may print an earlier action."""
        rows = {row.row for proposed in self.new for row in proposed.placements}
        rows |= {row.row for row, _ in self.joined}
        return tuple(each for row, each in self.decisions.alike.items() if row in rows)

    @property
    def vanished_actions(self) -> tuple[Action, ...]:
        """Actions of which no row is left in the file."""
        printed = {placement.action_id for placement in self.matched.placements.values()}
        gone = {placement.action_id: placement.action for placement in self.vanished}
        return tuple(action for pk, action in gone.items() if pk not in printed)

    @property
    def changes_something(self) -> bool:
        found = (self.new, self.joined, self.changed, self.moved, self.leads.new, self.leads.learnt)
        asked = (self.questions.asked, self.questions.withdrawn)
        return self.plan.pk is None or any(found) or any(asked)

    @property
    def unchanged_count(self) -> int:
        """Actions of the plan that the file prints as it did."""
        known = {placement.action_id for placement in self.matched.placements.values()}
        changed = {row.placement.action_id for row in self.changed if row.changes_action}
        return len(known - changed)


@dataclass(frozen=True)
class LeadLoad:
    """The leads that cells are matched with, those to add, and new spellings of known ones."""

    known: tuple[KnownLead, ...]
    new: tuple[Lead, ...] = ()
    learnt: tuple[tuple[Lead, tuple[str, ...]], ...] = ()


def compare(
    organisation,
    rows: Sequence[PlanRow],
    *,
    year: int,
    plan_date: date,
    leads: Sequence[KnownLead] = (),
    decisions: Decisions = UNDECIDED,
) -> PlanLoad:
    """What the rows would change, when people have settled so much of them already.

    Refused when the plan of the year has another date.
    """
    plan = _plan(organisation, year, plan_date)
    known = _leads(organisation, (*leads, *decisions.leads))
    numbers = Indicator.objects.filter(standard=plan.standard_id).values_list("number", flat=True)
    reader = partial(
        understand,
        leads=known.known,
        indicator_numbers=list(numbers),
        plan_date=plan_date,
        plan_year=year,
    )
    printing = Printing(lambda row: reader([row]).actions[0])
    matched, printed = _last_loaded(plan, rows, printing, decisions)
    questions = list(plan.questions.all()) if plan.pk else []
    rows = brought.brought(rows, matched, printed, plan_date)
    is_new = not brought.is_nothing(rows, matched)
    understood = reader(rows, same=reload.same_rows(rows, matched) | decisions.same_rows)
    open_cells = {(each.row, each.column) for each in questions if not each.settled_on}
    doubts = asking.unsettled(understood.questions, questions, matched)
    doubts += asking.of_placements(understood, matched)
    doubts += asking.of_references(matched)
    new, joined = _new(understood, matched)
    return PlanLoad(
        plan,
        understood,
        matched,
        known,
        new,
        joined if is_new else (),
        tuple(reload.changed_rows(rows, matched, printing.reader, open_cells)),
        tuple(
            (row, matched.placements[row.row])
            for row in rows
            if is_new
            and (placement := matched.placements.get(row.row))
            and (
                placement.row != row.row
                or placement.number != row.number
                or matched.stands_elsewhere(row)
            )
        ),
        asking.compare(doubts, questions, rows, matched) if is_new else asking.Asking(),
        decisions,
    )


def _plan(organisation, year, plan_date) -> Plan:
    plan = organisation.plans.filter(standard=STANDARD, year=year).first()
    if plan is None:
        return Plan(organisation=organisation, standard_id=STANDARD, year=year, date=plan_date)
    if plan.date != plan_date:
        raise RefusedError(
            f"The {plan} was loaded with its date {plan.date}. Give the same date again"
        )
    return plan


def _leads(organisation, from_file: Iterable[KnownLead]) -> LeadLoad:
    """Leads of the organisation and of the file; one is the same when it shares a spelling."""
    held = list(organisation.leads.all())
    by_spelling = {fold(name): lead for lead in held for name in (*lead.aliases, lead.name)}
    new, learnt = [], []
    for lead in from_file:
        spellings = (lead.name, *lead.aliases)
        known = next((by_spelling[fold(s)] for s in spellings if fold(s) in by_spelling), None)
        unknown = tuple(s for s in spellings if fold(s) not in by_spelling)
        if known is None:
            new.append(_new_lead(organisation, lead))
        elif unknown:
            learnt.append((known, unknown))
    more = {lead.pk: spellings for lead, spellings in learnt}
    known = [KnownLead(lead.name, (*lead.aliases, *more.get(lead.pk, ()))) for lead in held]
    known += [KnownLead(lead.name, tuple(lead.aliases)) for lead in new]
    return LeadLoad(tuple(known), tuple(new), tuple(learnt))


def _new_lead(organisation, lead: KnownLead) -> Lead:
    kinds = {kind for kind, _ in Lead.KINDS}
    limit = Lead._meta.get_field("name").max_length
    if len(lead.name) > limit:
        raise RefusedError(f"A lead's name has more than {limit} characters. Shorten it")
    if lead.kind and lead.kind not in kinds:
        raise RefusedError(
            f"“{lead.kind}” is no kind of lead. Enter one of {', '.join(sorted(kinds))}"
        )
    kind = {"kind": lead.kind} if lead.kind else {}
    return Lead(organisation=organisation, name=lead.name, aliases=list(lead.aliases), **kind)


def _last_loaded(plan, rows, printing, decisions) -> tuple[Matched, dict[int, Cells]]:
    """The rows beside the plan's placements, and what an export would write of each."""
    if plan.pk is None:
        return Matched({}, ()), {}
    placements = Placement.objects.filter(section__plan=plan)
    placements = placements.select_related("section", "action__predecessor")
    actions = {placement.action_id: placement.action for placement in placements}
    for placement in placements:
        placement.action = actions[placement.action_id]  # one object an action, to be saved once
    nowhere = list(plan.actions.filter(placements=None).select_related("section", "predecessor"))
    leads, links = ActionLead.objects.select_related("lead"), ActionIndicator.objects
    prefetch_related_objects(
        [*actions.values(), *nowhere],
        Prefetch("action_leads", leads),
        Prefetch("links", links.select_related("indicator")),
    )
    printed = printing.of_actions(placements)
    held = [_held(placement.action, printed[placement.pk], placement) for placement in placements]
    held += [_held(action, unplaced(action)) for action in nowhere]
    found = matching.match(rows, held, decisions.reworded)
    pairs = dict(found.certain)
    pairs |= {row: each for row, each in found.proposed.items() if each.placement}
    known = {row: each.placement for row, each in pairs.items() if each.placement}
    taken = {placement.pk for placement in known.values()}
    by_pk = {action.pk: action for action in (*actions.values(), *nowhere)}
    matched = Matched(
        known,
        tuple(each for each in placements if each.pk not in taken),
        frozenset(found.proposed.keys() & known.keys()),
        {row: by_pk[each.action] for row, each in found.misled.items()},
        {row: by_pk[each.action] for row, each in pairs.items() if each.placement is None},
        reload.sections_by_name({placement.section for placement in placements}),
    )
    return matched, printed


def _held(action: Action, standing: Cells, placement: Placement | None = None) -> matching.Held:
    before = action.predecessor.reference if action.predecessor else ""
    if placement is None:
        return matching.Held(None, action.pk, {}, standing, action.section.name, "", 0, before)
    where = placement.section.name, placement.number, placement.row
    return matching.Held(placement, action.pk, placement.raw, standing, *where, before)


def _new(understood, matched):
    """Actions of which no row is known, and new rows of the others."""
    new, joined = [], []
    known = {row: placement.action for row, placement in matched.placements.items()}
    known |= matched.unplaced
    for proposed in understood.actions:
        rows = [row for row in proposed.placements if row.row not in matched.placements]
        action = next((known[row.row] for row in proposed.placements if row.row in known), None)
        if action is None:
            new.append(proposed)
        joined += [(row, action) for row in rows if action]
    return tuple(new), tuple(joined)
