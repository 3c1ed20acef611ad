"""Rows of a file of figures → what would change → saved, all or nothing.

A row is compared with the cells last loaded for its figure, never with what people have edited
since: a cell that is as it was changes nothing, and a changed cell changes its own figure only.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path

from indicators import history
from indicators import questions as asking
from indicators.imports.compare import Compared, ComparedCell, FigureLoad
from indicators.imports.held import STANDARD, Holding, fill, latest
from indicators.imports.reading import FIGURE_COLUMNS, BandRow, FigureRow, FiguresRead
from indicators.imports.reading.columns import COUNT_COLUMNS
from indicators.models import FigureImport, FigureQuestion, Indicator, LeftOut, PayBandCell
from indicators.rules.figures import State, Unit
from wres.files.tables import Problem, Question, quoted

__all__ = ["SAMPLES", "STANDARD", "Compared", "FigureLoad", "compare", "known_indicators", "save"]

SAMPLES = Path(__file__).parents[1] / "samples"

MAX_ROWS = 3_000  # of one organisation, saved as a whole: nobody else waits for 2 seconds


def known_indicators() -> dict[int, Unit]:
    """The numbers of the standard's indicators with their units of measure."""
    facts = Indicator.objects.filter(standard=STANDARD).values_list("number", "unit_of_measure")
    return {number: Unit(unit) for number, unit in facts}


def compare(
    organisation, read: FiguresRead, known: Mapping[int, Indicator] | None = None
) -> FigureLoad:
    """What the rows would change of what the organisation and its units hold.

    Questions are about what would change only: what is as it was has been asked about. `known`
    are the indicators by their number, where the caller has fetched them.
    """
    holding = Holding(organisation, known)
    problems = sorted([*read.problems, *_problems(read, holding)], key=lambda each: each.row)
    if problems:
        asked = read.questions
        return FigureLoad(problems=tuple(problems), questions=asked, ignored=read.ignored)
    found = [*_compared(read.rows, holding), *_compared(read.cells, holding)]
    moving = [each for each in found if each.figure.pk is None or each.before]
    questions = [*read.questions, *_of_states(moving), *_doubts(moving, holding)]
    return FigureLoad(
        new=tuple(each for each in moving if each.figure.pk is None),
        changed=tuple(each for each in moving if each.figure.pk),
        unchanged=tuple(each for each in found if each.figure.pk and not each.before),
        questions=_of_rows(questions, moving, read.rows),
        ignored=read.ignored,
        not_read=read.not_read,
    )


def save(
    load: FigureLoad, change, *, organisation, file_name, sha256, confirmed_by=None, today=None
) -> FigureImport | None:
    """Write what changes inside the open change, and remember the file; nothing if nothing does.

    With `confirmed_by`, who said on the day `today` that all is right, the questions are kept.
    """
    if not load.changes_something:
        return None
    rows = sum(len(found) for found in (load.new, load.changed, load.unchanged))
    origin = FigureImport.objects.create(
        organisation=organisation, file_name=file_name, sha256=sha256, rows=rows
    )
    for kind in (Compared, ComparedCell):
        _write([each for each in load.new if type(each) is kind], origin, change)
        _rewrite([each for each in load.changed if type(each) is kind], origin, change)
    if load.not_read:
        lines = [[row.row, row.words] for row in load.not_read]
        LeftOut.objects.create(origin=origin, lines=lines)
    if confirmed_by:
        change.insert_many(_confirmed(load, origin, confirmed_by, today))
    return origin


def _write(new: list[Compared], origin: FigureImport, change) -> None:
    change.insert_many(_from_file(new, origin))


def _rewrite(changed: list[Compared], origin: FigureImport, change) -> None:
    fields = {name for compared in changed for name in compared.before}
    change.update_many(
        _from_file(changed, origin), [*sorted(fields), "origin", "origin_row", "loaded_cells"]
    )


def _from_file(found: list[Compared], origin: FigureImport) -> list:
    for compared in found:
        compared.figure.origin, compared.figure.origin_row = origin, compared.row.row
    return [compared.figure for compared in found]


def _confirmed(load: FigureLoad, origin, person, today) -> list[FigureQuestion]:
    found = (*load.unchanged, *load.changed, *load.new)
    figures = {each.row.row: each.figure for each in found}
    return [
        FigureQuestion(
            organisation=origin.organisation,
            origin=origin,
            indicator=figures[question.row].indicator if question.row in figures else None,
            year=figures[question.row].year if question.row in figures else None,
            row=question.row or None,
            column=question.column,
            message=question.message,
            confirmed_by=person,
            confirmed_on=today,
        )
        for question in load.questions
    ]


