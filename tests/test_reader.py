"""A file is read in a process of its own: whatever it does there, the next one is read as ever."""

import ast
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import hostile_reading as hostile
from tests.test_house import OURS, PURE, ROOT, modules
from tests.test_memory import COLUMNS, largest
from wres.files import reader
from wres.files.records import HeaderError
from wres.files.refused import RefusedError
from wres.files.sheets import MAX_CELLS
from wres.files.tables import read_table

SECONDS = reader.SECONDS
PATIENCE = 60  # seconds by the clock, on a machine that does other things too


@pytest.fixture(autouse=True)
def _one_second(monkeypatch):
    monkeypatch.setattr(reader, "SECONDS", 1)


def wait_until(is_so):
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)


ENDS = {
    hostile.computes_for_ever: reader.TOO_LONG,
    hostile.computes_in_c: reader.TOO_LONG,
    hostile.eats_memory: reader.TOO_MUCH,
    hostile.eats_memory_at_once: reader.TOO_MUCH,
    hostile.answers_without_end: reader.TOO_MUCH,
    hostile.is_ended: reader.TOO_MUCH,
    hostile.aborts: reader.STOPPED,
    hostile.crashes: reader.STOPPED,
    hostile.exits: reader.STOPPED,
    hostile.answers_a_function: reader.STOPPED,
    hostile.answers_a_program: reader.STOPPED,
}


@pytest.mark.parametrize(("function", "words"), ENDS.items(), ids=[each.__name__ for each in ENDS])
def test_what_a_file_does_to_its_reader_is_told_and_the_next_one_is_read(function, words):
    with pytest.raises(RefusedError) as refused:
        reader.read(function)
    assert str(refused.value) == words
    assert reader.read(len, b"the next one") == 12


def test_a_reader_that_waits_is_ended_by_the_clock(monkeypatch):
    monkeypatch.setattr(reader, "PATIENCE", 1)
    with pytest.raises(RefusedError, match="takes too long to read"):
        reader.read(hostile.waits_for_ever)


def test_memory_is_counted_with_what_the_reader_itself_needs(monkeypatch):
    monkeypatch.setattr(reader, "MEMORY", 250_000_000)
    assert reader.read(hostile.takes, 100_000_000) == 100_000_000
    with pytest.raises(RefusedError, match="needs too much memory"):
        reader.read(hostile.takes, 245_000_000)


def test_time_is_counted_for_each_file():
    for _ in range(3):
        assert reader.read(hostile.computes_half_a_second) >= 0.5


def test_the_largest_workbook_is_read_within_the_limits(monkeypatch):
    monkeypatch.setattr(reader, "SECONDS", SECONDS)
    table = reader.read(read_table, largest(), {"a": ["a0"]}, ["a"])
    assert len(table.lines) == MAX_CELLS // COLUMNS - 1


def test_one_file_does_not_wait_for_another(monkeypatch):
    monkeypatch.setattr(reader, "PATIENCE", 30)
    with ThreadPoolExecutor(4) as people:
        slow = people.submit(reader.read, hostile.waits, 2)
        quick = list(people.map(lambda size: reader.read(len, b"x" * size), range(20)))
        assert not slow.done()
    assert quick == list(range(20))


@pytest.mark.parametrize("error", [RefusedError("Row 7 has “a”"), HeaderError("No header")])
def test_a_refusal_comes_back_as_it_was_raised(error):
    with pytest.raises(RefusedError) as refused:
        reader.read(hostile.refuses, error)
    assert (type(refused.value), str(refused.value)) == (type(error), str(error))


def test_a_fault_of_ours_comes_back_with_its_traceback():
    with pytest.raises(ZeroDivisionError) as fault:
        reader.read(divmod, 1, 0)
    assert "in _outcome" in fault.value.__notes__[0]


def test_a_fault_that_cannot_travel_is_told_in_its_words():
    with pytest.raises(RuntimeError, match="DemandingError: row 1, year"):
        reader.read(hostile.fails)


