"""A new SECRET_KEY: what the old one signed still counts for as long as it is named."""

import os
import subprocess
import sys

import pytest
from django.core import signing

from tests.test_settings import PRODUCTION, ROOT

pytestmark = pytest.mark.slow

OLD, NEW = "o" * 64, "n" * 64
READ = (
    "import django, sys; django.setup(); from django.core.signing import loads; loads(sys.argv[1])"
)


@pytest.mark.parametrize(
    ("fallbacks", "counts"), [({"SECRET_KEY_FALLBACKS": OLD}, True), ({}, False)]
)
def test_what_the_old_key_signed(fallbacks, counts):
    settings = PRODUCTION | fallbacks | {"SECRET_KEY": NEW, "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-c", READ, signing.dumps("Ife", key=OLD)],
        env=settings | {"DJANGO_SETTINGS_MODULE": "wres.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) == counts
    assert counts or "BadSignature" in done.stderr
