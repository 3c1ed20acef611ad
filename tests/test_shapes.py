"""The shapes that a file of figures may have, told by their headers: counts, bands, the board."""

import pytest
from openpyxl import Workbook

from indicators.imports.reading.bands import AGENDA_FOR_CHANGE, MEDICAL_GRADES
from indicators.imports.values import Reading
from indicators.rules.figures import State
from tests.test_reading import held, read
from wres.files.tables import RefusedError

WIDE = "indicator,year,white numerator,white denominator,bme numerator,bme denominator\n"
COUNTS = "indicator,year,group,numerator,denominator\n"
BANDS = "year,staff group,band,white,bme,unknown\n"
BOARD = "year,membership,white,bme,unknown\n"
RECRUITMENT = {"white_count": 17, "white_total": 2505, "bme_count": 9, "bme_total": 725}
VOTING = "2025,voting,8,3,0\n2025,non-voting,2,1,1\n"
EXECUTIVE = "2025,executive,5,2,1\n2025,non-executive,5,2,0\n"


def problem(text):
    """The only problem of a file: its row, its column and its message."""
    (found,) = read(text).problems
    return found.row, found.column, found.message


@pytest.mark.parametrize(
    ("text", "shape", "words"),
    [
        ("indicator,year,value\n2,2025,1.79\n", "long", "Figures, one row an indicator and year"),
        (WIDE + "2,2025,17,2505,9,725\n", "wide counts", "Counts, one row an indicator and year"),
        (COUNTS + "2,2025,White,17,2505\n2,2025,BME,9,725\n", "counts", "ethnic group"),
        (BANDS + "2025,clinical,Band 5,10,5,1\n", "bands", "Headcounts for indicator 1"),
        (BOARD + VOTING, "board", "Board members, one row a kind of membership"),
    ],
)
def test_a_shape_is_told_by_its_header(text, shape, words):
    found = read(text)
    assert (found.shape, found.problems) == (shape, ())
    assert words in found.shape_words


@pytest.mark.parametrize(
    "text",
    [
        WIDE + "2,2025,17,2505,9,725\n",
        "BME denominator,Year,White numerator,Indicator,BME numerator,White denominator\n"
        "725,2025,17,2,9,2505\n",
        "Metric,Round,White appointed,White shortlisted,BAME appointed,BAME shortlisted\n"
        "2,2025,17,2505,9,725\n",
        "indicator,year,White entering formal process,White headcount,"
        "BME entering formal process,BME headcount\n3,2025,17,2505,9,725\n",
        COUNTS + "2,2025,White,17,2505\n2,2025,BME,9,725\n",
        "denominator,group,numerator,year,indicator\n"
        "725,bame staff,9,2025,2\n2505, WHITE ,17,2025,2\n",
        'indicator,year,ethnicity,count,total\n2,2025,White,17,"2,505"\n2,2025,BME,9,725\n',
    ],
)
def test_counts_are_found_by_the_names_of_their_columns(text):
    (row,) = read(text).rows
    assert (row.counts, row.state, row.value) == (RECRUITMENT, State.HELD, None)


def test_people_of_unknown_ethnic_group_are_kept():
    text = COUNTS + "2,2025,White,17,2505\n2,2025,BME,9,725\n2,2025,Not stated,1,20\n"
    (row,) = read(text).rows
    assert row.counts == RECRUITMENT | {"unknown_count": 1, "unknown_total": 20}


def test_the_same_counts_are_the_same_cells_in_either_shape():
    long = read(COUNTS + "2,2025,White,17,2505\n2,2025,BME,9,725\n").rows[0]
    assert long.raw == read(WIDE + "2,2025,17,2505,9,725\n").rows[0].raw


def test_counts_stand_beside_the_ratio_that_was_published():
    (row,) = read(f"{WIDE.strip()},value\n2,2025,17,2505,9,725,1.7\n").rows
    assert (row.counts, row.value) == (RECRUITMENT, held("1.7"))


def test_counts_of_one_group_are_enough_for_a_share():
    (row,) = read(COUNTS + "5,2025,BME,255,900\n").rows
    assert (row.counts, row.state) == ({"bme_count": 255, "bme_total": 900}, State.HELD)


