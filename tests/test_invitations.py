"""Invitations: a letter with a link that works once, for a week, and for the person it is to."""

from datetime import timedelta

import pytest
from django.utils import timezone

from actions.models import LeadMember
from tests.conftest import PASSWORD, delivered
from wres.accounts.access import Role
from wres.accounts.models import Invitation, Membership, User
from wres.audit import verification

ADD = "/RKE/people/add/"
ACCEPT = "/accounts/invitation/"
NEW = {"name": "Kit Example", "email": "kit@example.nhs.uk", "role": Role.ACTION_LEAD}
GIVEN = {"name": "Kit Example", "password": "three random words"}


def link_of(letter):
    address = next(word for word in letter.body.split() if ACCEPT in word)
    return address.removeprefix("http://127.0.0.1:8000")


@pytest.fixture
def kit_is_invited(ada, sign_in):
    """Ada has invited Kit and gone; the address of the letter's link."""
    client = sign_in(ada)
    client.post(ADD, NEW)
    client.logout()
    return link_of(delivered()[-1])


def test_kit_accepts_and_is_signed_in_with_the_role_and_leads(ada, make_lead, sign_in, client):
    lead = make_lead("Recruitment Team")
    sign_in(ada).post(ADD, NEW | {"leads": [lead.pk]})
    client.logout()
    client.get(link_of(delivered()[0]))
    response = client.post(ACCEPT, GIVEN, follow=True)
    kit = User.objects.get(email=NEW["email"])
    assert kit.memberships.get().role == Role.ACTION_LEAD
    assert LeadMember.objects.get(user=kit).lead == lead
    assert response.wsgi_request.user == kit
    assert "You can now use the pages of Riverside NHS Trust" in response.content.decode()


def test_the_password_kit_chose_signs_in(kit_is_invited, client):
    client.get(kit_is_invited)
    client.post(ACCEPT, GIVEN)
    client.logout()
    client.post("/accounts/login/", {"login": NEW["email"], "password": GIVEN["password"]})
    assert client.get("/RKE/").status_code == 200


def test_nobody_is_there_before_they_accept(kit_is_invited):
    assert not User.objects.filter(email=NEW["email"]).exists()
    assert not Membership.objects.filter(user__email=NEW["email"]).exists()


def test_who_invited_and_who_accepted_stand_in_the_trail(ada, kit_is_invited, client):
    client.get(kit_is_invited)
    client.post(ACCEPT, GIVEN)
    kit = User.objects.get(email=NEW["email"])
    accepted, added = Invitation.history.all()
    assert (added.history_user, added.history_change_reason) == (ada, "Invited by email")
    assert (accepted.history_user, accepted.state) == (kit, Invitation.ACCEPTED)
    joined = Membership.history.get(user=kit)
    assert joined.history_user == kit
    assert joined.history_change_reason == "Accepted the invitation of Ada"
    assert list(verification.problems()) == []


def test_the_key_is_in_no_row_and_leaves_the_address_at_once(kit_is_invited, client):
    key = kit_is_invited.removeprefix(ACCEPT).strip("/")
    invitation = Invitation.objects.get()
    assert key not in [str(value) for value in vars(invitation).values()]
    assert client.get(kit_is_invited).url == ACCEPT


def used_twice(client, link, sign_in, ada):
    client.get(link)
    client.post(ACCEPT, GIVEN)
    client.logout()
    return link


def expired(client, link, sign_in, ada):
    Invitation._base_manager.update(expires_at=timezone.now() - timedelta(seconds=1))
    return link


def tampered(client, link, sign_in, ada):
    return f"{link[:-2]}{'A' if link[-2] != 'A' else 'B'}/"


def sent_again(client, link, sign_in, ada):
    sign_in(ada)
    client.post(f"/RKE/people/invitations/{Invitation.objects.get().pk}/send/")
    client.logout()
    return link


def withdrawn(client, link, sign_in, ada):
    sign_in(ada)
    page = f"/RKE/people/invitations/{Invitation.objects.get().pk}/withdraw/"
    client.post(page, {"reason": "They go elsewhere"})
    client.logout()
    return link


@pytest.mark.parametrize("happened", [used_twice, expired, tampered, sent_again, withdrawn])
def test_a_link_that_is_no_longer_good_says_so(happened, ada, kit_is_invited, sign_in, client):
    link = happened(client, kit_is_invited, sign_in, ada)
    before = User.objects.count()
    client.get(link)
    for response in (client.get(ACCEPT), client.post(ACCEPT, GIVEN)):
        assert response.status_code == 410
        assert "This link does not work any more" in response.content.decode()
    assert User.objects.count() == before


def test_a_page_left_open_does_not_outlive_its_invitation(ada, kit_is_invited, client):
    client.get(kit_is_invited)
    assert client.get(ACCEPT).status_code == 200
    Invitation._base_manager.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.post(ACCEPT, GIVEN).status_code == 410


def test_the_letter_that_was_sent_again_works(ada, kit_is_invited, sign_in, client):
    sign_in(ada).post(f"/RKE/people/invitations/{Invitation.objects.get().pk}/send/")
    client.logout()
    client.get(link_of(delivered()[-1]))
    client.post(ACCEPT, GIVEN)
    assert User.objects.get(email=NEW["email"]).memberships.exists()


