"""Backups: a consistent copy of everything while people work, checked, and put back.

archive      one file with its checksum: packed, named, opened
sqlite       what is done with a SQLite database
postgresql   what is done with a PostgreSQL database, by its own programs
"""

import os
import subprocess  # nosec B404: for our own commands
import sys

from django.conf import settings
from django.db import connection


class CopyError(Exception):
    """Why a backup cannot be made or put back, and what to do, in words for who runs it."""


def database():
    """The module that knows this installation's kind of database."""
    from wres.backup import postgresql, sqlite

    return sqlite if connection.vendor == "sqlite" else postgresql


def verify_audit(url: str) -> None:
    """Recompute the trail of another database than ours; CopyError with what does not fit."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "verify_audit"]
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "wres.settings"}
    done = subprocess.run(  # noqa: S603  # nosec B603: our own command, no shell
        command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CopyError(f"The audit trail of the copy does not verify: {done.stderr.strip()}")
