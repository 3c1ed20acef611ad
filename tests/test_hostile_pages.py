"""Every form and every parameter of every page with values that nobody well-meaning sends.

No page fails, none shows markup that was typed, whoever asks. `FUZZ_EXAMPLES=5000` tries more, at
random; without it the same few hundred are tried each time.
"""

import os
from contextlib import contextmanager

import pytest
from django.conf import settings as project
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import test_access
from tests.asked import HOSTILE, MARKER, forms_of, html_of, parameters_of
from tests.conftest import with_second_factor
from tests.test_access import OPEN, PAGES, SIGNED_IN

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "0"))
tried = settings(
    max_examples=EXAMPLES or 60,
    derandomize=not EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
READ = sorted(name for name, door in PAGES.items() if door.read)
WRITTEN = sorted(name for name, door in PAGES.items() if door.send and door.read)
SENT = sorted(name for name, door in PAGES.items() if door.send)
VALUES = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.integers().map(str),
)

address_of = test_access.address_of


@pytest.fixture
def world(address_of, request):
    """`world.client("ife")`, `world.address("plan")`: who asks, and where each page is."""
    return World(address_of, request)


class World:
    def __init__(self, address_of, request):
        self.address, self._request, self._clients = address_of, request, {}
        self._forms, self._names = {}, {}
        for who in {sorted(door.send or door.read)[0] for door in PAGES.values()}:
            self.client(who)

    def client(self, who):
        """A browser of this person's own, signed in with a second factor."""
        if who not in self._clients:
            person, client = self._request.getfixturevalue(who), Client()
            session = client.session
            session.update(with_second_factor(person))
            session.save()
            client.force_login(person, project.AUTHENTICATION_BACKENDS[0])
            self._clients[who] = client
        return self._clients[who]

    def reader(self, name):
        """Somebody who may read the page, and send it where it is sent."""
        return self.client(sorted(PAGES[name].send or PAGES[name].read)[0])

    def forms(self, name):
        """The forms of the page that lead to an address of ours."""
        if name not in self._forms:
            address = self.address(name)
            page = self.reader(name).get(address)
            self._forms[name] = forms_of(html_of(page), address)
        return self._forms[name]

    def names(self, name):
        """The parameters that the address of the page may take."""
        if name not in self._names:
            page = self.reader(name).get(self.address(name))
            self._names[name] = parameters_of(html_of(page))
        return self._names[name]


@contextmanager
def undone():
    """What is written inside is forgotten, so that each try meets the same world."""
    block = transaction.atomic()
    block._from_testcase = True  # as pytest's own: a page's lasting change may begin inside
    with block:
        yield
        transaction.set_rollback(True)


def survives(response):
    """The answer is no failure of ours, and holds no markup of the sender's."""
    assert response.status_code < 500, response.request["PATH_INFO"]
    assert MARKER not in html_of(response), response.request["PATH_INFO"]


def survives_with_what_follows(client, response):
    """So is the page that the answer leads to, where what was typed may stand."""
    survives(response)
    where = response.headers.get("Location", "")
    assert not where.startswith(("//", "http", "javascript:")), where
    if where.startswith("/"):
        survives(client.get(where))


def test_no_parameter_is_shown_as_markup(world):
    for name in READ:
        sent = dict.fromkeys(world.names(name), MARKER)
        survives(world.reader(name).get(world.address(name), sent))


@given(data=st.data())
@tried
def test_no_parameter_breaks_a_page(world, data):
    name = data.draw(st.sampled_from(READ))
    keys = st.sampled_from(world.names(name)) | st.text(st.characters(codec="utf-8"), max_size=8)
    query = data.draw(st.dictionaries(keys, st.lists(VALUES, min_size=1, max_size=3), max_size=6))
    survives(world.reader(name).get(world.address(name), query))


def test_no_field_is_shown_as_markup(world):
    for name in WRITTEN:
        for form in world.forms(name):
            with undone():
                client = world.reader(name)
                sent = dict.fromkeys(form.names, MARKER)
                survives_with_what_follows(client, client.post(form.address, sent))


