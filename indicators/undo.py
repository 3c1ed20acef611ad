"""Putting back a change of a figure."""

from collections.abc import Mapping
from functools import cached_property

from django.urls import reverse

from indicators import entry, history
from indicators import questions as asking
from indicators.imports.held import Holding
from indicators.models import Figure, FigureImport, FigureQuestion
from indicators.rules.comparison import State, Unit
from wres.accounts.access import IMPORT_FIGURES
from wres.audit.logged_change import LoggedChange
from wres.audit.undo import Step

FROM_FILE = "It came with the import of {}. Undo that import as a whole, or correct the figure"
UNDONE_SINCE = "The import of {} was undone, which put this figure back already"
UNDONE = "Its numbers came with the import of {}, which was undone"
SUPPRESSED = (
    "The figure is suppressed now, and its log shows no number. If it may be shown, type it in on "
    "its page"
)
TWICE = "There is another figure of this indicator, year and series now"
HIDDEN = "suppressed"
OF = ("organisation_id", "indicator_id", "unit_id", "year", "part")
ORIGIN = "origin"


class LoggedFigure(LoggedChange):
    """Numbers, state and counts with the file they came from.

    The cells last loaded stay: a file is compared with what it last said, whatever people do.
    """

    model = Figure
    permission = IMPORT_FIGURES
    VALUES = {name: (words, (name,)) for name, words in history.FIGURE_WORDS.items()}
    VALUES |= {ORIGIN: ("Where it comes from", ("origin_id", "origin_row"))}

    def instances(self):
        return Figure.objects.select_related("indicator", "unit", "organisation")

    @property
    def figure(self):
        """The figure as it would be."""
        figure = Figure(**{name: getattr(self.row, name) for name in OF})
        figure.indicator = self.instance.indicator if self.instance else self.row.indicator
        source = self.instance or self.before
        for name, (_, fields) in self.VALUES.items():
            kept = {field: getattr(source, field) for field in fields}
            is_moved = name in self.proposal.moves
            for field, value in (self.to_put_back(name) if is_moved else kept).items():
                setattr(figure, field, value)
        return figure

    @property
    def title(self) -> str:
        return history.place(self.instance or self.row)

    @property
    def address(self) -> str:
        place = [self.organisation.pk, self.row.indicator.number, self.row.year]
        return (
            reverse("figure", args=place) if self.instance else reverse("figures", args=place[:1])
        )

    @property
    def is_hidden(self) -> bool:
        """Whether its numbers are not told: it is suppressed now, or was when it went."""
        return (self.instance or self.rows[-1]).state == State.SUPPRESSED

    def words(self, name, value) -> str:
        if value is None:
            return ""
        if name == ORIGIN:
            return str(self._files.get(value[0], "typed in"))
        unit = Unit(self.row.indicator.unit_of_measure)
        words = history.in_words(value[0], name, unit)
        is_text = name in ("state", "series", "source_period") or value[0] is None
        return words if is_text or not self.is_hidden else HIDDEN

    @cached_property
    def _files(self) -> Mapping[int, str]:
        origins = {row.origin_id for row in (self.row, self.before, self.instance) if row}
        found = FigureImport.objects.filter(pk__in=origins - {None})
        return {origin.pk: origin.file_name for origin in found}

    # Its rules

    def _of_the_trail(self):
        if undone := _undone(self.row.origin_id):
            yield UNDONE_SINCE.format(undone.file_name)
        else:
            yield from super()._of_the_trail()

    def refused(self):
        if self.proposal.step is Step.REMOVE:
            if self.row.origin_id is not None:
                yield FROM_FILE.format(self._files[self.row.origin_id])
            return
        figure = self.figure
        if undone := _undone(figure.origin_id):
            yield UNDONE.format(undone.file_name)
        if self.is_hidden and figure.state != State.SUPPRESSED:
            yield SUPPRESSED
        elif self._is_taken(figure):
            yield TWICE
        else:
            yield from self._errors(figure)

    def _is_taken(self, figure) -> bool:
        same = {name: getattr(figure, name) for name in (*OF, "series")}
        return Figure.objects.filter(**same).exclude(pk=self.row.id).exists()

    def _errors(self, figure):
        facts = {name: getattr(figure, name) for name in history.FIGURE_WORDS}
        indicator = figure.indicator
        if figure.origin_id is None:  # a file may give less than the form asks for
            unit = Unit(indicator.unit_of_measure)
            yield from (words for _, words in entry.errors(facts, unit, indicator.numerator))

    def questions(self) -> list[str]:
        """What the other years make unlikely of the figure as it would be."""
        if self.refusals or self.proposal.step is Step.REMOVE:
            return []
        holding = Holding(self.organisation)
        doubts = asking.about(holding.beside_pay_bands(self.figure), holding)
        return list(dict.fromkeys(doubt.message for doubt in doubts))

    def write(self, *, by, today):
        if self.proposal.step is Step.REMOVE:
            self.instance.delete()
            return
        questions, figure = self.questions(), self.instance or self.figure
        if self.is_made_again:
            figure.pk, figure.loaded_cells = self.row.id, self.row.loaded_cells
        for name in self.proposal.moves:
            for field, value in self.to_put_back(name).items():
                setattr(figure, field, value)
        figure.save(force_insert=self.is_made_again)
        for message in questions:
            FigureQuestion.objects.create(
                organisation=self.organisation,
                indicator=figure.indicator,
                year=figure.year,
                message=message,
                confirmed_by=by,
                confirmed_on=today,
            )


def _undone(origin: int | None) -> FigureImport | None:
    return FigureImport.objects.filter(pk=origin, undone_on__isnull=False).first()
