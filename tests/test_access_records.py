"""Django's admin: every address of it is closed to whoever may not see records.

Its addresses are found by walking them, so that a new record is looked at here by itself; a new
kind of page, which nobody has thought of, fails.
"""

from itertools import product

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.test_access import METHODS, PEOPLE, UNUSED
from tests.test_network_role import rows_of_history

OF_A_RECORD = {"changelist": [], "add": [], "history": ["1"], "delete": ["1"], "change": ["1"]}
OF_THE_SITE = {
    "index",
    "login",
    "logout",
    "password_change",
    "password_change_done",
    "autocomplete",
    "jsi18n",
    "app_list",
}
SIGN_IN = ("/accounts/login/", "/admin/login/")  # the second refuses who is signed in
OTHERS = [who for who in PEOPLE if who not in {"ada", "noor"}]  # who administer a trust each


def records():
    """What the admin shows: app label and name of each model."""
    return [(model._meta.app_label, model._meta.model_name) for model in admin.site._registry]


def addresses():
    """Every address of the admin but those that sign in and out, which ask nobody."""
    site = [reverse("admin:index"), reverse("admin:jsi18n"), reverse("admin:autocomplete")]
    apps = [reverse("admin:app_list", args=[label]) for label in {app for app, _ in records()}]
    pages = [
        reverse(f"admin:{app}_{model}_{kind}", args=args)
        for app, model in records()
        for kind, args in OF_A_RECORD.items()
    ]
    return [*site, *apps, *pages]


def test_every_page_of_the_admin_is_of_a_kind_that_was_thought_of():
    names = {pattern.name for pattern in admin.site.get_urls() if hasattr(pattern, "name")}
    of_records = {
        pattern.name
        for resolver in admin.site.get_urls()
        for pattern in getattr(resolver, "url_patterns", [])
        if pattern.name
    }
    known = {f"{app}_{model}_{kind}" for app, model in records() for kind in OF_A_RECORD}
    assert names - {None} == OF_THE_SITE
    assert of_records == known


@pytest.fixture
def client_of(request, trust, sign_in, client):
    """`client_of("esi")`: the browser of a person, or of somebody who is signed out."""
    return lambda who: client if who == "signed_out" else sign_in(request.getfixturevalue(who))


@pytest.mark.parametrize("who", OTHERS)
def test_no_record_opens_to_who_does_not_administer(who, client_of):
    client = client_of(who)
    answers = {address: client.get(address) for address in addresses()}
    assert {address: kind for address, answer in answers.items() if (kind := opened(answer))} == {}
    if who != "signed_out":
        assert client.get(SIGN_IN[1]).status_code == 403


# A page of each kind: what each may see is asked in one place for all records.
A_KIND = [("index", []), *((f"actions_action_{kind}", args) for kind, args in OF_A_RECORD.items())]


@pytest.mark.parametrize("who", OTHERS)
def test_no_method_opens_a_record_either(who, client_of):
    assert opened_by(METHODS, client_of(who)) == {}


def test_no_method_that_no_page_takes_opens_one(client_of):
    assert opened_by(UNUSED, client_of("ife")) == {}


def opened_by(methods, client):
    """What the admin answered, by method and page, where it did not send the person away."""
    pages = [reverse(f"admin:{name}", args=args) for name, args in A_KIND]
    answers = {
        (method, page): getattr(client, method)(page) for method, page in product(methods, pages)
    }
    return {asked: kind for asked, answer in answers.items() if (kind := opened(answer))}


def opened(answer):
    """How the admin answered, where it did not send the person away."""
    return "" if answer.headers.get("Location", "").startswith(SIGN_IN) else answer.status_code


def test_nothing_that_an_administrator_sends_changes_a_record(action, ada, sign_in):
    client, before, wrong = sign_in(ada), rows_of_history(), []
    for app, model in records():
        for kind in ("add", "change", "delete"):
            address = reverse(f"admin:{app}_{model}_{kind}", args=OF_A_RECORD[kind])
            answer = client.post(address, {"title": "Mine", "post": "yes"})
            if answer.status_code not in {302, 403}:
                wrong.append(f"{address}: {answer.status_code}")
    assert wrong == []
    assert rows_of_history() == before
