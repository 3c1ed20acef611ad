"""The product as people use it: its own server on a copy of the demonstration's database."""

import atexit
import fcntl
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.db import connections

from tests.patience import PATIENCE, wait_until

ROOT = Path(__file__).parent.parent.parent
ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")
SHARED = "WRES_TESTS_SHARED"


@dataclass
class Server:
    """A running server, and the environment in which its commands run."""

    url: str
    environment: dict

    def manage(self, *arguments):
        return manage(self.environment, *arguments)

    def verify(self):
        """What `verify_audit` says of the database.

        On SQLite in a thread of this process, which has a connection of its own: to start Django
        takes many times as long as to verify.
        """
        if ON_POSTGRESQL:
            return self.manage("verify_audit")
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(_verified, self.environment["DATABASE_URL"]).result()


def _verified(url):
    said, there = StringIO(), connections["default"]
    there.settings_dict = there.settings_dict | {"NAME": url.removeprefix("sqlite:///")}
    try:
        call_command("verify_audit", stdout=said)
    finally:
        there.close()
    return said.getvalue()


def manage(environment, *arguments):
    """Run a management command; raises with its output when it fails."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{arguments}: {done.stdout}{done.stderr}")
    return done.stdout


def environment(folder, database=None):
    """The settings of a demonstration that keeps everything in `folder`."""
    url = f"sqlite:///{folder}/wres.sqlite3"
    if ON_POSTGRESQL:
        url = _named(database)
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "wres.settings",
        "WRES_VAR": str(folder),
        "DATABASE_URL": url,
        "LOG_LEVEL": "WARNING",
    }


def _named(database):
    before, _, after = os.environ["DATABASE_URL"].partition("?")
    return f"{before.rsplit('/', 1)[0]}/{database}" + (f"?{after}" if after else "")


def _on_server(statement):
    url = os.environ["DATABASE_URL"].replace("postgres://", "postgresql://", 1)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def new_database(folder, demonstrate=True, migrated=True):
    """The environment of a fresh database, migrated and with the demonstration in it if asked."""
    return _copy(shared_database(demonstrate), folder) if migrated else _empty(folder)


def _empty(folder):
    name = f"wres_{uuid.uuid4().hex}"
    if ON_POSTGRESQL:
        _on_server(f"CREATE DATABASE {name}")
    return environment(folder, name) | {"WRES_TEMPLATE": name}


def shared_database(demonstrated):
    """The environment of a database to copy, never to change: made once a run, for all processes.

    Its migrations alone take longer than most tests.
    """
    folder = shared_folder() / ("demonstrated" if demonstrated else "migrated")
    with (shared_folder() / f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        name = folder.with_suffix(".name")
        if not name.exists():
            if demonstrated:
                made = _copy(shared_database(demonstrated=False), folder)
                manage(made, "demonstrate")
            else:
                made = _empty(folder)
                manage(made, "migrate", "--verbosity", "0")
            name.write_text(made["WRES_TEMPLATE"])
    return environment(folder, name.read_text()) | {"WRES_TEMPLATE": name.read_text()}


@cache
def shared_folder():
    """What the processes of a test run share: the first sets its path for those that it starts."""
    if SHARED not in os.environ:
        os.environ[SHARED] = tempfile.mkdtemp(prefix="wres-shared-")
        atexit.register(shutil.rmtree, os.environ[SHARED], ignore_errors=True)
    return Path(os.environ[SHARED])


def _copy(template, folder):
    """The environment of a copy of the template's database, kept in `folder`."""
    name = f"wres_{uuid.uuid4().hex}"
    if ON_POSTGRESQL:
        _on_server(f"CREATE DATABASE {name} TEMPLATE {template['WRES_TEMPLATE']}")
    else:
        shutil.copytree(template["WRES_VAR"], folder, dirs_exist_ok=True)
    return environment(folder, name) | {"WRES_TEMPLATE": name}


@contextmanager
def running(template, folder, workers=1):
    """Serve a copy of the template's database until the block ends."""
    with copied(template, folder) as made, serving(made, workers) as server:
        yield server


@contextmanager
def copied(template, folder):
    """The environment of a copy of the template's database, which is there until the block ends."""
    made = _copy(template, folder)
    try:
        yield made
    finally:
        if ON_POSTGRESQL:
            _on_server(f"DROP DATABASE {made['WRES_TEMPLATE']} WITH (FORCE)")


@contextmanager
def serving(made, workers=1, port=None):
    """Serve in this environment until the block ends: `made | {"WRES_TODAY": …}` for a set day."""
    port = port or free_port()
    made = made | {"SITE_ADDRESS": f"http://127.0.0.1:{port}"}
    command = [sys.executable, "-m", "gunicorn", "wres.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(workers), "--log-level", "warning", "--timeout", str(PATIENCE)]
    process = subprocess.Popen(command, cwd=ROOT, env=made)
    try:
        wait_for(f"http://127.0.0.1:{port}/accounts/login/", process)
        yield Server(f"http://127.0.0.1:{port}", made)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url, process):
    """Until the server of this process answers; raises at once when it has ended instead."""

    def is_there():
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with {process.returncode}.")
        try:
            urllib.request.build_opener(_Stay).open(url, timeout=PATIENCE).close()
        except urllib.error.HTTPError as refused:
            # A production server sends a plain request on to https, which is an answer too.
            return refused.code < 500
        except OSError:
            return False
        return True

    wait_until(is_there, f"An answer of {url}")


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None
