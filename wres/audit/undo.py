"""Putting one logged change back: what would become of which field, or why it no longer fits.

A row's values are given by name, before the change, after it and as they stand now; None stands
for no row. Values that belong together, such as a date and whether it is a month, are one value.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Values = Mapping[str, object]


class Step(StrEnum):
    CHANGE = "change"  # the row stays, some values become what they were
    MAKE = "make"  # a row that was taken away is made again
    REMOVE = "remove"  # a row that was added is taken away


@dataclass(frozen=True)
class Proposal:
    """What putting a change back would do.

    `moves` are (value now, value it becomes) by name; of a row that is made again the first is
    None, of one that is removed the second. `later` names the values that something later set
    otherwise. `is_gone`: the row was taken away since; `is_back`: it was made again since.
    """

    step: Step
    moves: Mapping[str, tuple[Any, Any]]
    later: tuple[str, ...] = ()
    is_gone: bool = False
    is_back: bool = False

    @property
    def fits(self) -> bool:
        return bool(self.moves) and not (self.later or self.is_gone or self.is_back)


def propose(before: Values | None, after: Values | None, now: Values | None) -> Proposal:
    """How the change from `before` to `after` is put back on a row that is `now`.

    ValueError when the change neither found nor left a row.
    """
    if before is None and after is None:
        raise ValueError("A change finds a row or leaves one")
    moves: dict[str, tuple[Any, Any]]
    if after is None:
        moves = {name: (None, value) for name, value in (before or {}).items()}
        return Proposal(Step.MAKE, moves, is_back=now is not None)
    if before is None:
        moves = {name: (value, None) for name, value in (now or after).items()}
        later = tuple(name for name, value in (now or {}).items() if value != after[name])
        return Proposal(Step.REMOVE, moves, later, is_gone=now is None)
    changed = [name for name in after if after[name] != before[name]]
    if now is None:
        return Proposal(Step.CHANGE, {name: (None, before[name]) for name in changed}, is_gone=True)
    later = tuple(name for name in changed if now[name] != after[name])
    return Proposal(Step.CHANGE, {name: (now[name], before[name]) for name in changed}, later)
