"""The trail: every change of a tracked row leaves who, when, why and through what, sealed."""

import ast
import re
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from actions.models import Action, ActionLead
from wres.audit import attested, changes, coverage, triggers, verification
from wres.audit.models import ChainHead, Frozen, Seal, Tracked

ROOT = Path(__file__).parent.parent
HISTORY = Action.history.model
# Rows that no trail tells of: what they hold is tracked once it is saved for good.
ON_THEIR_WAY = {"Upload", "UploadPart", "UpdateDraft", "LargeFile", "Letter"}


def problems():
    return list(verification.problems())


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_a_change_says_who_when_why_and_through_what(action, ife, changing):
    with changing(action.organisation, ife, reason="The supplier is late"):
        action.title = "Review every interview panel"
        action.save()
    row = action.history.first()
    assert (row.history_user, row.history_change_reason) == (ife, "The supplier is late")
    assert (row.title, row.through) == ("Review every interview panel", "test")
    assert len(row.request_id) == 36


def test_a_tracked_row_cannot_be_saved_outside_a_change(action):
    with pytest.raises(changes.OutsideTrailError):
        action.save()


def test_a_change_needs_a_person(trust, changing):
    with pytest.raises(changes.OutsideTrailError), changes.change(trust.pk, by=None):
        pass


def test_a_change_of_one_trust_cannot_touch_another(action, other_trust, noor, changing):
    with pytest.raises(changes.OutsideTrailError), changing(other_trust, noor):
        action.save()


@pytest.mark.parametrize("write", ["update", "delete", "bulk_create", "bulk_update"])
def test_a_queryset_cannot_write_past_the_trail(action, ife, changing, write):
    with (
        pytest.raises(changes.OutsideTrailError, match="is tracked"),
        changing(action.organisation, ife),
    ):
        getattr(Action.objects.all(), write)()


def test_a_change_that_fails_leaves_nothing(action, ife, changing):
    seals = Seal.objects.count()

    def fail_halfway():
        with changing(action.organisation, ife):
            action.title = "Half done"
            action.save()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    action.refresh_from_db()
    assert action.title == "Review interview panels"
    assert Seal.objects.count() == seals


def test_the_batch_writer_leaves_history_and_seals_too(action, ife, changing):
    with changing(action.organisation, ife) as change:
        action.title = "Written in a batch"
        change.update_many([action], ["title"])
    assert action.history.first().title == "Written in a batch"
    assert problems() == []


def test_a_deleted_row_leaves_its_history(make_action, make_lead, ife, changing):
    action = make_action()
    make_lead("Recruitment Team", None, action)
    link = action.action_leads.get()
    with changing(action.organisation, ife):
        link.delete()
    assert link.history.model.objects.latest("history_id").history_type == "-"
    assert problems() == []


def test_rows_deleted_in_a_batch_leave_their_history(make_action, make_lead, ife, changing):
    actions = [make_action(f"Action {number}") for number in (1, 2, 3)]
    make_lead("Recruitment Team", None, *actions)
    links = [action.action_leads.get() for action in actions]
    with changing(actions[0].organisation, ife) as change:
        change.delete_many(links)
    gone = ActionLead.history.filter(history_type="-", history_user=ife)
    assert sorted(gone.values_list("id", flat=True)) == [link.pk for link in links]
    assert ActionLead.objects.count() == 0
    assert problems() == []


def test_verification_follows_changes_of_two_trusts(action, ada, noor):
    assert {head.chain for head in ChainHead.objects.all()} == {"RKE", "ZE1", "system"}
    assert problems() == []


def test_the_command_prints_each_head(action):
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert "RKE: " in out.getvalue()
    assert "The audit trail verifies." in out.getvalue()


@pytest.mark.parametrize("table", ["actions_historicalaction", "audit_seal"])
@pytest.mark.parametrize("verb", ["UPDATE {0} SET {1} = 'x'", "DELETE FROM {0}"])
def test_ordinary_sql_cannot_change_or_remove_a_row_of_the_trail(action, table, verb):
    column = "title" if "history" in table or "historical" in table else "mac"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(verb.format(table, column))


def test_replacing_or_truncating_a_row_of_the_trail_is_refused(action):
    statement = "TRUNCATE audit_seal"
    if connection.vendor == "sqlite":
        statement = "INSERT OR REPLACE INTO audit_seal SELECT * FROM audit_seal"
    else:
        run("SET CONSTRAINTS ALL IMMEDIATE")  # or rows that were just added keep from truncating
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(statement)


def test_every_history_table_and_every_frozen_one_is_guarded():
    kept = {m.history.model._meta.db_table for m in coverage.tracked_models()}
    frozen = {m._meta.db_table for m in apps.get_models() if issubclass(m, Frozen)}
    assert kept | frozen | {"audit_seal"} == set(triggers.guarded_tables())


