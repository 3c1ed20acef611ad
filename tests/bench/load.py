"""Many people save at once for a while: nothing is lost, and nobody meets an error.

    make load       20 people for 60 seconds, on SQLite and on PostgreSQL

Each saves an action of their own and two that everybody saves, in turn, through a server with two
worker processes. Prints how long a save took, and fails when a save was lost or written twice,
when a page failed, when somebody waited much longer than the others, or when the trail does not
verify.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.measure import Measured
from tests.browser.server import ON_POSTGRESQL, new_database, serving
from tests.savers import crew, misses, save_all

LONGEST = 4  # times the median: how long anybody may wait for a save


def main(people=20, seconds=60, longest=LONGEST):
    """The number of misses."""
    with tempfile.TemporaryDirectory(prefix="wres-load-") as folder:
        made = new_database(Path(folder), demonstrate=False)
        built = crew(made, "build", people)
        with serving(made, workers=2) as server:
            until = time.monotonic() + seconds
            kept = save_all(
                server.url, built, lambda saver: time.monotonic() >= until and saver.saved > 1
            )
        found = misses(kept, crew(made, "left"))
    if kept.unavailable or kept.cut:
        found.append(f"Pages with 503: {kept.unavailable}, connections cut off: {kept.cut}")
    if (times := _longest(kept.waits)) > longest:
        found.append(f"Somebody waited {times:.1f} times the median; {longest} at most")
    return _report(kept, found, people, seconds)


def _longest(waits):
    """The longest wait, in medians."""
    return max(waits) / statistics.median(waits)


def _report(kept, found, people, seconds):
    took = Measured.of(kept.waits)
    print(f"\n{'PostgreSQL' if ON_POSTGRESQL else 'SQLite'}, 2 workers, {people} people at once")
    print(f"saved {len(kept.acknowledged):>6,}  in {seconds} s")
    print(f"met another's change {kept.conflicts:>6,}  and kept what was typed")
    print(
        f"a save took, p50 {took.median:,.0f} ms, p95 {took.p95:,.0f} ms, at most "
        f"{max(kept.waits) * 1_000:,.0f} ms: {_longest(kept.waits):.1f} times p50"
    )
    for miss in found:
        print(f"MISSED  {miss}")
    print("The audit trail verifies, and no save was lost." if not found else "")
    return len(found)


if __name__ == "__main__":
    given = argparse.ArgumentParser()
    given.add_argument("--people", type=int, default=20)
    given.add_argument("--seconds", type=int, default=60)
    sys.exit(min(main(**vars(given.parse_args())), 1))
