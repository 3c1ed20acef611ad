"""Triggers that make history rows and seals append-only, on SQLite and on PostgreSQL.

SQLite drops a table's triggers when a migration rebuilds it, so they are installed after every
migrate, where they are not there as they are written here. A test's flush lifts them, with
`lifted`. PostgreSQL also demands, at the end of a transaction, the seal of whatever it added to
the trail; of SQLite, which can ask nothing then, `verify_audit` finds what has none.
"""

from contextlib import contextmanager

from django.apps import apps
from django.db import connections
from django.db.models import UniqueConstraint

from wres.audit.models import Frozen

WORDS = "The audit trail is append-only."
UNSEALED = "A row of the audit trail needs its seal."
THERE = 'EXISTS (SELECT 1 FROM "{}" WHERE {})'
SEALED = "EXISTS (SELECT 1 FROM public.audit_seal WHERE model = {} AND history_id = {}{})"
REFUSE = "RAISE EXCEPTION '{}' USING ERRCODE = 'integrity_constraint_violation'; "
# Of PostgreSQL, by name: schemas are said, or a temporary table could stand in for the seals.
FUNCTIONS = {
    "audit_refuse": f" BEGIN {REFUSE.format(WORDS)}END ",
    "audit_demand_seal": (
        f" BEGIN IF NOT {SEALED.format('TG_ARGV[0]', 'NEW.history_id', '')} "
        f"THEN {REFUSE.format(UNSEALED)}END IF; RETURN NULL; END "
    ),
    "audit_demand_seal_of_entry": (
        " BEGIN IF NEW.history_id IS NULL AND NOT "
        + SEALED.format("'audit.Entry'", "NEW.id", " AND chain = NEW.chain")
        + " OR NEW.history_id IS NOT NULL AND NOT "
        + SEALED.format(
            "replace(NEW.model, '.', '.Historical')", "NEW.history_id", " AND chain = NEW.chain"
        )
        + f" THEN {REFUSE.format(UNSEALED)}END IF; RETURN NULL; END "
    ),
}


def guarded_tables() -> list[str]:
    """The tables of every history model, of the seals, and of rows that are frozen."""
    return sorted(_guarded())


def _guarded():
    """The guarded models by their tables."""
    kept = [m for m in apps.get_models() if hasattr(m, "history_type") or issubclass(m, Frozen)]
    return {m._meta.db_table: m for m in [*kept, apps.get_model("audit", "Seal")]}


def install(using="default", **kwargs):
    """Install whatever triggers are missing or otherwise; safe to repeat."""
    is_sqlite = _is_sqlite(using)
    with connections[using].cursor() as cursor:
        if not is_sqlite:
            for name, text in _functions().items():
                if _function_there(cursor, name) != text:
                    cursor.execute(text)
        there = _there(cursor, is_sqlite)
        tables = set(connections[using].introspection.table_names(cursor))
        for (table, name), text in _wanted(is_sqlite).items():
            if table in tables and there.get((table, name)) != text:
                cursor.execute(_dropping(table, name, is_sqlite))
                cursor.execute(text)


def remove(using="default"):
    is_sqlite = _is_sqlite(using)
    with connections[using].cursor() as cursor:
        if not is_sqlite and connections[using].in_atomic_block:
            # A table whose rows wait to be asked for their seals cannot be altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table, name in _there(cursor, is_sqlite).keys() & _wanted(is_sqlite).keys():
            cursor.execute(_dropping(table, name, is_sqlite))


@contextmanager
def lifted(using="default"):
    """Without the triggers inside; only tests need it."""
    remove(using)
    try:
        yield
    finally:
        install(using)


