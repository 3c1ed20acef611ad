"""Files of figures: the published one, and everything that arrives wrong."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indicators.imports.reading import read_figures
from indicators.imports.values import Reading
from indicators.rules.figures import State, Unit
from wres.files.tables import MAX_BYTES, RefusedError

SAMPLE = Path(__file__).parent.parent / "indicators" / "samples" / "results.csv"
PERCENT = dict.fromkeys([5, 6, 7, 8], Unit.PERCENT)
INDICATORS = {1: Unit.GRID, **dict.fromkeys([2, 3, 4], Unit.RATIO), **PERCENT, 9: Unit.POINTS}
HEADER = "indicator,year,white,bme,value\n"


def read(text, **options):
    data = text if isinstance(text, bytes) else text.encode()
    return read_figures(data, indicators=INDICATORS, **options)


def percent(cell):
    """What is read from a BME cell of indicator 5."""
    return read(f'{HEADER}5,2025,20,"{cell}",\n')


def ratio(cell):
    """What is read from a value cell of indicator 2."""
    return read(f'{HEADER}2,2025,,,"{cell}"\n')


def held(number):
    return Reading(State.HELD, Decimal(number))


@pytest.mark.parametrize(
    ("place", "printed"), list(enumerate(csv.DictReader(SAMPLE.read_text("utf-8").splitlines())))
)
def test_every_row_of_the_published_figures_is_read(place, printed):
    row = read(SAMPLE.read_bytes()).rows[place]
    assert (row.row, row.indicator, row.year) == (
        place + 2,
        int(printed["indicator"]),
        int(printed["year"]),
    )
    for column in ("white", "bme", "value"):
        reading = getattr(row, column)
        assert reading == (held(printed[column]) if printed[column] else None)
    assert (row.raw, row.state) == (printed, State.HELD)


def test_the_published_figures_have_24_rows_and_leave_nothing_to_ask():
    figures = read(SAMPLE.read_bytes())
    assert len(figures.rows) == 24
    assert (figures.problems, figures.questions, figures.ignored) == ((), (), ())


def test_the_board_share_is_held_alone_until_the_workforce_comes_with_it():
    alone = read(f"{HEADER}9,2025,,26.7,\n").rows[0]
    assert (alone.bme, alone.workforce) == (held("26.7"), Reading(State.NOT_HELD))
    both = read("indicator,year,bme,BME workforce\n9,2025,26.7,41.5\n").rows[0]
    assert (both.bme, both.workforce) == (held("26.7"), held("41.5"))


TEXT = f"{HEADER}2,2025,,,1.79\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "UTF-8"),
        (TEXT.encode("utf-8-sig"), "UTF-8"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "UTF-16"),
        (f"{TEXT}3,2025,,,“\n".encode("cp1252"), "Windows-1252"),
        (TEXT.replace("\n", "\r\n").encode(), "UTF-8"),
        (TEXT.replace("\n", "\r").encode(), "UTF-8"),
        (TEXT.replace(",", ";").encode(), "UTF-8"),
        (TEXT.replace(",", "\t").encode(), "UTF-8"),
        (b"Our figures\n\n,,,,\n" + TEXT.encode(), "UTF-8"),
        (TEXT.encode() + b"\n,,,,\n   \n", "UTF-8"),
        (TEXT.replace("white", " WHITE ").replace("bme", '"B M E"').encode(), "UTF-8"),
        (b"Indicator,Reporting Year,White %,BAME,Trust value\n2,2025,,,1.79\n", "UTF-8"),
    ],
)
def test_a_table_is_recognised_however_it_was_saved(data, encoding):
    figures = read(data)
    assert figures.encoding == encoding
    assert figures.rows[0].value == held("1.79")


def test_rows_are_numbered_as_the_spreadsheet_numbers_them():
    text = f'Title\n"a note\nover two lines"\n{HEADER}\n2,2025,,,1.79\n\n2,2024,,,x\n'
    figures = read(text)
    assert figures.rows[0].row == 5
    assert figures.problems[0].row == 7


def test_unknown_columns_are_kept_and_listed_as_ignored():
    figures = read("indicator,year,notes,value,notes\n2,2025,a,1.79,b\n")
    assert figures.ignored == ("notes (column 3)", "notes (column 5)")
    assert figures.rows[0].raw["notes (column 5)"] == "b"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n", "is empty"),
        (HEADER.encode(), "a header and no figures"),
        (b"PK\x03\x04 and more", "a workbook or a zip"),
        (b"%PDF-1.7", "a PDF"),
        (b"\xd0\xcf\x11\xe0 and more", "an old Excel"),
        (HEADER.encode() + b"2,2025,,,1\x00", "NUL bytes"),
        (TEXT.encode("utf-16-le"), "NUL bytes"),
        (b"\xff\xfea", "cannot be read"),
        (b"caf\x81,", "cannot be read"),
        (b"a,b\n1,2\n", "No header was found in the first 20 rows; the first row has “a”, “b”"),
        (b"\n" * 20 + TEXT.encode(), "No header was found"),
        (
            b"indicator,value\n2,1.79\n",
            "has “indicator”, “value”, but no column for year. Add it, or",
        ),
        (
            b"indicator,year\n2,2025\n",
            "no column for white, bme or value. Add it, or put the figures",
        ),
        (HEADER.encode() + b"Source: ESR,,,,\n", "a header and no figures"),
        (b"indicator,year,bme,BAME\n5,2025,1,2\n", "more than one column for bme"),
        (HEADER.encode() + b'2,2025,,,"1.79\n', "Row 2 cannot be read"),
        (HEADER.encode() + b'2,2025,,,"' + b"9" * 140_000 + b'"\n', "Row 2 cannot be read"),
        (b"x" * (MAX_BYTES + 1), "smaller than 10 MB"),
    ],
)
def test_a_file_that_is_no_table_of_figures_is_refused_in_words(data, words):
    with pytest.raises(RefusedError, match=words):
        read(data)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("28.3", "28.3"),
        ("28.3%", "28.3"),
        ("28.3 %", "28.3"),
        ("\u00a028.3\u00a0", "28.3"),
        ("'28.3", "28.3"),
        ("30.0", "30.0"),
        ("0", "0"),
        ("0.5%", "0.5"),
        ("100", "100"),
        ("100.0%", "100"),
    ],
)
def test_a_share_is_read_as_a_percentage(cell, number):
    figures = percent(cell)
    assert figures.rows[0].bme == held(number)
    assert (figures.problems, figures.questions) == ((), ())


def test_a_decimal_keeps_the_places_that_were_typed():
    assert str(percent("30.0").rows[0].bme.number) == "30.0"


@pytest.mark.parametrize("cell", ["0.1", "10", "1.79 ", "'1.79", "\u00a01.79"])
def test_a_ratio_from_a_tenth_to_ten_is_read(cell):
    assert ratio(cell).rows[0].value == held(cell.strip().strip("'"))


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ("", State.NOT_HELD),
        ("-", State.NOT_HELD),
        ("–", State.NOT_HELD),
        ("n/a", State.NOT_HELD),
        ("N/A", State.NOT_HELD),
        ("No data", State.NOT_HELD),
        ("no  DATA", State.NOT_HELD),
        ("not collected", State.NOT_COLLECTED),
        ("not calculable", State.NOT_CALCULABLE),
        ("<11", State.SUPPRESSED),
        ("< 5", State.SUPPRESSED),
        ("*", State.SUPPRESSED),
        ("[c]", State.SUPPRESSED),
        ("Suppressed", State.SUPPRESSED),
    ],
)
def test_a_figure_that_is_no_number_says_why_and_is_never_zero(cell, state):
    row = ratio(cell).rows[0]
    assert (row.value, row.state) == (Reading(state), state)


@pytest.mark.parametrize(
    ("cell", "hint"),
    [
        ("-5", "Enter BME as a number between 0 and 100"),
        ("-0", "between 0 and 100"),
        ("100.1%", "between 0 and 100"),
        ("100.1", "between 0 and 100"),
        ("NaN", "between 0 and 100"),
        ("inf", "between 0 and 100"),
        ("1e309", "between 0 and 100"),
        ("1_0", "between 0 and 100"),
        ("２８.３", "between 0 and 100"),
        ("28,3", "Write decimals with a full stop: 28.3"),
        ("#N/A", "A formula of the sheet has failed"),
        ("#DIV/0!", "A formula of the sheet has failed"),
        ("1.25.2026", "between 0 and 100"),
        ("=1+1", "between 0 and 100"),
        ("28.3%%", "between 0 and 100"),
    ],
)
def test_what_cannot_be_a_share_is_refused_with_row_column_and_what_to_enter(cell, hint):
    figures = percent(cell)
    (problem,) = figures.problems
    assert (problem.row, problem.column, figures.rows) == (2, "bme", ())
    assert problem.message.startswith(f"“{cell}” was given. ")
    assert hint in problem.message


@pytest.mark.parametrize("cell", ["17.16%", "1.79%", "0", "0.09", "10.01", "28.3", "-1.2", "1,79"])
def test_what_cannot_be_a_ratio_is_refused(cell):
    (problem,) = ratio(cell).problems
    assert problem.column == "value"
    assert "Enter value as a ratio from 0.1 to 10, such as 1.79" in problem.message


@pytest.mark.parametrize(
    ("cell", "number", "words"),
    [
        ("0.283", "0.283", "Did you mean 28.3%?"),
        ("*28.3*", "28.3", "carries a mark"),
        ("28.3†", "28.3", "carries a mark"),
        ("28.33333", "28.3333", "kept to 4 decimals, as 28.3333"),
    ],
)
def test_what_is_possible_but_unlikely_is_kept_and_asked_about(cell, number, words):
    figures = percent(cell)
    assert figures.rows[0].bme == held(number)
    (question,) = figures.questions
    assert (question.row, question.column) == (2, "bme")
    assert words in question.message


def test_a_starred_ratio_is_the_number_with_a_question():
    figures = ratio("*2.14*")
    assert figures.rows[0].value == held("2.14")
    assert "“*2.14*” carries a mark" in figures.questions[0].message


def test_a_figure_beside_a_suppressed_one_is_suppressed_too():
    figures = read(f"{HEADER}5,2025,<11,28.3,\n")
    assert figures.rows[0].white == Reading(State.SUPPRESSED)
    assert figures.rows[0].state is State.SUPPRESSED
    assert "The whole figure is kept as suppressed" in figures.questions[0].message


@pytest.mark.parametrize("year", ["2025", "2025/26", "2025-26", "25-26", "2025/2026", "25/26"])
def test_every_spelling_of_a_year_means_the_round_of_its_first_31_march(year):
    figures = read(f"{HEADER}2,{year},,,1.79\n")
    assert figures.rows[0].year == 2025
    asked = [question.message for question in figures.questions]
    assert [f"“{year}” is read as the round of 31 March 2025" in each for each in asked] == (
        [] if year == "2025" else [True]
    )


def test_a_spelling_of_a_year_is_asked_about_once():
    figures = read(f"{HEADER}2,2025/26,,,1.79\n3,2025/26,,,1.79\n")
    assert [question.row for question in figures.questions] == [2]


@pytest.mark.parametrize(
    "year", ["1999", "2099", "2014", "2051", "2025/27", "2025-25", "99-00", "25", "", "２０２５"]
)
def test_what_is_no_round_is_refused(year):
    (problem,) = read(f"{HEADER}2,{year},,,1.79\n").problems
    assert (problem.row, problem.column) == (2, "year")
    assert "Enter year as a round from 2015 to 2050" in problem.message


def test_a_round_that_has_not_been_yet_is_refused_when_the_last_one_is_given():
    assert read(f"{HEADER}2,2026,,,1.79\n", last_year=2026).rows
    assert read(f"{HEADER}2,2027,,,1.79\n", last_year=2026).problems


@pytest.mark.parametrize("number", ["0", "10", "2a", "", "-2", "2.5", "two", "٢"])
def test_an_unknown_indicator_is_refused(number):
    (problem,) = read(f"{HEADER}{number},2025,,,1.79\n").problems
    assert problem.column == "indicator"
    assert "Enter indicator as one of 2, 3, 4, 5, 6, 7, 8, 9" in problem.message


NAMES = {"recruitment": 2, "harassment from patients and public": 5, "harassment from staff": 6}


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("Metric 3", 3),
        ("Indicator 5", 5),
        ("indicator no. 5", 5),
        ("WRES 5", 5),
        ("WRES5", 5),
        ("WRES metric 4:", 4),
        ("#5", 5),
        ("5.", 5),
        ("5. Harassment from patients", 5),
        ("5 - Harassment, bullying or abuse in the last 12 months", 5),
        ("5 – Harassment from patients and public", 5),
        ("5 (harassment)", 5),
        ("Recruitment", 2),
        ("harassment  from STAFF", 6),
        ("2 Recruitment", 2),
    ],
)
def test_an_indicator_is_known_by_its_number_or_its_name_however_it_is_labelled(label, number):
    row = f'"{label}",2025,{",,1.2" if number < 5 else "20,25,"}'
    assert read(f"{HEADER}{row}\n", names=NAMES).rows[0].indicator == number


@pytest.mark.parametrize(
    "label",
    [
        *["Indicator 2a", "Metric 10", "WRES 0", "5 and 6", "5 to 8", "5-8", "5 - 6 harassment"],
        *["Indicators 5, 6", "Harassment", "5: Recruitment", "2 - Harassment from staff", "5%"],
    ],
)
def test_a_label_of_none_or_of_two_indicators_is_refused(label):
    (problem,) = read(f'{HEADER}"{label}",2025,20,25,\n', names=NAMES).problems
    assert problem.message.startswith(f"“{label}” was given. Enter indicator as one of")


@pytest.mark.parametrize("label", ["Q14", "Question 14a", "Staff survey Q15", "q5"])
def test_a_question_of_a_survey_is_no_number_of_an_indicator(label):
    (problem,) = read(f"{HEADER}{label},2025,20,25,\n").problems
    assert f"“{label}” was given as a question of a survey" in problem.message


HEADERS = [
    *["White,BME", "White %,BME %", "White staff %,BME staff %", "% White,% BME", "White (%),BAME"],
    *["% of White staff,% of BME staff", "White percentage,BAME percentage"],
    *["WHITE STAFF (%),BAME STAFF (%)", "White staff,BME staff", "White percent,BME percent"],
]


@pytest.mark.parametrize("header", HEADERS)
def test_the_shares_of_a_survey_are_known_under_every_usual_header(header):
    row = read(f"Metric,Reporting year,{header}\n5,2025,23.0,28.3\n").rows[0]
    assert (row.white, row.bme) == (held("23.0"), held("28.3"))


@pytest.mark.parametrize(
    "header",
    [
        *["Ratio", "Likelihood", "Relative likelihood", "Ratio / likelihood", "Ratio/Likelihood"],
        *["Trust value", "likelihood ratio", "Ratio or likelihood", "VALUE:"],
    ],
)
def test_a_ratio_is_known_under_every_usual_header(header):
    assert read(f"Indicator,Year to,{header}\n2,2025,1.79\n").rows[0].value == held("1.79")


@pytest.mark.parametrize(
    "year", ["31 March 2025", "31st March 2025", "March 2025", "31/03/2025", "31.3.2025"]
)
def test_a_year_may_be_the_date_of_its_round(year):
    figures = read(f"indicator,Year to,value\n2,{year},1.79\n")
    assert (figures.rows[0].year, figures.questions) == (2025, ())


NOTES = [
    *["Source: ESR and the Staff Survey,,,,", "Key: * suppressed,[c],,,", "Notes,,,,"],
    *["The survey was weighted again,,,,", ",,,,Prepared by Workforce", "Total,,45.1,38.2,"],
    *["* fewer than 11 people,,,,", "Total,2025,45.1,38.2,"],
]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["<11,25"], "1 row is suppressed, and its numbers are not kept"),
        (["<11,25", "*,*", "20,25"], "2 rows are suppressed, and their numbers are not kept"),
    ],
)
def test_how_many_rows_are_suppressed_is_told(rows, words):
    text = "".join(f"{5 + n},2025,{cells},\n" for n, cells in enumerate(rows))
    assert words in read(f"{HEADER}{text}").notices


@pytest.mark.parametrize("note", NOTES)
def test_a_row_under_the_table_is_told_and_stops_nothing(note):
    figures = read(f"{HEADER}5,2025,20,25,\n\n{note}\n")
    assert (len(figures.rows), figures.problems) == (1, ())
    assert [left.row for left in figures.not_read] == [4]
    words = " | ".join(cell for cell in note.split(",") if cell)
    assert figures.notices[-1].startswith(f"Row 4, “{words}”, was not read as a figure. It is a ")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("Harassment,2025,20,25,", "indicator"),
        ("5,,20,25,", "year"),
        ("Indicator 5,,,,", "year"),
        ("2a,,,,", "indicator"),
        ("5,Key,20,25,", "year"),
        (",,suppressed,,", "indicator"),
        (",2025,,,", "indicator"),
    ],
)
def test_a_row_that_could_be_a_figure_is_never_taken_for_a_note(row, column):
    figures = read(f"{HEADER}6,2025,20,25,\n{row}\n")
    assert not figures.not_read
    assert (3, column) in [(each.row, each.column) for each in figures.problems]


@pytest.mark.parametrize("words", ["Overall", "Total", "Source", "Key workers"])
def test_a_unit_or_part_is_never_taken_for_a_total_or_a_note(words):
    for column in ("unit", "part"):
        rows = f"{words},9,2025,,26.7\n{words},9,,,26.7\n"
        figures = read(f"{column},indicator,year,white,bme\n{rows}")
        assert not figures.not_read
        assert 3 in [problem.row for problem in figures.problems]


def test_of_many_rows_that_were_not_read_every_one_is_named():
    notes = "".join(f"Note {number} of the survey,,,,\n" for number in range(25))
    figures = read(f"{HEADER}6,2025,20,25,\n{notes}")
    assert len(figures.not_read) == 25
    assert figures.notices[-1] == "5 more rows were not read as figures: 23, 24, 25, 26, 27"


def test_the_indicator_by_pay_band_does_not_fit_this_file():
    (problem,) = read(f"{HEADER}1,2025,20,30,\n").problems
    assert "pay band" in problem.message


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("2,2025,23.0,,1.79", "white", "entered under value: leave White blank"),
        ("5,2025,23.0,28.3,1.2", "value", "entered under White and BME: leave value blank"),
        ("9,2025,23.0,26.7,", "white", "entered under BME, workforce and value: leave White blank"),
    ],
)
def test_a_figure_in_a_column_of_another_unit_is_refused(row, column, words):
    (problem,) = read(f"{HEADER}{row}\n").problems
    assert (problem.row, problem.column) == (2, column)
    assert words in problem.message


def test_a_dash_in_a_column_of_another_unit_is_nothing():
    assert read(f"{HEADER}2,2025,-,n/a,1.79\n").problems == ()


def test_a_column_that_the_indicator_needs_must_be_there():
    (problem,) = read("indicator,year,bme\n5,2025,28.3\n").problems
    assert "Indicator 5 needs a column for White" in problem.message


def test_the_same_indicator_and_year_twice_is_refused_at_the_second():
    (problem,) = read(f"{HEADER}2,2025,,,1.79\n3,2025,,,2.51\n2,2025/26,,,1.79\n").problems
    assert (problem.row, problem.column) == (4, "indicator")
    assert "Row 2 already gives indicator 2 for 2025" in problem.message


def test_a_decimal_comma_outside_quotation_marks_is_not_read_as_another_number():
    figures = read(f"{HEADER}2,2025,,,1,79\n")
    assert figures.rows == ()
    assert "6 cells and the header has 5" in figures.problems[0].message


def test_all_problems_of_a_file_are_listed_in_the_order_of_its_rows():
    figures = read(f"{HEADER}2a,1999,,,x\n2,2025,,,1,2\n5,2025,x,y,\n")
    found = [(problem.row, problem.column) for problem in figures.problems]
    assert found == [(2, "indicator"), (2, "year"), (3, ""), (4, "white"), (4, "bme")]


CELLS = st.sampled_from(["2", "5", "2025", "25-26", "1.79", "<11", "0.283", "*", '"', "", "1e5"])


@given(st.binary() | st.text().map(lambda text: (HEADER + text).encode("utf-8", "replace")))
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbf\xef\xbb\xbf")
def test_no_file_breaks_the_reader_but_by_its_own_refusal(data):
    try:
        figures = read(data)
    except RefusedError:
        return
    assert figures.rows or figures.problems


@given(st.lists(st.lists(CELLS | st.text(max_size=8), max_size=6), min_size=1))
def test_every_row_with_something_in_it_is_read_or_refused(rows):
    cells = [[cell.replace("\0", "") for cell in row] for row in rows]
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in cells]
    filled = {place for place, row in enumerate(cells, start=2) if any(map(str.strip, row))}
    try:
        figures = read((HEADER + "\r\n".join(lines)).encode("utf-8", "replace"))
    except RefusedError:
        assert not any("2025" in row[1:2] for row in cells)
    else:
        accounted = {row.row for row in (*figures.rows, *figures.not_read)}
        assert accounted | {problem.row for problem in figures.problems} == filled
