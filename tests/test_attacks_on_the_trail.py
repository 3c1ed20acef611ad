"""Attacks by someone who has dropped the triggers: each is found, and named, by `verify_audit`.

What verification alone cannot find, a chain cut back with its head, is found against the heads
that were recorded outside the database.
"""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from actions.models import Action
from tests.test_append_only import as_the_application
from wres.audit import event_log, triggers
from wres.audit.kinds import Kind
from wres.audit.models import ChainHead, Entry

__all__ = ["as_the_application"]

HISTORY = "actions_historicalaction"
LAST = "(SELECT sequence FROM audit_chainhead WHERE chain = 'RKE')"
OLDEST = f"(SELECT MIN(history_id) FROM {HISTORY})"
NEWEST = f"(SELECT MAX(history_id) FROM {HISTORY})"
COPIED = [f.column for f in Action.history.model._meta.concrete_fields if not f.primary_key]
ATTACKS = {
    "a changed byte of a history row": (
        [f"UPDATE {HISTORY} SET title = 'review interview panels' WHERE history_id = {OLDEST}"],
        "actions.HistoricalAction {oldest} is not as it was sealed",
    ),
    "another person in a history row": (
        [f"UPDATE {HISTORY} SET history_user_id = 1 WHERE history_id = {NEWEST}"],
        "actions.HistoricalAction {newest} is not as it was sealed",
    ),
    "another time in a history row": (
        [f"UPDATE {HISTORY} SET history_date = '2020-01-01' WHERE history_id = {NEWEST}"],
        "actions.HistoricalAction {newest} is not as it was sealed",
    ),
    "a changed reason": (
        [f"UPDATE {HISTORY} SET history_change_reason = 'No' WHERE history_id = {NEWEST}"],
        "actions.HistoricalAction {newest} is not as it was sealed",
    ),
    "a removed history row": (
        [f"DELETE FROM {HISTORY} WHERE history_id = {OLDEST}"],
        "the history row actions.HistoricalAction {oldest} is missing",
    ),
    "two history rows swapped": (
        [
            f"UPDATE {HISTORY} SET history_id = -history_id",
            f"UPDATE {HISTORY} SET history_id = {{both}} + history_id",
        ],
        "actions.HistoricalAction {oldest} is not as it was sealed",
    ),
    "a history row inserted": (
        [
            f"INSERT INTO {HISTORY} (history_id, {', '.join(COPIED)}) "
            f"SELECT history_id + 1000, {', '.join(COPIED)} FROM {HISTORY} "
            f"WHERE history_id = {OLDEST}"
        ],
        "The history row actions.HistoricalAction {inserted} has no seal",
    ),
    "a changed byte of a seal": (
        ["UPDATE audit_seal SET mac = 'x' || SUBSTR(mac, 2) WHERE sequence = 2"],
        "RKE seal 2: ",
    ),
    "a seal that names another row": (
        ["UPDATE audit_seal SET history_id = history_id + 1000 WHERE sequence = 2"],
        "RKE seal 2: the history row ",
    ),
    "a removed seal": (
        ["DELETE FROM audit_seal WHERE chain = 'RKE' AND sequence = 2"],
        "RKE seal 2 is missing: the next one found is 3",
    ),
    "two seals swapped": (
        [
            "UPDATE audit_seal SET sequence = -1 WHERE sequence = 2",
            "UPDATE audit_seal SET sequence = 2 WHERE sequence = 3",
            "UPDATE audit_seal SET sequence = 3 WHERE sequence = -1",
        ],
        "RKE seal 2: ",
    ),
    "a cut tail": (
        [f"DELETE FROM audit_seal WHERE chain = 'RKE' AND sequence = {LAST}"],
        "its head says {last}",
    ),
    "a cut tail and its history": (
        [
            f"DELETE FROM audit_seal WHERE chain = 'RKE' AND sequence = {LAST}",
            f"DELETE FROM {HISTORY} WHERE history_id = {NEWEST}",
        ],
        "actions.Action {action} is not as its history says: title, version",
    ),
    "a head set back": (
        ["UPDATE audit_chainhead SET sequence = sequence - 1"],
        "RKE: the chain ends at seal {last}, its head says {before_last}",
    ),
    "a head removed": (["DELETE FROM audit_chainhead"], "RKE: the head of the chain is gone"),
    "a current row changed behind the trail": (
        ["UPDATE actions_action SET title = 'Never said'"],
        "actions.Action {action} is not as its history says: title.",
    ),
    "a current row removed behind the trail": (
        ["DELETE FROM actions_action"],
        "actions.Action {action} is gone without a trace in its history",
    ),
    "another person in the entry of a change": (
        [f"UPDATE audit_entry SET person_id = 1 WHERE history_id = {NEWEST}"],
        "HistoricalAction {newest} is not as its entry in the log says: person_id",
    ),
    "another reason in the entry of a change": (
        ["UPDATE audit_entry SET reason = 'No' WHERE model = 'actions.Action'"],
        "HistoricalAction {newest} is not as its entry in the log says: reason",
    ),
    "other words in the entry of a change": (
        [f"UPDATE audit_entry SET label = 'Never said' WHERE history_id = {NEWEST}"],
        "actions.HistoricalAction {newest} is not as it was sealed",
    ),
    "the entry of a change removed": (
        ["DELETE FROM audit_entry WHERE model = 'actions.Action'"],
        "HistoricalAction {oldest} has no entry in the log",
    ),
    "the entry of an event changed": (
        ["UPDATE audit_entry SET kind = 'sign_out' WHERE kind = 'sign_in'"],
        "audit.Entry {event} is not as it was sealed",
    ),
    "a seal moved to the chain of another": (
        [
            "UPDATE audit_seal SET chain = 'ZE1', sequence = 1 "
            f"WHERE chain = 'RKE' AND sequence = {LAST}"
        ],
        "RKE: the chain ends at seal {before_last}, its head says {last}",
    ),
    "a seal of nothing that there is": (
        ["UPDATE audit_seal SET model = 'nothing.AtAll' WHERE sequence = 2 AND chain = 'RKE'"],
        "RKE seal 2: the history row nothing.AtAll",
    ),
    "an entry that stands in another place than its seal": (
        [f"UPDATE audit_entry SET id = -id WHERE history_id = {NEWEST} AND kind = 'changed'"],
        "of the log does not stand where its seal does",
    ),
    "a name of another time in the entry of a change": (
        [f"UPDATE audit_entry SET installation = 1 WHERE history_id = {NEWEST}"],
        "actions.HistoricalAction {newest} is not as it was sealed",
    ),
    "the times of a head changed": (
        ["UPDATE audit_chainhead SET latest = '2020-01-01' WHERE chain = 'RKE'"],
        "RKE: its head notes other times than its log has",
    ),
    "the entry of an event removed": (
        ["DELETE FROM audit_entry WHERE kind = 'sign_in'"],
        "audit.Entry {event} is missing",
    ),
}


