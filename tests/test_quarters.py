"""NHS quarters, with the two evenings on which London and UTC disagree about them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.quarters import LONDON, Quarter, london_day

days = st.dates(date(2000, 4, 1), date(2099, 3, 31))


@pytest.mark.parametrize(
    ("quarter", "name", "slug", "words", "start", "end"),
    [
        ((2025, 1), "Q1 2025/26", "2025-Q1", "April to June 2025", (2025, 4, 1), (2025, 6, 30)),
        ((2025, 2), "Q2 2025/26", "2025-Q2", "July to September 2025", (2025, 7, 1), (2025, 9, 30)),
        (
            (2025, 3),
            "Q3 2025/26",
            "2025-Q3",
            "October to December 2025",
            (2025, 10, 1),
            (2025, 12, 31),
        ),
        ((2025, 4), "Q4 2025/26", "2025-Q4", "January to March 2026", (2026, 1, 1), (2026, 3, 31)),
        ((2098, 4), "Q4 2098/99", "2098-Q4", "January to March 2099", (2099, 1, 1), (2099, 3, 31)),
        ((2008, 1), "Q1 2008/09", "2008-Q1", "April to June 2008", (2008, 4, 1), (2008, 6, 30)),
    ],
)
def test_a_quarter_has_a_name_an_address_and_days(quarter, name, slug, words, start, end):
    it = Quarter(*quarter)
    assert (str(it), it.slug, it.words) == (name, slug, words)
    assert (it.start, it.end) == (date(*start), date(*end))
    assert Quarter.parse(slug) == it


def test_quarters_follow_each_other_across_years():
    assert Quarter(2025, 4).next() == Quarter(2026, 1)
    assert Quarter(2026, 1).previous() == Quarter(2025, 4)
    assert Quarter(2025, 2).next() == Quarter(2025, 3)
    assert Quarter(2025, 3).previous() == Quarter(2025, 2)
    assert sorted([Quarter(2026, 1), Quarter(2025, 4)]) == [Quarter(2025, 4), Quarter(2026, 1)]
    assert len({Quarter(2025, 1), Quarter(2025, 1)}) == 1


@given(days)
def test_every_day_lies_in_its_quarter(day):
    quarter = Quarter.on(day)
    assert quarter.start <= day <= quarter.end


@given(days)
def test_the_end_of_a_quarter_is_the_eve_of_the_next(day):
    quarter = Quarter.on(day)
    if quarter != Quarter(2098, 4):
        assert (quarter.next().start - quarter.end).days == 1
        assert quarter.next().previous() == quarter
        assert quarter < quarter.next()


@pytest.mark.parametrize(
    "text", ["", "2025-Q5", "2025-Q0", "2025-q3", "25-Q3", "2025-Q3\n", "٢٠٢٥-Q3"]
)
def test_an_address_that_is_no_quarter_is_refused(text):
    with pytest.raises(ValueError, match="2025-Q3"):
        Quarter.parse(text)


@pytest.mark.parametrize(("year", "number"), [(2025, 0), (2025, 5), (1999, 1), (9999, 4)])
def test_a_quarter_that_cannot_be_is_refused(year, number):
    with pytest.raises(ValueError, match="not"):
        Quarter(year, number)


def test_the_last_minute_of_march_and_the_first_of_april_are_different_quarters():
    last = datetime(2026, 3, 31, 23, 59, tzinfo=LONDON)
    first = datetime(2026, 4, 1, 0, 0, tzinfo=LONDON)
    assert Quarter.on(london_day(last)) == Quarter(2025, 4)
    assert Quarter.on(london_day(first)) == Quarter(2026, 1)


def test_in_summer_time_london_turns_the_quarter_an_hour_before_utc():
    assert london_day(datetime(2026, 3, 31, 22, 59, tzinfo=UTC)) == date(2026, 3, 31)
    assert london_day(datetime(2026, 3, 31, 23, 0, tzinfo=UTC)) == date(2026, 4, 1)


def test_in_winter_london_and_utc_turn_the_quarter_together():
    assert london_day(datetime(2025, 12, 31, 23, 59, tzinfo=UTC)) == date(2025, 12, 31)
    assert london_day(datetime(2026, 1, 1, 0, 0, tzinfo=UTC)) == date(2026, 1, 1)


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        london_day(datetime(2026, 3, 31))  # noqa: DTZ001 the point of the test
