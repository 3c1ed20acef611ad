"""What loading a plan's file would change, as a page shows it: row by row, with a digest of it all.

The digest is the same as long as the file, what people settled of it, and what it would change
of the plan are the same.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from actions.delivery import DROPPED
from actions.imports.effects import (
    Fact,
    LaterDate,
    changed_facts,
    completed,
    later_dates,
    new_facts,
)
from actions.imports.plan_load import PlanLoad
from actions.imports.printed import PlanRow
from actions.imports.reading import PlanRead
from actions.models import Action, Placement
from wres.audit.stale import digest
from wres.files.spelling import fold

NO_LONGER = "In the file that was last loaded, and no longer in this one"


class Kind(StrEnum):
    """What a row does to the plan."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    MISSING = "missing"  # printed by the file that was last loaded, and no longer by this one


@dataclass(frozen=True)
class ShownRow:
    """A row beside what it says: `facts` are what it gives a new action, or what changes."""

    row: PlanRow
    kind: Kind
    title: str
    action: Action | None
    facts: tuple[Fact, ...]
    questions: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Spelling:
    """Words of lead cells that are no known lead, and how many rows have them."""

    text: str
    rows: int

    @property
    def key(self) -> str:
        return fold(self.text)


@dataclass(frozen=True)
class Reworded:
    """A row that may be an action of the plan in other words; `held` is how the plan prints it."""

    row: PlanRow
    held: PlanRow
    placement: Placement


@dataclass(frozen=True)
class Alike:
    """A new action that may be an earlier one."""

    row: PlanRow
    earlier: PlanRow
    message: str


