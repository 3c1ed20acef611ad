"""Triggers that make history rows and seals append-only, on SQLite and on PostgreSQL.

SQLite drops a table's triggers when a migration rebuilds it, so they are installed after every
migrate. A test's flush lifts them, with `lifted`.
"""

from contextlib import contextmanager

from django.apps import apps
from django.db import connections

from audit.models import Frozen

WORDS = "The audit trail is append-only."


def guarded_tables() -> list[str]:
    """The tables of every history model, of the seals, and of rows that are frozen."""
    kept = [m for m in apps.get_models() if hasattr(m, "history_type") or issubclass(m, Frozen)]
    return sorted(m._meta.db_table for m in [*kept, apps.get_model("audit", "Seal")])


def install(using="default", **kwargs):
    """Install whatever triggers are missing; safe to repeat."""
    _run(using, _sqlite_install, _postgresql_install)


def remove(using="default"):
    _run(using, _sqlite_remove, _postgresql_remove)


@contextmanager
def lifted(using="default"):
    """Without the triggers inside; only tests need it."""
    remove(using)
    try:
        yield
    finally:
        install(using)


def _run(using, on_sqlite, on_postgresql):
    there = set(connections[using].introspection.table_names())
    statements = on_sqlite if connections[using].vendor == "sqlite" else on_postgresql
    with connections[using].cursor() as cursor:
        for table in guarded_tables():
            if table in there:
                for statement in statements(table):
                    cursor.execute(statement)


def _sqlite_install(table):
    for verb in ("update", "delete"):
        yield (
            f'CREATE TRIGGER IF NOT EXISTS "{table}_no_{verb}" BEFORE {verb.upper()} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
        )


def _sqlite_remove(table):
    for verb in ("update", "delete"):
        yield f'DROP TRIGGER IF EXISTS "{table}_no_{verb}"'


def _postgresql_install(table):
    yield (
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; "
        "END $$"
    )
    yield (
        f'CREATE OR REPLACE TRIGGER "{table}_no_change" BEFORE UPDATE OR DELETE ON "{table}" '
        "FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
    )
    yield (
        f'CREATE OR REPLACE TRIGGER "{table}_no_truncate" BEFORE TRUNCATE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
    )


def _postgresql_remove(table):
    yield f'DROP TRIGGER IF EXISTS "{table}_no_change" ON "{table}"'
    yield f'DROP TRIGGER IF EXISTS "{table}_no_truncate" ON "{table}"'
