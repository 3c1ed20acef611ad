"""The trail is append-only: every known way around it, on both databases.

On SQLite whoever may write the file is stopped by the triggers; on PostgreSQL the application's
own role may not even try, and cannot set a trigger aside.
"""

import os

import pytest
from django.contrib.admin import helpers
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from actions.models import Action
from wres.audit import database_role, triggers, verification
from wres.audit.changes import OutsideTrailError
from wres.audit.models import Entry, Seal

HISTORY = "actions_historicalaction"
COLUMNS = [field.column for field in Action.history.model._meta.concrete_fields]
EVERYWHERE = [
    "UPDATE {0} SET {1} = {1}",
    "UPDATE {0} SET {1} = t.{1} FROM {0} AS t WHERE t.{2} = {0}.{2}",
    "DELETE FROM {0}",
    "INSERT INTO {0} SELECT * FROM {0} WHERE true ON CONFLICT ({2}) DO UPDATE SET {1} = 'x'",
    "WITH found AS (SELECT {2} FROM {0}) DELETE FROM {0} WHERE {2} IN (SELECT {2} FROM found)",
]
ON_SQLITE = [
    "REPLACE INTO {0} SELECT * FROM {0}",
    "INSERT OR REPLACE INTO {0} SELECT * FROM {0}",
    "UPDATE OR REPLACE {0} SET {1} = 'x'",
    "UPDATE OR IGNORE {0} SET {1} = 'x'",
]
ON_POSTGRESQL = [
    "TRUNCATE {0}",
    "TRUNCATE {0} CASCADE",
    "TRUNCATE {0} RESTART IDENTITY CASCADE",
    "MERGE INTO {0} USING {0} AS t ON t.{2} = {0}.{2} WHEN MATCHED THEN UPDATE SET {1} = 'x'",
    "MERGE INTO {0} USING {0} AS t ON t.{2} = {0}.{2} WHEN MATCHED THEN DELETE",
    "WITH gone AS (DELETE FROM {0} RETURNING {2}) SELECT * FROM gone",
]
AS_THE_APPLICATION = [  # what the owner of a table could do, and the application's role cannot
    "ALTER TABLE {0} DISABLE TRIGGER ALL",
    "ALTER TABLE {0} DISABLE TRIGGER USER",
    "ALTER TABLE {0} DISABLE TRIGGER {0}_no_change",
    "ALTER TABLE {0} ALTER COLUMN {1} TYPE text USING 'x'",
    "ALTER TABLE {0} RENAME TO {0}_before",
    "DROP TRIGGER {0}_no_change ON {0}",
    "DROP TABLE {0} CASCADE",
    "DROP FUNCTION audit_refuse() CASCADE",
    "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RETURN NEW; END $$",
    "CREATE OR REPLACE RULE never AS ON INSERT TO {0} DO INSTEAD NOTHING",
    "CREATE TRIGGER a_first BEFORE UPDATE ON {0} FOR EACH ROW "
    "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE VIEW {0}_view AS SELECT * FROM {0}",
    "SET session_replication_role = replica",
    "SET LOCAL session_replication_role = replica",
    "ALTER DATABASE postgres SET session_replication_role = replica",
    "ALTER TABLE {0} OWNER TO CURRENT_USER",
    "REASSIGN OWNED BY postgres TO CURRENT_USER",
    "CREATE ROLE another SUPERUSER",
    "COPY {0} FROM PROGRAM 'true'",
    "DELETE FROM audit_chainhead",
    "DELETE FROM django_migrations",
    "UPDATE pg_class SET relowner = relowner",
    "LOCK TABLE {0} IN ACCESS EXCLUSIVE MODE",
]


def here(on_sqlite, on_postgresql):
    return on_sqlite if connection.vendor == "sqlite" else on_postgresql


def passed(statements):
    """Those of the statements that the database let through, each rolled back again."""
    found = []
    for statement in statements:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
                found.append(statement)
                transaction.set_rollback(True)
        except DatabaseError:
            continue
    return found


def aimed_at(templates, table=HISTORY, column="title", key="history_id"):
    return [template.format(table, column, key) for template in templates]


@pytest.mark.parametrize(
    "aim",
    [(HISTORY, "title", "history_id"), ("audit_seal", "mac", "id"), ("audit_entry", "label", "id")],
)
def test_no_statement_changes_or_removes_a_row_of_the_trail(action, aim):
    statements = aimed_at(EVERYWHERE + here(ON_SQLITE, ON_POSTGRESQL), *aim)
    assert passed(statements) == []


def test_replacing_is_refused_whatever_the_connection_is_set_to(action):
    """SQLite asks the triggers of a row that REPLACE deletes only with recursive_triggers."""
    other = f"INSERT INTO {HISTORY} SELECT * FROM {HISTORY}"
    statements = here(aimed_at(ON_SQLITE), [other])
    with connection.cursor() as cursor:
        for setting in here(["OFF", "ON"], [""]):
            cursor.execute(here(f"PRAGMA recursive_triggers = {setting}", "SELECT 1"))
            assert passed(statements) == []


