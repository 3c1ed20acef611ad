"""Measure the pages through the real server, and fail when one misses its budget.

    make bench        builds its data, on SQLite and on PostgreSQL

Each page is timed in turn with the empty signed-in page of the same run, so that a noisy machine
slows both: the first page of a trust that has no plan yet, which has the frame of every page and
nothing in it. The sign-out page, which has no trust's frame either, is timed beside it. Budgets
are ratios: of a page to the empty one, and of 10,000 actions to 100.
"""

import json
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

from tests.bench.measure import Client, measure, requests_a_second
from tests.browser.server import ON_POSTGRESQL, ROOT, manage, new_database, running

ROUNDS = 60  # timed requests a page
NONE, SMALL, LARGE = "REE", "RAA", "RZZ"
SIZES = {NONE: 0, SMALL: 100, LARGE: 10_000}
EMPTY, SIGN_OUT, UPDATE = "empty page", "sign-out page", "audited update"
PAGES = {
    "plan": "/{code}/plan/2025/",
    "action": "/{code}/actions/{action}/",
    "outcomes": "/{code}/outcomes/2025/",
    "summary": "/{code}/plan/2025/summary/",
}
TIMES_EMPTY = {"plan": 6, "action": 6, "outcomes": 6, "summary": 10}
TIMES_SMALL = 1.5


def main():
    with tempfile.TemporaryDirectory(prefix="wres-bench-") as folder:
        made = new_database(Path(folder), demonstrate=False)
        trusts = _build(made)
        with running(made, Path(folder) / "copy", workers=2) as server:
            times = measure(_visits(server.url, trusts), ROUNDS)
            speeds = _speeds(server.url, trusts)
            manage(server.environment, "verify_audit")
    return _report(times, speeds)


def _build(made):
    """Fill the database in a process that has its settings; each trust's cookie and actions."""
    command = [sys.executable, "-m", "tests.bench.data", json.dumps(SIZES)]
    done = subprocess.run(command, cwd=ROOT, env=made, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def _visits(url, trusts):
    """What is timed, by name and trust."""
    visits = {(EMPTY, NONE): _reading(Client(url, trusts[NONE]["session"]), f"/{NONE}/")}
    for code in (SMALL, LARGE):
        trust = trusts[code]
        client = Client(url, trust["session"])
        visits[SIGN_OUT, code] = _reading(client, "/accounts/logout/")
        for name, path in PAGES.items():
            path = path.format(code=code, action=trust["actions"][-1])
            visits[name, code] = _reading(client, path)
        visits[UPDATE, code] = _updating(client, code, iter(trust["actions"]))
    return visits


def _reading(client, path):
    return lambda: client.get(path)


def _updating(client, code, actions):
    """Each time another action: the version that a form carries is that of a fresh action."""

    def update():
        fields = {
            "version": 0,
            "submission": str(uuid.uuid4()),
            "status": "in_progress",
            "delivery": "on_track",
            "happened": "The panel met.",
            "reason": "The panel meets later.",
        }
        client.post(f"/{code}/actions/{next(actions)}/update/", fields)

    return update


def _speeds(url, trusts):
    trust = trusts[LARGE]
    speeds = {EMPTY: requests_a_second(lambda: Client(url, trusts[NONE]["session"]), f"/{NONE}/")}
    for name, path in PAGES.items():
        path = path.format(code=LARGE, action=trust["actions"][-1])
        speeds[name] = requests_a_second(lambda: Client(url, trust["session"]), path)
    return speeds


def _report(times, speeds):
    """Print each figure beside its budget; the number of misses."""
    print(f"\n{'PostgreSQL' if ON_POSTGRESQL else 'SQLite'}, 2 workers, milliseconds")
    row = "{:16}{:>9}{:>9}{:>11}{:>9}{:>9}{:>11}{:>11}".format
    print(row("", "100", "p95", "10,000", "p95", "req/s", "× empty", "× 100"))
    empty = times[EMPTY, NONE]
    print(
        row(
            EMPTY, "", "", f"{empty.median:.1f}", f"{empty.p95:.1f}", f"{speeds[EMPTY]:.0f}", "", ""
        )
    )
    misses = 0
    for name in (SIGN_OUT, *PAGES, UPDATE):
        small, large = times[name, SMALL], times[name, LARGE]
        of_empty = large.median / empty.median
        of_small = large.median / small.median
        cells = [f"{value:.1f}" for value in (small.median, small.p95, large.median, large.p95)]
        cells += [f"{speeds[name]:.0f}" if name in speeds else "", f"{of_empty:.1f}"]
        missed = of_empty > TIMES_EMPTY.get(name, float("inf")) or of_small > TIMES_SMALL
        misses += missed
        print(row(name, *cells, f"{of_small:.2f}"), _budget(name, missed))
    return 1 if misses else 0


def _budget(name, missed):
    allowed = f"at most {TIMES_EMPTY[name]} × empty, " if name in TIMES_EMPTY else ""
    return f"  {allowed}{TIMES_SMALL} × 100{'  MISSED' if missed else ''}"


if __name__ == "__main__":
    sys.exit(main())
