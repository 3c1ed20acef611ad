"""Passwords: long, of any composition, and none that a stranger would try first."""

import pytest
from django.contrib.auth.hashers import identify_hasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from wres.accounts.models import User

IFE = User(name="Ife Example-Adeyemi", email="ife.adeyemi@riverside.nhs.uk")


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "short staple",
        "lowercaseonlyletters",
        "ÄÖÜ ñandú emoji \U0001f40e horse",
        " spaces at both ends count ",
        "a wres tracker that gallops at night",
        "7$4q-2!9&4z_6",
        "x1!" * 30 + "abcdefgh",
        "quite long " * 100,
    ],
)
def test_a_long_password_of_any_composition_is_taken(password):
    validate_password(password, IFE)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("elevenchars", "at least 12 characters"),
        ("passwordpassword", "at least 8 letters"),
        ("WRES-Tracker-2026!", "at least 8 letters"),
        ("NHS trust race equality", "at least 8 letters"),
        ("Adeyemi2026Adeyemi", "at least 8 letters"),
        ("riverside-ife-12345", "at least 8 letters"),
        ("ife.adeyemi@riverside.nhs.uk", "too similar"),
        ("startfinding", "too common"),
    ],
)
def test_what_a_stranger_would_try_is_refused_in_words(password, words):
    with pytest.raises(ValidationError) as refused:
        validate_password(password, IFE)
    assert any(words in message for message in refused.value.messages)


def test_a_password_is_kept_by_argon2id_as_it_was_typed(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    kept = make_password(" Kept As Typed ")
    assert kept.startswith("argon2$argon2id$")
    hasher = identify_hasher(kept)
    assert hasher.verify(" Kept As Typed ", kept)
    assert not hasher.verify("kept as typed", kept)