def test_the_reader_knows_no_key_and_no_database(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://wres:secret@database/wres")
    monkeypatch.setenv("AUDIT_KEY", "secret")
    reader._drop(reader.start())
    assert "secret" not in str(reader.read(hostile.environment))
    assert reader.read(hostile.loaded, "django") == []


def test_a_child_holds_nothing_of_the_others_that_are_read():
    alone = reader.read(hostile.open_sockets)
    with ThreadPoolExecutor(2) as people:
        people.submit(reader.read, hostile.waits, 1)
        assert reader.read(hostile.open_sockets) == alone


def test_a_reader_process_that_was_ended_is_started_again():
    first = reader.start()
    first._process.kill()
    assert reader.read(len, b"abc") == 3
    assert reader.start() is not first


def test_files_that_were_being_read_when_it_was_ended_are_read_again():
    with ThreadPoolExecutor(2) as people:
        slow = people.submit(reader.read, hostile.waits, 1)
        reader.read(len, b"abc")
        reader.start()._process.kill()
        assert slow.result() == 1


def test_it_starts_within_a_forked_process_too():
    assert reader.read(len, b"abc") == 3
    pid = os.fork()
    if pid == 0:
        os._exit(reader.read(len, b"abcd"))
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 4
    assert reader.read(len, b"abc") == 3


SERVER = "import wres.wsgi"
WORKER = (
    "from indicators.management.commands import work; work._Stop = int; "
    "work.Command().handle(once=False, interval=0)"
)
PROGRAM = """
from contextlib import suppress
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "wres.settings"
import django; django.setup()
with suppress(Exception):
    {}
from wres.files import reader; print(len(reader._readers))
"""


@pytest.mark.parametrize("program", [SERVER, WORKER])
def test_a_server_and_a_worker_start_it_before_a_file_comes(program):
    command = [sys.executable, "-c", PROGRAM.format(program)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert said.stdout == "1\n"


STARTS = """
import threading, time
from wres.files import reader
from tests import hostile_reading as hostile
threading.Thread(target=reader.read, args=[hostile.waits_for_ever], daemon=True).start()
print(*reader.read(hostile.family), flush=True)
time.sleep(3_600)
"""


def is_gone(pid):
    """Whether no process of this number runs; one that nobody has asked for may be left."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_process_is_left_when_its_starter_is_ended(ending):
    command = [sys.executable, "-c", STARTS]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as starter:
        pids = [int(pid) for pid in starter.stdout.readline().split()]
        assert len(pids) == 3
        starter.send_signal(ending)
    for pid in pids:
        wait_until(lambda pid=pid: is_gone(pid))


def test_no_dead_child_is_left_among_the_living():
    for _ in range(3):
        reader.read(len, b"abc")
    process = reader.start()._process.pid
    wait_until(lambda: not Path(f"/proc/{process}/task/{process}/children").read_text())


def readers_of(path):
    """The functions of a module that are given the bytes of a file."""
    for node in ast.parse((ROOT / path).read_text()).body:
        if isinstance(node, ast.FunctionDef):
            types = [ast.unparse(each.annotation) for each in node.args.args if each.annotation]
            if "bytes" in types:
                module = path.removesuffix(".py").removesuffix("/__init__")
                if "reader.read(" not in ast.unparse(node):
                    yield f"{module.replace('/', '.')}.{node.name}"


PAPERS = "actions/reports/papers/template.py"  # reads a template, and writes with it
READERS = {name for path in [*PURE, PAPERS] for name in readers_of(path)}


def test_every_door_reads_in_the_reader():
    """What knows the database names the function that reads a file, and never calls it itself."""
    assert "actions.imports.reading.read_plan" in READERS
    for app in OURS:
        for path in modules(app):
            if str(path.relative_to(ROOT)) in {*PURE, PAPERS}:
                continue
            tree = ast.parse(path.read_text())
            named = {
                each.asname or each.name
                for node in ast.walk(tree)
                if isinstance(node, ast.ImportFrom)
                for each in node.names
                if f"{node.module}.{each.name}" in READERS
            }
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    assert node.func.id not in named, f"{path}:{node.lineno}"
