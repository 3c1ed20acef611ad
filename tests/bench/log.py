"""Measure the page of what happened with 1,000,000 entries against the same with 1,000.

Each filter is timed in turn on both, through the real server, so that a noisy machine slows both.
Fails when one takes more than `TIMES_SMALL` times as long with the long log, or asks the database
more than `QUERIES` questions.
"""

import sys
import tempfile
from pathlib import Path

from tests.bench.measure import Client, measure, told
from tests.browser.server import ON_POSTGRESQL, new_database, serving

ROUNDS = 40  # timed requests a page
SMALL, LARGE = "RAA", "RZZ"
SIZES = {SMALL: 1_000, LARGE: 1_000_000}
TIMES_SMALL = 1.5
QUERIES = 12
PAGES = {
    "everything": "",
    "a person": "?person={person}",
    "sign-ins": "?kind=sign_in",
    "a kind nobody did": "?kind=restore",
    "a kind of thing": "?thing=indicators.Figure",
    "one thing": "?thing=actions.Action&number=7",
    "from a day": "?since_day=2&since_month=1&since_year=2016",
    "up to a day": "?until_day=2&until_month=1&until_year=2016",
    "person and kind": "?person={person}&kind=changed",
    "from the middle": "?before={middle}",
}


def main():
    with tempfile.TemporaryDirectory(prefix="wres-bench-") as folder:
        made = new_database(Path(folder), demonstrate=False)
        trusts = told(made, "log_data", SIZES)
        with serving(made, workers=1) as server:
            times = measure(_visits(server.url, trusts), ROUNDS)
        large = trusts[LARGE]
        pages = [_address(LARGE, query, large) for query in PAGES.values()]
        asked = told(made, "queries", {"session": large["session"], "pages": pages})
    return _report(times, dict(zip(PAGES, asked.values(), strict=True)))


def _address(code, query, trust):
    return f"/{code}/audit/{query.format(**trust)}"


def _visits(url, trusts):
    """What is timed, by name and trust."""
    return {
        (name, code): _reading(Client(url, trust["session"]), _address(code, query, trust))
        for name, query in PAGES.items()
        for code, trust in trusts.items()
    }


def _reading(client, address):
    return lambda: client.get(address)


def _report(times, asked):
    """Print each figure beside its budget; 1 when one is missed."""
    print(f"\n{'PostgreSQL' if ON_POSTGRESQL else 'SQLite'}, what happened, milliseconds")
    row = "{:20}{:>9}{:>12}{:>9}{:>9}{:>9}".format
    print(row("", "1,000", "1,000,000", "p95", "× 1,000", "queries"))
    misses = 0
    for name in PAGES:
        small, large = times[name, SMALL], times[name, LARGE]
        ratio = large.median / small.median
        is_missed = ratio > TIMES_SMALL or asked[name] > QUERIES
        misses += is_missed
        cells = [f"{value:.1f}" for value in (small.median, large.median, large.p95)]
        budget = f"  at most {TIMES_SMALL} × 1,000, {QUERIES} queries"
        print(row(name, *cells, f"{ratio:.2f}", asked[name]) + budget + "  MISSED" * is_missed)
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main())