def test_a_ratio_without_events_is_not_calculable_and_keeps_its_counts():
    (row,) = read(WIDE + "2,2025,0,2505,9,725\n").rows
    assert (row.state, row.counts["white_count"]) == (State.NOT_CALCULABLE, 0)


def test_a_ratio_typed_beside_counts_without_events_is_refused():
    row, column, message = problem(f"{WIDE.strip()},value\n2,2025,0,2505,9,725,1.7\n")
    assert (row, column) == (2, "value")
    assert "Enter value as “not calculable”, or correct the counts" in message


def test_counts_left_blank_are_not_held_and_never_zero():
    (row,) = read(WIDE + "2,2025,,,,\n").rows
    assert (row.state, row.counts) == (State.NOT_HELD, {})


@pytest.mark.parametrize("cell", ["<11", "*", "[c]", "Suppressed"])
def test_from_a_suppressed_count_nothing_is_worked_out(cell):
    (row,) = read(WIDE + f"2,2025,17,2505,{cell},725\n").rows
    assert (row.state, row.counts) == (State.SUPPRESSED, {})
    assert row.raw["bme numerator"] == cell


def test_a_ratio_beside_a_suppressed_count_is_suppressed_too():
    found = read(f"{WIDE.strip()},value\n2,2025,17,2505,<11,725,1.79\n")
    assert (found.rows[0].state, found.rows[0].counts) == (State.SUPPRESSED, {})
    assert "The whole figure is kept as suppressed" in found.questions[0].message


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ("-17,2505,9,725", "white numerator", "“-17” was given. Enter White numerator as a whole"),
        ("1.5,2505,9,725", "white numerator", "“1.5” was given. Enter White numerator as a whole"),
        ("17,2505,9,1e3", "bme denominator", "“1e3” was given. Enter BME denominator as a whole"),
        ("17,2505,９,725", "bme numerator", "as a whole number of people"),
        ("17,2505,1_0,725", "bme numerator", "as a whole number of people"),
        ("17,2505,9%,725", "bme numerator", "as a whole number of people"),
        ("17,2505,#N/A,725", "bme numerator", "“#N/A” was given"),
        ("17,2505,9999999999,725", "bme numerator", "as a whole number of people"),
        ("17,2505,not calculable,725", "bme numerator", "as a whole number of people"),
        ("17,2505,9,", "bme denominator", "“9” was given as BME numerator alone"),
        ("17,2505,,725", "bme numerator", "“725” was given as BME denominator alone"),
        ("17,2505,0,0", "bme denominator", "Enter BME denominator as 1 or more"),
        ("17,2505,726,725", "bme numerator", "726 was given of 725. Enter BME numerator as 725"),
        ("17,2505,,", "bme numerator", "Enter the counts of BME too"),
    ],
)
def test_counts_that_cannot_be_are_refused_with_what_to_enter(cells, column, words):
    row, where, message = problem(f"{WIDE}2,2025,{cells}\n")
    assert (row, where) == (2, column)
    assert words in message


@pytest.mark.parametrize(
    ("rows", "where", "words"),
    [
        ("2,2025,White,17,2505\n2,2025,BME,-9,725\n", (3, "numerator"), "“-9” was given"),
        ("2,2025,White,17,2505\n2,2025,BME,9,0\n", (3, "denominator"), "as 1 or more"),
        ("2,2025,White,17,2505\n2,2025,Green,26,3230\n", (3, "group"), "“Green” was given"),
        ("2,2025,White,1,2\n2,2025,BME,1,2\n2,2025,BAME,1,2\n", (4, "group"), "Row 3 already"),
        ("2,2025,White,17,2505\n", (2, "bme numerator"), "a ratio needs both"),
        ("9z,2025,White,17,2505\n", (2, "indicator"), "“9z” was given"),
    ],
)
def test_a_problem_of_counts_names_the_row_and_column_of_the_file(rows, where, words):
    found = [(each.row, each.column) for each in read(COUNTS + rows).problems]
    assert where in found
    assert any(words in each.message for each in read(COUNTS + rows).problems)


