"""What an import wrote, from the history of figures and of headcounts by pay band."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import batched
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, Subquery, Value

from indicators import history as moves
from indicators.imports import uploads
from indicators.models import Figure, FigureImport, Indicator, PayBandCell
from indicators.rules import disclosure
from indicators.rules.figures import State

MODELS = (Figure, PayBandCell)
SUPPRESSED = {Figure: Q(state=State.SUPPRESSED), PayBandCell: Q(is_suppressed=True)}
PLACE = ("organisation_id", "indicator_id", "year", "unit_id")
PLACES = {Figure: (*PLACE, "part", "series"), PayBandCell: (*PLACE, "staff_group", "band")}
HIDDEN = "Suppressed now, so its numbers are not shown"
OF_FEW = "It may be of few people, so its numbers are not shown"
NO_NUMBER = "Held without a number"
BATCH = 500  # rows a question: no database takes an endless list


@dataclass(frozen=True)
class Written:
    """A row as the import left it, and as it was before: history rows; None for a new row."""

    row: Any
    before: Any
    hidden: str = ""  # why nothing of it is told

    @property
    def place(self) -> str:
        return moves.place(self.row)

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def words(self) -> list[str]:
        """What was written, fact by fact; nothing of a figure that is suppressed by now."""
        if self.hidden:
            return [self.hidden]
        before = self.before and moves.differences(self.row, self.before)
        return [move.words for move in moves.moves(self.row, before)] or [NO_NUMBER]


def with_notes(imports):
    """Imports with the rows that were not read, and `asked_count` questions, in one question."""
    return imports.select_related("left_out").annotate(asked_count=Count("questions"))


def not_read(origin: FigureImport) -> list[list]:
    """The rows of its file that were not read as figures: number and words."""
    return origin.left_out.lines if hasattr(origin, "left_out") else []


def made(origin: FigureImport):
    """The history row of the import itself: who, when and through which page or command."""
    rows = origin.history.filter(history_type="+").select_related("history_user")
    return rows.get()


def rows_of(model, origin: FigureImport, at):
    """The history rows that an import made at that time, in the order of its file."""
    rows = model.history.model.objects.filter(origin=origin.pk, history_date=at)
    return rows.exclude(history_type="-").order_by("origin_row", "history_id")


class Shown:
    """The same for pages, of both models: a slice fetches no more than its rows."""

    def __init__(self, origin: FigureImport, at):
        found = [rows_of(model, origin, at) for model in MODELS]
        counts = [rows.order_by().values("origin").annotate(n=Count("pk")) for rows in found]
        numbers = FigureImport.objects.values_list(*(Subquery(n.values("n")) for n in counts))
        shown = [r.select_related("indicator", "unit").defer("loaded_cells") for r in found]
        self._found = [(r, n or 0) for r, n in zip(shown, numbers.get(pk=origin.pk), strict=True)]

    def __len__(self) -> int:
        return sum(count for _, count in self._found)

    def __getitem__(self, wanted: slice) -> list:
        start, stop, _ = wanted.indices(len(self))
        rows = []
        for found, count in self._found:
            if start < stop and start < count and stop > 0:
                rows += found[max(start, 0) : stop]
            start, stop = start - count, stop - count
        return rows


def beside_before(rows: Sequence) -> list[Written]:
    """History rows beside the ones before them: a query for each model among them."""
    written = []
    for model in MODELS:
        own = [row for row in rows if isinstance(row, model.history.model)]
        before = _before(model, own)
        written += [Written(row, before.get(row.history_id)) for row in own]
    return written


def for_page(rows: Sequence, hides_below: int) -> list[Written]:
    """The same, marked where the figure is suppressed by now, or was when it was deleted.

    A figure that was deleted and loaded again has another number, so its place counts too. Who
    may not see numbers of few people is not told figures with such counts, nor any headcount of a
    pay band: the page has not all that could give one away.
    """
    hidden = {
        (model, row.history_id)
        for model in MODELS
        for row in _hidden(model, [r for r in rows if r.instance_type is model])
    }
    told = []
    for written in beside_before(rows):
        why = HIDDEN if (written.row.instance_type, written.row.history_id) in hidden else ""
        if hides_below and not why:
            why = OF_FEW if _is_of_few(written, hides_below) else ""
        told.append(replace(written, hidden=why))
    return told


def _is_of_few(written: Written, below: int) -> bool:
    if written.row.instance_type is PayBandCell:
        return True
    rows = filter(None, [written.row, written.before])
    return any(not disclosure.may_tell(Figure.counts(row), below) for row in rows)


def _hidden(model, rows: Sequence) -> list:
    """Those of a model's history rows whose numbers are not shown: one query at most."""
    if not rows:
        return []
    ids, held, gone = set(), {}, set()
    for pk, hides, is_held, *place in _near(model, rows):
        if hides:
            ids.add(pk)
        if is_held:
            held[tuple(place)] = hides
        else:
            gone.add(tuple(place))
    places = {place for place, hides in held.items() if hides} | (gone - held.keys())
    return [row for row in rows if row.id in ids or _place_of(row) in places]