def test_text_kept_by_a_form_is_never_shown_as_markup(world):
    """Each field in its turn, the others as the page offers them: so that some are saved."""
    for name in WRITTEN:
        for form in world.forms(name):
            texts = [key for key, value in form.fields if not value or value[0].isalpha()]
            with undone():
                client = world.reader(name)
                sent = form.filled(**dict.fromkeys(texts, MARKER))
                survives_with_what_follows(client, client.post(form.address, sent))


@given(data=st.data())
@tried
def test_no_field_breaks_a_page(world, data):
    name = data.draw(st.sampled_from([each for each in WRITTEN if world.forms(each)]))
    form = data.draw(st.sampled_from(world.forms(name)))
    keys = st.sampled_from(form.names or ["anything"])
    changed = data.draw(st.dictionaries(keys, st.lists(VALUES, max_size=3), max_size=4))
    with undone():
        client = world.reader(name)
        survives_with_what_follows(client, client.post(form.address, form.filled(**changed)))


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b'{"a": [1, {"b": null}]}', "application/json"),
        (b"\xff\xfe\x00", "text/plain"),
        (b"a=%ff%00&a=%", "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % n for n in range(2_100)), "application/x-www-form-urlencoded"),
        (b"a=" + b"b" * 3_000_000, "application/x-www-form-urlencoded"),
        (
            b'--x\r\nContent-Disposition: form-data; name="file"; fi',
            "multipart/form-data; boundary=x",
        ),
        (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (b"", "multipart/form-data; boundary=\xff"),
        (b"<a/>", "application/xml"),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_a_body_of_another_kind_breaks_no_page(world, body, content_type):
    content_type = content_type.encode("latin-1").decode("latin-1")
    for name in SENT:
        with undone():
            survives(world.reader(name).post(world.address(name), body, content_type=content_type))


ODD_NUMBERS = ["0", "-1", "9" * 30, "9223372036854775808", "\u0663", "1%00"]


@pytest.mark.parametrize("odd", ODD_NUMBERS)
def test_an_odd_number_in_an_address_breaks_no_page(world, odd):
    for name in READ:
        client, parts = world.reader(name), world.address(name).split("/")
        for place, part in enumerate(parts):
            if part.split(".")[0].isdigit():
                changed = [
                    *parts[:place],
                    part.replace(part.split(".")[0], odd),
                    *parts[place + 1 :],
                ]
                survives(client.get("/".join(changed)))


@pytest.mark.parametrize(
    "path",
    [
        "/RKE%00/",
        "/rke/",
        "/\u0660\u0661\u0662/",
        "/RKE/plan/2025/quarters/2025-Q\u0664/",
        "/RKE/figures/templates/..%2f..%2fetc.csv",
        "/RKE/plan/2025/quarters/2025-Q4/report/1.php",
        "/published/RKE/%3Cw%20r=%27/",
        "/calendar/" + "a" * 5_000 + ".ics",
        "/calendar/%00.ics",
        "/calendar/\u202e.ics",
        "/static/..%2f..%2fwres/settings.py",
        "/static/%00",
        "/accounts/password/reset/key/1-set-password/",
        "/accounts/password/reset/key/" + "z" * 40 + "-x/",
        "/admin/%3Cw%20r='/",
    ],
)
def test_an_odd_address_breaks_nothing(world, path):
    for client in (Client(), world.client("ife"), world.client("ada")):
        survives(client.get(path))


@given(fields=st.dictionaries(st.sampled_from(["login", "password", "email", "next"]), VALUES))
@settings(tried, max_examples=EXAMPLES or 15)
def test_no_field_breaks_a_page_of_accounts(world, fields):
    for path in ["/accounts/login/", "/accounts/password/reset/"]:
        with undone():
            survives(Client().post(path, fields))
            survives(Client().get(path, fields))


def test_every_page_was_tried():
    assert set(READ) | set(SENT) == set(PAGES)
    assert not set(PAGES) & (OPEN | SIGNED_IN)
