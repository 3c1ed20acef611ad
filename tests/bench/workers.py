"""How much more a second worker process serves, of the pages of a plan, on two cores.

    make bench       on SQLite and on PostgreSQL

The same clients ask a server with one process and one with two, in turn, so that noise falls on
both. Each process has one thread: threads would keep a database server busy beside one process.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.measure import Client, requests_a_second
from tests.browser.server import ON_POSTGRESQL, ROOT, new_database, serving

CODE, ACTIONS = "RAA", 100
ROUNDS = 5
TIMES = 1.8  # budget: at least
PAGES = {"plan": "/{code}/plan/2025/", "summary": "/{code}/plan/2025/summary/"}


def main():
    with tempfile.TemporaryDirectory(prefix="wres-bench-") as folder:
        made = new_database(Path(folder), demonstrate=False) | {"GUNICORN_CMD_ARGS": "--threads 1"}
        command = [sys.executable, "-m", "tests.bench.data", json.dumps({CODE: ACTIONS})]
        done = subprocess.run(command, cwd=ROOT, env=made, stdout=subprocess.PIPE, check=True)
        session = json.loads(done.stdout)[CODE]["session"]
        with serving(made, workers=1) as one, serving(made, workers=2) as two:
            speeds = {name: _speeds(one, two, session, path) for name, path in PAGES.items()}
    return _report(speeds)


def _speeds(one, two, session, path):
    """Answers a second of one process and of two: the median of several rounds."""
    rounds = [
        [
            requests_a_second(lambda server=server: Client(server.url, session), _of(path))
            for server in (one, two)
        ]
        for _ in range(ROUNDS)
    ]
    return [statistics.median(each) for each in zip(*rounds, strict=True)]


def _of(path):
    return path.format(code=CODE)


def _report(speeds):
    print(f"\n{'PostgreSQL' if ON_POSTGRESQL else 'SQLite'}, answers a second")
    print(f"{'':10}{'1 worker':>10}{'2 workers':>10}{'times':>8}")
    misses = 0
    for name, (one, two) in speeds.items():
        missed = two / one < TIMES
        misses += missed
        budget = f"  at least {TIMES}{'  MISSED' * missed}"
        print(f"{name:10}{one:>10.0f}{two:>10.0f}{two / one:>8.2f}{budget}")
    return min(misses, 1)


if __name__ == "__main__":
    sys.exit(main())
