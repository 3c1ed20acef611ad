"""Timing requests to a running server: in turn, so that noise falls on all of them alike."""

import http.client
import json
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlencode, urlparse

from tests.browser.server import ROOT

CSRF = "c" * 32
TOGETHER = 4  # clients at once when throughput is measured
SECONDS = 3  # for which it is measured


class Client:
    """One signed-in browser with a connection of its own."""

    def __init__(self, url, session):
        self.connection = http.client.HTTPConnection(urlparse(url).netloc, timeout=60)
        self.headers = {"Cookie": f"sessionid={session}; csrftoken={CSRF}"}

    def get(self, path):
        self._ask("GET", path, None, 200)

    def read(self, path):
        """The text of a page."""
        return self._ask("GET", path, None, 200)[0]

    def upload(self, path, name, data):
        """Send a file in the form's field `file`; where the answer leads."""
        fence = "----------a-fence-between-fields"
        token = f'name="csrfmiddlewaretoken"\r\n\r\n{CSRF}'
        file = f'name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
        start = f"--{fence}\r\nContent-Disposition: form-data; "
        body = f"{start}{token}\r\n{start}{file}".encode() + data + f"\r\n--{fence}--\r\n".encode()
        kind = f"multipart/form-data; boundary={fence}"
        return self._ask("POST", path, body, 302, kind)[1]

    def post(self, path, fields):
        body = urlencode(fields | {"csrfmiddlewaretoken": CSRF})
        self._ask("POST", path, body, 302)

    def _ask(self, method, path, body, expected, kind="application/x-www-form-urlencoded"):
        """The text of the answer and the address to which it leads."""
        headers = self.headers | ({"Content-Type": kind} if body else {})
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status != expected:
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:2000]!r}")
        return text.decode(), answer.headers.get("Location")


def told(environment, module, facts):
    """What a module of the benchmark says of the database, given the facts."""
    command = [sys.executable, "-m", f"tests.bench.{module}", json.dumps(facts)]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


@dataclass(frozen=True)
class Measured:
    """Milliseconds of one kind of request."""

    median: float
    p95: float

    @classmethod
    def of(cls, seconds):
        return cls(
            statistics.median(seconds) * 1_000, statistics.quantiles(seconds, n=20)[-1] * 1_000
        )


def measure(visits, rounds, warm_up=5):
    """Make every visit in turn, `rounds` times after a warm-up; what each took."""
    times = {name: [] for name in visits}
    for turn in range(rounds + warm_up):
        for name, visit in visits.items():
            start = time.perf_counter()
            visit()
            if turn >= warm_up:
                times[name].append(time.perf_counter() - start)
    return {name: Measured.of(seconds) for name, seconds in times.items()}


def requests_a_second(make_client, path):
    """Answers a second to several clients who ask for one page again and again."""
    counts, stop = [], time.perf_counter() + SECONDS

    def ask():
        client, count = make_client(), 0
        while time.perf_counter() < stop:
            client.get(path)
            count += 1
        counts.append(count)

    threads = [threading.Thread(target=ask) for _ in range(TOGETHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS
