"""A trust's own identity provider: a real one, run by these tests, with what can go wrong."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount

from tests import identity_provider
from tests.browser.server import free_port
from tests.conftest import PASSWORD, delivered
from tests.patience import PATIENCE
from wres.accounts.access import Role
from wres.accounts.models import User
from wres.audit.event_log import Kind
from wres.audit.models import Entry

SIGN_IN = "/accounts/identity/trust/"
CONNECT = "/accounts/identity/trust/connect/"
DISCONNECT = "/accounts/identity/trust/disconnect/"
INVITATION = "/accounts/invitation/"


@pytest.fixture(scope="module")
def running_provider():
    with identity_provider.running() as running:
        yield running


@pytest.fixture
def provider(running_provider, configure):
    running_provider.who()
    configure(running_provider.configured())
    return running_provider


@pytest.fixture
def configure(settings, db):
    """`configure(provider.configured(…))`: what the environment says of the trust's provider."""

    def use(app):
        settings.IDENTITY_PROVIDERS = [app]
        settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = PATIENCE
        oidc = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"] | {"APPS": [app]}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": oidc}

    return use


def way_there(client, next_page="", address=SIGN_IN):
    """The provider's address to which the button leads."""
    page = client.post(address, {"next": next_page})
    return page.headers["Refresh"].removeprefix("0; url=")


def come_in(client, provider, next_page="", address=SIGN_IN):
    """Press the button, visit the provider and come back; the answer to that."""
    return client.get(provider.visit(way_there(client, next_page, address)))


def signed_in_as(client):
    return client.get("/accounts/login/").wsgi_request.user


@pytest.fixture
def tied(client, provider, ada, make_person, trust):
    """`tied("kit-1")`: Kit, who has tied the provider's subject to the account with a password."""
    kit = make_person(trust, "Kit", Role.EXECUTIVE)

    def tie(sub="kit-1", **wanted):
        client.post("/accounts/login/", {"login": kit.email, "password": PASSWORD})
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        provider.who(sub, **wanted)
        come_in(client, provider, address=CONNECT)
        client.post("/accounts/logout/")
        return kit

    return tie


def test_kit_signs_in_with_the_role_of_the_membership(tied, provider, client):
    kit = tied()
    response = come_in(client, provider, "/RKE/")
    assert response.url == "/RKE/"
    assert signed_in_as(client) == kit
    assert client.get("/RKE/").status_code == 200
    assert client.get("/RKE/people/").status_code == 403


def test_the_button_is_there_only_when_a_provider_is(provider, client, settings):
    assert "Sign in with Riverside sign-in" in client.get("/accounts/login/").content.decode()
    settings.IDENTITY_PROVIDERS = []
    assert "Riverside sign-in" not in client.get("/accounts/login/").content.decode()


def test_the_way_there_bears_a_challenge_a_state_and_a_nonce(provider, client):
    asked = parse_qs(
        urlsplit(way_there(client, address=f"{SIGN_IN}?auth_params=prompt%3Dnone")).query
    )
    assert asked["code_challenge_method"] == ["S256"]
    assert all(len(asked[name][0]) >= 16 for name in ("code_challenge", "state", "nonce"))
    assert "prompt" not in asked


@pytest.mark.parametrize("is_verified", [True, False])
def test_an_unknown_subject_with_a_known_address_is_nobody(is_verified, provider, client, ada):
    provider.who("stranger", claims={"email": ada.email, "email_verified": is_verified})
    response = come_in(client, provider)
    assert response.status_code == 403
    assert "ask your administrator" in response.content.decode()
    assert signed_in_as(client).is_anonymous
    assert not SocialAccount.objects.exists()
    assert Entry.objects.filter(kind=Kind.SIGN_IN_REFUSED).exists()


