"""A seal covers the fields that its model had: one that is added later breaks no older seal."""

import json
from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField, RemoveField, RenameField

from tests.test_every_table import address_of, world
from wres.audit import changes, coverage, event_log, sealing, triggers, verification
from wres.audit.kinds import Kind
from wres.audit.models import ChainHead, Coverage, Entry, Seal, Tracked

__all__ = ["address_of", "world"]

WHEN_IT_CAME = "as it was"


def problems():
    return list(verification.problems())


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def added():
    """`added()`: every sealed model has one field more, as after an upgrade."""
    gained = [*coverage.tracked_models(), *coverage.sealed_models().values()]

    def add():
        for model in gained:
            field = models.CharField(max_length=20, default=WHEN_IT_CAME)
            field.contribute_to_class(model, "gained")
            table = model._meta.db_table
            run(f"ALTER TABLE {table} ADD gained varchar(20) NOT NULL DEFAULT '{WHEN_IT_CAME}'")
        coverage.note()

    yield add
    for model in gained:
        found = [field for field in model._meta.local_fields if field.name == "gained"]
        for field in found:
            model._meta.local_fields.remove(field)
            model._meta._expire_cache()
            delattr(model, "gained")


def change_of(row, by):
    """Give a row another value in the field that was gained."""
    of_its_chain = (
        changes.change_of_installation(by.pk)
        if row.chain == changes.INSTALLATION
        else changes.change(row.chain, by=by)
    )
    with changes.origin("test"), of_its_chain:
        row.gained = "set since"
        Tracked.save(row)


def newest_and_oldest(model):
    """The numbers of the model's newest sealed row, and of its oldest: from before the upgrade."""
    rows = model._base_manager.order_by("pk")
    sealed = rows.filter(history_id=None) if model is Entry else rows
    return sealed.last().pk, sealed.first().pk


def test_a_field_is_added_to_every_sealed_model_and_both_old_and_new_rows_are_held(
    world, added, ife
):
    event_log.record(Kind.SIGN_IN, person=ife, chain="RKE")
    with triggers.lifted():
        added()
    assert problems() == []
    for model in coverage.tracked_models():
        change_of(model._base_manager.order_by("-pk").first(), ife)
    event_log.record(Kind.SIGN_OUT, person=ife, chain="RKE")
    assert problems() == []
    with triggers.lifted():
        for label, model in coverage.sealed_models().items():
            table, key = model._meta.db_table, model._meta.pk.column
            newest, oldest = newest_and_oldest(model)
            assert newest != oldest, label
            for number in (newest, oldest):
                run(f"UPDATE {table} SET gained = 'forged' WHERE {key} = %s", number)
                assert f"{label} {number} is not as it was sealed" in next(verification.problems())
                before = "set since" if number == newest and model is not Entry else WHEN_IT_CAME
                run(f"UPDATE {table} SET gained = %s WHERE {key} = %s", before, number)
    assert problems() == []


def sealed_before(row, without):
    """Coverage was not noted yet, and the newest row of the chain was sealed without a field."""
    run("UPDATE audit_seal SET coverage_id = NULL")
    run("DELETE FROM audit_coverage")
    seal = Seal.objects.get(model=row._meta.label, history_id=row.pk)
    head = ChainHead.objects.get(chain=seal.chain)
    assert head.sequence == seal.sequence
    before = Seal.objects.get(chain=seal.chain, sequence=seal.sequence - 1)
    place = seal.key_name, seal.chain, seal.sequence, before.mac, row
    head.mac = sealing.mac(*place, [name for name in sealing.names(row) if name != without])
    head.save()
    run("UPDATE audit_seal SET mac = %s WHERE id = %s", head.mac, seal.pk)
    told = "model = 'actions.Quarter' AND history_id = %s"
    run(f"UPDATE audit_entry SET installation = NULL WHERE {told}", row.pk)
    import_module("wres.audit.migrations.0005_coverage").note(apps, None)
    coverage.note()


