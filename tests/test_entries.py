"""The log: one entry for each change and for each thing that happened, sealed like history."""

import importlib

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from actions.models import Action
from wres.audit import changes, event_log, sealing, triggers, verification
from wres.audit.event_log import Kind
from wres.audit.models import ChainHead, Entry, Seal


def problems():
    return list(verification.problems())


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def last_entry():
    return Entry.objects.latest("pk")


def test_a_change_is_told_with_who_what_when_and_why(action, ife, changing):
    with changing(action.organisation, ife, reason="The supplier is late"):
        action.title = "Review every interview panel"
        action.save()
    entry, row = last_entry(), action.history.first()
    assert (entry.kind, entry.model, entry.thing) == ("changed", "actions.Action", action.pk)
    assert (entry.person, entry.reason) == (ife, "The supplier is late")
    assert (entry.label, entry.chain) == ("Review every interview panel", "RKE")
    assert (entry.at, entry.request_id, entry.history_id) == (
        row.history_date,
        row.request_id,
        row.pk,
    )


def test_a_long_name_is_cut_in_the_log(make_action):
    make_action("Review " * 60)
    assert len(last_entry().label) == 160
    assert last_entry().label.endswith("…")


def test_every_history_row_has_its_entry(published):
    assert Entry.objects.count() == Seal.objects.count()
    assert problems() == []


def test_an_event_is_told_and_sealed(trust, ada):
    event_log.record(Kind.EXPORTED, person=ada, chain="RKE", label="plan-2025.csv")
    entry = last_entry()
    assert (entry.kind, entry.person, entry.label) == ("exported", ada, "plan-2025.csv")
    assert Seal.objects.latest("pk").history_id == entry.pk
    assert problems() == []


def test_an_event_inside_a_change_is_written_with_it(action, ife, changing):
    with changing(action.organisation, ife):
        action.save()
        event_log.record(Kind.EXPORTED, person=ife, chain="RKE")
    assert set(Entry.objects.values_list("kind", flat=True)) >= {"changed", "exported"}
    assert problems() == []


def test_an_event_inside_a_change_that_fails_never_was(action, ife, changing):
    def fail_halfway():
        with changing(action.organisation, ife):
            event_log.record(Kind.EXPORTED, person=ife, chain="RKE")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    assert not Entry.objects.filter(kind="exported").exists()


def test_what_nobody_known_did_stands_in_a_chain_of_its_own(trust):
    event_log.record(Kind.SIGN_IN_REFUSED)
    assert (last_entry().chain, last_entry().person) == ("", None)
    assert ChainHead.objects.get(chain="").sequence == 1
    assert problems() == []


def test_an_event_through_a_command_says_so(trust, ada):
    with changes.origin("manage.py backup", "1f"):
        event_log.record(Kind.BACKUP, person=ada, chain="RKE")
    assert (last_entry().through, last_entry().request_id) == ("manage.py backup", "1f")


@pytest.mark.parametrize("verb", ["UPDATE audit_entry SET label = 'x'", "DELETE FROM audit_entry"])
def test_nobody_changes_or_removes_an_entry(action, verb):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(verb)


@pytest.mark.parametrize(
    ("forgery", "found"),
    [
        ("UPDATE audit_entry SET person_id = NULL WHERE kind = 'changed'", "says: person_id."),
        ("UPDATE audit_entry SET thing = 4711 WHERE kind = 'changed'", "says: thing."),
        ("UPDATE audit_entry SET reason = 'Never said' WHERE kind = 'changed'", "says: reason."),
        ("UPDATE audit_entry SET kind = 'removed' WHERE kind = 'changed'", "as it was sealed."),
        ("UPDATE audit_entry SET kind = 'put_back' WHERE kind = 'changed'", "as it was sealed."),
        ("DELETE FROM audit_entry WHERE kind = 'changed'", "has no entry in the log."),
        ("UPDATE audit_entry SET label = 'x' WHERE kind = 'exported'", "not as it was sealed."),
        ("DELETE FROM audit_entry WHERE kind = 'exported'", "is missing."),
        ("DELETE FROM audit_seal WHERE model = 'audit.Entry'", "has no seal."),
        (
            "INSERT INTO audit_entry (chain, at, kind, model, thing, history_id, label, "
            "request_id, through, reason) SELECT chain, at, kind, model, thing, 4711, label, "
            "request_id, through, reason FROM audit_entry WHERE kind = 'changed'",
            "tells of a change that nobody made.",
        ),
    ],
)
def test_a_forged_log_is_found(action, ife, changing, forgery, found):
    with changing(action.organisation, ife):
        action.save()
    event_log.record(Kind.EXPORTED, person=ife, chain="RKE", label="plan-2025.csv")
    with triggers.lifted():
        run(forgery)
    assert any(problem.endswith(found) for problem in problems())


@pytest.fixture
def sealed_before_the_log(monkeypatch):
    """Rows are sealed as they were when there was no log: without what it says of them."""
    mac = sealing.mac

    def without_the_log(*place, told=None):
        of_today = {"told": told} if told and place[1] == changes.INSTALLATION else {}
        return mac(*place, **of_today)

    monkeypatch.setattr(sealing, "mac", without_the_log)


@pytest.mark.usefixtures("sealed_before_the_log")
def test_the_migration_tells_of_what_was_there_before(make_action, ife, changing):
    action = make_action("Review every interview panel")
    with changing(action.organisation, ife, reason="The supplier is late"):
        action.title = "Review every panel"
        action.save()
    facts = ("chain", "at", "person", "kind", "model", "thing", "history_id", "label", "reason")
    told = Entry.objects.filter(model=Action._meta.label).order_by("pk").values_list(*facts)
    before = list(told)
    of_today = list(Entry.objects.filter(chain=changes.INSTALLATION))  # a chain there was not then
    with triggers.lifted():
        run("DELETE FROM audit_entry")
    importlib.import_module("wres.audit.migrations.0003_fill_entries").fill(apps, None)
    with triggers.lifted():
        run("DELETE FROM audit_entry WHERE chain = %s", changes.INSTALLATION)
    Entry.objects.bulk_create(of_today)
    assert list(told) == before
    assert problems() == []
