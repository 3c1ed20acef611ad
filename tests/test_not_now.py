"""Two send the same form at once: whoever comes second is told why, in one place for all pages.

The other is served just before the change of the first begins, when its page has looked at
everything as it was.
"""

import importlib

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction

from tests import test_access
from tests.test_hostile_pages import WRITTEN, World, undone
from tests.test_house import OURS, ROOT, modules
from wres.accounts.models import Organisation
from wres.audit import changes
from wres.audit.stale import Stale

address_of = test_access.address_of
TYPED = "We have looked at this together, and agreed."
MOVED = "Things have moved on."
FILLS = {"day": "31", "month": "8", "year": "2026", "link": "https://example.org/panel"}
# What is left empty: dates and numbers that fit nothing else on the page, and a second button.
LEFT = ("target_", "review_", "evidence_", "baseline", "value", "white_", "bme_", "unknown_")
LEFT += ("focus_", "draft", "no_evidence", "stated_")
# Pages whose form, as it is sent here, comes as far as a change; others ask for more or for a file.
REACHED = {
    *("action_challenge", "action_roles", "calendar", "carry_forward", "challenge"),
    *("evidence_withdraw", "filter", "filter_delete", "indicator_challenge"),
    *("invitation_withdraw", "person", "person_add", "publication_withdraw", "publish_quarter"),
    *("put_back_lead", "quarter_close", "quarter_reopen", "signing_in_rule"),
}
# Errors that no page meets as something that has changed.
OTHERWISE = {
    "_Refused": "a part of a document that may not be there, told as a file that is refused",
    "CopyError": "a backup that cannot be made or put back, said by its command",
    "HeaderError": "a file that cannot be read",
    "ImpossibleError": "a figure that cannot be",
    "NeededError": "a second factor is asked for",
    "NameTakenError": "a name like a colleague's, said beside its field",
    "NoActionsError": "a file whose columns a person is asked about",
    "NoKeyError": "a link that opens nothing, said on its page",
    "NotReadyError": "said by check_ready",
    "OutsideTrailError": "our own mistake",
    "RefusedError": "a file that cannot be read",
    "Unreachable": "an identity provider that does not answer",
    "StoppedError": "a worker is asked to stop",
    "_StoppedError": "a reader of XML has read enough",
}


@pytest.fixture
def world(address_of, request):
    return World(address_of, request)


def sent(form):
    """What somebody sends who fills in what is empty."""
    empty = [key for key, value in form.fields if not value and not key.startswith(LEFT)]
    filled = {key: FILLS.get(key.rpartition("_")[2], TYPED) for key in empty}
    return {key: value for key, value in form.filled(**filled).items() if key != "draft"}


def writing(world):
    """Each page that is written, with a form of it and who sends it."""
    for name in WRITTEN:
        client = world.reader(name)
        client.raise_request_exception = False
        for form in world.forms(name):
            if form.address.startswith("/RKE/"):
                yield name, form, client


class Other:
    """In the place of `transaction` in the trail: sends the form when the first change begins."""

    def __init__(self, client, form):
        self.client, self.form, self.answer = client, form, None

    def atomic(self, **options):
        if self.answer is None:
            self.answer = 0
            self.answer = self.client.post(self.form.address, sent(self.form)).status_code
        return transaction.atomic(**options)


def test_every_page_says_why_it_cannot_be_now_and_keeps_what_was_typed(world, monkeypatch):
    reached = set()
    for name, form, client in writing(world):
        met = []

        def refuse(chain, *given, met=met):
            met.append(chain)
            raise Stale(MOVED)

        with undone(), monkeypatch.context() as patched:
            patched.setattr(changes, "_opened", refuse)
            given = sent(form)
            answer = client.post(form.address, given)
        if met:
            reached.add(name)
            assert answer.status_code == 409, form.address
            assert MOVED in answer.content.decode(), form.address
            assert (TYPED in given.values()) <= (TYPED in answer.content.decode()), form.address
    assert reached >= REACHED


def test_no_page_fails_when_another_sends_the_same_just_before(world, monkeypatch):
    for _, form, client in writing(world):
        with undone(), monkeypatch.context() as patched:
            other = Other(client, form)
            patched.setattr(changes, "transaction", other)
            answer = client.post(form.address, sent(form))
        assert answer.status_code < 500, form.address
        assert other.answer in (None, 200, 302, 409), form.address


def test_a_quarter_that_somebody_has_opened_again_is_opened_once(world, monkeypatch):
    name = "quarter_reopen"
    client, (form,) = world.reader(name), world.forms(name)[1:2]
    assert form.address == world.address(name)
    monkeypatch.setattr(changes, "transaction", Other(client, form))
    answer = client.post(form.address, sent(form))
    page = BeautifulSoup(answer.content, "html.parser").find("main")
    assert answer.status_code == 409
    assert "This quarter is open already." in page.text
    assert page.select_one("textarea[name=reason]").text.strip() == TYPED
    again = page.select_one("form")
    assert client.post(again["action"], {"reason": TYPED}).status_code == 302


@pytest.fixture
def fails(trust, ife, sign_in, monkeypatch):
    """`fails(meet)`: the answer to a form whose change meets what this does."""

    def send(meet):
        client = sign_in(ife)
        client.raise_request_exception = False
        monkeypatch.setattr(changes, "_opened", lambda *given: meet())
        return client.post("/RKE/calendar/", {"why": TYPED})

    return send


def test_a_row_that_another_has_made_is_no_failure(fails, trust):
    answer = fails(lambda: Organisation.objects.create(code=trust.pk, name="The same"))
    assert answer.status_code == 409
    assert TYPED in answer.content.decode()


def test_a_row_that_another_has_removed_is_no_failure(fails):
    assert fails(lambda: Organisation.objects.get(code="GONE")).status_code == 409


def test_a_rule_of_the_database_that_was_broken_is_our_mistake(fails):
    def break_it():
        raise IntegrityError("CHECK constraint failed")

    assert fails(break_it).status_code == 500


def errors():
    for app in OURS:
        for path in modules(app):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            if "migrations" in path.parts or "management" in path.parts:
                continue
            found = importlib.import_module(name.removesuffix(".__init__"))
            yield from (
                each
                for each in vars(found).values()
                if isinstance(each, type)
                and issubclass(each, Exception)
                and each.__module__ == found.__name__
            )


def test_each_error_of_ours_is_answered_as_not_now_or_is_something_else():
    unknown = [
        error
        for error in errors()
        if not issubclass(error, Stale) and error.__name__ not in OTHERWISE
    ]
    assert unknown == []