@pytest.mark.parametrize(
    ("printed", "staff_group", "band", "position"),
    [
        ("Clinical,Band 5", "clinical", "Band 5", 6),
        ("clinical (non-medical),8A", "clinical", "Band 8a", 9),
        ("Clinical non-medical,AfC band 8 - range a", "clinical", "Band 8a", 9),
        ("Non-Clinical,Under Band 1", "non_clinical", "Under band 1", 1),
        ("Non clinical,<1", "non_clinical", "Under band 1", 1),
        ("NON_CLINICAL,9", "non_clinical", "Band 9", 13),
        ("non-clinical,Very senior manager", "non_clinical", "VSM", 14),
        ("Medical & Dental,Consultant", "medical", "Consultants", 3),
        ("medical,Non-consultant career grade", "medical", "Non-consultant career grades", 2),
        ("Medical,trainee grades", "medical", "Trainees", 1),
        ("Medical,Other", "medical", "Other", 4),
    ],
)
def test_bands_are_known_in_all_usual_spellings(printed, staff_group, band, position):
    (cell,) = read(f"{BANDS}2025,{printed},10,5,1\n").cells
    assert (cell.staff_group, cell.band, cell.position) == (staff_group, band, position)
    assert [each.number for each in (cell.white, cell.bme, cell.unknown)] == [10, 5, 1]


def test_every_band_and_grade_is_read():
    lines = [f"2025,clinical,{band},1,1,1\n" for band in AGENDA_FOR_CHANGE]
    lines += [f"2025,medical,{grade},1,1,1\n" for grade in MEDICAL_GRADES]
    found = read(BANDS + "".join(lines))
    assert (len(found.cells), found.problems) == (14 + 4, ())


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("2025,clinical,Band 10,1,1,1", "band", "“Band 10” was given. Enter band for clinical"),
        ("2025,clinical,,1,1,1", "band", "“” was given"),
        ("2025,clinical,Consultant,1,1,1", "band", "for clinical staff as one of Under band 1"),
        ("2025,medical,Band 5,1,1,1", "band", "for medical staff as one of Trainees"),
        ("2025,porters,Band 5,1,1,1", "staff group", "as non-clinical, clinical or medical"),
        ("1999,clinical,Band 5,1,1,1", "year", "“1999” was given"),
        ("2025,clinical,Band 5,-1,1,1", "white", "“-1” was given. Enter White as a whole number"),
        ("2025,clinical,Band 5,1,2.5,1", "bme", "“2.5” was given. Enter BME as a whole number"),
        ("2025,clinical,Band 5,1,28.3%,1", "bme", "“28.3%” was given"),
    ],
)
def test_a_band_that_cannot_be_is_refused_in_words(row, column, words):
    number, where, message = problem(f"{BANDS}{row}\n")
    assert (number, where) == (2, column)
    assert words in message


def test_the_same_band_twice_is_refused_at_the_second():
    row, column, message = problem(BANDS + "2025,clinical,8a,1,1,1\n25-26,Clinical,8A,2,2,2\n")
    assert (row, column) == (3, "band")
    assert "Row 2 already gives Band 8a" in message


def test_a_suppressed_headcount_is_no_number():
    (cell,) = read(BANDS + "2025,clinical,8d,40,<11,1\n").cells
    assert (cell.is_suppressed, cell.bme) == (True, Reading(State.SUPPRESSED))


def test_a_blank_headcount_is_not_held_and_asked_about():
    found = read(BANDS + "2025,clinical,8d,40,,1\n2025,clinical,9,,,\n")
    assert [cell.bme for cell in found.cells] == [Reading(State.NOT_HELD)] * 2
    ((row, column),) = [(each.row, each.column) for each in found.questions]
    assert (row, column) == (2, "bme")
    assert "not as 0" in found.questions[0].message


def board(text):
    """The figures of a board by its parts."""
    return {row.part: row for row in read(BOARD + text).rows}


def test_board_headcounts_give_indicator_9_and_its_parts():
    found = board(VOTING + EXECUTIVE)
    shares = {part: (r.counts["bme_count"], r.counts["bme_total"]) for part, r in found.items()}
    assert shares == {
        "overall": (4, 15), "voting": (3, 11), "non_voting": (1, 4),
        "executive": (2, 8), "non_executive": (2, 7),
    }  # fmt: skip
    assert {row.indicator for row in found.values()} == {9}
    assert found["overall"].counts["unknown_count"] == 1


