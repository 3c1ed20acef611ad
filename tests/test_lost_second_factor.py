"""An administrator takes away a second factor that a person of theirs has lost."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from tests.conftest import PASSWORD, delivered
from wres.accounts.access import Role
from wres.accounts.models import Membership
from wres.audit.models import Entry

WHY = {"reason": "Ife lost her phone, and I spoke to her"}


@pytest.fixture
def has_factor():
    """`has_factor(ife)`: she has a code app."""

    def give(user):
        return Authenticator.objects.create(user=user, type="totp", data={"secret": "kept"})

    return give


def page_of(user, code="RKE"):
    return f"/{code}/people/{user.memberships.get(organisation=code).pk}/second-factor/"


def test_ada_takes_it_away_with_a_reason_and_ife_is_told(ada, ife, has_factor, sign_in):
    has_factor(ife)
    sign_in(ada).post(page_of(ife), WHY)
    assert not Authenticator.objects.filter(user=ife).exists()
    assert delivered()[0].to == [ife.email]
    assert "Ada took away the second factor" in delivered()[0].body
    entry = Entry.objects.get(kind="second_factor")
    assert (entry.chain, entry.person, entry.reason) == ("RKE", ada, WHY["reason"])
    assert "Ife" in entry.label


def test_ife_is_signed_out_everywhere_by_it(ada, ife, has_factor, sign_in):
    hers = Client()
    hers.post("/accounts/login/", {"login": ife.email, "password": PASSWORD})
    has_factor(ife)
    sign_in(ada).post(page_of(ife), WHY)
    assert hers.get("/accounts/").url.startswith("/accounts/login/")


@pytest.mark.parametrize("person", ["esi", "amara", "ife", "nia"])
def test_nobody_else_takes_it_away(person, ada, request, has_factor, sign_in):
    has_factor(ada)
    client = sign_in(request.getfixturevalue(person))
    assert client.get(page_of(ada)).status_code == 403
    assert client.post(page_of(ada), WHY).status_code == 403
    assert Authenticator.objects.filter(user=ada).exists()


def test_signed_out_nobody_does(ife, has_factor, client):
    has_factor(ife)
    assert client.post(page_of(ife), WHY).url.startswith("/accounts/login/")
    assert Authenticator.objects.filter(user=ife).exists()


def test_it_needs_a_reason(ada, ife, has_factor, sign_in):
    has_factor(ife)
    said = sign_in(ada).post(page_of(ife), {"reason": " "}).content.decode()
    assert "Say why the second factor is taken away" in said
    assert Authenticator.objects.filter(user=ife).exists()


def test_not_of_who_looks_after_every_trust(ada, ife, has_factor, sign_in):
    has_factor(ife)
    ife.is_staff = True
    ife.save()
    said = sign_in(ada).post(page_of(ife), WHY).content.decode()
    assert "no administrator of one can take their second factor away" in said
    assert Authenticator.objects.filter(user=ife).exists()


def test_not_of_who_is_in_another_trust_too(ada, ife, other_trust, has_factor, changing, sign_in):
    has_factor(ife)
    with changing(other_trust):
        Membership.objects.create(organisation=other_trust, user=ife, role=Role.EXECUTIVE)
    said = sign_in(ada).post(page_of(ife), WHY).content.decode()
    assert "has a role in another organisation too" in said
    assert Authenticator.objects.filter(user=ife).exists()


def test_not_of_the_people_of_another_trust(ada, noor, has_factor, sign_in):
    has_factor(noor)
    number = noor.memberships.get().pk
    assert sign_in(ada).post(f"/RKE/people/{number}/second-factor/", WHY).status_code == 404
    assert Authenticator.objects.filter(user=noor).exists()


def test_not_ones_own_and_not_where_there_is_none(ada, ife, has_factor, sign_in):
    has_factor(ada)
    client = sign_in(ada)
    assert "your own second factor" in client.post(page_of(ada), WHY).content.decode()
    assert "has no second factor" in client.post(page_of(ife), WHY).content.decode()
    assert Authenticator.objects.filter(user=ada).exists()


def test_the_operator_does_it_for_who_is_in_two_trusts(ada, ife, has_factor):
    has_factor(ife)
    call_command("remove_second_factor", ife.email, "--as", ada.email, "--reason", WHY["reason"])
    assert not Authenticator.objects.filter(user=ife).exists()
    entry = Entry.objects.get(kind="second_factor")
    assert (entry.person, entry.reason) == (ada, WHY["reason"])
    assert delivered()[0].to == [ife.email]


@pytest.mark.parametrize(
    ("email", "by", "said"),
    [
        ("nobody@example.nhs.uk", "ada@example.nhs.uk", "There is nobody"),
        ("ife@example.nhs.uk", "nobody@example.nhs.uk", "There is nobody"),
        ("ife@example.nhs.uk", "ada@example.nhs.uk", "has no second factor"),
    ],
)
def test_the_command_says_what_it_cannot_do(email, by, said, ada, ife):
    with pytest.raises(CommandError, match=said):
        call_command("remove_second_factor", email, "--as", by, "--reason", "Lost")