def test_a_seal_cannot_be_replaced_by_another_of_its_place(action):
    """By the chain and its sequence, not by its own key."""
    copied = (
        "INTO audit_seal (chain, sequence, model, history_id, key_name, mac) "
        "SELECT chain, sequence, model, history_id + 1000, key_name, 'x' FROM audit_seal"
    )
    also = "ON CONFLICT (chain, sequence) DO UPDATE SET mac = 'x'"
    statements = here(
        [f"REPLACE {copied}", f"INSERT {copied} WHERE true {also}"], [f"INSERT {copied} {also}"]
    )
    assert passed(statements) == []


@pytest.mark.parametrize("model", [Action.history.model, Seal, Entry])
@pytest.mark.parametrize(
    "write",
    [
        lambda rows, row, field: rows.update(**{field: "x"}),
        lambda rows, row, field: rows.all().delete(),
        lambda rows, row, field: rows.bulk_update([row], [field]),
        lambda rows, row, field: rows.bulk_create(
            [row], update_conflicts=True, update_fields=[field], unique_fields=["pk"]
        ),
        lambda rows, row, field: row.save(),
        lambda rows, row, field: row.save(force_update=True),
        lambda rows, row, field: rows.filter(pk=row.pk)._raw_delete("default"),
        lambda rows, row, field: rows.update_or_create(pk=row.pk, defaults={field: "x"}),
    ],
)
def test_the_orm_cannot_change_or_remove_a_row_of_the_trail(action, model, write):
    rows = model._base_manager.all()
    row, field = rows.first(), "mac" if model is Seal else "reason"
    field = "title" if model is Action.history.model else field
    setattr(row, field, "x")
    with pytest.raises(DatabaseError), transaction.atomic():
        write(rows, row, field)


def test_the_admin_cannot_remove_a_row_of_the_trail(ada, action, sign_in):
    ada.is_staff = ada.is_superuser = True
    ada.save()
    row = action.history.first()
    there = reverse("admin:actions_historicalaction_changelist")
    chosen = {"action": "delete_selected", helpers.ACTION_CHECKBOX_NAME: row.pk, "post": "yes"}
    sign_in(ada).post(there, chosen)
    assert sign_in(ada).post(f"{there}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert action.history.count() == 1


def test_every_guarded_table_has_its_triggers(db):
    named = here(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "SELECT tgname FROM pg_trigger WHERE tgenabled = 'O'",
    )
    with connection.cursor() as cursor:
        cursor.execute(named)
        there = {name for (name,) in cursor.fetchall()}
    ends = here(["update", "delete", "replace"], ["change", "truncate"])
    missing = {f"{t}_no_{end}" for t in triggers.guarded_tables() for end in ends} - there
    assert missing == set()


# The application's own role


@pytest.fixture
def as_the_application(db, settings):
    """Inside, the connection has what the application's role has: on SQLite there is but one."""
    if connection.vendor == "sqlite":
        yield
        return
    role = f"wres_app_{os.getpid()}"
    with connection.cursor() as cursor:
        for statement in database_role.statements(role):
            cursor.execute(statement)
        cursor.execute(f"SET ROLE {role}")
        yield
        cursor.execute("RESET ROLE")


def test_the_applications_role_can_neither_rewrite_the_trail_nor_set_a_trigger_aside(
    action, as_the_application
):
    tried = EVERYWHERE + here(ON_SQLITE, ON_POSTGRESQL + AS_THE_APPLICATION)
    assert passed(aimed_at(tried)) == []


def test_the_applications_role_changes_no_guarded_table(action, as_the_application):
    """Not even an empty one, which no trigger of a row protects."""
    tables = here([HISTORY, "audit_seal"], triggers.guarded_tables())
    assert passed([f"DELETE FROM {table}" for table in tables]) == []


def test_the_application_works_with_its_role(ife, action, sign_in, as_the_application):
    client, there = sign_in(ife), reverse("action_edit", args=["RKE", action.pk])
    form = client.get(there).context["form"]
    sent = {name: value for name, value in form.initial.items() if value not in (None, False)}
    sent |= {"title": "Review every interview panel", "target_date_day": "31"}
    sent |= {"target_date_month": "3", "target_date_year": "2026"}
    assert client.post(there, sent).status_code == 302
    action.refresh_from_db()
    assert (action.title, action.history.count()) == ("Review every interview panel", 2)
    assert list(verification.problems()) == []


def test_a_tracked_row_is_changed_by_the_application_in_the_trail_only(action, as_the_application):
    action.title = "Past the trail"
    with pytest.raises(OutsideTrailError):
        action.save()


def test_the_command_prints_what_the_owner_runs(db, capsys):
    if connection.vendor == "sqlite":
        with pytest.raises(CommandError, match="SQLite has no roles"):
            call_command("database_role")
        return
    call_command("database_role", "wres_app")
    said = capsys.readouterr().out
    assert 'GRANT SELECT, INSERT ON "audit_seal" TO wres_app;' in said
    assert 'GRANT SELECT, INSERT, UPDATE ON "audit_chainhead" TO wres_app;' in said
    with pytest.raises(CommandError, match="small letters"):
        call_command("database_role", "wres; DROP TABLE audit_seal")


def test_no_table_is_forgotten_by_the_role(db):
    there = set(connection.introspection.table_names())
    assert there - set(database_role.privileges()) == set()


@pytest.mark.parametrize("name", ["Wres", "wres-app", "", "w" * 64, "wres;"])
def test_a_name_that_is_no_plain_one_makes_no_role(name):
    with pytest.raises(ValueError, match="small letters"):
        list(database_role.statements(name))
