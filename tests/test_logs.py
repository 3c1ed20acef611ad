"""Log lines: JSON, a line a request, and nobody's name, address or words in them."""

import io
import json
import logging
import re
import time
from urllib.parse import quote

import pytest
from django.db import OperationalError
from django.test import Client

from tests.conftest import PASSWORD
from wres import logs
from wres.audit import kinds
from wres.audit.middleware import RequestIdFilter

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

    monkeypatch.setattr("wres.accounts.middleware.london_today", fail)
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
        "/accounts/password/reset/key/…/",
    ]
    assert "Zm9v" not in json.dumps(lines())
    assert "c3f2a1" not in json.dumps(lines())


@pytest.mark.parametrize(
    "address",
    [
        "ann%40nhs.uk",
        '"ann smith"@nhs.uk',
        "ann!smith@nhs.uk",
        "ann&bo=smith@nhs.uk",
        "ann@localhost",
        "ann@[10.0.0.1]",
        "ann\uff20nhs.uk",
        "ann@nhs\u3002uk",
    ],
)
def test_an_address_is_left_out_however_it_is_written(address):
    record = logging.LogRecord("root", logging.INFO, "x", 1, f"To {address}.", None, None)
    said = logs.TextLines().format(record)
    assert "(address left out)" in said
    assert "ann" not in said
    assert "smith" not in said


def test_a_probe_that_is_well_leaves_no_line(lines, client):
    client.get("/healthz")
    assert of_access(lines) == []


def test_people_at_a_terminal_read_text_of_the_same_care():
    record = logging.makeLogRecord(
        {"name": "root", "msg": "To ife@example.nhs.uk", "levelname": "INFO"}
    )
    assert logs.TextLines().format(record) == "INFO root [-] To (address left out)"


KEY = "Zq3Xw-kept_9secretKEYsecret"
LINKS = [
    f"/accounts/invitation/{KEY}",
    f"/accounts/password/reset/key/1-c3f2a1-{KEY}",
    f"/accounts/email/confirm/eyJuZXciOiJhIn0:{KEY}",
    f"/calendar/{KEY}.ics",
]
TOLD = [KEY, KEY.lower(), "c3f2a1", "eyJuZXci"]