@pytest.mark.parametrize(
    ("text", "total"),
    [(VOTING, 15), (EXECUTIVE, 15), ("2025,total,10,4,1\n2025,executive,5,2,1\n", 15)],
)
def test_the_whole_board_is_worked_out_from_what_is_given(text, total):
    assert board(text)["overall"].counts["bme_total"] == total


def test_members_that_do_not_add_up_are_refused_with_both_sums():
    text = BOARD + VOTING + EXECUTIVE.replace("executive,5,2,0", "executive,5,3,0")
    row, column, message = problem(text)
    assert (row, column) == (5, "membership")
    assert "Voting and non-voting give 15 members (10 White, 4 BME, 1 unknown)" in message
    assert "executive and non-executive give 16 members (10 White, 5 BME, 1 unknown)" in message


def test_a_board_counted_two_ways_by_ethnic_group_must_agree():
    text = BOARD + VOTING + EXECUTIVE.replace("executive,5,2,0", "executive,4,3,0")
    assert "15 members (9 White, 5 BME, 1 unknown)" in problem(text)[2]


@pytest.mark.parametrize(
    ("rows", "column", "words"),
    [
        ("2025,voting,8,3,0\n", "membership", "The whole board cannot be worked out"),
        ("2025,chair,8,3,0\n", "membership", "“chair” was given. Enter membership as voting"),
        ("2025,total,8,,0\n", "bme", "0 if there are none"),
        ("2025,total,8,3,n/a\n", "unknown", "0 if there are none"),
        ("2025,total,8,3.5,0\n", "bme", "“3.5” was given"),
    ],
)
def test_a_board_that_cannot_be_is_refused_in_words(rows, column, words):
    row, where, message = problem(BOARD + rows)
    assert (row, where) == (2, column)
    assert words in message


def test_a_board_without_non_voting_members_has_no_share_of_them():
    found = board("2025,voting,8,3,0\n2025,non-voting,0,0,0\n")
    assert (found["non_voting"].state, found["non_voting"].counts) == (State.NOT_CALCULABLE, {})
    assert found["overall"].counts["bme_total"] == 11


def test_suppressed_members_are_asked_about_when_others_tell_them():
    found = read(BOARD + "2025,voting,8,<11,0\n2025,non-voting,2,1,1\n" + EXECUTIVE)
    states = {row.part: row.state for row in found.rows}
    assert (states["voting"], states["overall"]) == (State.SUPPRESSED, State.HELD)
    ((row, message),) = [(question.row, question.message) for question in found.questions]
    assert (row, "Can the voting members be worked out" in message) == (2, True)


def test_each_suppressed_kind_of_member_is_asked_about_on_its_own_row():
    found = read(BOARD + EXECUTIVE + "2025,voting,8,*,0\n2025,non-voting,*,1,1\n")
    asked = [(question.row, question.message) for question in found.questions]
    assert [row for row, _ in asked] == [4, 5]
    assert "Can the non-voting members be worked out" in asked[1][1]


def test_a_board_is_not_one_of_a_unit():
    found = read(f"unit,{BOARD}Surgery,2025,total,8,3,0\n ,2024,total,8,3,0\n")
    ((row, column, message),) = [(each.row, each.column, each.message) for each in found.problems]
    assert (row, column) == (2, "unit")
    assert "Figures of the board are the whole organisation's. Delete the unit" in message
    assert [figure.year for figure in found.rows] == [2024]


def test_a_board_whose_members_are_suppressed_is_suppressed():
    found = board("2025,voting,8,<11,0\n2025,non-voting,2,1,1\n")
    assert (found["overall"].state, found["overall"].counts) == (State.SUPPRESSED, {})


