"""Files of figures with any cells, of every shape: nothing breaks, is lost, or becomes a 0.

Shapes are long, counts wide and by group, pay bands and the board.
"""

import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.test_reading import read
from tests.test_shapes import BANDS, BOARD, COUNTS, WIDE
from wres.files.tables import RefusedError

pytestmark = pytest.mark.slow

LONG = "indicator,year,white,bme,value,workforce,part,series,unit,organisation,source period\n"
HEADERS = [LONG, WIDE, COUNTS, BANDS, BOARD, f"{WIDE.strip()},white,bme,value,part,unit\n"]
CELLS = ["2", "5", "2025", "White", "BME", "", "0", "7", "<11", "-", "voting", "non-voting"]
CELLS += ["clinical", "medical", "Band 5", "Consultants", "RKE", "1.5", "*", "n/a", "executive"]
CELLS += ["Total", "Source: ESR", "Metric 9", "20%", "0.0", "\u202e", "2025/26", "unknown"]
ROWS = st.lists(
    st.lists(
        st.sampled_from(CELLS)
        | st.text("abc019.,%<*-é\t", max_size=5)
        | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8),
        max_size=11,
    ),
    min_size=1,
    max_size=6,
)


def file_of(header, rows):
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    return (header + "\r\n".join(lines)).encode()


def filled(rows):
    """The row of each line that has something in it, and its cells."""
    lines = csv.reader(io.StringIO(file_of("", rows).decode(), newline=""))
    return {place: row for place, row in enumerate(lines, start=2) if any(map(str.strip, row))}


def says_nought(cells):
    """Whether a digit 0 stands alone in a cell."""
    return any(re.search(r"(?<![0-9.])0(?![1-9])", cell) for cell in cells)


def numbers_of(found):
    """Every number that was read, with the row that it is from."""
    for row in found.rows:
        readings = [each for each in (row.white, row.bme, row.value, row.workforce) if each]
        yield from ((row, reading.number) for reading in readings if reading.number is not None)
        yield from ((row, count) for count in row.counts.values())
    for cell in found.cells:
        readings = [cell.white, cell.bme, cell.unknown]
        yield from ((cell, reading.number) for reading in readings if reading.number is not None)


@settings(max_examples=300)
@given(st.sampled_from(HEADERS), ROWS)
def test_no_cells_break_a_shape_and_no_blank_becomes_a_zero(header, rows):
    try:
        found = read(file_of(header, rows))
    except RefusedError:
        return
    for row, number in numbers_of(found):
        assert number != 0 or says_nought(row.raw.values())
    for cell in found.cells:
        for group in ("white", "bme", "unknown"):
            is_blank = not cell.raw[group].strip()
            assert not is_blank or getattr(cell, group).number is None
    assert all(each.message and each.row for each in found.problems)


@settings(max_examples=300)
@given(st.sampled_from(HEADERS), ROWS)
def test_no_row_of_any_shape_is_lost(header, rows):
    """Every row is of a figure, of a problem, or told as not read."""
    given_rows = filled(rows)
    try:
        found = read(file_of(header, rows))
    except RefusedError:
        assert all(map(is_no_figure, given_rows.values()))
        return
    told = {each.row for each in (*found.rows, *found.cells, *found.problems, *found.not_read)}
    lost = set(given_rows) - told
    if header not in (COUNTS, BOARD):  # where several rows make a figure
        assert not lost
    assert not lost or found.rows or found.problems


def is_no_figure(cells):
    """Whether a row that is left out of a file without figures is a note, a total or the like."""
    return len([cell for cell in cells if cell.strip()]) == 1 or bool(
        re.search(r"(?i)total|all|overall|sum|source|key|note|n\.?b|[*†‡[]", " ".join(cells))
    )


@st.composite
def likely_rows(draw):
    """A shape and rows that it nearly always takes, with numbers that may be anything."""
    header, starts = draw(st.sampled_from(LIKELY))
    width = len(header.split(","))
    number = st.sampled_from(["0", "7", "12", "20.5", "1.5", "<11", "", "-", "0%", "0.0"])
    return header, [
        [*start, *(draw(number) for _ in range(width - len(start)))]
        for start in draw(st.lists(st.sampled_from(starts), min_size=1, max_size=5, unique=True))
    ]


LIKELY = [
    ("indicator,year,white,bme\n", [("5", "2025"), ("6", "2025"), ("5", "2024")]),
    ("indicator,year,value\n", [("2", "2025"), ("3", "2025"), ("Metric 4", "2024")]),
    (WIDE, [("2", "2025"), ("5", "2025"), ("9", "2024")]),
    (COUNTS, [("2", "2025", "White"), ("2", "2025", "BME"), ("2", "2025", "unknown")]),
    (BANDS, [("2025", "clinical", "5"), ("2025", "medical", "Other"), ("Total", "", "")]),
    (BOARD, [("2025", "voting"), ("2025", "non-voting"), ("2025", "total")]),
]


@settings(max_examples=300)
@given(likely_rows())
def test_a_nought_of_a_figure_was_typed_as_one(likely):
    header, rows = likely
    try:
        found = read(file_of(header, rows))
    except RefusedError:
        return
    for row, number in numbers_of(found):
        assert number != 0 or says_nought(row.raw.values())


@given(st.tuples(*[st.sampled_from(CELLS)] * 3))
def test_every_row_of_a_shape_is_read_or_refused(cells):
    rows = {
        COUNTS: f"2,2025,White,{cells[0]},{cells[1]}",
        WIDE: f"2,2025,17,{','.join(cells)}",
        BANDS: f"2025,clinical,Band 5,{','.join(cells)}",
        BOARD: f"2025,voting,{','.join(cells)}",
    }
    for header, row in rows.items():
        found = read(f"{header}{row}\n")
        assert found.rows or found.cells or found.problems