@pytest.fixture(params=["json", "text"])
def written(request):
    """`written()`: all that was logged since the test began, in either format."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines() if request.param == "json" else logs.TextLines())
    handler.addFilter(RequestIdFilter())
    loggers = [logging.getLogger(), *map(logging.getLogger, logs.OF_SERVERS)]
    for logger in loggers:
        logger.addHandler(handler)
    level, logs.access.level = logs.access.level, logging.INFO
    yield stream.getvalue
    logs.access.level = level
    for logger in loggers:
        logger.removeHandler(handler)


ASKED = {
    "as it is in the letter": lambda client, link: client.get(f"{link}/"),
    "without its last slash": lambda client, link: client.get(link),
    "without it, by a form": lambda client, link: client.post(link),
    "by a form": lambda client, link: client.post(f"{link}/"),
    "a word too long": lambda client, link: client.get(f"{link}/more/"),
    "with a second slash": lambda client, link: client.get(f"/{link}/"),
    "of another host": lambda client, link: client.get(f"{link}/", headers={"host": "a.example"}),
    "as a host": lambda client, link: client.get("/", headers={"host": f"a.example{link}"}),
    "as a query": lambda client, link: client.get("/accounts/login/", {"next": f"{link}/"}),
    "as a page left": lambda client, link: client.post(
        "/accounts/login/", headers={"referer": f"https://a.example{link}/"}
    ),
    "with a method of nobody": lambda client, link: client.generic("PROPFIND", f"{link}/"),
    "with a null": lambda client, link: client.get(f"{link}%00/"),
    "in words": lambda client, link: client.get(f"{link} and more/"),
    "in capitals": lambda client, link: client.get(f"{link.upper()}/"),
    "turned": lambda client, link: client.get(link.replace("/", "\\")),
}


@pytest.mark.parametrize("how", ASKED)
@pytest.mark.parametrize("link", LINKS)
def test_no_link_of_a_letter_is_in_the_log_however_it_is_asked_for(how, link, written, db):
    for is_checked in (False, True):
        browser = Client(enforce_csrf_checks=is_checked, raise_request_exception=False)
        ASKED[how](browser, link)
    assert written()
    assert not any(word.lower() in written().lower() for word in TOLD), written()


@pytest.mark.parametrize("link", LINKS)
def test_nor_where_every_page_is_of_https(link, written, settings, db):
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get(f"{link}/").status_code == 301
    assert not any(word.lower() in written().lower() for word in TOLD), written()


@pytest.mark.parametrize("link", LINKS)
def test_nor_in_the_words_of_an_error_or_of_a_server(link, written):
    try:
        raise ValueError(f"Not for https://wres.example{link}/ or {link.strip('/')}")
    except ValueError:
        logging.getLogger("test").exception("It failed at %s", link)
    atoms = {"r": f"GET {link}/ HTTP/1.1", "f": f"https://a.example{link}", "s": "404"}
    logging.getLogger("gunicorn.access").error('"%(r)s" %(s)s "%(f)s"', atoms)
    logging.getLogger("django.server").error('"%s" %s %s', f"GET {link} HTTP/1.1", 200, 10)
    assert written().count("invitation") or "404" in written()
    assert not any(word.lower() in written().lower() for word in TOLD), written()


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (
            "/RKE/plan/2025/quarters/2025-Q4/report/3.pdf",
            "/RKE/plan/2025/quarters/2025-Q4/report/3.pdf",
        ),
        ("/RKE/audit.csv?person=Ife", "/RKE/audit.csv"),
        ("/admin/organisations/membership/3/change/", "/admin/organisations/membership/3/change/"),
        ("/ife@example.nhs.uk/", "/…/"),
        ("/Ife Adeyemi/4854567890/", "/…/…/"),
        ("https://a.example/RKE/plan/", "https://…/RKE/plan/"),
        ("http://127.0.0.1:8000/healthz", "http://127.0.0.1:8000/healthz"),
        ("/RKE/" * 10_000, "/RKE/" * 10_000),
    ],
)
def test_a_path_is_shown_by_its_shape(path, shown):
    assert kinds.fit(path) == kinds.fit(kinds.fit(path))
    assert kinds.fit(path) == shown if len(path) < 300 else len(kinds.fit(path)) < 150


@pytest.mark.parametrize(
    "mark", ["\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029"]
)
def test_what_is_asked_and_said_stays_in_its_line(mark, written, db):
    forged = f"one{mark}ERROR root [-] two"
    Client().get(f"/{quote(forged)}/")
    logging.getLogger("test").error("Not known: %s", forged)
    try:
        raise KeyError(forged)
    except KeyError:
        logging.getLogger("test").exception(forged)
    assert not any(line.startswith("ERROR root") for line in written().splitlines())
    assert not re.search(r"^\s*ERROR root", written(), re.MULTILINE)


def seconds_of(text):
    def once():
        began = time.process_time()
        logs.TextLines().format(logging.makeLogRecord({"msg": text, "levelname": "INFO"}))
        return time.process_time() - began

    return min(once() for _ in range(5))


@pytest.mark.parametrize("unit", ["_", "a@", ": “", "'/", "/", "a.", "@a.", "DETAIL: ", '"', "1a"])
def test_a_long_line_costs_no_more_than_its_length(unit):
    for find in (logs.EMAIL, logs.ROW_VALUES, logs.IN_QUOTES, logs.QUOTED_PATH):
        short, long = (_looked_through(find, unit * count) for count in (20_000, 80_000))
        assert long < 10 * short + 0.01, find.pattern
    assert seconds_of(unit * 1_000_000) < 10 * seconds_of(unit * 4_000) + 0.01


def _looked_through(pattern, text):
    def once():
        began = time.process_time()
        pattern.sub("", text)
        return time.process_time() - began

    return min(once() for _ in range(5))