def test_the_workforce_given_once_is_that_of_every_part():
    text = "year,membership,white,bme,unknown,workforce %\n2025,voting,8,3,0,41.5\n"
    rows = read(f"{text}2025,non-voting,2,1,1,\n").rows
    assert [row.workforce for row in rows] == [held("41.5")] * 3


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("year,band,white,bme\n2025,5,1,1", "no column for staff group"),
        ("year,staff group,band,white\n2025,clinical,5,1", "no column for bme"),
        ("year,membership,white,bme\n2025,total,1,1", "no column for unknown"),
        ("indicator,year,group,numerator\n2,2025,White,1", "no column for denominator"),
        ("indicator,year,white numerator,bme numerator\n2,2025,1,1", "no column for white denom"),
        ("year,value\n2025,1.79", "no column for indicator"),
        ("indicator,year,White headcount\n2,2025,900", "no column for white, bme or value"),
        ("indicator,year,white,white %,bme\n5,2025,1,1,1", "more than one column for white"),
        ("year,staff group,band,white,white headcount,bme\n2025,clinical,5,1,1,1", "more than one"),
    ],
)
def test_a_header_that_is_no_whole_shape_is_refused_in_words(header, words):
    with pytest.raises(RefusedError, match=words):
        read(f"{header}\n")


def test_a_percentage_is_never_taken_for_a_headcount():
    with pytest.raises(RefusedError, match="no column for white, bme"):
        read("year,staff group,band,White %,BME %\n2025,clinical,Band 5,80,20\n")


def test_known_columns_that_a_shape_does_not_use_are_ignored_by_name():
    found = read(
        "year,staff group,band,white,bme,unknown,value,notes\n2025,medical,Other,1,1,1,,\n"
    )
    assert found.ignored == ("value", "notes")


def test_a_headcount_beside_published_shares_is_ignored_and_said_so():
    found = read("indicator,year,white,bme,White headcount\n5,2025,23.0,28.3,900\n")
    assert (found.rows[0].white, found.problems) == (held("23.0"), ())
    assert found.ignored == ("white headcount",)


def test_a_workbook_has_the_same_shapes(tmp_path):
    book = Workbook()
    book.active.append(["Our staff on 31 March"])
    book.active.append(["Year", "Staff group", "AfC band", "White", "BAME", "Not stated"])
    book.active.append([2025, "Clinical", "8a", 1020, 45, "<11"])
    book.active.append([2025, "Medical and dental", "Consultant", 80, 40, None])
    book.save(tmp_path / "bands.xlsx")
    found = read((tmp_path / "bands.xlsx").read_bytes(), file_name="bands.xlsx")
    assert [(cell.row, cell.band, cell.white.number) for cell in found.cells] == [
        (3, "Band 8a", 1020), (4, "Consultants", 80)
    ]  # fmt: skip
    assert (found.shape, found.cells[0].is_suppressed) == ("bands", True)


def test_a_long_file_may_name_part_unit_and_series():
    header = "indicator,year,white,bme,part,division,series,ODS code\n"
    rows = read(
        f"{header}5,2025,20,25,,Surgery ,2021 question,rke\n9,2025,,12,Non-voting,,,\n"
    ).rows
    assert (rows[0].unit, rows[0].series, rows[0].organisation) == (
        "Surgery", "2021 question", "RKE"
    )  # fmt: skip
    assert [row.part for row in rows] == ["overall", "non_voting"]


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("part", "voting", "for the board, else leave it blank"),
        ("part", "chair", "“chair” was given"),
        ("unit", "U" * 201, "201 characters. Shorten it to 200"),
        ("series", "S" * 41, "41 characters. Shorten it to 40"),
        ("organisation", "Riverside NHS Trust", "as an ODS code, such as RKE"),
        ("source_period", "P" * 61, "61 characters. Shorten it to 60"),
    ],
)
def test_what_names_a_row_is_refused_in_words_when_it_cannot_be(column, cell, words):
    row, where, message = problem(f"indicator,year,value,{column}\n2,2025,1.79,{cell}\n")
    assert (row, where) == (2, column)
    assert words in message


SEVERAL = """indicator,year,value,organisation
2,2025,1.79,RKE
2,2025,1.50,ZE1
2,2025,1.60,
3,2025,x,ZE1
3,1999,1.2,QQQ
4,2025,*1.1*,ZE1
"""


