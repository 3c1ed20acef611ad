"""Whoever watches over the installation asks two addresses, which tell a stranger nothing."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from wres import health


@pytest.fixture(autouse=True)
def _nothing_remembered():
    health._last.forget()


def out_of_reach(*args, **kwargs):
    raise OperationalError("the server wres-db.internal closed the connection")


@pytest.fixture
def built(settings, tmp_path):
    """Static files, as far as the check looks."""
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "wres").mkdir()
    (tmp_path / "wres" / "wres.css").touch()


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
@pytest.mark.parametrize(("method", "status"), [("get", 200), ("head", 200), ("post", 405)])
def test_both_answer_a_stranger_who_reads(address, method, status, client, db, built):
    response = getattr(client, method)(address)
    assert response.status_code == status
    assert not response.cookies


def test_the_process_is_well_without_any_database(client, monkeypatch):
    monkeypatch.setattr(connection, "ensure_connection", out_of_reach)
    assert client.get("/healthz").content == b"ok"


def test_a_probe_calls_the_server_by_its_number_and_without_tls(settings, db, built):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    for address in ("/healthz", "/readyz"):
        response = Client(headers={"host": "10.0.0.7:8000"}).get(address)
        assert (response.status_code, response.content) == (200, b"ok")


def test_it_is_not_ready_while_the_database_is_away_and_says_no_more(client, monkeypatch, built):
    monkeypatch.setattr(connection, "ensure_connection", out_of_reach)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.content == b"database\nmigrations"


def test_it_is_not_ready_before_its_migrations(client, db, built):
    MigrationRecorder(connection).record_unapplied("actions", "0001_initial")
    assert client.get("/readyz").content == b"migrations"


def test_it_is_not_ready_without_static_files(client, db, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    assert client.get("/readyz").content == b"static files"


def test_many_probes_ask_the_database_once_a_second(client, db, built, monkeypatch):
    client.get("/readyz")
    with monkeypatch.context() as patched:
        patched.setattr(connection, "ensure_connection", out_of_reach)
        health._last._until = float("inf")
        assert client.get("/readyz").status_code == 200
        health._last._until = 0
        assert client.get("/readyz").status_code == 503


def test_no_version_and_no_name_is_in_the_answers(client, db, built):
    for address in ("/healthz", "/readyz"):
        response = client.get(address)
        assert response.content == b"ok"
        assert "Server" not in response.headers
        assert response.headers["Content-Security-Policy"]
