"""Every table is sealed, compared with what is sealed, or may change for a reason given here."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from actions.models import (
    CalendarFeed,
    ChangeOfMany,
    ColumnName,
    LeftOut,
    PaperTemplate,
    Placement,
    PlanImport,
    PlanIndicator,
    Reminder,
    StartPage,
)
from indicators.models import FigureImport, FigureQuestion, Indicator, PayBandCell, Round
from indicators.models import LeftOut as RowsLeftOut
from tests.test_access import address_of
from wres.accounts.models import SigningInRule, Unit
from wres.audit import attested, coverage, triggers, verification
from wres.audit.models import ChainHead, Entry, Frozen, Seal

__all__ = ["address_of"]

MAY_CHANGE = {
    "account_emailconfirmation": "no page of ours confirms an address by it: the link is signed",
    "actions_largefile": "a copy of the plan that is made again when it is asked for",
    "actions_updatedraft": "typed and not yet sent: no part of the record",
    "auth_group": "nothing asks for a group: roles and platform staff open doors",
    "auth_group_permissions": "nothing asks for a group",
    "auth_permission": "nothing asks for a permission of Django's",
    "django_admin_log": "the records are read-only, so nothing is written to it",
    "django_content_type": "the names of models, made again by a migrate",
    "django_migrations": "what migrate has done; check_ready compares it with the code",
    "django_session": "ends by itself; who can read it can be who is signed in: threat-model.md",
    "files_upload": "a file on its way: what is saved of it is tracked",
    "files_uploadpart": "what a file on its way would change",
    "organisations_letter": "whom to write to and why, until it is sent: it opens nothing itself",
    "organisations_user_groups": "nothing asks for a group",
    "organisations_user_user_permissions": "nothing asks for a permission of Django's",
    "socialaccount_socialapp": "providers come from the settings: none of a row is used",
    "socialaccount_socialapp_sites": "providers come from the settings",
    "socialaccount_socialtoken": "no token of a provider is kept or used",
    "sqlite_sequence": "of SQLite itself: which number comes next",
    "usersessions_usersession": "which browsers a person sees under My account; ends by itself",
}
SHARES = 8  # of the models: to change each column and verify takes a minute or more in all
# What sets a column otherwise, by what it holds; the first that the database takes is tried.
OTHER = {
    models.BooleanField: ["NOT {0}"],
    models.DateTimeField: [datetime(2001, 1, 1, tzinfo=timezone.get_default_timezone())],
    models.DateField: [date(2001, 1, 1)],
    models.DurationField: [timedelta(days=1)],
    models.DecimalField: ["COALESCE({0}, 0) + 1", Decimal("0.5")],
    models.IntegerField: ["COALESCE({0}, 0) + 1", "{0} - 1", 7],
    models.JSONField: ["'[\"x\"]'", "'{{}}'"],
    models.BinaryField: [b"x"],
    models.UUIDField: ["12345678123456781234567812345678"],
    models.Field: ["'other'", "'x'", "''"],
}


def held_by(model):
    """Whether a change of a row of the model is found by what is sealed."""
    is_of_trail = model in (Seal, ChainHead, Entry) or hasattr(model, "history_type")
    return is_of_trail or issubclass(model, Frozen) or model in attested.FOLLOWED


def held():
    found = {model for model in apps.get_models(include_auto_created=True) if held_by(model)}
    return found | set(coverage.tracked_models())


def test_every_table_is_sealed_or_compared_or_may_change(db):
    there = set(connection.introspection.table_names())
    compared = {model._meta.db_table for model in held()}
    assert there - compared - set(MAY_CHANGE) == set()
    assert compared & set(MAY_CHANGE) == set()


def make(model, **facts):
    """A row of the model, where there is none yet."""
    return model._base_manager.first() or model.objects.create(**facts)


@pytest.fixture
def world(address_of, trust, plan, action, ada, changing):
    """At least one row of each table that is compared."""
    make(Unit, organisation=trust, name="Theatres")
    make(Round, standard=plan.standard, year=2026)
    indicator, member = Indicator.objects.get(number=1), ada.memberships.get()
    with changing(trust):
        make(PaperTemplate, organisation=trust, file_name="b.docx", sha256="0" * 64, data=b"b")
        make(SigningInRule, organisation=trust)
        make(StartPage, membership=member)
        make(ColumnName, organisation=trust, heading="by when", column="completion")
        make(Placement, action=action, section=action.section, number="1", row=1)
        make(CalendarFeed, membership=member, key="1" * 32, renewed_on=plan.date)
        make(Reminder, plan=plan, person=ada, day=plan.date, about={"overdue": [1]})
        make(PlanIndicator, plan=plan, indicator=indicator)
        make(ChangeOfMany, plan=plan, what="Moved", actions=1, day=plan.date, submission="1" * 32)
        figures = make(FigureImport, organisation=trust, file_name="f.csv", sha256="0" * 64, rows=1)
        of_figures = {"organisation": trust, "indicator": indicator, "year": 2025}
        doubt = {"message": "High", "confirmed_by": ada, "confirmed_on": plan.date}
        make(FigureQuestion, origin=figures, **of_figures, **doubt)
        make(RowsLeftOut, origin=figures, lines=[[1, "Row 1"]])
        make(PayBandCell, **of_figures, staff_group="clinical", band="Band 5", position=1)
        of_plan = make(PlanImport, plan=plan, file_name="p.csv", sha256="0" * 64, rows=1)
        make(LeftOut, origin=of_plan, lines=[{"where": "row 1", "text": "Key"}])
    make(Authenticator, user=ada, type="totp", data={"secret": "encrypted"})
    make(SocialAccount, user=ada, provider="entra", uid="a1", extra_data={"sub": "a"})
    make(EmailAddress, user=ada, email=ada.email, verified=True)


def columns(model):
    but = attested.FOLLOWED[model].but if model in attested.FOLLOWED else ()
    return [f for f in model._meta.concrete_fields if not f.primary_key and f.name not in but]


def is_otherwise(model, field, value) -> bool:
    """Set the column of one row otherwise; whether the database took it."""
    table, column = model._meta.db_table, field.column
    key = model._meta.pk.column
    is_sql = isinstance(value, str) and not isinstance(field, models.UUIDField)
    said = value.format(column) if is_sql else "%s"
    one = f"{key} = (SELECT MAX({key}) FROM {table})"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE {one}")
        before = cursor.fetchone()
        params = [] if is_sql else [field.get_db_prep_value(value, connection)]
        cursor.execute(f"UPDATE {table} SET {column} = {said} WHERE {one}", params)
        cursor.execute(f"SELECT {column} FROM {table} WHERE {one}")
        return cursor.fetchone() != before


def found(model, field) -> bool:
    """Whether a column that is set otherwise is found, or cannot be set."""
    kind = getattr(field, "target_field", field)
    tried = next(values for of, values in OTHER.items() if isinstance(kind, of))
    for value in tried:
        with suppress(DatabaseError, OverflowError), transaction.atomic():
            is_taken = is_otherwise(model, field, value)
            is_found = any(True for _ in islice(verification.problems(), 1))
            transaction.set_rollback(True)
            if is_taken:
                return is_found
    return True


@pytest.mark.parametrize("share", range(SHARES))
def test_whatever_column_is_changed_by_sql_is_found(world, share):
    assert list(verification.problems()) == []
    empty, missed = set(), []
    with triggers.lifted():
        for model in sorted(held(), key=lambda model: model._meta.label)[share::SHARES]:
            if not model._base_manager.exists():
                empty.add(model)
                continue
            missed += [str(field) for field in columns(model) if not found(model, field)]
    assert missed == []
    assert sorted(model.__name__ for model in empty) == []


def test_whatever_row_is_removed_by_sql_is_found(world):
    kept = []
    with triggers.lifted():
        for model in sorted(held(), key=lambda model: model._meta.label):
            table, key = model._meta.db_table, model._meta.pk.column
            with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                newest = f"(SELECT MAX({key}) FROM {table})"
                cursor.execute(f"DELETE FROM {table} WHERE {key} = {newest}")
                if cursor.rowcount and not any(True for _ in islice(verification.problems(), 1)):
                    kept.append(model._meta.label)
                transaction.set_rollback(True)
    assert kept == []
