"""Log lines: JSON, a line a request, and nobody's name, address or words in them."""

import io
import json
import logging

import pytest
from django.db import OperationalError

from audit.middleware import RequestIdFilter
from tests.conftest import PASSWORD
from wres import logs

SAID_BY_THE_DATABASE = """duplicate value
DETAIL:  Key (email, note)=(ife@example.nhs.uk, Ife
Adeyemi has it) already exists."""


@pytest.fixture
def lines():
    """`lines()`: the JSON lines logged since the test began."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    handler.addFilter(RequestIdFilter())
    logging.getLogger().addHandler(handler)
    level, logs.access.level = logs.access.level, logging.INFO
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logs.access.level = level
    logging.getLogger().removeHandler(handler)


def of_access(lines):
    return [line for line in lines() if line["logger"] == "wres.access"]


def test_a_request_leaves_one_line_with_the_number_of_the_person(lines, ife, plan, sign_in):
    response = sign_in(ife).get("/RKE/plan/2025/?text=Adeyemi&status=ongoing")
    (line,) = of_access(lines)
    assert line.pop("time").endswith("+00:00")
    assert line.pop("milliseconds") >= 0
    assert line.pop("message").startswith("GET /RKE/plan/2025/ 200")
    assert line == {
        "level": "INFO",
        "logger": "wres.access",
        "request_id": response.headers["X-Request-Id"],
        "user": ife.pk,
        "method": "GET",
        "path": "/RKE/plan/2025/",
        "status": 200,
    }


def test_a_failing_page_leaves_a_trace_without_the_row(lines, ife, plan, sign_in, monkeypatch):
    def fail(*args):
        raise OperationalError(SAID_BY_THE_DATABASE)

    monkeypatch.setattr("organisations.door.london_today", fail)
    client = sign_in(ife)
    client.raise_request_exception = False
    response = client.get("/RKE/plan/2025/?q=ife@example.nhs.uk")
    failed = next(line for line in lines() if line["logger"] == "django.request")
    assert failed["request_id"] == response.headers["X-Request-Id"]
    assert "OperationalError: duplicate value" in failed["exception"]
    assert of_access(lines)[0]["status"] == 503
    everything = json.dumps(lines())
    for word in ("ife@example", "Adeyemi has it", "WSGIRequest", "q="):
        assert word not in everything


@pytest.mark.parametrize(
    ("error", "kept", "left_out"),
    [
        (ValueError("invalid literal for int(): 'Ife Adeyemi'"), "invalid literal", "Adeyemi"),
        (KeyError("Ife Adeyemi"), "KeyError", "Adeyemi"),
        (OperationalError('invalid input syntax for date: "Ife"'), "input syntax", "Ife"),
        (OSError("550 no such person: ife.adeyemi@example.nhs.uk"), "550 no such", "adeyemi"),
    ],
)
def test_an_error_is_told_without_the_value_that_caused_it(lines, error, kept, left_out):
    try:
        raise error
    except type(error):
        logging.getLogger("test").exception("It failed for %s", "ife@example.nhs.uk")
    (line,) = lines()
    assert kept in line["exception"]
    assert left_out not in line["exception"]
    assert line["message"] == "It failed for (address left out)"


def test_an_error_behind_another_is_told_too():
    text = "one\nDETAIL:  Key (a)=(b)\n\nThe above exception was the direct cause\n\ntwo"
    assert logs.without_values(text).endswith("direct cause\n\ntwo")
    assert "Key" not in logs.without_values(text)


def test_signing_in_and_failing_to_leaves_no_address(lines, client, ife):
    for password in (PASSWORD + "!", PASSWORD):
        client.post("/accounts/login/", {"login": ife.email, "password": password})
    assert len(of_access(lines)) == 2
    assert "ife@" not in json.dumps(lines())
    assert PASSWORD not in json.dumps(lines())


def test_the_secret_part_of_an_address_is_not_logged(lines, client, db):
    client.get("/calendar/Zm9vYmFyYmF6.ics")
    client.get("/accounts/password/reset/key/1-c3f2a1-abcdef/")
    assert [line["path"] for line in of_access(lines)] == [
        "/calendar/….ics",
        "/accounts/password/reset/key/1-…/",
    ]
    assert "Zm9v" not in json.dumps(lines())
    assert "c3f2a1" not in json.dumps(lines())


def test_a_probe_that_is_well_leaves_no_line(lines, client):
    client.get("/healthz")
    assert of_access(lines) == []


def test_people_at_a_terminal_read_text_of_the_same_care():
    record = logging.makeLogRecord(
        {"name": "root", "msg": "To ife@example.nhs.uk", "levelname": "INFO"}
    )
    assert logs.TextLines().format(record) == "INFO root [-] To (address left out)"