def _near(model, rows: Sequence):
    """The figures of the rows' rounds that are held, and those deleted while suppressed.

    Of each its id, whether it is suppressed, whether it is held, and its place.
    """
    rounds = {f"{name}__in": {getattr(row, name) for row in rows} for name in PLACE[:3]}
    near = Q(id__in=[row.id for row in rows]) | Q(**rounds)
    deleted = model.history.filter(near, SUPPRESSED[model], history_type="-")
    held, gone = (
        found.order_by()
        .annotate(hides=SUPPRESSED[model], is_held=Value(is_held))
        .values_list("id", "hides", "is_held", *PLACES[model])
        for found, is_held in ((model.objects.filter(near), True), (deleted, False))
    )
    return held.union(gone).order_by()


def _place_of(row) -> tuple:
    return tuple(getattr(row, name) for name in PLACES[row.instance_type])


def _before(model, rows) -> dict:
    """The id of a history row → the history row before it of the same figure."""
    history, found = model.history.model.objects, {}
    earlier = history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    last = Subquery(earlier.order_by("-history_id").values("history_id")[:1])
    for some in batched(rows, BATCH, strict=False):
        ids = {row.id: row.history_id for row in some}
        numbers = history.filter(history_id__in=list(ids.values())).order_by().annotate(last=last)
        before = history.filter(history_id__in=numbers.values("last"))
        found |= {ids[row.id]: row for row in before}
    return found


def last_of(model, ids):
    """The last history row of each of these figures."""
    rows = model.history.model.objects.filter(id__in=ids).order_by().values("id")
    last = rows.annotate(last=Max("history_id")).values("last")
    return model.history.model.objects.filter(history_id__in=last)


def listed(organisation):
    """The imports of an organisation, newest first, with `made_at` and the name of `made_by`."""
    first = FigureImport.history.model.objects.filter(id=OuterRef("pk"), history_type="+")
    imports = organisation.figure_imports.order_by("-pk")
    return imports.annotate(
        made_at=Subquery(first.values("history_date")[:1]),
        made_by=Subquery(first.values("history_user__name")[:1]),
    )


def years_held(organisation) -> list[tuple[Indicator, list[int]]]:
    """Each indicator of the standards with the rounds of which the organisation has a figure."""
    found = defaultdict(set)
    for rows in (organisation.figures.filter(part="overall"), organisation.pay_band_cells):
        for indicator, year in (
            rows.filter(unit=None).order_by().values_list("indicator", "year").distinct()
        ):
            found[indicator].add(year)
    return [
        (each, sorted(found[each.pk])) for each in Indicator.objects.order_by("standard", "number")
    ]


def of_several(upload, person) -> list[FigureImport]:
    """What the worker has made of an upload so far, of organisations that the person administers.

    An import each.
    """
    made = upload.answers.get("saved", {})
    theirs = uploads.administered_by(person, made)
    numbers = [number for code, number in made.items() if code in theirs]
    imports = FigureImport.objects.filter(pk__in=numbers).select_related("organisation")
    return list(imports.order_by("organisation__name"))
