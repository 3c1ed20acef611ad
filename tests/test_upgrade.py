"""An installation of the first version is brought along: nothing of it is lost or changed."""

import sqlite3
from pathlib import Path

import pytest

from tests.browser.server import environment, manage

pytestmark = pytest.mark.heavy

FIRST_VERSION = Path(__file__).with_name("first_version.sql")
KEPT = {  # tables of what must be the same to the byte, and what names a row
    "actions_paper": "id, kind, data, sha256",
    "actions_evidencefile": "id, data",
    "actions_publication": "id, title, content",
}


@pytest.fixture
def installation(tmp_path):
    """The environment of an installation of the first version, on SQLite."""
    file = tmp_path / "wres.sqlite3"
    with sqlite3.connect(file) as there:
        there.executescript(FIRST_VERSION.read_text())
    there.close()
    return environment(tmp_path) | {"DATABASE_URL": f"sqlite:///{file}"}


def kept(installation):
    with sqlite3.connect(installation["DATABASE_URL"].removeprefix("sqlite:///")) as there:
        rows = {
            table: there.execute(f"SELECT {of} FROM {table}").fetchall()
            for table, of in KEPT.items()
        }
    there.close()
    return rows


def test_it_is_upgraded_and_its_trail_verifies_with_its_papers_to_the_byte(installation):
    before = kept(installation)
    assert all(before.values())
    for command in ("migrate --verbosity 0", "demonstrate", "verify_audit"):
        said = manage(installation, *command.split())
    assert "R1K: " in said
    assert "The audit trail verifies." in said
    after = kept(installation)
    assert all(set(rows) <= set(after[table]) for table, rows in before.items())
