"""A SQLite database copied and put back by SQLite's own backup, whoever is working meanwhile."""

import sqlite3
import time
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

from wres.backup import CopyError, verify_audit
from wres.sqlite import queue

NAME = "database.sqlite3"
LONGEST_WAIT = 120  # seconds for a lock


def copy_to(file: Path) -> None:
    """One step, so it is the database of one moment; in WAL mode nobody waits for it."""
    with closing(_ours()) as ours, closing(sqlite3.connect(file)) as copy:
        ours.backup(copy, pages=-1, progress=_patience())
        copy.execute("PRAGMA journal_mode=DELETE")  # all in one file


def check(file: Path) -> list[str]:
    """What was found to be right, in words; CopyError when something is not."""
    with closing(sqlite3.connect(file)) as copy:
        try:
            said = [row[0] for row in copy.execute("PRAGMA integrity_check")]
            orphans = copy.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.DatabaseError as error:
            raise CopyError(f"The copy is damaged: {error}.") from error
    if said != ["ok"] or orphans:
        raise CopyError(f"The copy is damaged: {said[0]}, {len(orphans)} rows refer to nothing.")
    verify_audit(f"sqlite:///{file}")
    return ["SQLite finds the copy whole.", "Its audit trail verifies."]


def put_back(file: Path) -> None:
    """Replace all that is in our database in one transaction, when it is our turn to write.

    A running server sees it next.
    """
    connection.close()
    with closing(_ours()) as ours, closing(sqlite3.connect(file)) as copy, _turn():
        copy.backup(ours, pages=-1, progress=_patience())


def _ours():
    return sqlite3.connect(connection.settings_dict["NAME"])


@contextmanager
def _turn():
    """SQLite's backup looks for the lock four times a second, and never finds it among many."""
    ticket = queue.draw(str(Path(connection.settings_dict["NAME"]).resolve().parent))
    try:
        if ticket:
            ticket.wait(time.monotonic() + LONGEST_WAIT)
        yield
    finally:
        if ticket:
            ticket.give_back()


def _patience():
    """SQLite's backup tries for ever to have a database that is locked; we do not."""
    until = time.monotonic() + LONGEST_WAIT

    def progress(status, remaining, total):
        if remaining and time.monotonic() > until:
            raise CopyError("The database stayed locked. Stop the server and the worker, or wait.")

    return progress
