"""One figure of an organisation, with all that is known of it."""

from dataclasses import dataclass
from functools import cached_property

from indicators import history as figure_history
from indicators import words as wording
from indicators.imports import confirmed
from indicators.imports.compare import COUNT_FIELDS
from indicators.imports.values import USED
from indicators.models import Figure, FigureImport, Indicator
from indicators.rules import disclosure, statistics
from indicators.rules.comparison import Aim, State, Unit
from indicators.rules.figures import displayed, initial, number_words, sentence
from wres.accounts.models import Organisation
from wres.audit.people import with_who

OVERALL, WHOLE = "overall", "Whole organisation"
ENTRIES_SHOWN = 100
GROUPS = {"white": "White", "bme": "BME", "unknown": "Unknown or not stated"}


@dataclass
class OneFigure:
    """What is held for an indicator in a round, in one part of the organisation, or nothing.

    `of_round` are all figures of the indicator in that round and the one before.
    """

    organisation: Organisation
    indicator: Indicator
    year: int
    part: str
    figure: Figure | None
    of_round: list[Figure]
    hides_below: int

    @property
    def unit(self) -> Unit:
        return Unit(self.indicator.unit_of_measure)

    @property
    def aim(self) -> Aim:
        return Aim(self.indicator.aim)

    @property
    def part_words(self) -> str:
        return dict(Figure.PARTS)[self.part]

    @property
    def what(self) -> str:
        """What it is of, where that is not the whole organisation."""
        if self.figure is None:
            return "" if self.is_overall else self.part_words
        words = what_of(self.figure)
        return "" if words == WHOLE else words

    @property
    def query(self) -> str:
        """The end of its address that tells it from the whole organisation's newest."""
        if self.figure is not None and self.what:
            return f"?figure={self.figure.pk}"
        return "" if self.is_overall else f"?part={self.part}"

    @property
    def direction(self) -> str:
        return wording.direction(self.aim, self.unit, self.indicator.numerator)

    @property
    def columns(self) -> tuple[str, ...]:
        return wording.COLUMNS[self.unit]

    @property
    def last_year_numbers(self) -> list[tuple[str, str]]:
        return numbers_of(self.last_year)

    @property
    def is_overall(self) -> bool:
        return self.part == OVERALL

    @property
    def last_year(self) -> Figure | None:
        """The same figure of the round before: of the same part, unit and series."""
        this = self.figure or Figure(part=self.part)
        return next((f for f in self.of_round if f.year == self.year - 1 and _same(f, this)), None)

    @cached_property
    def held(self):
        return self.figure.held()

    @property
    def state_words(self) -> str:
        """ "Held", "Suppressed", …; "No figure held"."""
        if self.figure is None:
            return initial(wording.STATE_WORDS[State.NOT_HELD])
        return initial(wording.STATE_WORDS[self.held.state])

    @property
    def sentence(self) -> str:
        words = sentence(self.indicator.sentence, self.held, self.aim, self.unit)
        return f"{self.what}: {words}" if self.what else words

    @property
    def numbers(self) -> list[tuple[str, str]]:
        """(name, words) of each number of the unit."""
        return numbers_of(self.figure)

    @property
    def published_words(self) -> str:
        """That another number was typed or loaded than the counts give, or nothing."""
        typed, computed = self.figure.value, self.held.value
        if self.unit is not Unit.RATIO or None in (typed, computed):
            return ""
        if displayed(typed, self.unit) == displayed(computed, self.unit):
            return ""
        return (
            f"Computed from the counts. As published it is {number_words(typed, self.unit)}: "
            "counts are preferred."
        )

    @property
    def workforce_words(self) -> tuple[str, str, str] | None:
        """Where the workforce share comes from: words, those about the pay bands, and the rest."""
        figure, bands = self.figure, f"pay bands of 31 March {self.year}"
        if figure.state != State.HELD or figure.workforce_of_bands is None:
            return None
        if figure.has_workforce_of_bands:
            return "The BME share of the workforce is from", f"the {bands}", "."
        given, gives = (
            number_words(share, Unit.PERCENT)
            for share in (figure.workforce, figure.workforce_of_bands)
        )
        words = f"The BME share of the workforce was given as {given}."
        return words, f"The {bands}", f" give {gives}."

    @property
    def counted(self) -> list[tuple[str, str, str, str]]:
        """(group, how many, of how many, percentage) where counts are held and may be told."""
        if self.figure.state not in (State.HELD, State.NOT_CALCULABLE) or self.figure.is_of_few:
            return []
        pairs = {
            name: statistics.of(*(getattr(self.figure, f"{key}_{of}") for of in ("count", "total")))
            for key, name in GROUPS.items()
        }
        return [
            (name, f"{n:,}", f"{of:,}", statistics.share(n, of).words.partition(" ")[0])
            for name, (n, of) in ((name, pair) for name, pair in pairs.items() if pair)
        ]

    @property
    def intervals(self) -> list[tuple[str, str]]:
        """(what, number with its interval); that of a ratio is what `chance` says."""
        if self.unit is Unit.RATIO:
            return []
        return wording.interval_words(
            self.figure.told_counts(), self.unit, self.indicator.numerator
        )

    @property
    def chance(self) -> str:
        """What the counts say of chance, against last year's for a percentage."""
        last = self.last_year
        if self.figure.is_of_few or (last and last.is_of_few):
            return statistics.OF_FEW
        found = statistics.chance(
            self.unit,
            self.indicator.numerator,
            self.figure.counts(),
            last.counts() if last else None,
        )
        if isinstance(found, statistics.Share):
            words = f"No counts are held for {self.year - 1}, so chance cannot be assessed."
            return f"{words} {found.gap.words}." if found.gap else words
        return f"{initial(statistics.chance_words(found))}."

    @property
    def others(self) -> list[tuple[Figure, str, list[tuple[str, str]]]]:
        """The other figures of the round: (figure, what it is of, its numbers)."""
        rest = [f for f in self.of_round if f.year == self.year and f is not self.figure]
        return [(figure, what_of(figure), numbers_of(figure)) for figure in rest]

    @property
    def missing_parts(self) -> list[tuple[str, str]]:
        """The parts of the board that have no figure in the round."""
        if self.unit is not Unit.POINTS:
            return []
        held = {f.part for f in self.of_round if f.year == self.year and f.unit is None}
        return [(part, words) for part, words in Figure.PARTS if part not in held]

    @cached_property
    def questions(self) -> list[confirmed.Confirmed]:
        """Doubts of the indicator's figures in the round, each with who confirmed it."""
        found = self.organisation.figure_questions.filter(indicator=self.indicator, year=self.year)
        found = found.select_related("confirmed_by", "origin")
        return confirmed.told(found, sees_few=not self.hides_below)

    @cached_property
    def history(self) -> list[figure_history.Entry]:
        """Every change of this figure, and of one deleted before it, newest first.

        Without numbers where it is suppressed now, or was when it was deleted.
        """
        entries, last, row = [], {}, None
        for row in self._rows:
            row.indicator = self.indicator
            entries.append(figure_history.entry(row, last.get(row.id)))
            last[row.id] = row
        newest = self.figure or row
        is_of_few = any(
            not disclosure.may_tell(Figure.counts(row), self.hides_below) for row in self._rows
        )
        if is_of_few or (newest and newest.state == State.SUPPRESSED):
            entries = [figure_history.without_numbers(entry) for entry in entries]
        return entries[::-1]

    @cached_property
    def _rows(self) -> list:
        """Its history rows, oldest first, and those of a figure deleted before it.

        Another figure of the round, of another series, has a history of its own.
        """
        unit, key = (self.figure.unit_id, self.figure.pk) if self.figure else (None, None)
        rows = Figure.history.filter(
            organisation=self.organisation, indicator=self.indicator, year=self.year, unit=unit
        )
        rows = rows.filter(part=self.part).exclude(
            id__in=[figure.pk for figure in self.of_round if figure.pk != key]
        )
        return list(with_who(rows).defer("loaded_cells").order_by("history_id"))

    @cached_property
    def sources(self) -> list[tuple[figure_history.Source, FigureImport | None, object]]:
        """Where its numbers come from: (source, its file or None, the change that brought them).

        Numbers and counts may have come with different files.
        """
        rows = [row for row in self._rows if row.id == self.figure.pk]
        kinds = {"Numbers": USED[self.unit], "Counts": COUNT_FIELDS}
        found = figure_history.sources(rows, kinds)
        files = {self.figure.origin_id: self.figure.origin}
        if wanted := {each.origin for each in found} - {None, *files}:
            files |= FigureImport.objects.in_bulk(wanted)
        return [(s, files.get(s.origin), self._brought(s.origin)) for s in found]

    def _brought(self, origin: int | None) -> figure_history.Entry:
        """The change that brought numbers from a file, or typed them in.

        An undone import may stand above the change that typed them in.
        """
        if origin is not None:
            return next(entry for entry in reversed(self.history) if entry.origin == origin)
        typed = (entry for entry in self.history if entry.through == figure_history.FORM)
        return next(typed, self.history[0])

    @property
    def shown_history(self) -> list[figure_history.Entry]:
        return self.history[:ENTRIES_SHOWN]