def test_the_list_says_when_it_was_sent_and_expires(ada, kit_is_invited, sign_in):
    page = " ".join(sign_in(ada).get("/RKE/people/").content.decode().split())
    week = timezone.localdate() + timedelta(days=7)
    assert f"expires on {week.day} {week:%B %Y}" in page
    Invitation._base_manager.update(expires_at=timezone.now() - timedelta(days=1))
    assert "expired on" in sign_in(ada).get("/RKE/people/").content.decode()


def test_withdrawing_needs_a_reason_that_stands_in_the_trail(ada, kit_is_invited, sign_in):
    page = f"/RKE/people/invitations/{Invitation.objects.get().pk}/withdraw/"
    assert "Say why the invitation is withdrawn" in sign_in(ada).post(page, {}).content.decode()
    sign_in(ada).post(page, {"reason": "Kit goes elsewhere"})
    assert Invitation.history.first().history_change_reason == "Kit goes elsewhere"


@pytest.mark.parametrize("what", ["send", "withdraw"])
def test_the_administrator_of_another_trust_finds_no_invitation(
    what, kit_is_invited, noor, sign_in
):
    pk = Invitation.objects.get().pk
    for code, status in (("RKE", 404), ("ZE1", 404)):
        page = f"/{code}/people/invitations/{pk}/{what}/"
        assert sign_in(noor).post(page, {"reason": "Ours"}).status_code == status
    assert Invitation.objects.get().state == Invitation.OPEN


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": ""}, "Enter your full name"),
        ({"password": ""}, "Enter a password"),
        ({"password": "short"}, "too short"),
        ({"password": "password1234"}, "too common"),
        ({"password": "kit@example.nhs.uk"}, "too similar"),
        ({"password": "x" * 1_001}, "1,000 characters or fewer"),
    ],
)
def test_what_kit_gives_is_checked_in_words(given, words, kit_is_invited, client):
    client.get(kit_is_invited)
    assert words in client.post(ACCEPT, GIVEN | given).content.decode()
    assert not User.objects.filter(email=NEW["email"]).exists()


def test_the_pages_do_not_tell_that_noor_has_an_account(ada, noor, sign_in):
    client = sign_in(ada)
    of_kit = client.post(ADD, NEW, follow=True)
    client.post(
        f"/RKE/people/invitations/{Invitation.objects.get().pk}/withdraw/", {"reason": "Test"}
    )
    client.get("/RKE/people/")  # which tells of the withdrawal
    of_noor = client.post(ADD, NEW | {"email": noor.email, "name": "N. N."}, follow=True)
    number = Invitation.objects.get(email=noor.email).pk
    of_kit_number = Invitation.objects.get(email=NEW["email"]).pk

    def said(response, number):
        page = (
            response.content.decode()
            .replace("noor@", "kit@")
            .replace(f"invitations/{number}/", "invitations/N/")
        )
        return [
            line for line in page.splitlines() if "csrf" not in line and "data-left" not in line
        ]

    assert said(of_noor, number) == said(of_kit, of_kit_number)
    assert "Noor" not in of_noor.content.decode()


def test_noor_has_the_role_once_she_accepts_signed_in(ada, noor, sign_in, client):
    sign_in(ada).post(ADD, NEW | {"email": "NOOR@example.nhs.uk", "name": "Other"})
    client.logout()
    client.get(link_of(delivered()[-1]))
    assert "Sign in to accept" in client.get(ACCEPT).content.decode()
    client.post(ACCEPT, GIVEN)
    noor.refresh_from_db()
    assert noor.check_password(PASSWORD)
    client.post("/accounts/login/", {"login": noor.email, "password": PASSWORD, "next": ACCEPT})
    assert not noor.memberships.filter(organisation="RKE").exists()
    client.post(ACCEPT)
    assert noor.memberships.get(organisation="RKE").role == Role.ACTION_LEAD
    assert User.objects.get(pk=noor.pk).name == "Noor"


def test_somebody_else_who_is_signed_in_cannot_accept(kit_is_invited, ife, sign_in):
    client = sign_in(ife)
    client.get(kit_is_invited)
    assert "for somebody else" in client.post(ACCEPT).content.decode()
    assert Invitation.objects.get().state == Invitation.OPEN


@pytest.mark.parametrize("email", ["amara@example.nhs.uk", "kit@example.nhs.uk"])
def test_who_is_there_or_invited_is_not_invited_again(email, ada, amara, kit_is_invited, sign_in):
    response = sign_in(ada).post(ADD, NEW | {"email": email})
    assert "Find" in response.content.decode()
    assert Invitation.objects.count() == 1


def test_a_mail_server_that_is_down_loses_no_invitation(ada, sign_in, mail_is_down, later):
    response = sign_in(ada).post(ADD, NEW, follow=True)
    assert "kit@example.nhs.uk is invited" in response.content.decode()
    assert delivered() == []
    assert "The letter was not sent yet" in sign_in(ada).get("/RKE/people/").content.decode()
    mail_is_down()
    later(minutes=3)
    assert [letter.to for letter in delivered()] == [[NEW["email"]]]
    assert "was not sent yet" not in sign_in(ada).get("/RKE/people/").content.decode()
