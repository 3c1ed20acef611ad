"""A server that is told to stop finishes what it was asked, and takes no more."""

import http.client
import json
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest

from tests.browser import server
from tests.conftest import PASSWORD
from tests.patience import PATIENCE, wait_until

pytestmark = pytest.mark.heavy

EMAIL = "ife@example.nhs.uk"
MAKE_IFE = (
    "from wres.accounts.models import User;"
    f"User.objects.create_user({EMAIL!r}, 'Ife Adeyemi', {PASSWORD!r})"
)
SESSIONS = (
    "from django.contrib.sessions.models import Session; print('sessions', Session.objects.count())"
)


@pytest.fixture
def installation(tmp_path):
    made = server.new_database(tmp_path, demonstrate=False)
    server.manage(made, "shell", "--verbosity", "0", "--command", MAKE_IFE)
    return made | {"LOG_FORMAT": "json", "LOG_LEVEL": "INFO"}


@pytest.fixture
def served(installation, tmp_path):
    """The port, the process, and the file of its log lines."""
    port, log = server.free_port(), tmp_path / "log"
    command = [sys.executable, "-m", "gunicorn", "tests.slow", "--bind", f"127.0.0.1:{port}"]
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [*command, "--workers", "1"], cwd=server.ROOT, env=installation, stderr=stream
        )
    try:
        wait_until(lambda: answers(port))
        yield port, process, log
    finally:
        process.kill()
        process.wait()


def answers(port):
    try:
        return asked(port, "GET", "/healthz").status == 200
    except OSError:
        return False


def asked(port, method, path, body=None, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(method, path, body, {"Connection": "close", **headers})
        response = connection.getresponse()
        response.text = response.read().decode()
        return response
    finally:
        connection.close()


def sign_in(port):
    page = asked(port, "GET", "/accounts/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
    cookie = page.headers["Set-Cookie"].split(";")[0]
    sent = urlencode({"login": EMAIL, "password": PASSWORD, "csrfmiddlewaretoken": token})
    form = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    return asked(port, "POST", "/accounts/login/", sent, **form)


def test_what_was_under_way_is_finished_and_saved(served, installation, tmp_path):
    port, process, log = served
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(sign_in, port)
        wait_until(lambda: (tmp_path / "begun").exists() or answer.done())
        process.send_signal(signal.SIGTERM)
        wait_until(lambda: "Handling signal: term" in log.read_text())
        (tmp_path / "go").touch()
        assert answer.result().status == 302
    assert process.wait(timeout=PATIENCE) == 0
    said = server.manage(installation, "shell", "--verbosity", "0", "--command", SESSIONS)
    assert "sessions 1" in said

    lines = [json.loads(line) for line in log.read_text().splitlines()]
    asked_for = [(each["method"], each["status"]) for each in lines if "method" in each]
    assert asked_for == [("GET", 200), ("POST", 302)]
    assert not answers(port)
    assert "ife" not in log.read_text().lower()
