"""Printed completion cells and dates: every one of the published plan, and harder ones."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import dates
from actions.dates import PrintedDate
from actions.delivery import Status
from actions.imports.completion import CompletionCell, read_completion

PLAN_DATE = date(2025, 8, 31)
MARCH = PrintedDate(date(2026, 3, 31))
JUNE = PrintedDate(date(2026, 6, 30))
JANUARY = PrintedDate(date(2026, 1, 31))
AUGUST = PrintedDate(date(2025, 8, 31), is_month=True)

with (Path(__file__).parent.parent / "actions/samples/plan.csv").open(encoding="utf-8") as file:
    PLAN = list(csv.DictReader(file))

COMPLETED, ONGOING = Status.COMPLETED, Status.ONGOING
AFTER_PLAN = (
    "{} comes after the plan's own date, 31 August 2025, so it was not completed then. "
    "Is it a target, a review or a mistake?"
)
# Every spelling of the published plan, and what it says.
CELLS = {
    "Completed": {"status": COMPLETED},
    "Completed 31.03.2026": {"status": COMPLETED, "doubts": (AFTER_PLAN.format("31 March 2026"),)},
    "Completed 30.06.2026": {"status": COMPLETED, "doubts": (AFTER_PLAN.format("30 June 2026"),)},
    "Completed Review 31.03.2026": {"status": COMPLETED, "review_date": MARCH},
    "Completed Review 31.03.26": {"status": COMPLETED, "review_date": MARCH},
    "Ongoing 31.01.2026": {"status": ONGOING, "target_date": JANUARY},
    "Ongoing 30.06.2026": {"status": ONGOING, "target_date": JUNE},
    "Ongoing Review 31.03.26": {"status": ONGOING, "review_date": MARCH},
    "Ongoing – progress review 31.03.2026": {"status": ONGOING, "review_date": MARCH},
    "Ongoing progress review 31.03.2026": {"status": ONGOING, "review_date": MARCH},
    "Ongoing Bi-annual review": {
        "status": ONGOING,
        "review_cadence": "bi-annual",
        "doubts": ("“bi-annual” can mean twice a year or every two years. Which is meant?",),
    },
    "Reviewed 08.25 Review 31.03.26": {"reviewed_on": AUGUST, "review_date": MARCH},
    "Review 31.03.26": {"review_date": MARCH},
    "31.03.2026": {"target_date": MARCH},
    "30.06.2026": {"target_date": JUNE},
    "30.06.26": {"target_date": JUNE},
}


@pytest.mark.parametrize("row", PLAN, ids=lambda row: f"{row['section']} {row['number']}")
def test_every_printed_completion_cell_is_understood(row):
    raw = row["completion"]
    assert read_completion(raw, PLAN_DATE) == CompletionCell(raw, **CELLS[raw])


def test_every_expectation_above_is_a_cell_of_the_plan():
    assert {row["completion"] for row in PLAN} == set(CELLS)


def test_the_published_plan_has_12_completed_13_ongoing_14_bare_dates_and_2_others():
    def kind(cell):
        if cell.status is Status.NOT_STATED:
            return "bare date" if cell.target_date else "other"
        return cell.status

    counts = Counter(kind(read_completion(row["completion"], PLAN_DATE)) for row in PLAN)
    assert counts == {COMPLETED: 12, ONGOING: 13, "bare date": 14, "other": 2}


@pytest.mark.parametrize("text", ["Completed 31.08.2025", "Completed 01.06.25", "Completed 08.25"])
def test_a_completion_up_to_the_plans_own_date_is_believed(text):
    cell = read_completion(text, PLAN_DATE)
    assert (cell.status, cell.doubts) == (COMPLETED, ())
    assert cell.completed_on == dates.parse(text.split()[1])


def test_a_completion_is_judged_by_the_plans_date_and_no_other():
    cell = read_completion("Completed 31.03.2026", date(2026, 4, 30))
    assert (cell.completed_on, cell.doubts) == (MARCH, ())


def test_a_review_done_after_the_plans_own_date_is_questioned():
    cell = read_completion("Reviewed 31.03.2026", PLAN_DATE)
    assert (cell.reviewed_on, cell.review_date, cell.target_date) == (None, None, None)
    assert "was not reviewed then" in cell.doubts[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In progress, due 31.03.2026", {"status": Status.IN_PROGRESS, "target_date": MARCH}),
        ("Not started", {"status": Status.NOT_STARTED}),
        ("On hold", {"status": Status.PAUSED}),
        ("Cancelled", {"status": Status.CANCELLED}),
        ("Carried forward 30.06.2026", {"status": Status.CARRIED_FORWARD, "target_date": JUNE}),
        (
            "Ongoing, target 31.03.2026, review 30.06.2026",
            {"status": ONGOING, "target_date": MARCH, "review_date": JUNE},
        ),
        ("ONGOING\nQuarterly review", {"status": ONGOING, "review_cadence": "quarterly"}),
    ],
)
def test_other_plans_are_understood_too(text, expected):
    assert read_completion(text, PLAN_DATE) == CompletionCell(text, **expected)


DECEMBER = PrintedDate(date(2025, 12, 31), is_month=True)
MONTH = PrintedDate(date(2026, 3, 31), is_month=True)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Q3 2025/26", DECEMBER),
        ("Q3 25/26", DECEMBER),
        ("q3 2025-26", DECEMBER),
        ("Quarter 3 (2025/2026)", DECEMBER),
        ("End of Q3, 2025/26", DECEMBER),
        ("2025/26 Q3", DECEMBER),
        ("Q3", DECEMBER),
        ("by the end of Q4", MONTH),
        ("end of March 26", MONTH),
        ("End March 2026", MONTH),
        ("by March 2026", MONTH),
        ("Mar-26", MONTH),
        ("31st March 2026", MARCH),
        ("31.03.2026 (Q4)", MARCH),
        ("Q4 - 31.03.2026", MARCH),
    ],
)
def test_quarters_and_ends_of_months_are_read_as_months(text, target):
    assert read_completion(text, PLAN_DATE) == CompletionCell(text, target_date=target)


def test_a_quarter_without_its_year_is_that_of_the_plans_year_and_not_of_its_date():
    assert read_completion("Q3", date(2025, 3, 1), 2025).target_date == DECEMBER
    assert read_completion("Q3", date(2026, 1, 31)).target_date == DECEMBER


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Autumn 2025", "“Autumn 2025” is a season. Which month is meant?"),
        ("2025/26", "“2025/26” is a whole year. Which month is meant?"),
        (
            "Q3 2025",
            "“Q3 2025” ends in December 2025 if the financial year is meant, and in September 2025 "
            "if the calendar year is. Which is it?",
        ),
        ("Q3 2025/28", "“Q3 2025/28” is no date of the calendar. Which is meant?"),
    ],
)
def test_a_season_or_a_year_is_asked_about_and_no_date_is_made_of_it(text, doubt):
    assert read_completion(text, PLAN_DATE) == CompletionCell(text, doubts=(doubt,))


@pytest.mark.parametrize("cadence", ["twice-yearly", "two-monthly"])
def test_what_people_said_of_bi_annual_is_read_without_a_doubt(cadence):
    cell = read_completion(f"Ongoing {cadence} review", PLAN_DATE)
    assert (cell.review_cadence, cell.doubts) == (cadence, ())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not completed", "not understood at “not”"),
        ("Partially completed", "not understood at “Partially”"),
        ("TBC", "not understood at “TBC”"),
        ("in due course", "not understood at “in”"),
        ("Completed31.03.2026", "not understood"),
        ("31.03.2026x", "not understood"),
    ],
)
def test_a_cell_with_an_unknown_word_is_asked_about_and_says_nothing(text, words):
    cell = read_completion(text, PLAN_DATE)
    assert cell == CompletionCell(text, doubts=cell.doubts)
    assert [words in doubt for doubt in cell.doubts] == [True]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "No status and no date"),
        ("–", "No status and no date"),
        ("Review", "A review is named without its date"),
        ("Completed Ongoing", "More than one status"),
        ("31.03.2026 30.06.2026", "“30.06.2026” is a second date"),
        ("29.02.2026", "“29.02.2026” is no date of the calendar"),
        ("From April 2026", "is when it begins. When is it to end?"),
        ("By October 31", "“October 31” has no year. Is it 31 October 2025?"),
        ("31st March", "“31st March” has no year. Is it 31 March 2026?"),
        ("31.03.2026, 30.06.2026", "“30.06.2026” is a second date"),
        ("31.04", "“31.04” is no date of the calendar"),
        ("31.12.9999", "“31.12.9999” is no date of the calendar"),
        ("05.06", "“05.06” is May 2006, far from the plan's own date"),
        ("Monthly review, annual review", "More than one time between reviews"),
        ("Ongoing bi-monthly review", "twice a month or every two months"),
    ],
)
def test_what_is_missing_double_or_impossible_is_asked_about(text, words):
    cell = read_completion(text, PLAN_DATE)
    assert cell.raw == text
    assert [words in doubt for doubt in cell.doubts] == [True]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("March 31, 2026", "2026-03-31"),
        ("Mar 31st 2026", "2026-03-31"),
        ("July 15 2026", "2026-07-15"),
        ("31st of March 2026", "2026-03-31"),
        ("1st April 2026 - 31st March 2027", "2027-03-31"),
        ("From 1 April to 30 June 2026", "2026-06-30"),
        ("April – June 2026", "2026-06"),
        ("31/03/2026 (year end)", "2026-03-31"),
        ("Mar’26", "2026-03"),
        ("To be completed by 31.03.2026", "2026-03-31"),
        ("Complete by March 2026", "2026-03"),
    ],
)
def test_a_date_is_understood_whole_however_it_is_written(text, printed):
    cell = read_completion(text, PLAN_DATE)
    assert (str(cell.target_date), cell.status, cell.doubts) == (printed, Status.NOT_STATED, ())


@pytest.mark.parametrize(
    "text", ["March 31", "31 October", "October", "From April 2026", "31.02.26"]
)
def test_nothing_that_could_not_be_read_leaves_a_date_behind(text):
    cell = read_completion(f"Ongoing {text}", PLAN_DATE)
    assert (cell.status, cell.target_date, cell.review_date) == (ONGOING, None, None)


def test_of_many_times_between_reviews_none_is_kept():
    assert read_completion("Monthly review, annual review", PLAN_DATE).review_cadence == ""


def test_an_impossible_date_leaves_the_status_and_no_date():
    cell = read_completion("Ongoing 31.04.2026", PLAN_DATE)
    assert (cell.status, cell.target_date) == (ONGOING, None)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("31.03.2026", "2026-03-31"),
        ("30.06.26", "2026-06-30"),
        ("1.2.26", "2026-02-01"),
        ("31/03/2026", "2026-03-31"),
        ("31-03-2026", "2026-03-31"),
        ("2026-03-31", "2026-03-31"),
        ("2026-03-31 00:00:00", "2026-03-31"),
        ("31 March 2026", "2026-03-31"),
        ("31st Mar 26", "2026-03-31"),
        ("31-Mar-26", "2026-03-31"),
        ("46112", "2026-03-31"),
        ("29.02.2028", "2028-02-29"),
        ("08.25", "2025-08"),
        ("8/2025", "2025-08"),
        ("March 2026", "2026-03"),
        ("Sept 2026", "2026-09"),
        ("Feb-28", "2028-02"),
    ],
)
def test_dates_are_read_day_first_with_years_in_this_century(text, printed):
    assert str(dates.parse(text)) == printed
    assert read_completion(text, PLAN_DATE).target_date == dates.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "29.02.2026",
        "31.04.2026",
        "00.01.2026",
        "13.13.26",
        "31.04",
        "31.03.9999",
        "31.03.1999",
        "2026-02-30",
        "30 February 2026",
        "31.03/2026",
        "99999",
        "12345",
        "3.2026.31",
        "5",
        "٣١.٠٣.٢٦",
    ],
)
def test_what_is_no_date_is_never_made_one(text):
    assert dates.parse(text) is None


def test_a_month_is_kept_as_its_last_day_and_printed_as_a_month():
    assert AUGUST.first_day == date(2025, 8, 1)
    assert (str(AUGUST), AUGUST.words) == ("2025-08", "August 2025")
    assert MARCH.words == "31 March 2026"


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_day_survives_every_way_to_print_it(day):
    for text in (f"{day:%d.%m.%Y}", f"{day:%d/%m/%y}", f"{day.day} {day:%B %Y}", f"{day}"):
        assert dates.parse(text) == PrintedDate(day)


WORDS = st.sampled_from(
    [
        "Completed",
        "Ongoing",
        "Review",
        "Reviewed",
        "08.25",
        "31.03.26",
        "30.06.2026",
        "bi-annual",
        "–",
        "29.02.2026",
        "99999999",
        "not",
        "in",
        "progress",
    ]
)


@given(st.text() | st.lists(WORDS).map(" ".join))
def test_no_text_breaks_the_reading_of_completion_and_it_is_kept(text):
    cell = read_completion(text, PLAN_DATE)
    assert cell.raw == text
    says_something = cell != CompletionCell(text, doubts=cell.doubts)
    assert says_something or cell.doubts
    for done in (cell.completed_on, cell.reviewed_on):
        assert done is None or done.first_day <= PLAN_DATE
