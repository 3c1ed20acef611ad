"""People who open an action, say what happened and save it, each save on a new connection."""

import http.client
import json
import re
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlparse

from tests.browser.server import ROOT
from tests.patience import PATIENCE

CODE = "CRW"  # of the trust that `tests.crew` builds
CSRF = "c" * 32
PAUSE = 0.05  # seconds before a form is sent again
SAID = "The panel met, and agreed what to change first."


@dataclass
class Kept:
    """What became of the saves of some people; `waits` are seconds."""

    acknowledged: list = field(default_factory=list)  # (action, submission)
    waits: list = field(default_factory=list)
    conflicts: int = 0
    unavailable: int = 0  # pages with 503
    cut: int = 0  # connections that ended without an answer
    wrong: list = field(default_factory=list)  # any other answer


def crew(made, *arguments):
    """What `tests.crew` answers in the database of this environment."""
    command = [sys.executable, "-m", "tests.crew", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=made, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)


class Saver(threading.Thread):
    """One person, who saves until `enough(self)`; the same form is sent again where it failed."""

    def __init__(self, url, cookie, person, kept, enough):
        super().__init__(daemon=True)
        self.place = urlparse(url).netloc
        self.headers = {"Cookie": f"{cookie}={person['session']}; csrftoken={CSRF}"}
        self.actions, self.kept, self.enough = person["actions"], kept, enough
        self.saved = 0

    def run(self):
        turn = 0
        try:
            while not self.enough(self):
                self.save(self.actions[turn % len(self.actions)])
                turn += 1
        except RuntimeError as error:
            self.kept.wrong.append(str(error))

    def save(self, action):
        """Open the action and save it; what came of it is kept."""
        address = f"/{CODE}/actions/{action}/update/"
        page = self.insist("GET", address, {200})
        form = self.form(re.search(r'name="version" value="(\d+)"', page)[1])
        if self.insist("POST", address, {302, 409}, form) is None:
            self.kept.acknowledged.append((action, form["submission"]))
            self.saved += 1
        else:
            self.kept.conflicts += 1

    token = {"csrfmiddlewaretoken": CSRF}

    def form(self, version):
        """What a browser sends of the page of an update, filled in."""
        told = {"status": "in_progress", "delivery": "on_track", "happened": SAID}
        told |= {"version": version, "submission": str(uuid.uuid4())}
        return told | {"reason": "The panel meets later."} | self.token

    def insist(self, method, address, expected, form=None):
        """The page that came, or None for 302; asked again while the answer is 503 or cut off."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            status, text = self.ask(method, address, form)
            if status in expected:
                return None if status == 302 else text
            if status not in (0, 503):
                break
            self.kept.unavailable += status == 503
            time.sleep(PAUSE)
        raise RuntimeError(f"{method} {address} was answered {status}: {text}")

    def ask(self, method, address, form=None):
        """The status and the text of the answer; 0 where the connection was cut off."""
        started = time.monotonic()
        connection = http.client.HTTPConnection(self.place, timeout=PATIENCE)
        headers = {"Content-Type": "application/x-www-form-urlencoded", **self.headers}
        try:
            connection.request(method, address, urlencode(form or {}), headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            self.kept.cut += 1
            return 0, ""
        finally:
            connection.close()
        if method == "POST":
            self.kept.waits.append(time.monotonic() - started)
        return answer.status, text


def save_all(url, made, enough, meanwhile=lambda kept: None):
    """Let everyone save at once, and do something meanwhile; what they kept.

    `made` is what `tests.crew build` answered.
    """
    kept = Kept()
    people = [Saver(url, made["cookie"], person, kept, enough) for person in made["people"]]
    for person in people:
        person.start()
    meanwhile(kept)
    for person in people:
        person.join(timeout=10 * PATIENCE)
    if any(person.is_alive() for person in people):
        kept.wrong.append("Somebody is still waiting")
    return kept


def misses(kept, left) -> list[str]:
    """What was lost, written twice or half, in words; none where all is well."""
    found = list(kept.wrong) + [f"The trail: {problem}" for problem in left["problems"]]
    stored = left["submissions"]
    if lost := [form for _, form in kept.acknowledged if form not in set(stored)]:
        found.append(f"Acknowledged and lost: {len(lost)}")
    if len(stored) != len(set(stored)):
        found.append("Written twice")
    if left["versions"] != left["updates"]:
        found.append(f"Versions {left['versions']} of updates {left['updates']}")
    if sum(left["versions"].values()) < len(kept.acknowledged):
        found.append("Fewer saves than acknowledged")
    return found
