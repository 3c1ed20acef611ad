"""A server of two processes over a database of its own, and the ways in which either can fail.

On PostgreSQL the database server is its own too, so that it can be stopped. Where its disk is full,
a trigger answers as PostgreSQL does then (53100): a file system that small takes rights which tests
have not. On SQLite the disk is full in truth: the system refuses the processes more room.
"""

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from tests.browser.server import (
    ON_POSTGRESQL,
    ROOT,
    environment,
    free_port,
    manage,
    new_database,
    wait_for,
)
from tests.patience import PATIENCE, wait_until
from tests.postgresql import patiently, started

LOCK, POOL = 3, 1  # seconds that a page waits for a lock, and for a connection
OUR_TABLES = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"


class SqliteFile:
    """The database as a file in a folder."""

    def __init__(self, folder):
        self.folder = folder / "var"
        self.folder.mkdir()
        self.made = new_database(self.folder, demonstrate=False)

    def stop(self):
        """As when the disk is taken away."""
        self.folder.rename(self.folder.with_name("away"))

    def start(self):
        self.folder.with_name("away").rename(self.folder)

    @contextmanager
    def locked(self):
        with sqlite3.connect(self.folder / "wres.sqlite3", isolation_level=None) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("ROLLBACK")
        connection.close()

    @contextmanager
    def full(self, server):
        for pid in server.workers():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        yield
        for pid in server.workers():
            limits = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)

    def close(self):
        """Nothing runs."""


class PostgresqlServer:
    """A PostgreSQL of its own."""

    def __init__(self, folder):
        var = folder / "var"
        var.mkdir()
        # Not in the folder of the tests, which no other user may enter: as root it runs as one.
        data = Path(tempfile.mkdtemp(prefix="wres-postgresql-"))
        self.server = started(data)
        self.url = self.server.get_uri()
        url = self.url.replace("postgresql://", "postgres://", 1)
        self.made = environment(var, "postgres") | {"DATABASE_URL": url}
        manage(self.made, "migrate", "--verbosity", "0")

    def stop(self):
        self.server.stop()

    def start(self):
        patiently(self.server.ensure_postgres_running)

    @contextmanager
    def locked(self):
        with psycopg.connect(self.url) as connection:
            connection.execute("SELECT * FROM audit_chainhead FOR UPDATE")
            connection.execute("LOCK TABLE django_session IN EXCLUSIVE MODE")
            yield
            connection.rollback()

    @contextmanager
    def full(self, server):
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(
                "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                "RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$"
            )
            for (table,) in connection.execute(OUR_TABLES).fetchall():
                connection.execute(
                    f"CREATE TRIGGER no_room BEFORE INSERT OR UPDATE OR DELETE ON {table} "
                    "EXECUTE FUNCTION no_room()"
                )
            yield
            connection.execute("DROP FUNCTION no_room CASCADE")

    def close(self):
        self.server.cleanup()
        shutil.rmtree(self.server.pgdata, ignore_errors=True)


class Server:
    """The product's server, whose processes can be killed; what it logs is kept."""

    def __init__(self, made, folder):
        port, self.log = free_port(), folder / "log"
        self.url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "gunicorn", "wres.wsgi", "--bind", f"127.0.0.1:{port}"]
        # Loaded before the processes part, one that is killed is replaced in no time.
        command += ["--workers", "2", "--preload", "--timeout", str(PATIENCE)]
        # A file of its own would be refused more room together with the database.
        out = self.log.open("wb") if ON_POSTGRESQL else subprocess.DEVNULL
        self.process = subprocess.Popen(command, cwd=ROOT, env=made, stdout=out, stderr=out)
        if ON_POSTGRESQL:
            out.close()

    def workers(self) -> list[int]:
        pid = self.process.pid
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def logged(self) -> str:
        return self.log.read_text() if self.log.exists() else ""

    def kill_a_worker(self, chance):
        """End one of the processes with no warning, as soon as there is one."""
        found: list[int] = []
        wait_until(lambda: found or found.extend(self.workers()))
        with suppress(ProcessLookupError):  # killed before, and not yet replaced
            os.kill(chance.choice(found), signal.SIGKILL)

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=PATIENCE)


@contextmanager
def running(folder):
    """The database, migrated, and the server over it, until the block ends."""
    database = (PostgresqlServer if ON_POSTGRESQL else SqliteFile)(folder)
    database.made |= {
        "DATABASE_LOCK_TIMEOUT": str(LOCK),
        "DATABASE_POOL": "1",
        "DATABASE_POOL_TIMEOUT": str(POOL),
    }
    try:
        server = Server(database.made, folder)
        try:
            wait_for(f"{server.url}/accounts/login/", server.process)
            yield database, server
        finally:
            server.stop()
    finally:
        database.close()
