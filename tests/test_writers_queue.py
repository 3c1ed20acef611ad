"""Who writes to SQLite is served in the order in which they came, whatever becomes of the others.

On a database of its own in a file, beside that of the tests, whichever that is.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from django.db import ConnectionHandler, OperationalError, transaction

from tests.faults import PATIENCE, wait_until
from wres import settings as product
from wres.failures import is_unavailable
from wres.sqlite import queue

pytestmark = pytest.mark.slow

MANY = 12
BEGINS = "import os, time; from django.db import connection; cursor = connection.cursor()\n"
INSERT = "INSERT INTO notes VALUES ('x')"
HOLDS = "cursor.execute('BEGIN IMMEDIATE'); print('ready', flush=True); time.sleep(600)"
WAITS = "print('ready', flush=True); cursor.execute('BEGIN IMMEDIATE'); time.sleep(600)"
FORKED = """
connection._ticket = __import__("wres.sqlite.queue").sqlite.queue.draw(connection._folder)
if os.fork():
    print("ready", flush=True)
time.sleep(600)
"""


def connected(file, **options):
    """A connection of its own to the file."""
    given = product.SQLITE_OPTIONS | options
    facts = {"ENGINE": "wres.sqlite", "NAME": str(file), "OPTIONS": given}
    return ConnectionHandler({"default": facts})["default"]


@pytest.fixture(autouse=True)
def _databases_of_their_own(django_db_blocker):
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "wres.sqlite3"
    with writing(file) as cursor:
        cursor.execute("CREATE TABLE notes (text)")
    return file


@contextmanager
def writing(file, **options):
    connection = connected(file, **options)
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


@contextmanager
def held(file):
    """Somebody writes all the while."""
    with writing(file) as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        yield
        cursor.execute("ROLLBACK")


def command(file, does):
    made = {"DATABASE_URL": f"sqlite:///{file}", "DJANGO_SETTINGS_MODULE": "wres.settings"}
    return {
        "args": [sys.executable, "-c", BEGINS + does],
        "env": os.environ | made,
        "cwd": product.BASE_DIR,
    }


@contextmanager
def another(file, does):
    """Another process, until the block ends."""
    given = command(file, does)
    process = subprocess.Popen(**given, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # with the processes that it forked
        process.wait()
        process.stdout.close()


def in_queue(file):
    """How many wait or write now, by what the kernel knows."""
    inode = f":{file.parent.stat().st_ino}"
    lines = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
    return sum(words[1] == "OFDLCK" and words[5].endswith(inode) for words in lines)


class Writer(threading.Thread):
    """Somebody who writes their number as soon as it is their turn; what stopped them."""

    def __init__(self, file, number, **options):
        super().__init__(daemon=True)
        self.file, self.number, self.options, self.error = file, number, options, None

    def run(self):
        try:
            with writing(self.file, **self.options) as cursor:
                cursor.execute("INSERT INTO notes VALUES (%s)", [self.number])
        except OperationalError as error:
            self.error = error


def come(file, numbers, **options):
    """Writers who come one after another, and wait."""
    writers = []
    for number in numbers:
        before = in_queue(file)
        writers.append(Writer(file, number, **options))
        writers[-1].start()
        wait_until(lambda before=before: in_queue(file) > before)
    return writers


def written(file, writers):
    """What was written, in its order, when all are done."""
    for writer in writers:
        writer.join(timeout=PATIENCE)
        assert writer.error is None
    with writing(file) as cursor:
        cursor.execute("SELECT text FROM notes ORDER BY rowid")
        return [int(number) for (number,) in cursor.fetchall()]


def test_who_came_first_writes_first(file):
    with held(file):
        writers = come(file, range(MANY))
    assert written(file, writers) == list(range(MANY))
    assert in_queue(file) == 0


def test_the_longest_wait_of_twenty_is_near_the_others(file):
    """Each writes again and again: nobody has a second turn before everybody had one."""
    turns, going = [], threading.Event()

    def write(number):
        with writing(file) as cursor:
            going.wait()
            for _ in range(10):
                cursor.execute("BEGIN IMMEDIATE")
                turns.append(number)
                cursor.execute(INSERT)
                wait_until(lambda: in_queue(file) >= min(20, 200 - len(turns)))
                cursor.execute("COMMIT")

    writers = [threading.Thread(target=write, args=(number,)) for number in range(20)]
    for each in writers:
        each.start()
    going.set()
    for each in writers:
        each.join(timeout=PATIENCE)
    rounds = [set(turns[start : start + 20]) for start in range(0, 200, 20)]
    assert rounds == [set(range(20))] * 10


@pytest.mark.parametrize("does", [HOLDS, WAITS, FORKED], ids=["writing", "waiting", "forked"])
def test_a_process_that_is_killed_keeps_nobody_waiting(file, does):
    with ExitStack() as until_now:
        if does == WAITS:
            until_now.enter_context(held(file))
        other = until_now.enter_context(another(file, does))
        wait_until(lambda: in_queue(file) == (2 if does == WAITS else 1))
        writers = come(file, range(3))
        os.kill(other.pid, signal.SIGKILL)
        if does != WAITS:
            assert written(file, writers) == [0, 1, 2]
    assert written(file, writers) == [0, 1, 2]


def test_who_gives_up_leaves_the_order_of_the_others_as_it_was(file):
    with held(file):
        (first,) = come(file, [1])
        (hasty,) = come(file, [2], timeout=0.05)
        (last,) = come(file, [3])
        hasty.join(timeout=PATIENCE)
        assert in_queue(file) == 3  # who writes, the first and the last
    assert is_unavailable(hasty.error)
    assert written(file, [first, last]) == [1, 3]


def test_who_is_next_waits_for_the_lock_no_longer_than_for_the_queue(file):
    """Somebody may write who drew no ticket, such as SQLite's own program."""
    with closing(sqlite3.connect(file, isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        with writing(file, timeout=0.1) as cursor:
            with pytest.raises(OperationalError, match="locked") as refused:
                cursor.execute(INSERT)
            assert is_unavailable(refused.value)
            assert in_queue(file) == 0
            stranger.execute("ROLLBACK")
            cursor.execute(INSERT)


def test_reading_waits_for_nobody(file):
    with held(file), writing(file) as cursor:
        cursor.execute(" select count(*) from notes")
        assert cursor.fetchone() == (0,)
        assert in_queue(file) == 1


def test_one_ticket_lasts_for_the_whole_transaction(file, monkeypatch):
    connection = connected(file)
    monkeypatch.setattr(transaction, "get_connection", lambda using=None: connection)
    with closing(connection), transaction.atomic():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(INSERT)
        assert in_queue(file) == 1
    assert in_queue(file) == 0


def test_a_transaction_that_is_rolled_back_keeps_no_ticket(file, monkeypatch):
    connection = connected(file)
    monkeypatch.setattr(transaction, "get_connection", lambda using=None: connection)
    with closing(connection):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            raise ZeroDivisionError
        assert in_queue(file) == 0


def test_a_connection_that_closes_or_fails_keeps_no_ticket(file):
    with writing(file) as cursor:
        cursor.execute("BEGIN IMMEDIATE")
    assert in_queue(file) == 0
    with writing(file) as cursor:
        with pytest.raises(OperationalError, match="no such table"):
            cursor.execute("INSERT INTO elsewhere VALUES ('x')")
        assert in_queue(file) == 0


def test_a_database_in_memory_has_no_queue():
    connection = connected(":memory:")
    with connection.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        assert connection._ticket is None
        cursor.execute("ROLLBACK")
    connection.connection.close()


def test_without_tickets_people_wait_as_sqlite_does(file, monkeypatch):
    """As in a folder that may not be read."""

    def refuse(folder):
        raise PermissionError(folder)

    monkeypatch.setattr(queue, "Ticket", refuse)
    writers = [Writer(file, number) for number in range(3)]
    with writing(file) as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        for each in writers:
            each.start()
        cursor.execute("COMMIT")
    assert sorted(written(file, writers)) == [0, 1, 2]


def test_nothing_is_written_for_the_queue(file):
    before = sorted(each.name for each in file.parent.iterdir())
    with held(file):
        come(file, range(2))
        assert sorted(each.name for each in file.parent.iterdir()) == before


FULL = """
INSERT = "INSERT INTO notes VALUES ('x')"
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
connection.close()
cursor = connection.cursor()
cursor.execute("SELECT count(*) FROM notes")
assert cursor.fetchone() == (0,)
try:
    cursor.execute(INSERT)
except Exception as error:
    assert "disk" in str(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    cursor.execute(INSERT)
    print("ready", flush=True)
time.sleep(600)
"""


def test_a_full_disk_is_read_and_written_again_once_it_has_room(file):
    with another(file, FULL):
        assert in_queue(file) == 0
    with writing(file) as cursor:
        cursor.execute("SELECT count(*) FROM notes")
        assert cursor.fetchone() == (1,)


def test_the_files_beside_the_database_stay_and_it_is_whole_without_them(file, tmp_path):
    """Whoever copies the one file while nothing runs has everything."""
    subprocess.run(**command(file, f'cursor.execute("{INSERT}")'), check=True)
    beside = {each.name for each in tmp_path.iterdir()}
    assert beside == {file.name, f"{file.name}-wal", f"{file.name}-shm"}
    copy = tmp_path / "copy.sqlite3"
    copy.write_bytes(file.read_bytes())
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM notes").fetchone() == (1,)
