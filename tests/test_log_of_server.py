"""A real server writes no link of a letter, even where it writes a line of its own a request."""

import http.client
import json
import socket
import subprocess
import sys

import pytest

from tests.browser import server
from tests.patience import PATIENCE, wait_until
from tests.test_graceful_stop import answers
from tests.test_logs import KEY, LINKS

pytestmark = pytest.mark.heavy


@pytest.fixture(params=["json", "text"])
def log_of(request, tmp_path):
    """The port of a server that writes access lines too, and what it has written."""
    made = server.new_database(tmp_path, demonstrate=False)
    made |= {"LOG_FORMAT": request.param, "LOG_LEVEL": "DEBUG"}
    port, log = server.free_port(), tmp_path / "log"
    command = [sys.executable, "-m", "gunicorn", "wres.wsgi", "--bind", f"127.0.0.1:{port}"]
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [*command, "--workers", "1", "--access-logfile", "-"],
            cwd=server.ROOT,
            env=made,
            stdout=stream,
            stderr=stream,
        )
    try:
        wait_until(lambda: answers(port))
        yield port, log.read_text
    finally:
        process.terminate()
        process.wait()


def asked(port, path, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path, headers=headers)
    connection.getresponse().read()
    connection.close()


def said_to(port, words):
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as stream:
        stream.sendall(words.encode())
        stream.recv(1000)


def test_no_line_of_a_server_holds_a_link(log_of):
    port, log = log_of
    for link in LINKS:
        asked(port, link)
        asked(port, f"{link}/", Referer=f"https://a.example{link}/", Host=f"a.example{link}")
        said_to(port, f"GET {link}\r\n\r\n")
        said_to(port, f"{link} HTTP/1.1\r\n\r\n")
    asked(port, "/a%0D%0AERROR%20root%20two%E2%80%A8ERROR%20root")
    wait_until(lambda: log().count("ERROR") >= 1)
    lines = log().splitlines()
    assert len(lines) > 2 * len(LINKS)
    assert KEY.lower() not in log().lower()
    assert not any(line.startswith("ERROR root") for line in lines)
    if lines[0].startswith("{"):
        assert all(json.loads(line) for line in lines)
