"""Triggers that make history rows and seals append-only, on SQLite and on PostgreSQL.

SQLite drops a table's triggers when a migration rebuilds it, so they are installed after every
migrate. A test's flush lifts them, with `lifted`.
"""

from contextlib import contextmanager

from django.apps import apps
from django.db import connections
from django.db.models import UniqueConstraint

from audit.models import Frozen

WORDS = "The audit trail is append-only."
THERE = 'EXISTS (SELECT 1 FROM "{}" WHERE {})'


def guarded_tables() -> list[str]:
    """The tables of every history model, of the seals, and of rows that are frozen."""
    return sorted(_guarded())


def _guarded():
    """The guarded models by their tables."""
    kept = [m for m in apps.get_models() if hasattr(m, "history_type") or issubclass(m, Frozen)]
    return {m._meta.db_table: m for m in [*kept, apps.get_model("audit", "Seal")]}


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
    # REPLACE deletes without asking the triggers, unless a setting of the connection says so.
    yield (
        f'CREATE TRIGGER IF NOT EXISTS "{table}_no_replace" BEFORE INSERT ON "{table}" '
        f"WHEN {_is_there_sql(table)} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    )


def _is_there_sql(table) -> str:
    """Whether a row that is inserted would take the place of another."""
    model = _guarded()[table]
    keys = [[field.column] for field in model._meta.fields if field.unique]
    same = (
        " AND ".join(f'"{column}" = NEW."{column}"' for column in key)
        for key in keys + _unique_together(model)
    )
    return " OR ".join(THERE.format(table, each) for each in same)


def _unique_together(model) -> list[list[str]]:
    constraints = (c for c in model._meta.constraints if isinstance(c, UniqueConstraint))
    return [[model._meta.get_field(name).column for name in c.fields] for c in constraints]


def _sqlite_remove(table):
    for verb in ("update", "delete", "replace"):
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


def missing(using="default") -> list[str]:
    """The names of triggers that should be there and are not, or are switched off."""
    is_sqlite = connections[using].vendor == "sqlite"
    verbs = ("update", "delete") if is_sqlite else ("change", "truncate")
    wanted = {f"{table}_no_{verb}" for table in guarded_tables() for verb in verbs}
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if is_sqlite
            else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
        )
        return sorted(wanted - {name for (name,) in cursor.fetchall()})
