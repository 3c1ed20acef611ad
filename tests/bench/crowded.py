"""Count the questions that each page asks the database with 110,000 actions, and with 40.

A file is brought with 2,000 rows, and with 40.

    make bench       on SQLite and on PostgreSQL

Fails when a page asks more than `QUERIES`, or more of the large plan than of the small one. Counted
apart are the `SESSION` of whoever asks, and a file's line in the log, `LOGGED`.
"""

import sys
import tempfile
from pathlib import Path

from tests.bench.measure import told
from tests.browser.server import ON_POSTGRESQL, new_database

ACTIONS = {"RAA": 40, "RZZ": 110_000}  # of a trust's plan
ROWS = {"RBB": 40, "RYY": 2_000}  # of the file that a trust brings
QUERIES, SESSION, LOGGED = 12, 3, 6
PAGES = {
    "plan": "plan/2025/",
    "plan, filtered": "plan/2025/?sort=delivery&indicator=1&text=fairer&status=ongoing",
    "plan, no measure": "plan/2025/?due=no_measure",
    "plan as CSV": "plan/2025.csv",
    "plan as a workbook": "plan/2025.xlsx",
    "plan as a document": "plan/2025.docx",
    "action": "actions/{action}/",
    "edit an action": "actions/{action}/edit/",
    "update an action": "actions/{action}/update/",
    "roles of an action": "actions/{action}/roles/",
    "my actions": "my-actions/",
    "several updates": "my-actions/update/",
    "change many": "plan/2025/change-many/",
    "carry forward": "plan/2025/carry-forward/",
    "questions": "plan/2025/questions/",
    "question": "questions/{question}/",
    "roles": "plan/2025/roles/",
    "roles, page 2": "plan/2025/roles/?check=yes&page=2",
    "dates": "plan/2025/dates/",
    "completions": "plan/2025/completions/",
    "summary": "plan/2025/summary/",
    "summary by section": "plan/2025/summary/?coverage=sections",
    "quarter": "plan/2025/quarters/2025-Q4/",
    "close a quarter": "plan/2025/quarters/2025-Q4/close/",
    "answers": "plan/2025/quarters/2025-Q4/answers/",
    "answers, waiting": "plan/2025/quarters/2025-Q4/answers/?show=waiting&page=2",
    "answers of a lead": "plan/2025/quarters/2025-Q4/answers/?lead={lead}",
    "earlier quarter": "plan/2025/quarters/2025-Q2/summary/",
    "report": "plan/2025/quarters/2025-Q3/report/",
    "quarters compared": "plan/2025/compare/",
    "outcomes": "outcomes/2025/",
    "indicator": "indicators/2/?year=2025",
    "calendar": "calendar/",
}
IMPORTING = {
    "plan to be imported": "plan/uploads/{upload}/",
    "leads of an import": "plan/uploads/{upload}/leads/",
    "alike in an import": "plan/uploads/{upload}/alike/",
}
# Who closes or compares sees how the plan stands beside what was reported, which is a page's
# questions twice.
MORE = {"close a quarter": 4, "quarters compared": 3}
FILES = {"plan as CSV", "plan as a workbook", "plan as a document"}


def main():
    with tempfile.TemporaryDirectory(prefix="wres-bench-") as folder:
        made = new_database(Path(folder), demonstrate=False) | {"WRES_TODAY": "2026-03-16"}
        trusts = told(made, "crowded_data", {"actions": ACTIONS, "rows": ROWS})
        asked = {code: _asked(made, code, trust) for code, trust in trusts.items()}
    print(f"\n{'PostgreSQL' if ON_POSTGRESQL else 'SQLite'}, questions to the database")
    return 1 if _misses("actions", ACTIONS, asked) + _misses("rows", ROWS, asked) else 0


def _asked(made, code, trust):
    """How many questions each page asks of a trust."""
    pages = PAGES if code in ACTIONS else IMPORTING
    addresses = [f"/{code}/{page.format(**trust)}" for page in pages.values()]
    counts = told(made, "queries", {"session": trust["session"], "pages": addresses})
    return dict(zip(pages, counts.values(), strict=True))


def _misses(what, sizes, asked):
    """Print each figure beside its budget; how many are missed."""
    row, misses = "{:20}{:>9}{:>9}".format, 0
    print(row(what, *(f"{size:,}" for size in sizes.values())))
    few, many = (asked[code] for code in sizes)
    for name in few:
        allowed = QUERIES + SESSION + LOGGED * (name in FILES) + MORE.get(name, 0)
        is_missed = max(few[name], many[name]) > allowed or many[name] > few[name]
        misses += is_missed
        print(row(name, few[name], many[name]) + f"  at most {allowed}" + "  MISSED" * is_missed)
    return misses


if __name__ == "__main__":
    sys.exit(main())
