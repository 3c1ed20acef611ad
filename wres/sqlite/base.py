"""The database backend `wres.sqlite`: Django's own, with a queue of writers and files that stay.

A connection draws a ticket before it takes SQLite's write lock, by BEGIN IMMEDIATE or by a single
statement outside a transaction, and gives it back when the transaction is over. Reading needs none.

In WAL mode SQLite makes two files beside the database when the first connection opens, and removes
them when the last one closes. On a full disk they cannot be made, and nothing can be read then. So
they stay, and an idle connection of each process keeps them open.
"""

import atexit
import os
import re
import sqlite3
import threading
import time
from contextlib import contextmanager, nullcontext, suppress

from django.db import DEFAULT_DB_ALIAS, OperationalError
from django.db.backends.sqlite3 import base

from wres.sqlite import queue

READS = re.compile(r"\s*(?:SELECT|PRAGMA|EXPLAIN|VALUES)\b", re.IGNORECASE)
USUAL_PATIENCE = 5  # seconds, as sqlite3 has it


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, settings_dict, alias=DEFAULT_DB_ALIAS):
        super().__init__(settings_dict, alias)
        self.patience = settings_dict["OPTIONS"].get("timeout", USUAL_PATIENCE)
        self._folder = self._ticket = None
        self.execute_wrappers.append(self._in_turn)

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        try:
            file = connection.execute("PRAGMA database_list").fetchone()[2]
            if file:  # none of a database in memory, which has one connection and no queue
                self._folder = os.path.dirname(file)
                connection.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, True)
                _idle.keep(file)
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def waiting_at_most(self, seconds):
        """Inside, the write lock is waited for no longer than so."""
        usual, self.patience = self.patience, min(seconds, self.patience)
        try:
            yield
        finally:
            self.patience = usual

    def _in_turn(self, execute, sql, *given):
        is_free = self._folder is None or self.connection.in_transaction or READS.match(sql)
        with self._passing_on(), nullcontext() if is_free else self._turn():
            return execute(sql, *given)

    @contextmanager
    def _turn(self):
        """Wait for our turn, and inside for SQLite's lock as long as our patience is left."""
        until = time.monotonic() + self.patience
        self._ticket = queue.draw(self._folder)
        if self._ticket and not self._ticket.wait(until):
            raise OperationalError("database is locked")
        self._wait_for_the_lock(until - time.monotonic())
        try:
            yield
        finally:
            self._wait_for_the_lock(self.patience)

    def _wait_for_the_lock(self, seconds):
        self.connection.execute(f"PRAGMA busy_timeout = {max(0, round(seconds * 1_000))}")

    @contextmanager
    def _passing_on(self):
        """The ticket is given back unless a transaction goes on afterwards."""
        try:
            yield
        finally:
            if self._ticket and not self.connection.in_transaction:
                self._give_back()

    def _give_back(self):
        ticket, self._ticket = self._ticket, None
        if ticket:
            ticket.give_back()

    def _commit(self):
        with self._passing_on():
            super()._commit()

    def _rollback(self):
        with self._passing_on():
            super()._rollback()

    def _close(self):
        try:
            super()._close()
        finally:
            self._give_back()


class _Idle:
    """A connection of this process to each database, which does nothing."""

    def __init__(self):
        self._kept, self._lock = {}, threading.Lock()

    def keep(self, file):
        try:
            found = os.stat(file)
        except FileNotFoundError:  # taken away since it was opened
            return
        known_by = found.st_dev, found.st_ino
        with self._lock:
            before, connection = self._kept.pop(file, (None, None))
            if before != known_by:  # the first time, or another file lies there now
                if connection:
                    connection.close()
                connection = sqlite3.connect(file, check_same_thread=False)
                connection.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, True)
                connection.execute("PRAGMA schema_version").fetchall()  # reading opens the files
            self._kept[file] = known_by, connection

    def let_go(self):
        """No process that is forked may have a connection of another."""
        with self._lock:
            while self._kept:
                self._kept.popitem()[1][1].close()

    def end(self):
        """All in one file again, for whoever copies it while nothing runs."""
        for _, connection in self._kept.values():
            with suppress(sqlite3.Error):
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        self.let_go()


_idle = _Idle()
os.register_at_fork(before=_idle.let_go)
atexit.register(_idle.end)
