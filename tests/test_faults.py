"""What breaks beneath people who save: nothing acknowledged is lost, nothing is written by half.

One server of two real processes, on a database of its own, for all cases of this file. After each
the trail verifies, and whoever was refused met a plain page with their words on it.
"""

import json
import random
import subprocess
import sys
import threading
import time

import pytest
from bs4 import BeautifulSoup

from tests import faults
from tests.browser.server import ON_POSTGRESQL, ROOT
from tests.savers import CODE, SAID, Kept, Saver, crew, misses, save_all

pytestmark = [pytest.mark.heavy, pytest.mark.on_both]

PEOPLE, SAVES, KILLS, SEED = 4, 25, 20, 20260316


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The database, the server, and the people who save."""
    with faults.running(tmp_path_factory.mktemp("faults")) as (database, server):
        yield database, server, crew(database.made, "build", PEOPLE)


@pytest.fixture
def saver(place):
    """One of the people, by hand; nothing of what they save may be lost."""
    database, server, people = place
    kept = Kept()
    yield Saver(server.url, people["cookie"], people["people"][0], kept, None)
    assert misses(kept, crew(database.made, "left")) == []


def everyone_saves(place, saves, meanwhile):
    """Each of the people saves so often, and sends again what failed; what they kept."""
    database, server, people = place
    kept = save_all(server.url, people, lambda saver: saver.saved >= saves, meanwhile)
    assert misses(kept, crew(database.made, "left")) == []
    assert len(kept.acknowledged) == PEOPLE * saves
    return kept


def test_of_100_saves_none_is_lost_when_a_process_is_killed_20_times(place):
    chance = random.Random(SEED)
    points = sorted(chance.sample(range(1, PEOPLE * SAVES - 5), KILLS))
    print(f"Seed {SEED}, killed after the saves {points}")

    def kill(kept):
        for point in points:
            faults.wait_until(lambda point=point: len(kept.acknowledged) >= point)
            time.sleep(chance.random() / 20)  # somewhere within the saves that are under way
            place[1].kill_a_worker(chance)

    kept = everyone_saves(place, SAVES, kill)
    assert kept.cut > 0


def test_a_database_that_goes_away_in_the_middle_and_comes_back(place):
    database, before = place[0], 3

    def stop_and_start(kept):
        faults.wait_until(lambda: len(kept.acknowledged) >= before)
        database.stop()
        try:
            faults.wait_until(lambda: kept.unavailable >= PEOPLE)
        finally:
            database.start()

    kept = everyone_saves(place, 3, stop_and_start)
    assert kept.unavailable >= PEOPLE


def opened(saver):
    """The form of the person's own action, filled in, and its address."""
    address = f"/{CODE}/actions/{saver.actions[0]}/update/"
    page = BeautifulSoup(saver.insist("GET", address, {200}), "html.parser")
    return address, saver.form(page.find("input", {"name": "version"})["value"])


def refused(saver, address, form):
    """The page that says to try again, and the form that it offers."""
    status, text = saver.ask("POST", address, form)
    page = BeautifulSoup(text, "html.parser")
    assert status == 503
    assert "cannot do this just now" in page.find("h1").text
    offered = {each["name"]: each.get("value", "") for each in page.select("main input[name]")}
    offered |= {each["name"]: each.text.strip() for each in page.select("main textarea")}
    assert offered["happened"] == SAID
    return offered


@pytest.mark.parametrize("fault", ["locked", "full"])
def test_what_was_typed_is_kept_while_the_database_is(fault, place, saver):
    database, server, _ = place
    address, form = opened(saver)
    with database.locked() if fault == "locked" else database.full(server):
        offered = refused(saver, address, form)
    assert saver.insist("POST", address, {302}, offered | saver.token) is None
    saver.kept.acknowledged.append((saver.actions[0], form["submission"]))


def test_while_nobody_can_write_everyone_is_told_to_try_again(place, saver):
    """8 at once: on PostgreSQL the first holds the one connection, and the others get none."""
    database, server, _ = place
    address, form = opened(saver)
    answers = []
    sending = [
        threading.Thread(target=lambda: answers.append(saver.ask("POST", address, form)[0]))
        for _ in range(8)
    ]
    with database.locked():
        for each in sending:
            each.start()
        for each in sending:
            each.join(timeout=faults.PATIENCE)
    assert answers == [503] * 8
    assert ("PoolTimeout" in server.logged()) == ON_POSTGRESQL
    assert saver.insist("POST", address, {302}, form) is None
    saver.kept.acknowledged.append((saver.actions[0], form["submission"]))


def test_an_import_killed_at_20_points_leaves_the_state_before_or_after(place):
    command = [sys.executable, "-m", "tests.killed_import", str(KILLS), str(SEED)]
    made = place[0].made
    done = subprocess.run(command, cwd=ROOT, env=made, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    print(f"Seed {SEED}, before the statements {found['points']} of {found['statements']}")
    nothing = {"imports": 0, "figures": 0, "history": 0, "problems": []}
    assert found["whole"]["figures"] == found["whole"]["history"] > 0
    assert len(found["left"]) == min(KILLS, found["statements"])
    assert all(left in (nothing, found["whole"]) for left in found["left"])
    assert found["loaded again"] == found["whole"]
