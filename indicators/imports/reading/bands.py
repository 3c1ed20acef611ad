"""Indicator 1: headcounts by pay band, in the order of the bands from the lowest up."""

from collections.abc import Iterable, Iterator
from functools import partial

from indicators.imports.reading.columns import GROUPS
from indicators.imports.reading.notes import Notes
from indicators.imports.reading.rows import BandRow
from indicators.imports.values import ImpossibleError, Reading, read_count
from indicators.rules.figures import State, Unit
from wres.files.tables import Line, Question, quoted
from wres.words import listed

NON_CLINICAL, CLINICAL, MEDICAL = "non_clinical", "clinical", "medical"
AGENDA_FOR_CHANGE = {  # from the lowest band up, each with the other words for it
    "Under band 1": ("below band 1", "under 1", "< band 1", "<1"),
    **{f"Band {number}": (f"{number}",) for number in range(1, 8)},
    **{f"Band 8{letter}": (f"8{letter}", f"8 range {letter}") for letter in "abcd"},
    "Band 9": ("9",),
    "VSM": ("very senior manager", "very senior managers"),
}
MEDICAL_GRADES = {
    "Trainees": ("trainee", "trainee grade", "trainee grades", "doctors in training"),
    "Non-consultant career grades": ("non-consultant career grade", "NCCG", "career grades"),
    "Consultants": ("consultant", "consultant grade"),
    "Other": ("others",),
}
STAFF_GROUPS = {
    NON_CLINICAL: ("non-clinical", "nonclinical staff"),
    CLINICAL: ("clinical", "clinical non-medical", "clinical, not medical", "clinical staff"),
    MEDICAL: ("medical", "medical and dental", "clinical medical", "medical staff"),
}
BANDS = {
    NON_CLINICAL: AGENDA_FOR_CHANGE,
    CLINICAL: AGENDA_FOR_CHANGE,
    MEDICAL: MEDICAL_GRADES,
}
TITLES = {NON_CLINICAL: "non-clinical", CLINICAL: "clinical", MEDICAL: "medical"}
ABSENT = {State.NOT_HELD, State.NOT_COLLECTED}
NO_SIGNS = str.maketrans({"&": "and"} | dict.fromkeys(" \u00a0-–/(),.:"))


def _folded(text: str) -> str:
    return text.casefold().translate(NO_SIGNS)


def _spellings() -> dict[str, dict[str, str]]:
    """The bands of each staff group by every way to write them."""
    starts = ("", "band ", "AfC ", "AfC band ")
    return {
        group: {
            _folded(start + word): band
            for band, words in bands.items()
            for word in (band, *words)
            for start in starts
        }
        for group, bands in BANDS.items()
    }


BAND_SPELLINGS = _spellings()
GROUP_SPELLINGS = {
    _folded(word): group for group, words in STAFF_GROUPS.items() for word in (group, *words)
}


def staff_group_of(text: str) -> str | None:
    """The staff group that the words name, if any."""
    return GROUP_SPELLINGS.get(_folded(text))


def spelled(text: str, group: str) -> str | None:
    """The band of a staff group that the words name, if any."""
    return BAND_SPELLINGS[group].get(_folded(text))


def is_band(text: str) -> bool:
    """Whether the words name a band of any staff group."""
    return any(spelled(text, group) for group in BANDS)


def position(staff_group: str, band: str) -> int:
    """The place of a band in its staff group: 1 is the lowest."""
    return list(BANDS[staff_group]).index(band) + 1


def read_bands(lines: Iterable[Line], notes: Notes) -> list[BandRow]:
    indicator = notes.number_with(Unit.GRID)
    rows = filter(None, (_row(line, indicator, notes) for line in lines))
    return notes.unique(rows, "band")


def _row(line: Line, indicator: int, notes: Notes) -> BandRow | None:
    """The headcounts of one row, or None when something in it is a problem."""
    cells = line.cells
    whose = notes.whose(line)
    group = notes.taken(line, "staff group", partial(_staff_group, cells["staff group"]))
    band = group and notes.taken(line, "band", partial(_band, cells["band"], group))
    white, bme, unknown = (_people(line, column, notes) for column in GROUPS)
    if not (whose and group and band and white and bme and unknown):
        return None
    people = {"white": white, "bme": bme, "unknown": unknown}
    notes.questions += _blanks(line.row, {c: people[c] for c in people if c in cells})
    return BandRow(
        row=line.row,
        indicator=indicator,
        year=whose.year,
        raw=cells,
        staff_group=group,
        band=band,
        position=position(group, band),
        white=white,
        bme=bme,
        unknown=unknown,
        unit=whose.unit,
        organisation=whose.organisation,
    )


def _people(line: Line, column: str, notes: Notes) -> Reading | None:
    text = line.cells.get(column, "")
    return notes.taken(line, column, partial(read_count, text, column))


def _blanks(row: int, people: dict[str, Reading]) -> Iterator[Question]:
    """A blank beside a headcount: it is not 0."""
    if all(reading.state in ABSENT for reading in people.values()):
        return
    for column, reading in people.items():
        if reading.state in ABSENT:
            message = "No headcount was given beside others. It is kept as not held, not as 0"
            yield Question(row, column, message)


def _staff_group(text: str) -> tuple[str, str]:
    group = staff_group_of(text)
    if group is None:
        known = listed(TITLES.values(), "or")
        raise ImpossibleError(f"{quoted(text)} was given. Enter staff group as {known}")
    return group, ""


def _band(text: str, group: str) -> tuple[str, str]:
    band = spelled(text, group)
    if band is None:
        raise ImpossibleError(
            f"{quoted(text)} was given. Enter band for {TITLES[group]} staff as one of "
            f"{', '.join(BANDS[group])}, and leave out totals"
        )
    return band, ""
