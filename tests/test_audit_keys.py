"""A new key for the seals: old seals keep verifying with the old key, new ones with the new."""

import pytest

from tests.test_settings import PRODUCTION, start
from wres.audit import verification
from wres.audit.models import Seal

pytestmark = pytest.mark.slow

NEW = {"AUDIT_KEY": "b" * 64, "AUDIT_KEY_NAME": "2026"}


@pytest.fixture
def rotated(settings, action, ife, changing):
    """One change sealed with the old key, one with the new."""
    old = settings.AUDIT_KEYS[settings.AUDIT_KEY_NAME]
    settings.AUDIT_KEYS = {"1": old, "2026": "b" * 64}
    settings.AUDIT_KEY_NAME = "2026"
    with changing(action.organisation, ife):
        action.title = "Review every interview panel"
        action.save()
    return settings


def test_seals_before_and_after_a_new_key_verify(rotated):
    assert set(Seal.objects.values_list("key_name", flat=True)) == {"1", "2026"}
    assert list(verification.problems()) == []


def test_an_old_key_that_is_missing_is_named(rotated):
    rotated.AUDIT_KEYS = {"2026": "b" * 64}
    found = list(verification.problems())
    words = "RKE seal 1: the key “1” that sealed it is not there. Name it in AUDIT_OLD_KEYS, as 1=…"
    assert words in found


def test_an_old_key_that_is_another_one_is_found(rotated):
    rotated.AUDIT_KEYS = {"1": "x" * 64, "2026": "b" * 64}
    assert any("RKE seal 1: " in found for found in verification.problems())


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        (NEW | {"AUDIT_OLD_KEYS": f"1={'a' * 64}"}, ""),
        (NEW | {"AUDIT_OLD_KEYS": f"1={'a' * 64},2026={'b' * 64}"}, ""),
        (NEW | {"AUDIT_OLD_KEYS": f"2026={'a' * 64}"}, "give it a new AUDIT_KEY_NAME"),
        (NEW | {"AUDIT_KEY_NAME": "a name longer than twenty"}, "AUDIT_KEY_NAME"),
        (NEW | {"AUDIT_KEY": "short"}, "AUDIT_KEY"),
    ],
)
def test_production_starts_only_with_a_key_whose_name_is_its_own(environment, words):
    said = start(**PRODUCTION | environment)
    assert words in said
    assert bool(said) == bool(words)
