"""What people settle of a plan's file before it is saved: whose a spelling is, what is one action.

Decisions are kept with the upload as JSON:
`{"leads": {"estates": {"spelling": "Estates", "name": "Estates Team", "kind": "team"}},
"alike": {"7": {"earlier": 3, "is_same": true, "message": "This action is …"}}}`. A spelling that
is left for later has no name. Rows are those of the file, which does not change.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from actions.loading.cells import KnownLead, folded

SAME, ANOTHER = "The same action", "Another action"


@dataclass(frozen=True)
class Likeness:
    """A person said whether a row's action is that of an earlier row; `message` asked it."""

    row: int
    earlier: int
    is_same: bool
    message: str

    @property
    def answer(self) -> str:
        return SAME if self.is_same else ANOTHER


@dataclass(frozen=True)
class Decisions:
    """Leads with the spellings that are theirs, spellings left for later, and likenesses."""

    leads: tuple[KnownLead, ...] = ()
    later: frozenset[str] = frozenset()
    alike: Mapping[int, Likeness] = field(default_factory=dict)

    @property
    def same_rows(self) -> dict[int, int]:
        """Rows with the earlier row whose action they print in other words."""
        return {row: each.earlier for row, each in self.alike.items() if each.is_same}


UNDECIDED = Decisions()


def decisions(answers: Mapping) -> Decisions:
    """The decisions among the answers of an upload."""
    said = answers.get("leads", {})
    named = [lead for lead in said.values() if lead.get("name")]
    by_name: dict[str, list[Mapping]] = {}
    for lead in named:
        by_name.setdefault(_fold(lead["name"]), []).append(lead)
    return Decisions(
        tuple(_known_lead(same) for same in by_name.values()),
        frozenset(key for key, lead in said.items() if not lead.get("name")),
        {int(row): Likeness(int(row), **each) for row, each in answers.get("alike", {}).items()},
    )


def _known_lead(said: list[Mapping]) -> KnownLead:
    """One lead of everything that was said of its name."""
    name = said[0]["name"]
    kind = next((lead["kind"] for lead in said if lead.get("kind")), "")
    spellings = {_fold(lead["spelling"]): lead["spelling"] for lead in said}
    spellings.pop(_fold(name), None)
    return KnownLead(name, tuple(spellings.values()), kind)


def _fold(text: str) -> str:
    return folded(text).casefold()