@pytest.fixture
def trail(action, ife, changing):
    """Two changes of an action by Ife, and one event between them; the names of their rows."""
    event_log.record(Kind.SIGN_IN, person=ife, chain="RKE")
    with changing(action.organisation, ife, reason="Clearer words"):
        action.title = "Review every interview panel"
        action.save()
    ids = action.history.values_list("history_id", flat=True)
    last = ChainHead.objects.get(chain="RKE").sequence
    return {
        "action": action.pk,
        "oldest": min(ids),
        "newest": max(ids),
        "both": min(ids) + max(ids),
        "inserted": min(ids) + 1000,
        "event": Entry.objects.get(kind=Kind.SIGN_IN).pk,
        "last": last,
        "before_last": last - 1,
    }


def attack(*statements):
    """Run these as someone who may drop the triggers."""
    with triggers.lifted(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            assert cursor.rowcount


def verified(*options):
    """What `verify_audit` says, and whether it holds."""
    said = StringIO()
    try:
        call_command("verify_audit", *options, stdout=said, stderr=said)
    except CommandError as error:
        return f"{said.getvalue()}{error}", False
    return said.getvalue(), True


# Entries that nobody's key has sealed: what sets each apart from one that is as it should be.
FORGED = {
    "a download that never was": {},
    "a kind that there is not": {"kind": "'never'"},
    "a thing that there is not": {"model": "'nothing.AtAll'", "thing": 1, "history_id": 1},
    "no label of a model": {"model": "'…'", "thing": 1, "history_id": 1},
    "a thing that is not tracked": {
        "model": "'organisations.User'",
        "thing": 1,
        "history_id": 1,
    },
    "a change that nobody made": {"model": "'actions.Action'", "thing": 1, "history_id": 9_999},
    "a chain that nobody has": {"chain": "'NONE'"},
    "the seal of another chain": {
        "chain": "'ZE1'",
        "model": "'actions.ACTION'",
        "thing": 1,
        "history_id": OLDEST,
    },
}
ENTRY = {"chain": "'RKE'", "at": "'2026-01-01'", "person_id": 1, "kind": "'exported'"}
ENTRY |= {"label": "'plan.csv'", "model": "''", "thing": "NULL", "history_id": "NULL"}
ENTRY |= {"request_id": "'1f'", "through": "'GET /RKE/plan.csv'", "reason": "''"}


def forged(name):
    facts = ENTRY | FORGED[name]
    values = ", ".join(map(str, facts.values()))
    return f"INSERT INTO audit_entry ({', '.join(facts)}) VALUES ({values})"


def commit():
    """What a transaction is asked at its end."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refused(*statements):
    """Whether the database refuses these at the latest when their transaction ends."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            commit()
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize("name", FORGED)
def test_an_entry_that_nobody_sealed_is_refused_or_found(name, trail, as_the_application):
    if connection.vendor == "postgresql":
        assert refused(forged(name))
        return
    with connection.cursor() as cursor:
        cursor.execute(forged(name))
    assert not verified()[1]


@pytest.mark.parametrize("name", FORGED)
def test_an_entry_that_nobody_sealed_breaks_no_page(name, trail, ada, sign_in):
    attack(forged(name))
    newest, client = Entry.objects.latest("pk"), sign_in(ada)
    assert client.get("/RKE/audit/").status_code == 200
    file = client.get("/RKE/audit.csv")
    assert b"".join(file).decode().splitlines()[0].endswith("Request")
    page = client.get(f"/RKE/audit/{newest.pk}/")
    assert page.status_code == (200 if newest.chain == "RKE" else 404)
    assert not verified()[1]


def test_a_seal_without_the_key_is_found(trail, as_the_application):
    """The application's role may add a seal and move the head: what it cannot make is the MAC."""
    number = Entry.objects.latest("pk").pk + 1
    seal = "(chain, sequence, model, history_id, key_name, mac)"
    with connection.cursor() as cursor:
        facts = ENTRY | {"id": number}
        values = ", ".join(map(str, facts.values()))
        cursor.execute(f"INSERT INTO audit_entry ({', '.join(facts)}) VALUES ({values})")
        cursor.execute(
            f"INSERT INTO audit_seal {seal} VALUES ('RKE', {LAST} + 1, 'audit.Entry', "
            f"{number}, '1', '{'f' * 64}')"
        )
        cursor.execute(
            f"UPDATE audit_chainhead SET sequence = sequence + 1, mac = '{'f' * 64}' "
            "WHERE chain = 'RKE'"
        )
    said, holds = verified()
    assert not holds
    assert f"audit.Entry {number} is not as it was sealed" in said


def test_history_that_nobody_sealed_is_refused_or_found(trail, as_the_application):
    (statement,), words = ATTACKS["a history row inserted"]
    if connection.vendor == "postgresql":
        assert refused(statement)
        return
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert words.format(**trail) in verified()[0]


def test_a_second_entry_of_one_change_is_found(trail):
    """Where somebody has dropped the index that forbids it."""
    fields = [f for f in Entry._meta.concrete_fields if f.name not in ("id", "label")]
    copied = ", ".join(field.column for field in fields)
    with triggers.lifted(), connection.cursor() as cursor:
        cursor.execute("DROP INDEX entry_history_row")
        cursor.execute(
            f"INSERT INTO audit_entry ({copied}, label) SELECT {copied}, 'Never said' "
            f"FROM audit_entry WHERE history_id = {NEWEST} AND model = 'actions.Action'"
        )
    assert not verified()[1]


def test_a_trail_that_nobody_attacked_verifies(trail):
    assert verified()[1]


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_found_and_named(name, trail):
    statements, words = ATTACKS[name]
    attack(*(statement.format(**trail) for statement in statements))
    said, holds = verified()
    assert not holds
    assert words.format(**trail) in said
