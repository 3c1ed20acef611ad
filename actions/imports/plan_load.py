"""The understood rows of a plan → what would change; `save` writes it.

The first load of a year makes the plan. A later one changes what the file says otherwise than it
did when it was last loaded and otherwise than stands now (the rule is in `reload`), adds what
is new, and removes nothing: rows that have vanished from the file are reported. A row that may be
an action in other words (`matching`) changes nothing until a person has said so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db.models import Prefetch, prefetch_related_objects

from actions.imports import matching, reload
from actions.imports.decisions import UNDECIDED, Decisions, Likeness
from actions.imports.export_cells import Cells, Printing, unplaced
from actions.imports.links import KnownLead
from actions.imports.matching import Held, Matched
from actions.imports.printed import PlanRow
from actions.imports.proposals import ProposedAction, UnderstoodPlan, understand
from actions.imports.questions import Asking, asked, of_placements, of_references, unsettled
from actions.imports.reload import ChangedRow
from actions.models import (
    Action,
    ActionIndicator,
    ActionLead,
    Lead,
    Placement,
    Plan,
)
from indicators import standards
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
    questions: Asking
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

    @classmethod
    def of(cls, organisation, from_file: Iterable[KnownLead]) -> "LeadLoad":
        """Of the organisation and of the file; a lead is the same when it shares a spelling."""
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
        all_known = [KnownLead(a.name, (*a.aliases, *more.get(a.pk, ()))) for a in held]
        all_known += [KnownLead(lead.name, tuple(lead.aliases)) for lead in new]
        return cls(tuple(all_known), tuple(new), tuple(learnt))


def _new_lead(organisation, lead: KnownLead) -> Lead:
    """Refused when its name or its kind cannot be kept."""
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
    plan = organisation.plans.filter(standard=standards.WRES, year=year).first()
    if plan is None:
        facts = {"standard_id": standards.WRES, "year": year, "date": plan_date}
        plan = Plan(organisation=organisation, **facts)
    elif plan.date != plan_date:
        raise RefusedError(
            f"The {plan} was loaded with its date {plan.date}. Give the same date again"
        )
    known = LeadLoad.of(organisation, (*leads, *decisions.leads))
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
    rows = reload.brought(rows, matched, printed, plan_date)
    is_new = not reload.is_nothing(rows, matched)
    understood = reader(rows, same=reload.same_rows(rows, matched) | decisions.same_rows)
    open_cells = {(each.row, each.column) for each in questions if not each.settled_on}
    doubts = unsettled(understood.questions, questions, matched)
    doubts += of_placements(understood, matched)
    doubts += of_references(matched)
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
        asked(doubts, questions, rows, matched) if is_new else Asking(),
        decisions,
    )


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
    held = [Held(each.action, printed[each.pk], each) for each in placements]
    held += [Held(action, unplaced(action)) for action in nowhere]
    return matching.match(rows, held, decisions.reworded), printed


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
