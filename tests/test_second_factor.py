"""Second factors: set up, asked for at sign-in, and needed for administrative work."""

import pytest
from allauth.mfa.models import Authenticator
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.codes import code_of
from tests.conftest import PASSWORD, delivered
from wres.accounts.models import SigningInRule
from wres.audit.models import Entry

SIGN_IN, SECOND_STEP = "/accounts/login/", "/accounts/second-factor/sign-in/"
SET_UP, CODES = "/accounts/second-factor/app/", "/accounts/second-factor/codes/"
NEEDED, PEOPLE, RULE = "/accounts/second-factor/needed/", "/RKE/people/", "/RKE/people/signing-in/"


def words(response, selector="h1"):
    page = BeautifulSoup(response.content, "html.parser")
    return [" ".join(tag.text.split()) for tag in page.select(f"main {selector}")]


@pytest.fixture
def by_password(client):
    """`by_password(ada)`: the client after the first step of signing in."""

    def sign_in(user):
        client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
        return client

    return sign_in


@pytest.fixture
def set_up(monkeypatch):
    """`set_up(client)`: the secret of a code app that whoever is signed in has set up.

    What waits for the end of the transaction is done at once: that of a test never ends.
    """

    def with_app(client):
        client.post(f"/accounts/reauthenticate/?next={SET_UP}", {"password": PASSWORD})
        secret = words(client.get(SET_UP), "#secret")[0]
        with monkeypatch.context() as patch:
            patch.setattr("django.db.transaction.on_commit", lambda then, **_: then())
            done = client.post(SET_UP, {"code": code_of(secret)})
        assert (done.status_code, done.url) == (302, CODES)
        return secret

    return with_app


def codes_of(client):
    return words(client.get(CODES), ".app-codes li")


def test_ada_without_a_second_factor_is_asked_for_one_in_words(ada, by_password):
    response = by_password(ada).get(PEOPLE + "?page=2", follow=True)
    assert words(response) == ["Set up a second factor"]
    assert "we will take you back" in response.content.decode()


@pytest.mark.parametrize(
    "page", [PEOPLE, RULE, "/RKE/figures/import/", "/admin/", "/admin/organisations/membership/"]
)
def test_the_guard_refuses_administrative_work_without_it(page, ada, sign_in):
    client = sign_in(ada, second_factor=False)
    response = client.get(page, follow=True)
    assert words(response) == ["Set up a second factor"]
    assert client.post(page).status_code in {302, 405}
    assert sign_in(ada).get(page).status_code == 200


def test_platform_staff_need_it_for_the_records_too(esi, sign_in):
    esi.is_staff = True
    esi.save()
    response = sign_in(esi, second_factor=False).get("/admin/", follow=True)
    assert words(response) == ["Set up a second factor"]


def test_who_may_not_is_refused_and_not_asked_for_a_second_factor(ife, sign_in):
    assert sign_in(ife, second_factor=False).get(PEOPLE).status_code == 403


def test_ife_reads_and_edits_without_one(ife, plan, sign_in):
    assert sign_in(ife, second_factor=False).get("/RKE/plan/2025/").status_code == 200


def test_ada_sets_one_up_and_is_back_on_the_page_she_asked_for(ada, by_password, set_up):
    client = by_password(ada)
    client.get(PEOPLE, follow=True)
    set_up(client)
    page = client.get(CODES)
    assert "Continue to the page you came from" in words(page, "a.nhsuk-button")
    assert client.get(NEEDED).url == PEOPLE
    assert client.get(PEOPLE).status_code == 200


def test_signing_in_asks_for_the_code_and_then_counts(ada, by_password, client, set_up):
    secret = set_up(by_password(ada))
    client.logout()
    by_password(ada)
    assert client.get(PEOPLE).url.startswith(SIGN_IN)
    assert words(client.get(SECOND_STEP)) == ["Enter your code"]
    client.post(SECOND_STEP, {"code": code_of(secret)})
    assert client.get(PEOPLE).status_code == 200


