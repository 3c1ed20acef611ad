"""A preview of figures as its page shows it: what comes first, and how much is left out."""

from dataclasses import dataclass
from functools import cached_property

from indicators import moves
from indicators.imports import Compared
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
    moves: list[moves.Move]


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
        return Row(
            compared.row.row,
            part.organisation.pk,
            moves.place(compared.figure),
            is_new,
            moves.moves(compared.figure, before),
        )
