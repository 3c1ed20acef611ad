"""Today: one London day, the clock's or the set one of the demonstration."""

from datetime import UTC, date, datetime

import pytest

from wres.accounts import middleware


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 31, 22, 59, tzinfo=UTC), date(2026, 3, 31)),  # 23:59 in London
        (datetime(2026, 3, 31, 23, 0, tzinfo=UTC), date(2026, 4, 1)),
        (datetime(2026, 1, 1, 0, 0, tzinfo=UTC), date(2026, 1, 1)),
    ],
)
def test_the_day_is_that_of_london(moment, day, settings, monkeypatch):
    settings.TODAY = None
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    assert middleware.london_today() == day


def test_the_demonstration_says_which_day_it_is(client, db):
    assert "Today is set to 16 March 2026" in client.get("/accounts/login/").content.decode()