@pytest.mark.parametrize("code", ["", "12345", "000000", "not a code", "9" * 200, "\u0661" * 6])
def test_a_wrong_code_is_refused_in_words(code, ada, by_password, client, set_up):
    set_up(by_password(ada))
    client.logout()
    response = by_password(ada).post(SECOND_STEP, {"code": code})
    assert response.status_code == 200
    assert words(response, ".nhsuk-error-message") or words(response, ".nhsuk-error-summary a")
    assert client.get(PEOPLE).url.startswith(SIGN_IN)


def test_a_code_counts_once(ada, by_password, client, set_up):
    secret = set_up(by_password(ada))
    code = code_of(secret)
    for is_let_in in (True, False):
        client.logout()
        by_password(ada).post(SECOND_STEP, {"code": code})
        assert (client.get(PEOPLE).status_code == 200) is is_let_in
        code = f"{code[:3]}-{code[3:]}"  # as good as without the hyphen


def test_ten_wrong_codes_stop_the_guessing(ada, by_password, client, set_up):
    secret = set_up(by_password(ada))
    client.logout()
    by_password(ada)
    for _ in range(11):
        response = client.post(SECOND_STEP, {"code": "000001"})
    assert "You have tried too often" in response.content.decode()
    client.post(SECOND_STEP, {"code": code_of(secret)})
    assert client.get(PEOPLE).url.startswith(SIGN_IN)


def test_a_recovery_code_lets_ada_in_once(ada, by_password, client, set_up):
    set_up(by_password(ada))
    code = codes_of(client)[0]
    for is_let_in in (True, False):
        client.logout()
        by_password(ada).post(SECOND_STEP, {"code": code})
        assert (client.get(PEOPLE).status_code == 200) is is_let_in


def test_what_opens_an_account_is_not_readable_in_the_database(ada, by_password, client, set_up):
    secret = set_up(by_password(ada))
    stored = "".join(str(row.data) for row in Authenticator.objects.filter(user=ada))
    assert secret not in stored
    assert not any(code in stored for code in codes_of(client))


def test_another_key_reads_no_secret_and_an_old_one_does(
    ada, by_password, client, settings, set_up
):
    secret, old = set_up(by_password(ada)), settings.SECRET_KEY
    factor = Authenticator.objects.get(user=ada, type="totp").wrap()
    settings.SECRET_KEY = "another-key-" * 5
    assert not factor.validate_code(code_of(secret))
    settings.SECRET_KEY_FALLBACKS = [old]
    assert factor.validate_code(code_of(secret))


def test_the_picture_is_of_the_secret_and_never_stored(ada, by_password, client):
    client = by_password(ada)
    assert client.get(reverse("totp_picture")).status_code == 404
    client.post(f"/accounts/reauthenticate/?next={SET_UP}", {"password": PASSWORD})
    client.get(SET_UP)
    picture = client.get(reverse("totp_picture"))
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert "no-store" in picture.headers["Cache-Control"]
    assert b"<svg" in picture.content


def test_setting_up_asks_for_the_password_again(ada, by_password, client, settings):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    response = by_password(ada).get(SET_UP, follow=True)
    assert words(response) == ["Enter your password again"]


def test_removing_it_ends_what_it_opened_and_says_so_by_letter(ada, by_password, client, set_up):
    set_up(by_password(ada))
    delivered().clear()
    client.post("/accounts/second-factor/app/remove/")
    assert not Authenticator.objects.filter(user=ada).exists()
    assert client.get(PEOPLE).status_code == 302
    assert delivered()[0].subject == "WRES tracker: The code app was removed"
    labels = list(Entry.objects.filter(kind="second_factor").values_list("label", flat=True))
    assert any("added" in label for label in labels)
    assert any("removed" in label for label in labels)


def test_a_mail_server_that_is_down_undoes_no_second_factor(ada, by_password, settings, set_up):
    options = {"host": "127.0.0.1", "port": 1, "timeout": 1}
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": smtp, "OPTIONS": options}}
    set_up(by_password(ada))
    assert Authenticator.objects.filter(user=ada, type="totp").exists()