def test_a_changed_history_row_is_named(action):
    with triggers.lifted():
        run("UPDATE actions_historicalaction SET title = 'Never said'")
    assert any("HistoricalAction" in p and "not as it was sealed" in p for p in problems())
    with pytest.raises(CommandError, match="does not verify"):
        call_command("verify_audit", stderr=StringIO())


def test_a_removed_history_row_is_named(action):
    with triggers.lifted():
        run("DELETE FROM actions_historicalaction")
    assert any("HistoricalAction" in p and "is missing" in p for p in problems())


def test_a_removed_seal_is_named(action):
    with triggers.lifted():
        run("DELETE FROM audit_seal WHERE chain = 'RKE' AND sequence = 2")
    assert "RKE seal 2 is missing: the next one found is 3." in problems()


def test_a_cut_tail_is_found_against_the_head(action):
    last = ChainHead.objects.get(chain="RKE").sequence
    with triggers.lifted():
        run("DELETE FROM audit_seal WHERE sequence = %s", last)
    assert any("its head says" in p for p in problems())


def test_two_swapped_history_rows_are_found(make_action):
    make_action("First")
    make_action("Second")
    ids = HISTORY.objects.values_list("history_id", flat=True)
    both = min(ids) + max(ids)
    with triggers.lifted():
        run("UPDATE actions_historicalaction SET history_id = -history_id")
        run("UPDATE actions_historicalaction SET history_id = %s + history_id", both)
    assert any("not as it was sealed" in p for p in problems())


def test_a_row_changed_behind_the_trail_is_named(action):
    run("UPDATE actions_action SET title = 'Changed in the database'")
    assert f"actions.Action {action.pk} is not as its history says: title." in problems()


def test_a_row_added_behind_the_trail_is_named(plan):
    run(
        "INSERT INTO actions_section (plan_id, name, aliases, position) VALUES (%s, 'X', '[]', 9)",
        plan.pk,
    )
    assert any("has no history" in p for p in problems())


OF_PEOPLE = {("wres", "accounts"), ("wres", "files")}


def test_nothing_but_the_trail_writes_in_bulk():
    """`update()` and `bulk_*` leave no history, so no code of ours calls them elsewhere."""
    found = []
    for path in sorted(ROOT.glob("*/**/*.py")):
        parts = path.relative_to(ROOT).parts
        is_tracked = parts[0] in {"indicators", "actions"} or parts[:2] in OF_PEOPLE
        if is_tracked and "migrations" not in parts:
            found += [f"{path.name}:{line}" for line in _bulk_writes(path.read_text())]
    assert found == []


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        ("Action.objects.filter(pk=1).update(title='')", True),
        ("Action.objects.bulk_create(rows)", True),
        ("rows.update(title='')", True),
        ("Upload.objects.first().organisation.actions.update(title='')", True),
        ("manager(Upload).update(title='')", True),
        ("rows.update(**facts)", True),
        ("checksum.update(data)", False),
        ("Upload.objects.filter(pk=1).update(moved_at=None)", False),
        ("UploadPart.objects.bulk_create(parts)", False),
    ],
)
def test_only_rows_on_their_way_into_the_plan_are_written_in_bulk(source, is_found):
    assert bool(list(_bulk_writes(source))) == is_found


def _bulk_writes(source):
    forbidden = {"bulk_create", "bulk_update", "save_base", "_raw_delete"}
    forbidden |= {"save_without_historical_record", "skip_history_when_saving", "_base_manager"}
    for node in ast.walk(ast.parse(source)):
        # Calls, because a printed cell has an attribute `raw` too, and evidence an `update`.
        called = getattr(node.func, "attr", "") if isinstance(node, ast.Call) else ""
        # A queryset's `update` takes names only: a set's, a dictionary's or a checksum's does not.
        of_rows = called == "raw" or (called == "update" and node.keywords)
        written = of_rows or getattr(node, "attr", "") in forbidden
        if written and not _is_on_its_way(node):
            yield node.lineno


def _is_on_its_way(node):
    """Whether it writes to `Model.objects` or `Model.objects.filter(…)`, the model untracked."""
    written = node.func if isinstance(node, ast.Call) else node
    rows = re.fullmatch(r"(\w+)\.objects(\.filter\([^()]*\))?", ast.unparse(written.value))
    return bool(rows) and rows[1] in ON_THEIR_WAY


def test_every_domain_model_is_tracked_or_is_reference_data():
    """Reference data: what migrations and platform staff keep, the same for everyone."""
    reference = {"Organisation", "Unit", "User", "Standard", "Round", "Indicator"}
    apps = ("organisations", "files", "indicators", "actions")
    ours = [m for label in apps for m in _models(label)]
    untracked = {m.__name__ for m in ours if not issubclass(m, (Tracked, Frozen))}
    assert untracked == reference | ON_THEIR_WAY
    assert reference <= {model.__name__ for model in attested.FOLLOWED}


def _models(label):
    return [m for m in apps.get_app_config(label).get_models() if not hasattr(m, "history_type")]