def test_a_row_that_was_sealed_before_coverage_was_noted_still_verifies(plan):
    with triggers.lifted():
        sealed_before(plan.quarters.get().history.latest(), without="opened_on")
    assert problems() == []


def test_a_field_that_came_later_must_have_its_default_where_it_was_not_sealed(plan):
    row = plan.quarters.get().history.latest()
    with triggers.lifted():
        sealed_before(row, without="opened_on")
        run("UPDATE actions_historicalquarter SET opened_on = '2026-03-02'")
    assert any(f"HistoricalQuarter {row.pk} is not as it was sealed" in p for p in problems())


def test_a_field_that_was_sealed_cannot_be_emptied(plan, changing):
    with changing(plan.organisation):
        quarter = plan.quarters.get()
        quarter.opened_on = date(2026, 3, 2)
        quarter.save()
    with triggers.lifted():
        run("UPDATE actions_historicalquarter SET opened_on = NULL")
    assert any("HistoricalQuarter" in p for p in problems())


def without_title():
    """The fields of an action's history but its title, noted as if they were what a seal covers."""
    label = "actions.HistoricalAction"
    names = tuple(n for n in Coverage.objects.get(model=label).names if n != "title")
    key = sealing.coverage_key(label, names)
    return Coverage(key=key, model=label, names=names)


def test_whoever_shortens_a_set_of_fields_breaks_the_seals(action):
    short = without_title()
    with triggers.lifted():
        run(
            "UPDATE audit_coverage SET names = %s WHERE model = %s",
            json.dumps(short.names),
            short.model,
        )
    found = problems()
    assert (
        "The fields that seals of actions.HistoricalAction cover are not as they were noted."
        in found
    )
    assert any(
        f"HistoricalAction {action.history.first().pk} is not as it was sealed" in p for p in found
    )


def test_a_seal_pointed_at_a_shorter_set_or_at_none_does_not_hide_a_change(action):
    short = without_title()
    short.save(force_insert=True)
    for told in (f"'{short.key}'", "NULL"):
        with triggers.lifted():
            of_actions = "WHERE model = 'actions.HistoricalAction'"
            run(f"UPDATE audit_seal SET coverage_id = {told} {of_actions}")
            run("UPDATE actions_historicalaction SET title = ''")
            run("UPDATE actions_action SET title = ''")
        assert any("HistoricalAction" in p and "not as it was sealed" in p for p in problems())


def test_a_set_that_is_gone_is_named(action):
    with triggers.lifted():
        run("UPDATE audit_seal SET coverage_id = NULL")
        run("DELETE FROM audit_coverage")
    assert any("which fields it covers is no longer there" in p for p in problems())
    assert any("actions.HistoricalAction cover are not noted" in p for p in problems())


def history_operations(kind):
    """(app, operation) of whatever migrations did to fields of rows that may have been sealed."""
    for (label, _), migration in MigrationLoader(None).disk_migrations.items():
        for operation in () if migration.initial else migration.operations:
            if isinstance(operation, kind) and operation.model_name.startswith("historical"):
                yield label, operation


def test_a_migration_gives_a_field_that_it_adds_the_default_that_it_keeps():
    """So what rows from before have in it is known without a list."""
    added = list(history_operations(AddField))
    assert added
    for label, operation in added:
        field = apps.get_model(label, operation.model_name)._meta.get_field(operation.name)
        assert field.default == operation.field.default, field


def test_a_field_that_was_sealed_is_neither_removed_nor_renamed():
    assert list(history_operations((RemoveField, RenameField))) == []


def test_a_set_of_fields_is_noted_once_however_often_migrate_runs(action):
    before = Coverage.objects.count()
    coverage.note()
    assert Coverage.objects.count() == before == len(coverage.sealed_models())
    assert set(Coverage.objects.values_list("key", flat=True)) >= set(
        Seal.objects.values_list("coverage", flat=True)
    )
