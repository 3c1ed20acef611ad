"""Where a person is signed in, ending it, and what ends it for them."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.conftest import PASSWORD, delivered
from wres.accounts.access import Role
from wres.accounts.models import Membership
from wres.accounts.sign_in.sessions import browser_words
from wres.audit.models import Entry

SESSIONS, ACCOUNT = "/accounts/sessions/", "/accounts/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"


@pytest.fixture
def signed_in():
    """`signed_in(ife, FIREFOX)`: a browser of its own, in which she signed in by password."""

    def open_browser(user, user_agent=FIREFOX, password=PASSWORD):
        browser = Client(headers={"user-agent": user_agent})
        browser.post("/accounts/login/", {"login": user.email, "password": password})
        return browser

    return open_browser


def is_in(browser, page=ACCOUNT) -> bool:
    return browser.get(page).status_code == 200


def headings(browser):
    page = BeautifulSoup(browser.get(SESSIONS).content, "html.parser")
    return [" ".join(tag.text.split()) for tag in page.select("main h2.nhsuk-heading-s")]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (EDGE + " Edg/140.0", "Microsoft Edge on Windows"),
        (EDGE, "Chrome on Windows"),
        (SAFARI, "Safari on an iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X) Version/18.0 Safari/605", "Safari on a Mac"),
        ("<script>alert(1)</script>", "A browser we do not know"),
        ("", "A browser we do not know"),
    ],
)
def test_a_browser_is_named_in_words(said, words):
    assert browser_words(said) == words


def test_ife_sees_where_she_is_signed_in_and_which_is_this_one(ife, signed_in):
    here = signed_in(ife)
    signed_in(ife, SAFARI)
    assert headings(here) == ["Firefox on Windows", "Safari on an iPhone"]
    page = BeautifulSoup(here.get(SESSIONS).content, "html.parser")
    assert len(page.select(".nhsuk-tag")) == 1


def test_she_ends_one_and_stays_in_the_others(ife, signed_in):
    here, phone, laptop = signed_in(ife), signed_in(ife, SAFARI), signed_in(ife, EDGE)
    page = BeautifulSoup(here.get(SESSIONS).content, "html.parser")
    newest = page.select("main form input[name=end]")[0]["value"]
    here.post(SESSIONS, {"end": newest})
    assert [is_in(each) for each in (here, phone, laptop)] == [True, True, False]


def test_sign_out_everywhere_else_leaves_this_one(ife, signed_in):
    here, phone = signed_in(ife), signed_in(ife, SAFARI)
    response = here.post(SESSIONS, {"end": "others"}, follow=True)
    assert "Signed out of 1 other place" in response.content.decode()
    assert (is_in(here), is_in(phone)) == (True, False)
    assert Entry.objects.get(kind="sessions_ended").person == ife


def test_sign_out_everywhere_ends_this_one_too(ife, signed_in):
    here, phone = signed_in(ife), signed_in(ife, SAFARI)
    response = here.post(SESSIONS, {"end": "all"}, follow=True)
    assert "You are signed out everywhere" in response.content.decode()
    assert (is_in(here), is_in(phone)) == (False, False)


@pytest.mark.parametrize("end", ["", "0", "-1", "999999", "x", "9" * 400, "\u0661", "1 or 1=1"])
def test_what_names_no_session_ends_none(end, ife, signed_in):
    here, phone = signed_in(ife), signed_in(ife, SAFARI)
    here.post(SESSIONS, {"end": end})
    assert (is_in(here), is_in(phone)) == (True, True)


def test_nobody_ends_the_session_of_another(ife, esi, signed_in):
    hers = signed_in(ife)
    number = ife.usersession_set.get().pk
    signed_in(esi).post(SESSIONS, {"end": number})
    assert is_in(hers)


def test_a_changed_password_ends_the_other_sessions(ife, signed_in):
    here, phone = signed_in(ife), signed_in(ife, SAFARI)
    new = "three random words"
    given = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    here.post("/accounts/password/change/", given)
    assert (is_in(here), is_in(phone)) == (True, False)
    assert headings(here) == ["Firefox on Windows"]
    assert Entry.objects.filter(kind="password_changed", person=ife).exists()


def test_who_is_deactivated_is_signed_out_at_the_next_request(ada, ife, sign_in, signed_in):
    hers = signed_in(ife)
    page = f"/RKE/people/{ife.memberships.get().pk}/"
    sign_in(ada).post(page, {"role": Role.INCLUSION_LEAD, "is_active": "False"})
    assert not is_in(hers)


def test_who_is_in_two_trusts_loses_only_the_one(
    ada, ife, plan, other_trust, changing, sign_in, signed_in
):
    with changing(other_trust):
        Membership.objects.create(organisation=other_trust, user=ife, role=Role.EXECUTIVE)
    hers = signed_in(ife)
    page = f"/RKE/people/{ife.memberships.get(organisation='RKE').pk}/"
    sign_in(ada).post(page, {"role": Role.INCLUSION_LEAD, "is_active": "False"})
    assert hers.get("/RKE/plan/2025/").status_code == 404
    assert is_in(hers, "/ZE1/")


def test_a_person_who_is_switched_off_is_signed_out_at_the_next_request(ife, signed_in):
    hers = signed_in(ife)
    ife.is_active = False
    ife.save()
    assert not is_in(hers)
    assert not is_in(signed_in(ife))


def test_a_reset_password_ends_every_session_and_is_told_by_letter(ife, signed_in):
    hers = signed_in(ife)
    stranger = Client()
    stranger.post("/accounts/password/reset/", {"email": ife.email})
    link = next(word for word in delivered()[0].body.split() if "/reset/key/" in word)
    form = stranger.get(link, follow=True).redirect_chain[-1][0]
    new = "three random words"
    stranger.post(form, {"password1": new, "password2": new})
    assert not is_in(hers)
    assert delivered()[-1].subject == "WRES tracker: Your password was reset"


def test_the_reset_page_says_the_same_of_an_unknown_address(ife):
    answers = []
    for email in (ife.email, "nobody@example.nhs.uk"):
        response = Client().post("/accounts/password/reset/", {"email": email}, follow=True)
        page = BeautifulSoup(response.content, "html.parser")
        answers.append((response.redirect_chain, page.select_one("main").text))
    assert answers[0] == answers[1]
    assert [letter.to for letter in delivered()] == [[ife.email]]
    assert delivered()[0].subject == "WRES tracker: Choose a new password for the WRES tracker"


def test_the_list_needs_few_queries(ife, signed_in, queries):
    here = signed_in(ife)
    for _ in range(15):
        signed_in(ife, SAFARI)
    with queries() as seen:
        here.get(SESSIONS)
    assert len(seen) <= 12
