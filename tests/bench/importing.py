"""Import 20,000 figures of 250 organisations as a person does, and measure what it asks.

An administrator uploads the file to the real server; the worker reads and compares it; the
administrator looks at what it would change and confirms it, and the worker saves it, while
somebody else saves progress all the time. Fails when a budget is missed: the time from reading to
saved, the processor time of the worker, which tells more of a busy machine, the longest that the
administrator waited for a page, the memory of each process, and the longest that anybody waited
for a save.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from contextlib import contextmanager
from pathlib import Path

from tests.bench.measure import Client
from tests.browser.server import ON_POSTGRESQL, ROOT, manage, new_database, running

CODES = [f"N{number:03}" for number in range(250)]
YEARS = range(2016, 2026)
RATIOS, SHARES = (2, 3, 4), (5, 6, 7, 8, 9)  # 9 is given as the board share
ROWS = len(CODES) * len(YEARS) * (len(RATIOS) + len(SHARES))
SECONDS, PROCESSOR, MEGABYTES, WAIT = 60, 30, 300, 2  # budgets
ANSWER = 2  # seconds, the budget of each page that the administrator sees
WARM_UP = 8  # requests, among the processes of the server
PAUSE = 0.05  # seconds between two saves of the other person


def main():
    with tempfile.TemporaryDirectory(prefix="wres-bench-") as folder:
        made = new_database(Path(folder), demonstrate=False)
        command = [sys.executable, "-m", "tests.bench.national", json.dumps(CODES)]
        done = subprocess.run(command, cwd=ROOT, env=made, stdout=subprocess.PIPE, check=True)
        people = json.loads(done.stdout)
        with running(made, Path(folder) / "copy", workers=2) as server, _worker(server) as worker:
            measured = _import(server, people, worker)
            said = manage(server.environment, "verify_audit")
    print(said.splitlines()[-1])
    return _report(measured)


@contextmanager
def _worker(server):
    """The worker that reads, compares and saves."""
    command = [sys.executable, "manage.py", "work", "--interval", "0.2"]
    process = subprocess.Popen(command, cwd=ROOT, env=server.environment)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)


def _import(server, people, worker):
    client = _Patient(server.url, people["administrator"])
    saving = _Saving(Client(server.url, people["lead"]), people["actions"])
    client.warm_up(f"/{CODES[0]}/figures/import/")
    started = time.monotonic()
    with saving:
        page = client.upload(f"/{CODES[0]}/figures/import/", "figures.csv", _file())
        preview, compared = _shown(client, page)
        shown = time.monotonic()
        fields = {name: _hidden(preview, name) for name in ("digest", "file")}
        client.post(page, fields)
        steps = _watch(client, page)
        saved = time.monotonic()
    return {
        "seconds until shown": shown - started,
        "seconds until saved": saved - started,
        "longest wait for a page": max(client.waits),
        "steps of comparing seen": len(compared),
        "steps of saving seen": len(steps),
        "figures saved": steps[-1],
        "longest wait of another's save": max(saving.waits),
        "saves of another meanwhile": len(saving.waits),
        "processor seconds of the worker": _processor(worker.pid),
        "megabytes of the worker": _peak(worker.pid),
        "megabytes of a server": max(map(_peak, _children(server))),
    }


class _Patient(Client):
    """The administrator, and how long each page took."""

    def __init__(self, *args):
        super().__init__(*args)
        self.waits = []

    def warm_up(self, path):
        """Let each process of the server load what its first answer needs."""
        for _ in range(WARM_UP):
            self.get(path)
        self.waits.clear()

    def _ask(self, *args):
        started = time.monotonic()
        answer = super()._ask(*args)
        self.waits.append(time.monotonic() - started)
        return answer


def _file():
    """Figures that raise no question: the same in every year."""
    rows = ["organisation,indicator,year,white,bme,value"]
    for code in CODES:
        for year in YEARS:
            rows += [f"{code},{number},{year},,,1.20" for number in RATIOS]
            rows += [f"{code},{number},{year},21.0,25.0," for number in SHARES if number != 9]
            rows.append(f"{code},9,{year},,18.0,")
    return "\n".join(rows).encode()


def _shown(client, page):
    """The preview once the worker has compared, and the steps of comparing that were seen."""
    seen = set()
    while "Save figures" not in (text := client.read(page)):
        seen.update(re.findall(r"(\d+) of \d+ organisations compared", text))
        time.sleep(0.25)
    return text, seen


def _watch(client, page):
    """The numbers of saved figures that the page showed, until all are."""
    seen = []
    while True:
        done, total = map(int, re.search(r"(\d+) of (\d+) figures", client.read(page)).groups())
        if not seen or seen[-1] != done:
            seen.append(done)
        if done == total:
            return seen
        time.sleep(0.25)


class _Saving(threading.Thread):
    """Somebody who saves progress all the time, and how long each save took."""

    def __init__(self, client, actions):
        super().__init__()
        self.client, self.actions = client, iter(actions)
        self.waits, self.stop = [], threading.Event()

    def __enter__(self):
        self.start()

    def __exit__(self, *error):
        self.stop.set()
        self.join()

    def run(self):
        for action in self.actions:
            if self.stop.is_set():
                return
            started = time.monotonic()
            self.client.post(f"/{CODES[0]}/actions/{action}/update/", _progress())
            self.waits.append(time.monotonic() - started)
            time.sleep(PAUSE)


def _progress():
    return {
        "version": 0,
        "submission": str(uuid.uuid4()),
        "status": "in_progress",
        "delivery": "on_track",
        "happened": "The panel met.",
        "reason": "The panel meets later.",
    }


def _hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def _children(server):
    listed = subprocess.run(
        ["pgrep", "-f", f"gunicorn wres.wsgi.*{server.url.rpartition(':')[2]}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return [int(pid) for pid in listed.stdout.split()]


def _peak(pid):
    """The most memory that a process has held, in megabytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1_024


def _processor(pid):
    """For how many seconds a process has kept a processor busy."""
    facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(facts[11]) + int(facts[12])) / os.sysconf("SC_CLK_TCK")


def _report(measured):
    budgets = {
        "seconds until saved": SECONDS,
        "processor seconds of the worker": PROCESSOR,
        "longest wait for a page": ANSWER,
        "longest wait of another's save": WAIT,
        "megabytes of the worker": MEGABYTES,
        "megabytes of a server": MEGABYTES,
    }
    print(f"\n{'PostgreSQL' if ON_POSTGRESQL else 'SQLite'}, an import of {ROWS:,} figures")
    misses = [name for name, most in budgets.items() if measured[name] > most]
    if measured["figures saved"] != ROWS:
        misses.append("figures saved")
    for name, value in measured.items():
        budget = f"at most {budgets[name]}" if name in budgets else ""
        print(f"{name:34}{value:>10,.1f}  {budget}{'  MISSED' * (name in misses)}")
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main())
