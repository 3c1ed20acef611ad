"""What an import wrote, from the history of figures and of headcounts by pay band."""

from collections.abc import Sequence
from dataclasses import dataclass

from indicators import moves
from indicators.models import Figure, FigureImport, PayBandCell

MODELS = (Figure, PayBandCell)


@dataclass(frozen=True)
class Written:
    """A row as the import left it, and as it was before: history rows; None for a new row."""

    row: object
    before: object | None

    @property
    def place(self) -> str:
        return moves.place(self.row)

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def moves(self) -> list[moves.Move]:
        if self.before is None:
            return moves.moves(self.row)
        return moves.moves(self.row, moves.differences(self.row, self.before))


def made(origin: FigureImport):
    """The history row of the import itself: who, when and through which page or command."""
    rows = origin.history.filter(history_type="+").select_related("history_user")
    return rows.get()


def rows_of(model, origin: FigureImport, at):
    """The history rows that an import made at that time, in the order of its file."""
    rows = model.history.model.objects.filter(origin=origin.pk, history_date=at)
    return rows.exclude(history_type="-").order_by("origin_row", "history_id")


def shown(origin: FigureImport, at) -> list:
    """The same for a page, of both models."""
    found = [rows_of(model, origin, at).select_related("indicator", "unit") for model in MODELS]
    return [row for rows in found for row in rows.defer("loaded_cells")]


def beside_before(rows: Sequence) -> list[Written]:
    """History rows beside the ones before them: a query for each model among them."""
    written = []
    for model in MODELS:
        own = [row for row in rows if isinstance(row, model.history.model)]
        before = _before(model, own)
        written += [Written(row, before.get(row.history_id)) for row in own]
    return written


def _before(model, rows) -> dict:
    """The id of a history row → the history row before it of the same figure."""
    if not rows:
        return {}
    ids = {row.id: row for row in rows}
    earlier = model.history.model.objects.filter(id__in=list(ids)).order_by("history_id")
    found = {}
    for row in earlier:
        if row.history_id < ids[row.id].history_id:
            found[ids[row.id].history_id] = row
    return found