def test_another_subject_with_kits_address_is_not_kit(tied, provider, client):
    kit = tied("kit-1")
    provider.who("kit-2", claims={"email": kit.email, "email_verified": True})
    assert come_in(client, provider).status_code == 403
    assert signed_in_as(client).is_anonymous


def test_the_same_subject_of_another_issuer_is_not_kit(tied, provider, client):
    tied("kit-1")
    account = SocialAccount.objects.get()
    assert account.extra_data == {"iss": provider.url, "sub": "kit-1"}
    trust = get_adapter().get_provider(None, "trust")
    for issuer, is_kit in ((provider.url, True), ("https://elsewhere.example", False)):
        claims = {"iss": issuer, "sub": "kit-1"}
        assert (trust.extract_uid({"id_token": claims}) == account.uid) == is_kit


def test_a_newcomer_comes_in_by_the_invitation_they_opened(ada, provider, sign_in, client):
    new = {"name": "Kit", "email": "kit@example.nhs.uk", "role": Role.EXECUTIVE}
    sign_in(ada).post("/RKE/people/add/", new)
    client.logout()
    letter = delivered()[-1].body.split()
    client.get(next(word for word in letter if INVITATION in word))
    assert "Continue with Riverside sign-in" in client.get(INVITATION).content.decode()
    provider.who("kit-1", claims={"email": "k@riverside.example", "name": "Kit Example"})
    assert come_in(client, provider, INVITATION).url == INVITATION
    page = client.get(INVITATION).content.decode()
    assert "where you are k@riverside.example" in page
    client.post(INVITATION, {"name": "Kit Example"})
    kit = signed_in_as(client)
    assert (kit.email, kit.has_usable_password()) == ("kit@example.nhs.uk", False)
    client.post("/accounts/logout/")
    come_in(client, provider)
    assert signed_in_as(client) == kit


def test_an_invitation_that_was_opened_ties_nobody_by_itself(ada, provider, sign_in, client):
    new = {"name": "Kit", "email": "kit@example.nhs.uk", "role": Role.EXECUTIVE}
    sign_in(ada).post("/RKE/people/add/", new)
    client.logout()
    letter = delivered()[-1].body.split()
    client.get(next(word for word in letter if INVITATION in word))
    assert come_in(client, provider).status_code == 403  # from the sign-in page
    assert not User.objects.filter(email=new["email"]).exists()


def test_tying_asks_for_the_password_again(provider, ada, client, sign_in):
    assert sign_in(ada).post(CONNECT).url.startswith("/accounts/reauthenticate/")