def test_a_file_of_several_organisations_is_taken_apart():
    apart = read(SEVERAL).by_organisation("HME")
    assert list(apart) == ["RKE", "ZE1", "HME", "QQQ"]
    assert {code: [row.row for row in each.rows] for code, each in apart.items()} == {
        "RKE": [2], "ZE1": [3, 7], "HME": [4], "QQQ": []
    }  # fmt: skip
    assert {code: [each.row for each in read.problems] for code, read in apart.items()} == {
        "RKE": [], "ZE1": [5], "HME": [], "QQQ": [6]
    }  # fmt: skip
    assert [question.row for question in apart["ZE1"].questions] == [7]


def test_no_problem_is_lost_when_a_file_is_taken_apart():
    long = read("indicator,year,value,organisation\n2,2025,1.79,ZE1\n2,2024,1,79,ZE1\n")
    assert {code: len(each.problems) for code, each in long.by_organisation("RKE").items()} == {
        "ZE1": 0, "RKE": 1
    }  # fmt: skip
    counts = read(f"{COUNTS.strip()},organisation\n2,2025,Green,1,2,ZE1\n").by_organisation("RKE")
    assert [(code, len(each.problems)) for code, each in counts.items()] == [("ZE1", 1)]


def test_rows_without_an_organisation_are_of_the_pages_own():
    apart = read("indicator,year,value\n2,2025,1.79\n").by_organisation()
    assert [(code, len(each.rows)) for code, each in apart.items()] == [("", 1)]
    mixed = read("indicator,year,value,organisation\n2,2025,1.79,\n3,2025,1.5,RKE\n")
    assert [len(each.rows) for each in mixed.by_organisation("RKE").values()] == [2]


def test_the_same_figure_of_two_units_or_trusts_is_no_duplicate():
    text = "indicator,year,value,unit,organisation\n2,2025,1.1,Surgery,\n2,2025,1.2,,\n"
    found = read(f"{text}2,2025,1.3,,ZE1\n2,2025,1.4,surgery,\n")
    assert [each.row for each in found.rows] == [2, 3, 4]
    assert "Row 2 already gives" in found.problems[0].message


GROUPS = "2,2025,White,17,2505,{}\n2,2025,BME,9,725,{}\n"


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("Rate", ("0.7%", "1.2%")),
        ("Ratio", ("", "1.83")),
        ("Comment", ("from TRAC", "")),
        ("source period", ("2024-25", "")),
        ("source period", ("", "2024-25")),
        ("Trust", ("Riverside", "Riverside NHS")),
    ],
)
def test_the_groups_of_a_count_are_one_figure_whatever_else_their_rows_say(column, cells):
    found = read(f"{COUNTS.strip()},{column}\n{GROUPS.format(*cells)}")
    (row,) = found.rows
    assert (row.counts, row.value, found.problems) == (RECRUITMENT, None, ())
    assert row.raw.get("source_period", "2024-25") == "2024-25"


def test_two_source_periods_of_one_count_are_a_problem_in_words():
    text = f"{COUNTS.strip()},source period\n{GROUPS.format('2024', '2024-25')}"
    row, column, message = problem(text)
    assert (row, column) == (3, "source_period")
    assert "“2024-25” was given, and “2024” for another group" in message


def test_the_groups_of_a_count_may_label_their_indicator_differently():
    (row,) = read(COUNTS + "Metric 2,2025,White,17,2505\n2,2025,BME,9,725\n").rows
    assert row.counts == RECRUITMENT


def test_counts_of_two_units_or_series_stay_apart():
    rows = "2,2025,White,17,2505,{0}\n2,2025,BME,9,725,{0}\n"
    for column in ("unit", "series"):
        text = f"{COUNTS.strip()},{column}\n{rows.format('A')}{rows.format('B')}"
        assert len(read(text).rows) == 2


def test_a_total_beside_the_groups_of_a_count_is_told_and_not_read():
    found = read(COUNTS + "2,2025,White,17,2505\n2,2025,BME,9,725\n2,2025,All,26,3230\n")
    assert (found.rows[0].counts, found.problems) == (RECRUITMENT, ())
    assert "Row 4, “2 | 2025 | All | 26 | 3230”, was not read" in found.notices[-1]


TWO_BANDS = "2025,clinical,Band 5,10,5,1\n2025,clinical,Band 6,20,6,0\n"
OTHERS = "2025,non-clinical,Band 5,3,2,1\n"


