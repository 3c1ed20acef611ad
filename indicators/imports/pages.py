"""The pages of an import: how far the worker is, what would change, and what is left out."""

from copy import copy
from dataclasses import dataclass
from functools import cached_property

from django.shortcuts import render

from indicators import history
from indicators import words as wording
from indicators.imports.contents import NO_NUMBER
from indicators.imports.figure_load import Compared
from indicators.imports.uploads import Part, Preview
from indicators.models import PayBandCell
from indicators.rules.comparison import Aim, Unit
from indicators.rules.statistics import Counts

PROBLEMS_SHOWN = 50
ROWS_SHOWN = 300
ROWS_SHOWN_OF_LARGE = 50


@dataclass(frozen=True)
class Row:
    """A row of the file that is new or changes a figure."""

    number: int
    place: str
    is_new: bool
    words: list[str]
    code: str = ""

    def as_list(self) -> list:
        return [self.number, self.place, self.is_new, self.words]


def first_rows(part: Part, limit: int = ROWS_SHOWN_OF_LARGE) -> list[Row]:
    """The first rows that change something: changed ones before new ones, as in the file."""
    load = part.load
    found = [*((each, False) for each in load.changed), *((each, True) for each in load.new)]
    return [_row(*each) for each in found[:limit]]


@dataclass(frozen=True)
class PreviewPage:
    """The page of a small file."""

    preview: Preview
    chosen = None

    @cached_property
    def rows(self) -> list[Row]:
        return first_rows(self.preview.part, ROWS_SHOWN)

    @property
    def left_out(self) -> int:
        return self.preview.new_count + self.preview.changed_count - len(self.rows)

    @property
    def unchanged(self) -> list[str]:
        found = self.preview.part.load.unchanged[:ROWS_SHOWN]
        return [history.place(compared.figure) for compared in found]

    @property
    def problems(self):
        return self.preview.problems[:PROBLEMS_SHOWN]


def _row(compared: Compared, is_new: bool) -> Row:
    before = None if is_new else compared.before
    words = [move.words for move in history.moves(compared.figure, before)]
    words = [*_from_counts(compared, is_new), *words] or [NO_NUMBER]
    return Row(compared.row.row, history.place(compared.figure), is_new, words)


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


REFRESHED_AFTER = 5  # seconds


def refreshing(request, upload, template: str, context: dict):
    """A page that brings itself up to date while the upload moves, unless it is asked not to."""
    refreshes = upload.is_moving and request.GET.get("refresh") != "off"
    response = render(request, template, context | {"upload": upload, "refreshes": refreshes})
    if refreshes:
        response.headers["Refresh"] = REFRESHED_AFTER
    return response