class Preview:
    """A file beside the plan. `read` has its rows; `load` is what they would change."""

    def __init__(self, read: PlanRead, load: PlanLoad):
        self.read, self.load = read, load
        self.rows = {row.row: row for row in read.rows}
        self._new = {row.row: action for action in load.new for row in action.placements}
        self._joined = {row.row: action for row, action in load.joined}
        self._changed = {changed.row.row: changed for changed in load.changed}

    def kind(self, row: int) -> Kind:
        if row in self._new or row in self._joined:
            return Kind.NEW
        return Kind.CHANGED if row in self._changed else Kind.UNCHANGED

    @cached_property
    def rows_by_kind(self) -> dict[Kind, list[PlanRow | Placement]]:
        """The rows of the file, and the places in the plan that no row prints any more."""
        found = {kind: [] for kind in Kind}
        found[Kind.MISSING] = sorted(self.load.vanished, key=lambda placement: placement.row)
        for row in self.read.rows:
            found[self.kind(row.row)].append(row)
        return found

    def kind_listed(self, asked: str) -> Kind:
        """The kind of rows asked for, else new ones, or changed ones where none is new."""
        if asked in set(Kind):
            return Kind(asked)
        return next((kind for kind in Kind if self.rows_by_kind[kind]), Kind.NEW)

    @property
    def saved_words(self) -> str:
        return f"{len(self.load.new)} new, {self.changed_count} changed"

    @property
    def changed_count(self) -> int:
        """Actions of the plan that change."""
        changed = (each.placement.action_id for each in self.load.changed if each.changes_action)
        return len(set(changed))

    @cached_property
    def cancellable(self) -> list[Action]:
        """Actions that the file no longer prints, of those on which something may remain."""
        return [a for a in self.load.vanished_actions if a.status not in DROPPED]

    @cached_property
    def later_dates(self) -> list[LaterDate]:
        return later_dates(self.load.changed)

    @cached_property
    def completed(self) -> list[Action]:
        return completed(self.load.changed)

    @property
    def questions_count(self) -> int:
        return len(self.load.questions.asked)

    @cached_property
    def spellings(self) -> list[Spelling]:
        """Unknown leads of rows whose leads are to be read, the most frequent first."""
        counts, texts = Counter(), {}
        for proposed in self.load.understood.actions:
            is_same = self.load.matched.is_same
            rows = [row for row in proposed.placements if not is_same(row, "leads")]
            for text in proposed.leads.unmatched if rows else ():
                texts.setdefault(fold(text), text)
                counts[fold(text)] += len(rows)
        return [Spelling(texts[key], count) for key, count in counts.most_common()]

    @property
    def unsettled_spellings(self) -> list[Spelling]:
        return [each for each in self.spellings if each.key not in self.load.decisions.later]

    @cached_property
    def reworded(self) -> list[Reworded]:
        """Rows of which a person has to say whether they are an action of the plan."""
        found = []
        for row, place in self.load.matched.placements.items():
            if row not in self.load.matched.proposed:
                continue
            cells = place.raw | {"action": place.action.title}
            held = PlanRow(place.row, place.section.name, place.number, cells)
            found.append(Reworded(self.rows[row], held, place))
        return found

    @cached_property
    def alike(self) -> list[Alike]:
        """New actions that may be earlier ones, of which nobody has said whether they are."""
        asked = {d.row: d.message for d in self.load.questions.asked if d.column == "action"}
        return [
            Alike(self.rows[row], self.rows[earlier], asked[row])
            for row, earlier in self.load.understood.alike.items()
            if row in asked and row in self._new and row not in self.load.decisions.alike
        ]

    def shown(self, rows: Iterable[PlanRow | Placement]) -> list[ShownRow]:
        asked: dict[int, list[str]] = {}
        for doubt in self.load.questions.asked:
            asked.setdefault(doubt.row, []).append(doubt.message)
        return [
            self._missing(row)
            if isinstance(row, Placement)
            else self._shown(row, tuple(asked.get(row.row, ())))
            for row in rows
        ]

    def _missing(self, place: Placement) -> ShownRow:
        row = PlanRow(place.row, place.section.name, place.number, place.raw)
        is_gone = place.action in self.load.vanished_actions
        note = NO_LONGER if is_gone else f"{NO_LONGER}, but its action is in another row"
        return ShownRow(row, Kind.MISSING, place.action.title, place.action, (), (), note)

    def _shown(self, row: PlanRow, questions) -> ShownRow:
        if proposed := self._new.get(row.row):
            home = proposed.placements[0]
            is_first = home.row == row.row
            another = f"Another place of the action in row {home.row}"
            facts, note = (new_facts(proposed), "") if is_first else ((), another)
            return ShownRow(row, Kind.NEW, proposed.title, None, facts, questions, note)
        if action := self._joined.get(row.row):
            note = "Another place of an action that the plan has"
            return ShownRow(row, Kind.NEW, action.title, action, (), questions, note)
        if action := self.load.matched.unplaced.get(row.row):
            return ShownRow(row, Kind.UNCHANGED, action.title, action, (), questions)
        action, changed = self.load.matched.placements[row.row].action, self._changed.get(row.row)
        facts = changed_facts(changed) if changed else ()
        note = "Only the printed words change" if changed and not facts else self._move(row)
        return ShownRow(row, self.kind(row.row), action.title, action, facts, questions, note)

    def _move(self, row: PlanRow) -> str:
        """Where a row that stands elsewhere now has stood, or that nobody has said whose it is."""
        matched = self.load.matched
        if row.row in matched.proposed:
            return "This may be another action. Nothing of this row is saved until you say"
        placement = matched.placements[row.row]
        moved = {placement.pk: row for row, placement in self.load.moved}
        now = moved.get(placement.pk)
        if now and (now.section, now.number) != (placement.section.name, placement.number):
            return f"It stood at {placement}, and now at {now.section} {now.number}"
        return ""

    @cached_property
    def digest(self) -> str:
        """SHA-256 in hexadecimal of everything that saving would change."""
        load = self.load
        told = {
            "plan": [load.plan.pk, load.plan.year, str(load.plan.date)],
            "leads": [[lead.name, lead.kind, lead.aliases] for lead in load.leads.new],
            "learnt": [[lead.pk, spellings] for lead, spellings in load.leads.learnt],
            "new": [
                [[row.row for row in a.placements], *map(_told, new_facts(a))] for a in load.new
            ],
            "joined": [[row.row, action.pk] for row, action in load.joined],
            "changed": [[c.placement.pk, *map(_told, changed_facts(c))] for c in load.changed],
            "asked": [[d.row, d.column, d.message] for d in load.questions.asked],
            "withdrawn": [question.pk for question in load.questions.withdrawn],
            "moved": [[row.row, place.pk, row.section, row.number] for row, place in load.moved],
            "reworded": [[row, *said] for row, said in load.decisions.reworded.items()],
            "proposed": sorted(load.matched.proposed),
            "alike": [[each.row, each.answer] for each in load.likenesses],
            "vanished": [[action.pk, action.status] for action in load.vanished_actions],
        }
        return digest(told)


def _told(fact: Fact) -> list[str]:
    return [fact.what, fact.before, fact.after]
