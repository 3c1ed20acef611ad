"""What a deployer asks before the doors open: each line is fine or says what to do."""

import json
import os
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from wres.accounts import mail
from wres.accounts.models import Membership
from wres.audit import triggers

IS_SQLITE = connection.vendor == "sqlite"
NAME = "audit_seal_no_update"
DROP = f"DROP TRIGGER {NAME}"


@pytest.fixture(autouse=True)
def _a_ready_installation(settings, tmp_path, db):
    (tmp_path / "wres").mkdir()
    (tmp_path / "wres" / "wres.css").touch()
    settings.STATIC_ROOT = tmp_path
    settings.SECRET_KEY = "fgh4Jm8-qXp2vRz7sLc9wTn3bKd6yAe1"
    settings.AUDIT_KEY = "Qw3rTy7uIo9pAs2dFg5hJk8lZx1cVb4n"
    settings.WORKER_SIGN = tmp_path / "worker.seen"
    settings.WORKER_SIGN.touch()


@pytest.fixture
def check():
    """`check("--mail")`: what the command prints, and whether it says that all is ready."""

    def run(*options):
        said = StringIO()
        try:
            call_command("check_ready", *options, stdout=said)
        except CommandError:
            return said.getvalue(), False
        return said.getvalue(), True

    return run


def worker_seen(settings, seconds_ago):
    settings.WORKER_SIGN.touch()
    at = time.time() - seconds_ago
    os.utime(settings.WORKER_SIGN, (at, at))


def test_a_whole_installation_is_ready(check):
    said, is_ready = check()
    assert is_ready, said
    assert "ok   Migrations: All are applied." in said


def test_machines_read_the_same(check, settings):
    settings.AUDIT_KEY = "short"
    said, is_ready = check("--json")
    found = {each["check"]: each for each in json.loads(said)["checks"]}
    assert not is_ready
    assert json.loads(said)["ready"] is False
    assert found["Database"]["ok"]
    assert found["Keys"]["words"].startswith("AUDIT_KEY can be guessed")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SECRET_KEY", "a" * 60, "SECRET_KEY can be guessed"),
        ("AUDIT_KEY", "fgh4Jm8-qXp2vRz7sLc9wTn3bKd6yAe1", "are one"),
        ("TIME_ZONE", "UTC", "Set TIME_ZONE to Europe/London"),
        ("STATIC_ROOT", "/nowhere", "node static/build.mjs"),
    ],
)
def test_a_setting_that_is_wrong_is_named_with_what_to_do(check, settings, name, value, words):
    setattr(settings, name, value)
    said, is_ready = check()
    assert words in said
    assert not is_ready


def test_missing_triggers_are_found(check):
    with triggers.lifted():
        said, is_ready = check()
    assert "NOT  Append-only triggers" in said
    assert not is_ready


ON_SQLITE = {
    "missing": [DROP],
    "another, of the same name": [
        DROP,
        f"CREATE TRIGGER {NAME} BEFORE UPDATE ON audit_seal BEGIN SELECT 1; END",
    ],
    "one that never holds": [
        DROP,
        f"CREATE TRIGGER {NAME} BEFORE UPDATE ON audit_seal WHEN 0 "
        "BEGIN SELECT RAISE(ABORT, 'The audit trail is append-only.'); END",
    ],
    "one against replacing": ["DROP TRIGGER audit_entry_no_replace"],
    "one that lets a change go by unsaid": [
        "CREATE TRIGGER a_first BEFORE UPDATE ON audit_seal BEGIN SELECT RAISE(IGNORE); END"
    ],
}
ON_POSTGRESQL = {
    "missing": ["DROP TRIGGER audit_seal_no_change ON audit_seal"],
    "switched off": ["ALTER TABLE audit_seal DISABLE TRIGGER audit_seal_no_change"],
    "of updates alone": [
        "CREATE OR REPLACE TRIGGER audit_seal_no_change BEFORE UPDATE ON audit_seal "
        "FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
    ],
    "one that never holds": [
        "CREATE OR REPLACE TRIGGER audit_seal_no_change BEFORE UPDATE OR DELETE ON audit_seal "
        "FOR EACH ROW WHEN (false) EXECUTE FUNCTION audit_refuse()"
    ],
    "a function made empty": [
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RETURN NEW; END $$"
    ],
    "no seal demanded": [
        "CREATE OR REPLACE FUNCTION audit_demand_seal_of_entry() RETURNS trigger "
        "LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$"
    ],
    "no seal demanded of history": ["DROP TRIGGER audit_entry_sealed ON audit_entry"],
    "a rule instead": [
        "CREATE RULE never AS ON UPDATE TO audit_seal DO INSTEAD NOTHING",
    ],
    "all set aside": ["SET LOCAL session_replication_role = replica"],
}


@pytest.mark.parametrize("name", ON_SQLITE if IS_SQLITE else ON_POSTGRESQL)
def test_triggers_that_are_not_as_they_were_installed_are_found(check, name):
    statements = (ON_SQLITE if IS_SQLITE else ON_POSTGRESQL)[name]
    assert "ok   Append-only triggers" in check()[0]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    assert "NOT  Append-only triggers" in check()[0]


@pytest.mark.parametrize("name", ["one that never holds", "missing"])
def test_a_migrate_installs_them_again(check, name):
    with connection.cursor() as cursor:
        for statement in (ON_SQLITE if IS_SQLITE else ON_POSTGRESQL)[name]:
            cursor.execute(statement)
    triggers.install()
    assert "ok   Append-only triggers" in check()[0]


def test_a_full_disk_is_found(check, monkeypatch):
    monkeypatch.setattr("wres.health.LEAST_DISK_MB", 10**12)
    assert "Make room." in check()[0]


@pytest.mark.parametrize(
    ("seconds_ago", "words", "is_fine"),
    [(None, "never seen", False), (600, "last seen", False), (5, "ok   Worker", True)],
)
def test_the_worker_was_seen_lately(check, settings, seconds_ago, words, is_fine):
    settings.WORKER_SIGN.unlink()
    if seconds_ago is not None:
        worker_seen(settings, seconds_ago)
    said, is_ready = check()
    assert words in said
    assert is_ready == is_fine


@pytest.mark.parametrize(("minutes", "is_fine"), [(14, True), (16, False)])
def test_letters_that_wait_for_long_are_found(check, ife, later, minutes, is_fine):
    mail.queue("password_forgotten", person=ife)
    later(minutes=minutes)
    said, is_ready = check()
    assert ("Look at the worker's log" in said) is not is_fine
    assert is_ready is is_fine


def test_a_mail_server_that_does_not_answer_is_found(check, settings):
    smtp = {"host": "127.0.0.1", "port": 1, "timeout": 2}
    backend = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": smtp}}
    said, is_ready = check("--mail")
    assert "Check SMTP_HOST" in said
    assert not is_ready


def test_a_trail_that_does_not_verify_is_found(check, ife):
    assert check("--audit")[1]
    Membership._base_manager.filter(user=ife).update(role="executive")
    assert "It does not verify." in check("--audit")[0]


@pytest.mark.parametrize(
    ("hours", "words"), [(None, "There is none"), (30, "30 hours old"), (2, "ok   Backup")]
)
def test_a_backup_is_there_and_new(check, tmp_path, hours, words):
    if hours is not None:
        file = tmp_path / "wres-2026-03-16-020000.tar.gz"
        file.touch()
        at = time.time() - hours * 3600
        os.utime(file, (at, at))
    assert words in check("--backups", str(tmp_path))[0]