@pytest.mark.parametrize(
    "total",
    [
        "2025,clinical,Total,30,11,1",
        "2025,Total clinical,,30,11,1",
        ",,Clinical total,30,11,1",
        "Total,,,33,13,2",
        "2025,All staff,Total,33,13,2",
        ",,Grand total,33,13,2",
        "2025,,Sub-total,3,2,1",
        "2025,clinical,Total,30,,",
        "2025,All staff,Band 5,13,7,2",
    ],
)
def test_a_total_of_pay_bands_that_agrees_is_told_and_stops_nothing(total):
    found = read(f"{BANDS}{TWO_BANDS}{OTHERS}{total}\n")
    assert (len(found.cells), found.problems) == (3, ())
    assert found.notices[-1].endswith("It is a total, and agrees with its rows")


@pytest.mark.parametrize(
    ("total", "message"),
    [
        ("2025,clinical,Total,30,12,1", "12 was given as a total, and its rows give 11. Correct"),
        ("Total,,,33,14,2", "14 was given as a total, and its rows give 13"),
    ],
)
def test_a_total_of_pay_bands_that_differs_from_them_is_a_problem(total, message):
    row, column, words = problem(f"{BANDS}{TWO_BANDS}{OTHERS}{total}\n")
    assert (row, column) == (5, "bme")
    assert message in words


def test_a_total_beside_a_suppressed_band_says_that_it_was_not_checked():
    found = read(f"{BANDS}2025,clinical,Band 5,<11,*,*\n2025,clinical,Total,30,11,1\n")
    assert (len(found.cells), found.problems) == (1, ())
    assert "could not be checked" in found.notices[-1]


def test_a_total_row_of_the_board_without_a_year_is_the_whole_board_of_the_year_above():
    found = read(BOARD + VOTING + "Total,,10,4,1\n")
    assert (len(found.rows), found.problems) == (3, ())
    wrong = problem(BOARD + VOTING + "Total,,10,5,1\n")
    assert wrong[:2] == (4, "membership")
    assert "Both must be the whole board: correct the numbers" in wrong[2]


HOSTILE = "\u202eevil\u202c 2021\u200b\x07"


@pytest.mark.parametrize("column", ["series", "unit"])
def test_what_cannot_be_seen_is_taken_out_of_what_names_a_figure(column):
    (row,) = read(f"indicator,year,value,{column}\n2,2025,1.79,{HOSTILE}\n").rows
    assert getattr(row, column) == "evil 2021"


def test_a_message_never_turns_the_words_behind_it():
    message = problem("indicator,year,value\n2,2025,\u202e97.1\n")[2]
    assert message.startswith("“97.1” was given.")


@pytest.mark.parametrize(
    "note", ["Source: ESR 31 March 2025,,,,,", "Source: ESR,,,,,", "* fewer than 11,,,,,"]
)
def test_a_note_below_pay_bands_stops_nothing(note):
    found = read(f"{BANDS}{TWO_BANDS}{note}\n")
    assert (len(found.cells), found.problems) == (2, ())
    assert "It is a note and no row of figures" in found.notices[-1]


def test_a_note_below_the_board_stops_nothing():
    found = read(f"{BOARD}{VOTING}Source: ESR,,,,\n")
    assert (len(found.rows), found.problems) == (3, ())


def test_a_grand_total_in_the_column_of_years_is_told_in_its_own_words():
    found = read(f"{BANDS}{TWO_BANDS}Grand total,,,,,\n")
    assert "“Grand total”, was not read" in found.notices[-1]


@pytest.mark.parametrize("words", ["Not known", "Ethnicity unknown", "Not stated/unknown"])
def test_a_column_of_people_of_unknown_ethnic_group_is_known_by_its_words(words):
    found = read(f"Year,Staff group,Band,White,BAME,{words}\n2025,clinical,Band 5,10,5,1\n")
    assert (found.cells[0].unknown.number, found.ignored) == (1, ())


@pytest.mark.parametrize("words", ["Board member type", "Board role", "Membership type"])
def test_a_column_of_kinds_of_members_is_known_by_its_words(words):
    found = read(f"Year,{words},White,BME,Unknown\n{VOTING}2025,Total board,10,4,1\n")
    assert (found.shape, len(found.rows), found.problems) == ("board", 3, ())
