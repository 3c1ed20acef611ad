"""What a real server in production answers: its headers, its cookies, and whom it believes."""

import re
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest

from tests.browser import server
from tests.patience import PATIENCE

pytestmark = pytest.mark.browser

HOST = "wres.example.nhs.uk"
PASSWORD = "correct horse battery staple"
PRODUCTION = {
    "WRES_MODE": "production",
    "SECRET_KEY": "s" * 64,
    "AUDIT_KEY": "a" * 64,
    "ALLOWED_HOSTS": HOST,
    "SMTP_HOST": "127.0.0.1",
    "SMTP_PORT": "9",  # where nobody listens
}
PASSWORD_OF_ESI = f"""
from wres.accounts.models import User
esi = User.objects.get(email="esi@wres.example")
esi.set_password("{PASSWORD}")
esi.save()
"""
EVERYWHERE = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}


@pytest.fixture(scope="module")
def production(template, tmp_path_factory):
    """A server with the settings of production, on which Esi, an executive, has a password."""
    folder = tmp_path_factory.mktemp("production")
    with server.copied(template, folder) as made:
        made |= PRODUCTION
        server.manage(made, "shell", "--no-imports", "-c", PASSWORD_OF_ESI)
        with server.serving(made) as serving:
            yield Browser(serving.url.removeprefix("http://"))


class Browser:
    """Asks as the proxy in front does, which has ended TLS; keeps cookies as a browser does."""

    def __init__(self, address):
        self.address, self.cookies = address, SimpleCookie()

    def ask(self, path, fields=None, method=None, **headers):
        """The answer and its text; `fields` are sent as a form, with the token of its cookie."""
        asked = {"Host": HOST, "X-Forwarded-Proto": "https", "Referer": f"https://{HOST}/"}
        asked["Cookie"] = "; ".join(f"{c.key}={c.value}" for c in self.cookies.values())
        body = None
        if fields is not None:
            asked["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(fields)
        asked |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = HTTPConnection(self.address, timeout=PATIENCE)
        connection.request(method or ("GET" if body is None else "POST"), path, body, asked)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.load(line)
        return answer, text


@pytest.fixture
def visitor(production):
    return Browser(production.address)


@pytest.fixture
def esi_there(visitor):
    """The browser of Esi, who has signed in with her password."""
    _, page = visitor.ask("/accounts/login/")
    token = re.search('csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    fields = {"login": "esi@wres.example", "password": PASSWORD, "csrfmiddlewaretoken": token}
    answer, _ = visitor.ask("/accounts/login/", fields)
    assert answer.status == 302
    return visitor


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/privacy/", "/nowhere/", "/RKE/", "/static/x"]
)
def test_every_answer_carries_the_promised_headers(visitor, path):
    answer, _ = visitor.ask(path)
    assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert "geolocation=()" in answer.headers["Permissions-Policy"]
    assert not re.search(r"\d", answer.headers.get("Server", ""))


def test_the_policy_lets_nothing_in_but_our_own_files(visitor):
    policy = visitor.ask("/accounts/login/")[0].headers["Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert "unsafe" not in policy


def test_a_static_file_has_them_too_and_may_be_kept(visitor):
    _, page = visitor.ask("/accounts/login/")
    style = re.search(r'href="(/static/[^"]+\.css)"', page)[1]
    answer, _ = visitor.ask(style)
    assert answer.status == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "immutable" in answer.headers["Cache-Control"]


def test_cookies_belong_to_this_host_alone_and_to_no_script(esi_there):
    assert {"__Host-session", "__Host-csrf"} <= set(esi_there.cookies)
    for cookie in esi_there.cookies.values():
        assert cookie.key.startswith("__Host-")
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["samesite"] in {"Lax", "Strict"}
        assert cookie["path"] == "/"
        assert not cookie["domain"]


@pytest.mark.parametrize("path", ["/", "/RKE/", "/accounts/password/change/", "/RKE/people/"])
def test_what_esi_is_shown_is_stored_nowhere(esi_there, path):
    answer, _ = esi_there.ask(path)
    assert answer.status < 500
    assert {"no-store", "private"} <= set(answer.headers["Cache-Control"].split(", "))


def test_her_session_has_another_key_after_signing_in(esi_there):
    planted = "a" * 32
    other = Browser(esi_there.address)
    other.cookies["__Host-session"] = planted
    _, page = other.ask("/accounts/login/")
    token = re.search('csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    fields = {"login": "esi@wres.example", "password": PASSWORD, "csrfmiddlewaretoken": token}
    other.ask("/accounts/login/", fields)
    assert len(other.cookies["__Host-session"].value) == len(planted)
    assert other.cookies["__Host-session"].value != planted


@pytest.mark.parametrize(
    "host", ["evil.example", f"{HOST}.evil.example", f"{HOST}@evil.example", ""]
)
def test_another_host_is_refused(visitor, host):
    answer, text = visitor.ask("/accounts/login/", Host=host)
    assert answer.status == 400
    assert "evil.example" not in text


def test_a_host_that_somebody_forwards_is_believed_by_nothing(visitor):
    headers = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Port": "8",
        "Forwarded": "host=evil",
    }
    answer, text = visitor.ask("/RKE/", **headers)
    assert (answer.status, answer.headers["Location"]) == (302, "/accounts/login/?next=/RKE/")
    assert "evil" not in text + visitor.ask("/accounts/login/", **headers)[1]


def test_a_plain_request_is_sent_on_to_https_of_this_host(visitor):
    answer, _ = visitor.ask("/RKE/?a=1", X_Forwarded_Proto="http")
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/RKE/?a=1")
    assert not answer.headers.get("Set-Cookie")


@pytest.mark.parametrize(
    ("token", "headers"),
    [
        ("", {}),
        ("x" * 64, {}),
        (None, {"Referer": "https://evil.example/"}),
        (None, {"Origin": "https://evil.example"}),
        (None, {"Origin": "null"}),
    ],
)
def test_a_form_of_another_site_is_refused(visitor, token, headers):
    _, page = visitor.ask("/accounts/login/")
    ours = re.search('csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    fields = {
        "login": "esi@wres.example",
        "csrfmiddlewaretoken": ours if token is None else token,
    }
    answer, _ = visitor.ask("/accounts/login/", fields | {"password": PASSWORD}, **headers)
    assert answer.status == 403
    assert "__Host-session" not in visitor.cookies


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "\thttps://evil.example",
        f"https://{HOST}@evil.example/",
    ],
)
def test_signing_in_leads_to_no_other_site(visitor, elsewhere):
    _, page = visitor.ask(f"/accounts/login/?{urlencode({'next': elsewhere})}")
    token = re.search('csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    fields = {"login": "esi@wres.example", "password": PASSWORD, "csrfmiddlewaretoken": token}
    answer, _ = visitor.ask("/accounts/login/", fields | {"next": elsewhere})
    assert (answer.status, answer.headers["Location"]) == (302, "/")


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/privacy/", "/static/wres/wres.css"])
def test_no_page_answers_to_trace(esi_there, path):
    answer, text = esi_there.ask(path, method="TRACE", X_Told="a secret")
    assert answer.status in {302, 403, 404, 405}
    assert "a secret" not in text