def _compared(rows: Iterable[FigureRow | BandRow], holding: Holding) -> list[Compared]:
    rows = list(rows)
    if not rows:
        return []
    kind = ComparedCell if isinstance(rows[0], BandRow) else Compared
    figures = [holding.of(row) for row in rows]
    befores = [fill(figure, row) for figure, row in zip(figures, rows, strict=True)]
    held = (holding.cells if kind is ComparedCell else holding.figures).values()
    last = latest(chain(held, figures))
    found = []
    for row, figure, before in zip(rows, figures, befores, strict=True):
        is_known = figure.pk is not None
        is_correction = is_known and bool(before) and figure.year < last
        found.append(kind(row, figure, before if is_known else {}, is_correction))
    return found


def _problems(read: FiguresRead, holding: Holding) -> Iterator[Problem]:
    """Rows of another organisation, of no unit that it has, or given under both its names."""
    organisation, seen = holding.organisation, {}
    if (count := len(read.rows) + len(read.cells)) > MAX_ROWS:
        words = f"The file has {count:,} rows of {organisation.pk}, and {MAX_ROWS:,} is the limit"
        yield Problem(0, "", f"{words} of one organisation. Split the file by year")
    rows: Iterable[FigureRow | BandRow] = chain(read.rows, read.cells)
    for row in rows:
        if row.organisation not in ("", organisation.pk):
            words = f"{quoted(row.organisation)} was given. Only {organisation.pk} is loaded here: "
            yield Problem(row.row, "organisation", f"{words}load its rows as those of it")
        elif row.unit and row.unit.casefold() not in holding.units:
            known = ", ".join(unit.name for unit in holding.units.values()) or "none is known"
            words = f"{quoted(row.unit)} was given. Enter unit as one that the organisation has "
            yield Problem(row.row, "unit", f"{words}({known}), or leave it blank")
        elif (first := seen.setdefault(row.key[1:], row)) is not row:
            message = f"Row {first.row} already gives {row.words}. Keep one of the two"
            yield Problem(row.row, "organisation", message)


def _of_states(moving: list[Compared]) -> Iterator[Question]:
    """Of figures that would be taken away, and of those that were suppressed until now."""
    for compared in moving:
        raw, row = compared.row.raw, compared.row.row
        if compared.is_taken_away:
            place = history.place(compared.figure)
            yield Question(row, "", asking.taken_away(place, compared.state_before))
        elif compared.before and compared.state_before == State.SUPPRESSED:
            columns = (*FIGURE_COLUMNS, "unknown", *COUNT_COLUMNS)
            number = quoted(" ".join(raw.get(column, "") for column in columns))
            yield Question(row, "", asking.shown_again(number))


def _doubts(moving: list[Compared], holding: Holding) -> Iterator[Question]:
    """What its own counts, the other years and the pay bands make unlikely of each figure."""
    seen = set()
    for compared in moving:
        figure, row = compared.figure, compared.row
        if isinstance(figure, PayBandCell):
            found = asking.of_band(figure, holding)
            place = (figure.unit_id, figure.staff_group, figure.year)
            if place not in seen:
                seen.add(place)
                found += asking.bands_missing(figure, holding)
        else:
            found = asking.about(figure, holding)
        for doubt in found:
            column = doubt.column if doubt.column in row.raw else ""
            yield Question(row.row, column, doubt.message)


def _of_rows(
    questions: Iterable[Question], moving: list[Compared], read: Iterable[FigureRow]
) -> tuple[Question, ...]:
    """Those about rows that change, by row; a year's spelling is asked about once a file.

    Suppressed members of a board are asked about when any of its rows changes: the others may
    tell them now.
    """
    rows = {compared.row.row for compared in moving}
    boards = {_board(compared.row) for compared in moving}
    beside = {row.row for row in read if _board(row) in boards}
    asked = [
        q
        for q in questions
        if q.row in rows
        or (rows and (not q.row or q.column == "year"))
        or (q.column == "membership" and q.row in beside)
    ]
    return tuple(sorted(asked, key=lambda question: question.row))


def _board(row: FigureRow | BandRow) -> tuple:
    return (row.indicator, row.year, row.organisation, getattr(row, "series", ""))
