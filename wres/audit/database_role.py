"""What the application's own role on PostgreSQL may do: everything but rewrite the trail.

Tables belong to the role that migrates. The application's role owns none, so it can neither drop
a trigger nor set one aside, and of the trail and of frozen rows it may only add and read.
"""

import re
from collections.abc import Iterator

from django.apps import apps

from wres.audit import triggers

NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
READ = "SELECT"
ADD = "SELECT, INSERT"
KEEP = "SELECT, INSERT, UPDATE"
ALL = "SELECT, INSERT, UPDATE, DELETE"
KEPT = {"audit_chainhead": KEEP, "django_migrations": READ}


def statements(role: str) -> Iterator[str]:
    """SQL for the owner of the tables to run after every migration; safe to repeat.

    ValueError for a name that is no plain one.
    """
    if not NAME.fullmatch(role):
        raise ValueError("Name the role in small letters, digits and underscores")
    yield (
        "DO $$ BEGIN IF NOT EXISTS "
        f"(SELECT FROM pg_roles WHERE rolname = '{role}') "  # nosec B608: it matches NAME
        f"THEN CREATE ROLE {role} LOGIN; END IF; END $$"
    )
    yield (
        f"ALTER ROLE {role} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT"
    )
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"
    for table, may in sorted(privileges().items()):
        yield f'GRANT {may} ON "{table}" TO {role}'


def privileges() -> dict[str, str]:
    """What the role may do with each table of the installation."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    tables = {model._meta.db_table for model in models} | set(KEPT)
    guarded = set(triggers.guarded_tables())
    return {table: ADD if table in guarded else KEPT.get(table, ALL) for table in tables}
