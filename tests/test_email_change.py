"""A new email address counts once its letter is answered; the old address is told."""

from datetime import timedelta

import pytest

from tests.conftest import PASSWORD, delivered
from wres.accounts.sign_in import email_change
from wres.audit.models import Entry

CHANGE, NEW = "/accounts/email/", "ife.new@example.nhs.uk"


@pytest.fixture
def here(client, ife):
    """A browser in which Ife has just signed in and given her password again."""
    client.post("/accounts/login/", {"login": ife.email, "password": PASSWORD})
    client.post(f"/accounts/reauthenticate/?next={CHANGE}", {"password": PASSWORD})
    return client


def link_in(letter):
    return next(word for word in letter.body.split() if "/email/confirm/" in word)


def test_ife_changes_her_address_and_her_old_one_is_told(here, ife):
    old = ife.email
    here.post(CHANGE, {"email": "Ife.New@example.nhs.uk"})
    ife.refresh_from_db()
    assert (ife.email, delivered()[0].to) == (old, [NEW])
    here.get(link_in(delivered()[0]))
    ife.refresh_from_db()
    assert ife.email == old, "readers of mail open links: only the button changes it"
    here.post(link_in(delivered()[0]))
    ife.refresh_from_db()
    assert (ife.email, delivered()[1].to) == (NEW, [old])
    assert Entry.objects.filter(kind="email_changed", person=ife).exists()


def test_she_signs_in_with_the_new_one_only(here, ife, client):
    old = ife.email
    here.post(CHANGE, {"email": NEW})
    here.post(link_in(delivered()[0]))
    client.logout()
    for email, page in ((old, 302), (NEW, 200)):
        client.post("/accounts/login/", {"login": email, "password": PASSWORD})
        assert client.get("/accounts/").status_code == page


def test_the_password_is_asked_for_first(client, ife):
    client.post("/accounts/login/", {"login": ife.email, "password": PASSWORD})
    assert "/accounts/reauthenticate/" in client.get(CHANGE).url
    assert "/accounts/reauthenticate/" in client.post(CHANGE, {"email": NEW}).url
    assert delivered() == []


def test_a_taken_address_is_told_to_its_mailbox_alone(here, ife, esi):
    said = [here.post(CHANGE, {"email": email}, follow=True) for email in (NEW, esi.email)]
    pages = [page.content.decode().replace(esi.email, NEW) for page in said]
    assert [f"We are sending a letter to {NEW}" in page for page in pages] == [True, True]
    assert "/email/confirm/" not in delivered()[1].body
    assert "belongs to an account already" in delivered()[1].body


def test_an_address_that_was_taken_meanwhile_is_refused_in_words(here, ife, esi):
    here.post(CHANGE, {"email": NEW})
    link = link_in(delivered()[0])
    esi.email = NEW
    esi.save()
    response = here.post(link)
    assert response.status_code == 410
    assert "does not work any more" in response.content.decode()


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("", "Enter your new email address"),
        ("ife", "Enter a valid email address"),
        ("IFE@example.nhs.uk", "This is your email address already"),
        ("system@wres-tracker.invalid", "Enter an email address, like"),
        ("ifé@example.nhs.uk", "Enter a"),
        ("a@example.nhs.uk\nBcc: b@example.nhs.uk", "Enter a valid email address"),
        (f"{'a' * 300}@example.nhs.uk", "Ensure this value has at most 254"),
    ],
)
def test_what_is_no_new_address_is_refused_in_words(email, said, here):
    assert said in here.post(CHANGE, {"email": email}).content.decode()
    assert delivered() == []


def test_a_link_works_once(here, ife):
    here.post(CHANGE, {"email": NEW})
    link = link_in(delivered()[0])
    assert here.post(link).status_code == 302
    assert here.post(link).status_code == 410


def test_a_link_is_of_the_person_who_asked(here, ife, esi, sign_in):
    here.post(CHANGE, {"email": NEW})
    assert sign_in(esi).post(link_in(delivered()[0])).status_code == 410


def test_a_link_lasts_for_its_hours(ife, settings):
    token = email_change.token_for(ife, NEW)
    assert email_change.asked_for(ife, token) == NEW
    settings.EMAIL_CHANGE_HOURS = -timedelta(seconds=1) / timedelta(hours=1)
    assert email_change.asked_for(ife, token) is None


@pytest.mark.parametrize("token", ["x", "a:b:c", "%00", "x" * 3000])
def test_a_made_up_link_does_not_work(token, here):
    assert here.get(f"/accounts/email/confirm/{token}/").status_code == 410


def test_ten_letters_an_hour_are_enough(here):
    for number in range(11):
        page = here.post(CHANGE, {"email": f"ife{number}@example.nhs.uk"})
    assert "Wait an hour" in page.content.decode()
    assert len(delivered()) == 10


def test_a_mail_server_that_is_down_loses_no_letter(here, mail_is_down, later):
    here.post(CHANGE, {"email": NEW})
    assert delivered() == []
    mail_is_down()
    later(minutes=3)
    assert delivered()[0].to == [NEW]


def test_a_letter_that_was_outrun_by_another_change_is_not_sent(here, ife):
    here.post(CHANGE, {"email": NEW})
    ife.email = "ife.other@example.nhs.uk"
    ife.save()
    assert delivered() == []
