"""A PostgreSQL database copied and put back by pg_dump, pg_restore and psql."""

import os
import shutil
import subprocess  # nosec B404: for PostgreSQL's own programs
import uuid
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
from django.conf import settings
from django.db import connection

from wres.backup import CopyError, verify_audit

NAME = "database.dump"
WITHOUT_ROLES = ["--no-owner", "--no-privileges"]  # they are those of the server it goes to
# All that our migrations make, whatever stands in their way.
EMPTY = """
SET lock_timeout = '60s';
DO $$ DECLARE it record; BEGIN
  -- Every change locks it first, so none can wait for us while we wait for it.
  IF to_regclass('public.audit_chainhead') IS NOT NULL THEN
    LOCK TABLE public.audit_chainhead IN ACCESS EXCLUSIVE MODE;
  END IF;
  FOR it IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP TABLE IF EXISTS public.%I CASCADE', it.tablename);
  END LOOP;
  FOR it IN SELECT p.oid::regprocedure AS name FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
    EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', it.name);
  END LOOP;
END $$;
"""


def copy_to(file: Path) -> None:
    """The database of one moment, in pg_dump's own format; nobody waits for it."""
    _run("pg_dump", "--format=custom", *WITHOUT_ROLES, f"--file={file}")


def check(file: Path) -> list[str]:
    """What was found to be right, in words; CopyError when something is not."""
    _run("pg_restore", "--list", str(file))
    found = ["pg_restore can read the copy."]
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
        may_make_databases = cursor.fetchone()[0]
    if not may_make_databases:
        return [*found, "It was not restored in trial: this role may not make a database."]
    with _scratch() as name:
        _run("pg_restore", "--exit-on-error", *WITHOUT_ROLES, str(file), database=name)
        verify_audit(_url_of(name))
    return [*found, "It was restored in trial, and the audit trail verifies there."]


def put_back(file: Path) -> None:
    """Replace all that is in our database in one transaction."""
    script, empty = file.with_suffix(".sql"), file.with_suffix(".empty.sql")
    _run("pg_restore", *WITHOUT_ROLES, f"--file={script}", str(file))
    empty.write_text(EMPTY)
    connection.close()
    quietly = ["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--single-transaction"]
    _run("psql", *quietly, f"--file={empty}", f"--file={script}")


@contextmanager
def _scratch():
    """The name of an empty database, which is gone when the block ends."""
    name = f"wres_trial_{uuid.uuid4().hex}"
    with psycopg.connect(**_facts(), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        try:
            yield name
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _facts():
    """How libpq reaches our database; our own limits of time are for pages."""
    known = {each.keyword.decode() for each in psycopg.pq.Conninfo.get_defaults()}
    facts = connection.get_connection_params()
    return {
        name: value for name, value in facts.items() if name in known - {"options"} and value != ""
    }


def _url_of(name):
    """The DATABASE_URL of another database of our server."""
    facts = {key: str(value) for key, value in _facts().items()}
    more = {key: value for key, value in facts.items() if key.startswith("ssl")}
    who = ":".join(quote(facts.get(key, ""), safe="") for key in ("user", "password"))
    where = facts.get("host", "")
    if where.startswith("/"):  # the folder of a socket
        more, where = more | {"host": where}, ""
    where += f":{facts['port']}" if "port" in facts else ""
    return f"postgres://{who}@{where}/{name}?{urlencode(more)}"


def _run(program, *arguments, database=None):
    """Run one of PostgreSQL's programs; the password is in its environment, never in its line."""
    facts = {name: str(value) for name, value in _facts().items()}
    password = facts.pop("password", "")
    if database:
        facts["dbname"] = database
    needs_server = program != "pg_restore" or database
    to = [f"--dbname={psycopg.conninfo.make_conninfo(**facts)}"] if needs_server else []
    environment = os.environ | ({"PGPASSWORD": password} if password else {})
    done = subprocess.run(  # noqa: S603  # nosec B603: PostgreSQL's program, no shell
        [_path_of(program), *to, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CopyError(f"{program} failed: {done.stderr.strip()}")


def _path_of(program):
    path = shutil.which(program, path=settings.PG_BIN or None)
    if path is None:
        raise CopyError(
            f"{program} was not found. Install PostgreSQL's client programs of the server's "
            "version, or set PG_BIN to the folder that they are in."
        )
    return path