def problems(using="default") -> list[str]:
    """In words, what of the triggers is not as `install` leaves it."""
    is_sqlite = _is_sqlite(using)
    found, guarded = [], guarded_tables()
    with connections[using].cursor() as cursor:
        there, wanted = _there(cursor, is_sqlite), _wanted(is_sqlite)
        if not is_sqlite:
            for name, text in _functions().items():
                if _function_there(cursor, name) != text:
                    found.append(f"The function {name} is not as it was installed.")
            cursor.execute("SELECT current_setting('session_replication_role')")
            if cursor.fetchone()[0] != "origin":
                found.append("Triggers are set aside: session_replication_role is not origin.")
            cursor.execute(
                "SELECT tablename, rulename FROM pg_rules WHERE schemaname = 'public' "
                "AND tablename = ANY(%s) ORDER BY 1, 2",
                [guarded],
            )
            for table, rule in cursor.fetchall():
                found.append(f"The rule {rule} on {table} is not the tracker's.")
    for (table, name), text in sorted(wanted.items()):
        if (table, name) not in there:
            found.append(f"The trigger {name} is missing.")
        elif there[table, name] != text:
            found.append(f"The trigger {name} is not as it was installed.")
    others = sorted(key for key in there.keys() - wanted.keys() if key[0] in guarded)
    return found + [
        f"The trigger {name} on {table} is not the tracker's." for table, name in others
    ]


def _is_sqlite(using):
    return connections[using].vendor == "sqlite"


def _wanted(is_sqlite) -> dict[tuple[str, str], str]:
    """What makes each trigger, by its table and name, as the database gives it back."""
    texts = _sqlite if is_sqlite else _postgresql
    return {
        (table, name): text
        for table, model in sorted(_guarded().items())
        for name, text in texts(table, model)
    }


def _there(cursor, is_sqlite) -> dict[tuple[str, str], str]:
    """The triggers that the database has; one that is switched off has another text."""
    cursor.execute(
        "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'"
        if is_sqlite
        else "SELECT c.relname, t.tgname, CASE WHEN t.tgenabled IN ('O', 'A') "
        "THEN pg_get_triggerdef(t.oid, true) ELSE 'off' END FROM pg_trigger t "
        "JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace"
    )
    return {(table, name): text for table, name, text in cursor.fetchall()}


def _dropping(table, name, is_sqlite):
    of_table = "" if is_sqlite else f' ON "{table}"'
    return f'DROP TRIGGER IF EXISTS "{name}"{of_table}'


def _sqlite(table, model):
    for verb in ("update", "delete"):
        yield (
            f"{table}_no_{verb}",
            f'CREATE TRIGGER "{table}_no_{verb}" BEFORE {verb.upper()} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
        )
    # What is inserted would take the place of another row, by its own number or another key.
    keys = [[field.column] for field in model._meta.fields if field.unique]
    constraints = (c for c in model._meta.constraints if isinstance(c, UniqueConstraint))
    keys += [[model._meta.get_field(name).column for name in c.fields] for c in constraints]
    is_there = " OR ".join(
        THERE.format(table, " AND ".join(f'"{column}" = NEW."{column}"' for column in key))
        for key in keys
    )
    # REPLACE deletes without asking the triggers, unless a setting of the connection says so.
    yield (
        f"{table}_no_replace",
        f'CREATE TRIGGER "{table}_no_replace" BEFORE INSERT ON "{table}" '
        f"WHEN {is_there} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
    )


def _postgresql(table, model):
    yield (
        f"{table}_no_change",
        f"CREATE TRIGGER {table}_no_change BEFORE DELETE OR UPDATE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    )
    yield (
        f"{table}_no_truncate",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    )
    demands = "audit_demand_seal_of_entry()" if model._meta.label == "audit.Entry" else ""
    if hasattr(model, "history_type"):
        demands = f"audit_demand_seal('{model._meta.label}')"
    if demands:  # a row that is sealed by a checksum needs no seal of its own
        yield (
            f"{table}_sealed",
            f"CREATE CONSTRAINT TRIGGER {table}_sealed AFTER INSERT ON {table} "
            f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {demands}",
        )


def _functions() -> dict[str, str]:
    """What makes each function, as PostgreSQL gives it back."""
    return {
        name: f"CREATE OR REPLACE FUNCTION public.{name}()\n RETURNS trigger\n LANGUAGE plpgsql\n"
        f"AS $function${body}$function$\n"
        for name, body in FUNCTIONS.items()
    }


def _function_there(cursor, name):
    cursor.execute(
        "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = %s AND pronargs = 0 "
        "AND pronamespace = 'public'::regnamespace",
        [name],
    )
    row = cursor.fetchone()
    return row and row[0]