def test_kit_unties_it_while_there_is_a_password(tied, provider, client):
    kit = tied()
    client.post("/accounts/login/", {"login": kit.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post(DISCONNECT)
    assert not SocialAccount.objects.exists()


def test_the_only_way_in_is_not_untied(tied, provider, client):
    kit = tied()
    kit.set_unusable_password()
    kit.save()
    come_in(client, provider)
    response = client.post(DISCONNECT, follow=True)
    assert "Set a password first" in response.content.decode()
    assert SocialAccount.objects.filter(user=kit).exists()


def test_a_subject_is_tied_to_one_account(tied, provider, client, ada):
    tied("kit-1")
    client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    come_in(client, provider, address=CONNECT)
    assert "tied to another account" in client.get("/accounts/").content.decode()
    assert SocialAccount.objects.get().user.name == "Kit"


FORGED = {
    "made for another client": {"token": {"aud": "other"}},
    "made for two, by nobody's name": {"token": {"aud": ["wres", "other"]}},
    "made for two, by the other": {"token": {"aud": ["wres", "other"], "azp": "other"}},
    "of another issuer": {"token": {"iss": "https://elsewhere.example"}},
    "of another sign-in": {"token": {"nonce": "another"}},
    "without a nonce": {"token": {"nonce": None}},
    "without a subject": {"token": {"sub": None}},
    "that has expired": {"token": {"exp": 1_000_000_000}},
    "that never expires": {"token": {"exp": None}},
    "from the future": {"token": {"iat": 4_000_000_000}},
    "signed by a stranger": {"sign": "strangers"},
    "signed by nobody": {"sign": "none"},
    "signed with the public key": {"sign": "shared"},
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_a_token_is_refused(forged, tied, provider, client):
    tied("kit-1")
    provider.who("kit-1", **forged)
    response = come_in(client, provider)
    assert response.status_code == 400
    assert "We could not sign you in with Riverside sign-in" in response.content.decode()
    assert signed_in_as(client).is_anonymous


def test_a_state_works_once_and_in_its_own_browser(tied, provider, client):
    tied()
    back = provider.visit(way_there(client))
    client.get(back)
    client.post("/accounts/logout/")
    for address in (back, back.replace("state=", "state=x"), back.split("&state=")[0]):
        assert client.get(address).status_code == 400
        assert signed_in_as(client).is_anonymous
    begun = provider.visit(way_there(client))
    client.cookies.clear()
    assert client.get(begun).status_code == 400


def test_a_code_that_has_expired_is_refused(tied, provider, client):
    tied("kit-1")
    back = provider.visit(way_there(client))
    provider.who("kit-1", clock=3_600)
    assert client.get(back).status_code == 400
    assert signed_in_as(client).is_anonymous


def test_whoever_stops_at_the_provider_is_told_so(provider, client):
    asked = parse_qs(urlsplit(way_there(client)).query)
    back = f"{SIGN_IN}callback/?error=access_denied&state={asked['state'][0]}"
    assert "You stopped before" in client.get(back).content.decode()


@pytest.mark.parametrize("when", ["before", "in between"])
def test_a_provider_that_is_down_leaves_the_password(when, tied, provider, configure, client):
    kit = tied()
    back = provider.visit(way_there(client)) if when == "in between" else None
    configure(provider.configured(server_url=f"http://127.0.0.1:{free_port()}"))
    response = client.get(back) if back else client.post(SIGN_IN)
    assert response.status_code == 503
    assert "does not answer at the moment" in response.content.decode()
    client.post("/accounts/login/", {"login": kit.email, "password": PASSWORD})
    assert signed_in_as(client) == kit


@pytest.mark.parametrize("path", ["/jwks", "/no-such-page/"])
def test_an_address_that_is_no_provider_is_told_so(path, provider, configure, client):
    address = f"{provider.url}{path}?/.well-known/"
    configure(provider.configured(server_url=address))
    assert client.post(SIGN_IN).status_code == 503


def test_a_provider_that_calls_itself_otherwise_is_refused(provider, configure, client):
    configure(provider.configured(server_url=provider.url.replace("127.0.0.1", "localhost")))
    assert client.post(SIGN_IN).status_code == 400


@pytest.mark.parametrize(
    ("counted", "said", "opens"),
    [([], ["pwd", "mfa"], False), (["mfa"], ["pwd", "mfa"], True), (["mfa"], ["pwd"], False)],
)
def test_its_second_factor_counts_only_where_a_setting_says_so(
    counted, said, opens, tied, provider, configure, client, changing, trust
):
    kit = tied("kit-1")
    with changing(trust):
        membership = kit.memberships.get()
        membership.role = Role.ADMINISTRATOR
        membership.save()
    configure(provider.configured(second_factor=counted))
    provider.who("kit-1", amr=said)
    come_in(client, provider)
    assert (client.get("/RKE/people/").status_code == 200) == opens


@pytest.mark.parametrize("outside", ["//evil.example/", "https://evil.example/", "/\\evil.example"])
def test_it_leads_back_to_a_page_of_ours_only(outside, tied, provider, client):
    tied()
    assert come_in(client, provider, outside).url == "/"


def test_an_unknown_provider_is_no_page(client, db):
    assert client.post("/accounts/identity/nobody/").status_code == 404
    assert client.get("/accounts/identity/nobody/callback/").status_code == 404