def find(
    organisation, indicator, year, *, number=None, part=OVERALL, hides_below: int
) -> OneFigure | None:
    """The figure of this number (its key), else the whole organisation's of that part.

    `hides_below` is how many people a number is of at least that is told, 0 for all.

    None when the number is of no figure of the round. Of several series it is the one entered
    last.
    """
    figures = list(organisation.figures.of_round(indicator, year))
    for figure in figures:
        figure.indicator, figure.hides_below = indicator, hides_below
    this_year = [figure for figure in figures if figure.year == year]
    if number is not None:
        chosen = next((figure for figure in this_year if figure.pk == number), None)
        if chosen is None:
            return None
        return OneFigure(organisation, indicator, year, chosen.part, chosen, figures, hides_below)
    own = [figure for figure in this_year if figure.unit_id is None and figure.part == part]
    chosen = max(own, key=lambda figure: figure.pk, default=None)
    return OneFigure(organisation, indicator, year, part, chosen, figures, hides_below)


def what_of(figure: Figure) -> str:
    """ "Voting members", "Whole organisation", "Surgery, series 2021"."""
    words = WHOLE if figure.part == OVERALL else figure.get_part_display()
    if figure.unit_id:
        is_all = figure.part == OVERALL
        words = figure.unit.name if is_all else f"{figure.unit.name}, {words.lower()}"
    return f"{words}, series {figure.series}" if figure.series else words


def numbers_of(figure: Figure) -> list[tuple[str, str]]:
    unit = Unit(figure.indicator.unit_of_measure)
    cells = wording.number_cells(figure.held(), Aim(figure.indicator.aim), unit)
    return list(zip(wording.COLUMNS[unit], cells, strict=True))


def _same(one: Figure, other: Figure) -> bool:
    keys = ("part", "unit_id", "series")
    return all(getattr(one, key) == getattr(other, key) for key in keys)
