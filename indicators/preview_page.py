"""A preview of figures as its page shows it: what comes first, and how much is left out."""

from copy import copy
from dataclasses import dataclass
from functools import cached_property

from indicators import moves, wording
from indicators.comparison import Aim, Unit
from indicators.contents import NO_NUMBER
from indicators.counts import Counts
from indicators.imports import Compared
from indicators.models import PayBandCell
from indicators.uploads import Part, Preview

PROBLEMS_SHOWN = 50
ROWS_SHOWN = 500
ROWS_SHOWN_OF_SEVERAL = 50


@dataclass(frozen=True)
class Row:
    """A row of the file that is new or changes a figure."""

    number: int
    code: str
    place: str
    is_new: bool
    words: list[str]


@dataclass(frozen=True)
class PreviewPage:
    preview: Preview

    @cached_property
    def rows(self) -> list[Row]:
        """The first rows: changed ones before new ones, in the order of the file."""
        kinds = [("changed", False), ("new", True)]
        found = [
            (part, compared, is_new)
            for kind, is_new in kinds
            for part in self.preview.parts
            for compared in getattr(part.load, kind)
        ]
        return [self._row(*each) for each in found[: self.limit]]

    @property
    def limit(self) -> int:
        return ROWS_SHOWN_OF_SEVERAL if self.preview.is_of_several else ROWS_SHOWN

    @property
    def left_out(self) -> int:
        return len(self.preview.new) + len(self.preview.changed) - len(self.rows)

    @property
    def unchanged(self) -> list[str]:
        places = [moves.place(compared.figure) for compared in self.preview.unchanged[: self.limit]]
        return places if not self.preview.is_of_several else []

    @property
    def problems(self):
        return self.preview.problems[:PROBLEMS_SHOWN]

    @property
    def counts(self) -> list[tuple[Part, int, int, int]]:
        """New, changed and unchanged rows of each organisation."""
        kinds = ("new", "changed", "unchanged")
        return [
            (part, *(len(getattr(part.load, kind)) for kind in kinds))
            for part in self.preview.parts
        ]

    def _row(self, part: Part, compared: Compared, is_new: bool) -> Row:
        before = None if is_new else compared.before
        words = [move.words for move in moves.moves(compared.figure, before)]
        return Row(
            compared.row.row,
            part.organisation.pk,
            moves.place(compared.figure),
            is_new,
            [*_from_counts(compared, is_new), *words] or [NO_NUMBER],
        )


def _from_counts(compared: Compared, is_new: bool) -> list[str]:
    """What the counts of a figure give, and gave before."""
    figure = compared.figure
    if isinstance(figure, PayBandCell) or figure.counts() == Counts():
        return []
    aim, unit = Aim(figure.indicator.aim), Unit(figure.indicator.unit_of_measure)
    earlier = copy(figure)
    for name, value in compared.before.items():
        setattr(earlier, name, value)
    now, then = (wording.number_cells(each.held(), aim, unit) for each in (figure, earlier))
    return [
        f"{name} from counts: {number}" if is_new else f"{name} from counts: {was} → {number}"
        for name, number, was in zip(wording.COLUMNS[unit], now, then, strict=True)
        if number != wording.MISSING and (is_new or number != was)
    ]
