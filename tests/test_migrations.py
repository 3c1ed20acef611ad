"""Tests make their tables from the models: migrations make the same, to the last trigger."""

import sqlite3

import psycopg
import pytest
from django.db import connection

from tests.browser import server

PIECES = {"(": 1, ")": -1}
ON_POSTGRESQL = {
    "columns": """
        SELECT table_name, column_name, data_type, character_maximum_length, numeric_precision,
            numeric_scale, is_nullable, column_default, is_identity
        FROM information_schema.columns WHERE table_schema = 'public'""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT pg_get_triggerdef(oid), tgenabled FROM pg_trigger WHERE NOT tgisinternal",
    "functions": """
        SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace""",
}
HERE_ALONE = ("id", "password")  # numbers and random marks that open nothing
# Django's own migration makes its key an integer, and its own model a bigger one.
OF_DJANGO = "auth_group_permissions"
SEEDED = ["organisations_user", "indicators_standard", "indicators_indicator"]


@pytest.fixture
def migrated():
    """A cursor on a database that has been through every migration."""
    made = server.shared_database(demonstrated=False)
    if server.ON_POSTGRESQL:
        url = made["DATABASE_URL"].replace("postgres://", "postgresql://", 1)
        with psycopg.connect(url) as there:
            yield there.cursor()
    else:
        there = sqlite3.connect(
            made["DATABASE_URL"].removeprefix("sqlite:///"), detect_types=sqlite3.PARSE_DECLTYPES
        )
        yield there.cursor()
        there.close()


def test_migrations_make_the_tables_indexes_and_triggers_of_the_models(db, migrated):
    with connection.cursor() as cursor:
        of_models, of_migrations = schema(cursor), schema(migrated)
    for kind, found in of_models.items():
        assert found, kind
        differ = found ^ of_migrations[kind]
        assert [line for line in sorted(differ) if line[0] != OF_DJANGO] == [], kind


def test_migrations_leave_the_reference_data_that_tests_have(db, migrated):
    with connection.cursor() as cursor:
        for table in SEEDED:
            assert (here := rows(cursor, table)), table
            assert here == rows(migrated, table)


def rows(cursor, table):
    """What is in the table, in no order."""
    cursor.execute(f"SELECT * FROM {table} LIMIT 0")
    columns = [column[0] for column in cursor.description]
    named = ", ".join(f'"{name}"' for name in sorted(columns) if name not in HERE_ALONE)
    cursor.execute(f"SELECT {named} FROM {table}")
    return sorted(tuple(map(str, row)) for row in cursor.fetchall())


def schema(cursor):
    """Everything that the database keeps of its own shape, as sets of lines a kind."""
    if server.ON_POSTGRESQL:
        return {kind: said(cursor, question) for kind, question in ON_POSTGRESQL.items()}
    master = "SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type = '{}'"
    tables = said(cursor, master.format("table") + " AND name NOT LIKE 'sqlite_%'")
    return {
        "tables": {(table, line) for table, sql in tables for line in definitions(sql)},
        "indexes": said(cursor, master.format("index")),
        "triggers": said(cursor, master.format("trigger")),
    }


def said(cursor, question):
    cursor.execute(question)
    return {tuple(map(str, row)) for row in cursor.fetchall()}


def definitions(sql):
    """The columns and constraints of a CREATE TABLE, in whatever order they stand."""
    depth, line = 0, ""
    for character in sql[sql.index("(") + 1 : sql.rindex(")")]:
        depth += PIECES.get(character, 0)
        if character == "," and depth == 0:
            yield line.strip()
            line = ""
        else:
            line += character
    yield line.strip()
