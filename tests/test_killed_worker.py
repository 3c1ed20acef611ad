"""A worker that is killed leaves whole organisations, and the next one goes on by itself."""

import json
import subprocess
import sys

import pytest

from tests.browser.server import ROOT, new_database
from tests.killed_worker import CODES, ROWS

pytestmark = [pytest.mark.heavy, pytest.mark.on_both]


def test_what_a_killed_worker_has_left_is_finished_by_the_next(tmp_path):
    command = [sys.executable, "-m", "tests.killed_worker"]
    made = new_database(tmp_path, demonstrate=False)
    done = subprocess.run(command, cwd=ROOT, env=made, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert 0 < found["saved when killed"] < len(CODES)
    assert found["figures of each of these"] == [len(ROWS) // len(CODES)]
    assert found["imports"] == len(CODES)
    assert found["figures"] == found["history"] == len(ROWS)
    assert found["problems"] == 0
