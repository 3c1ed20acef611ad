"""Production refuses to start half-configured, and its answers carry the promised headers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
PRODUCTION = {
    "WRES_MODE": "production",
    "SECRET_KEY": "s" * 64,
    "AUDIT_KEY": "a" * 64,
    "ALLOWED_HOSTS": "wres.example.nhs.uk",
    "SMTP_HOST": "localhost",
}

PROVIDER = {
    "OIDC_PROVIDERS": "trust",
    "OIDC_TRUST_NAME": "Riverside sign-in",
    "OIDC_TRUST_ISSUER": "https://sign-in.example",
    "OIDC_TRUST_CLIENT_ID": "wres",
    "OIDC_TRUST_CLIENT_SECRET": "secret",
}


def start(**environment):
    """Load the settings in a fresh process, as a server does; its errors, empty when it starts."""
    environment = {
        "PATH": os.environ["PATH"],
        **{name: value for name, value in environment.items() if value is not None},
    }
    done = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        env={"DJANGO_SETTINGS_MODULE": "wres.settings", **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr if done.returncode else ""


@pytest.mark.parametrize("provider", [{}, PROVIDER], ids=["passwords", "identity provider"])
def test_a_full_configuration_starts(provider):
    assert start(**PRODUCTION | provider) == ""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"DEBUG": "true"}, "DEBUG must be off"),
        ({"WRES_DEMONSTRATION": "true"}, "WRES_DEMONSTRATION must be off"),
        ({"WRES_TODAY": "2026-03-16"}, "WRES_TODAY must not be set"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must name"),
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"AUDIT_KEY": None}, "AUDIT_KEY"),
        ({"SMTP_HOST": None}, "SMTP_HOST"),
        ({"WRES_MODE": "staging"}, "WRES_MODE"),
        ({"DATABASE_URL": "mysql://localhost/wres"}, "DATABASE_URL"),
        ({"OIDC_PROVIDERS": "trust"}, "OIDC_TRUST_NAME"),
        (PROVIDER | {"OIDC_TRUST_ISSUER": None}, "OIDC_TRUST_ISSUER"),
        (PROVIDER | {"OIDC_TRUST_CLIENT_SECRET": None}, "OIDC_TRUST_CLIENT_SECRET"),
        (PROVIDER | {"OIDC_TRUST_ISSUER": "http://sign-in.example"}, "must begin with https://"),
        (PROVIDER | {"OIDC_PROVIDERS": "trust,trust"}, "each issuer once"),
    ],
)
def test_production_refuses_to_start_with(change, words):
    assert words in start(**PRODUCTION | change)


def test_a_page_carries_the_promised_headers(client, db):
    headers = client.get("/accounts/login/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert len(headers["X-Request-Id"]) == 36


def test_a_signed_in_page_is_not_stored(client, esi, plan, sign_in):
    assert "no-store" in sign_in(esi).get("/").headers["Cache-Control"]


def test_the_sign_in_buttons_are_gone_without_the_demonstration(client, esi, settings):
    settings.IS_DEMONSTRATION = False
    assert "Sign in as" not in client.get("/accounts/login/").content.decode()
    response = client.post("/demonstration/sign-in/", {"person": "esi"})
    assert response.status_code == 404


def test_nobody_signs_themselves_up(client, db):
    assert client.get("/accounts/signup/").status_code == 404
