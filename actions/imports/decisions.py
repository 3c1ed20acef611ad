"""What people settle of a plan's file before it is saved: whose a spelling is, what is one action.

Decisions are kept with the upload as JSON:
`{"leads": {"estates": {"spelling": "Estates", "names": ["Estates Team"], "kind": "team"}},
"alike": {"7": {"earlier": 3, "is_same": true, "message": "This action is …"}},
"reworded": {"9": {"placement": 12, "is_same": true, "text": "Renew the …"}}}`. A spelling with
several names stands for several leads; one that is left for later has none. Rows are those of
the file, which does not change.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from actions.imports.links import KnownLead
from wres.files.spelling import fold

SAME, ANOTHER = "The same action", "Another action"
NEAR, MOST_NEAR = 0.4, 5  # likeness from which a known lead is suggested, and how many are


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
    """Leads with the spellings that are theirs, spellings left for later, and likenesses.

    `reworded` has rows with the number of a placement, and whether they print it in other words.
    """

    leads: tuple[KnownLead, ...] = ()
    later: frozenset[str] = frozenset()
    alike: Mapping[int, Likeness] = field(default_factory=dict)
    reworded: Mapping[int, tuple[int, bool]] = field(default_factory=dict)

    @property
    def same_rows(self) -> dict[int, int]:
        """Rows with the earlier row whose action they print in other words."""
        return {row: each.earlier for row, each in self.alike.items() if each.is_same}


UNDECIDED = Decisions()


def decisions(answers: Mapping[str, Any]) -> Decisions:
    """The decisions among the answers of an upload."""
    said = answers.get("leads", {})
    by_name: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    for lead in said.values():
        for name in lead["names"]:
            by_name.setdefault(fold(name), []).append((name, lead))
    return Decisions(
        tuple(_known_lead(same) for same in by_name.values()),
        frozenset(key for key, lead in said.items() if not lead["names"]),
        {int(row): Likeness(int(row), **each) for row, each in answers.get("alike", {}).items()},
        {
            int(row): (each["placement"], each["is_same"])
            for row, each in answers.get("reworded", {}).items()
        },
    )


def _known_lead(said: list[tuple[str, Mapping[str, Any]]]) -> KnownLead:
    """One lead of everything that was said of its name."""
    name = said[0][0]
    kind = next((lead["kind"] for _, lead in said if lead["kind"]), "")
    whole = {
        fold(lead["spelling"]): lead["spelling"] for _, lead in said if len(lead["names"]) == 1
    }
    whole.pop(fold(name), None)
    return KnownLead(name, tuple(whole.values()), kind)


def likely(spelling: str, names: Iterable[str]) -> list[str]:
    """The names that a spelling may stand for, the likeliest first and of equals the longest."""
    words, text = set(fold(spelling).split()), fold(spelling)

    def likeness(name: str) -> float:
        its = set(fold(name).split())
        shared = len(words & its) / len(words | its)
        return max(shared, SequenceMatcher(None, text, fold(name)).ratio() - 0.2)

    scored = [(likeness(name), name) for name in names]
    near = sorted((pair for pair in scored if pair[0] >= NEAR), key=lambda p: (-p[0], -len(p[1])))
    return [name for _, name in near][:MOST_NEAR]


_JOINED = re.compile("[,/;]")


def pieces(spelling: str) -> list[str]:
    """A spelling cut where leads may be joined: a proposal for a person to correct."""
    found = [piece.strip() for piece in _JOINED.split(spelling)]
    return [piece for piece in found if piece] or [spelling]