def test_the_buttons_of_the_demonstration_count_in_it_alone(ada, client, settings, monkeypatch):
    settings.IS_DEMONSTRATION = True
    cast = [type("Person", (), {"slug": "ada", "email": ada.email, "words": "Ada"})]
    monkeypatch.setattr("wres.accounts.demonstration.demonstration_people", lambda: cast)
    client.post("/demonstration/sign-in/", {"person": "ada"})
    assert client.get(PEOPLE).status_code == 200
    settings.IS_DEMONSTRATION = False
    assert client.get(PEOPLE).url.startswith(NEEDED)


def test_the_sign_in_page_of_the_demonstration_says_what_its_buttons_leave_out(client, db):
    said = client.get(SIGN_IN).content.decode()
    assert "administrators also sign in with a second factor" in said


def test_a_trust_requires_it_of_everyone_with_a_reason(ada, ife, plan, trust, sign_in):
    given = {"who": "everyone", "reason": "Two people shared a password"}
    assert sign_in(ada).post(RULE, given).url == PEOPLE
    past = SigningInRule.history.get()
    assert (past.history_user, past.history_change_reason) == (ada, given["reason"])
    response = sign_in(ife, second_factor=False).get("/RKE/plan/2025/", follow=True)
    assert words(response) == ["Set up a second factor"]
    assert sign_in(ife).get("/RKE/plan/2025/").status_code == 200


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"who": "everyone"}, "Say why this changes"),
        ({"reason": "Why not"}, "Select who needs a second factor"),
        ({"who": "administrators", "reason": "Again"}, "This is the rule already"),
        ({"who": "nobody", "reason": "Ours"}, "Select a valid choice"),
    ],
)
def test_a_rule_that_is_not_said_fully_is_not_saved(given, said, ada, sign_in):
    assert said in sign_in(ada).post(RULE, given).content.decode()
    assert not SigningInRule.objects.exists()


def test_the_rule_of_one_trust_is_not_anothers(noor, other_trust, ife, plan, sign_in):
    sign_in(noor).post("/ZE1/people/signing-in/", {"who": "everyone", "reason": "Ours"})
    assert SigningInRule.objects.get().organisation == other_trust
    assert sign_in(ife, second_factor=False).get("/RKE/plan/2025/").status_code == 200


@pytest.mark.parametrize(
    "answer", ["", "no", "[]", "{}", '{"id": 1}', "null", '{"response": {"userHandle": "e"}}']
)
@pytest.mark.parametrize("page", ["mfa_login_webauthn", "mfa_add_webauthn", "mfa_authenticate"])
def test_what_a_device_answers_is_refused_in_words_whatever_it_holds(
    page, answer, ada, by_password, client, set_up
):
    if page != "mfa_login_webauthn":
        set_up(by_password(ada))
    if page == "mfa_authenticate":
        client.logout()
        by_password(ada)
    response = client.post(reverse(page), {"credential": answer, "name": "Key"}, follow=True)
    assert response.status_code == 200
    said = response.content.decode()
    assert "could not be used" in said or "did not confirm it" in said or "not right" in said


def test_nobody_removes_or_renames_the_passkey_of_another(ada, esi, sign_in):
    key = Authenticator.objects.create(user=ada, type="webauthn", data={"name": "Ada's key"})
    client = sign_in(esi)
    client.post("/accounts/reauthenticate/?next=/", {"password": PASSWORD})
    for page in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert client.post(reverse(page, args=[key.pk]), {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.get(pk=key.pk).data["name"] == "Ada's key"


@pytest.mark.parametrize("page", ["my_account", "mfa_index", "usersessions_list", "second_factor"])
def test_the_pages_of_the_account_need_few_queries(page, ada, by_password, client, queries, set_up):
    set_up(by_password(ada))
    with queries() as seen:
        client.get(reverse(page))
    assert len(seen) <= 12
