"""A backup is a whole copy of one moment while people work, and puts everything back."""

import json
import subprocess
import sys
import tarfile
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.browser import server
from wres import backup as copies
from wres.audit import heads
from wres.audit.heads import Head
from wres.audit.models import Entry
from wres.backup import archive, postgresql, sqlite

pytestmark = [pytest.mark.heavy, pytest.mark.on_both]


@pytest.fixture
def installation(tmp_path):
    """`installation("first")`: the environment of a database of its own, with tables or without."""

    def make(name, migrated=True):
        folder = tmp_path / name
        folder.mkdir()
        return server.new_database(folder, demonstrate=False, migrated=migrated)

    return make


def saving(environment, *command):
    """Run the command while five threads save; what they did."""
    run = [sys.executable, "-m", "tests.saving", *map(str, command)]
    done = subprocess.run(
        run, cwd=server.ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def leads_in(environment):
    said = server.manage(
        environment,
        *("shell", "--verbosity", "0", "--command"),
        "from actions.models import Lead; print(Lead.objects.count())",
    )
    return int(said.split()[-1])


def test_a_backup_made_while_five_people_save_is_put_back_whole(installation, tmp_path):
    first, second = installation("first"), installation("second", migrated=False)
    (tmp_path / "first" / "heads.jsonl").write_text("kept beside the database")
    did = saving(first, "backup", tmp_path / "backups")
    (file,) = (tmp_path / "backups").glob("*.tar.gz")
    said = server.manage(second, "restore", str(file))
    assert "The audit trail verifies." in said
    assert did["before"] <= leads_in(second) <= did["after"]
    assert (tmp_path / "second" / "heads.jsonl").read_text() == "kept beside the database"

    with pytest.raises(RuntimeError, match="Say --replace to replace"):
        server.manage(first, "restore", str(file))
    saving(first, "restore", file, "--replace")
    assert leads_in(first) >= leads_in(second)
    server.manage(first, "verify_audit")
    assert len(list((tmp_path / "first" / "replaced").glob("*.tar.gz"))) == 1


@pytest.fixture
def unchecked(monkeypatch, settings, tmp_path):
    """What it costs to copy the database and to check the copy is paid in the test above."""
    monkeypatch.setattr(copies.database(), "copy_to", lambda file: file.write_bytes(b"All of it."))
    monkeypatch.setattr(copies.database(), "check", lambda file: ["Checked."])
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir()


def backup(folder, *options):
    said = StringIO()
    call_command("backup", folder, *options, stdout=said)
    return said.getvalue(), sorted(folder.glob("wres-*.tar.gz"))


def restore(file, *options):
    said = StringIO()
    call_command("restore", file, *options, stdout=said)
    return said.getvalue()


def test_a_backup_is_for_its_owner_alone_and_in_the_trail(db, unchecked, tmp_path):
    said, (file,) = backup(tmp_path / "backups")
    assert "Checked." in said
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert sorted(each.name for each in file.parent.iterdir()) == [
        file.name,
        f"{file.name}.sha256",
    ]
    assert Entry.objects.get(kind="backup").label == file.name


def test_only_the_newest_backups_are_kept(db, unchecked, tmp_path, monkeypatch):
    for day in ("01", "02", "03"):
        monkeypatch.setattr(archive, "name_now", lambda day=day: f"wres-202603{day}T020000Z.tar.gz")
        said, files = backup(tmp_path, "--keep", "2")
    assert [file.name[9:13] for file in files] == ["0302", "0303"]
    assert "Removed the older wres-20260301T020000Z.tar.gz." in said
    assert not (tmp_path / "wres-20260301T020000Z.tar.gz.sha256").exists()


def test_a_backup_that_fails_leaves_nothing(db, unchecked, tmp_path, monkeypatch):
    def fail(file):
        raise copies.CopyError("The copy is damaged.")

    monkeypatch.setattr(copies.database(), "check", fail)
    with pytest.raises(CommandError, match="No backup was made"):
        backup(tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []


def test_no_backup_is_written_over_another(db, unchecked, tmp_path):
    file = tmp_path / "mine.tar.gz"
    file.write_bytes(b"precious")
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", file)
    assert file.read_bytes() == b"precious"


def noted(folder, *heads_of_chains):
    """A file of heads in the folder, as log_heads adds them."""
    file = folder / "heads.jsonl"
    file.write_text("".join(f"{heads.line(head)}\n" for head in heads_of_chains))
    return file


def test_the_noted_heads_are_never_overwritten_and_say_that_the_chain_is_older(
    action, unchecked, settings, tmp_path, monkeypatch
):
    now = heads.of("RKE")
    file = noted(settings.VAR_DIR, replace(now, at="2026-03-01"))
    _, (made,) = backup(tmp_path / "backups")
    later = Head("RKE", now.sequence + 5, "f" * 64, "2026-03-15")
    noted(settings.VAR_DIR, now, later)
    monkeypatch.setattr(copies.database(), "put_back", lambda file: None)
    said = restore(made, "--replace")
    assert heads.line(later) in file.read_text()
    older = f"RKE seal {later.sequence} is recorded on 2026-03-15 and gone: the chain ends at"
    assert f"The chain is older than what was noted in {file}: {older}" in said
    assert older in Entry.objects.get(kind="restore").reason


def test_heads_are_put_back_where_none_were_noted(
    action, unchecked, settings, tmp_path, monkeypatch
):
    file = noted(settings.VAR_DIR, heads.of("RKE"))
    _, (made,) = backup(tmp_path / "backups")
    was = file.read_text()
    file.unlink()
    monkeypatch.setattr(copies.database(), "put_back", lambda file: None)
    said = restore(made, "--replace")
    assert file.read_text() == was
    assert "older" not in said


def changed(file):
    file.write_bytes(file.read_bytes()[:-1] + b"x")


def without_checksum(file):
    archive.checksum_of(file).unlink()


def packed_anew(file, **facts):
    """The same backup with other facts about it, and a fitting checksum."""
    with archive.working_folder(file.parent) as folder:
        about = archive.open_in(folder, file) | facts
        (folder / "about.json").write_text(json.dumps(about))
        with tarfile.open(file, "w:gz") as tar:
            tar.add(folder / "about.json", "about.json")
    archive.checksum_of(file).write_text(f"{archive._kept(file)}  {file.name}\n")


def of_another_database(file):
    packed_anew(file, database="oracle")


def of_a_newer_version(file):
    packed_anew(file, migrations=[["actions", "9999_next_year"]])


def no_backup_at_all(file):
    file.write_bytes(b"holiday photos")
    archive.checksum_of(file).write_text(f"{archive._kept(file)}  {file.name}\n")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (changed, "its checksum differs"),
        (without_checksum, "There is no checksum"),
        (of_another_database, "backup of a oracle database"),
        (of_a_newer_version, "newer version, with actions.9999_next_year"),
        (no_backup_at_all, "is not a backup of the WRES tracker"),
        (lambda file: file.unlink(), "There is no file"),
        (lambda file: None, "The database is not empty"),
    ],
)
def test_what_should_not_be_put_back_is_refused_in_words(trust, unchecked, tmp_path, spoil, words):
    _, (file,) = backup(tmp_path)
    spoil(file)
    with pytest.raises(CommandError, match="The backup was not put back") as refused:
        restore(file)
    assert words in str(refused.value)


def test_missing_programs_are_named_with_what_to_do(settings):
    settings.PG_BIN = "/nowhere"
    with pytest.raises(copies.CopyError, match="Install PostgreSQL's client programs"):
        postgresql._path_of("pg_dump")


def test_a_copy_with_a_damaged_page_is_found(tmp_path):
    file = tmp_path / "copy.sqlite3"
    file.write_bytes(b"SQLite format 3\x00" + b"\x10" * 5_000)
    with pytest.raises(copies.CopyError, match="The copy is damaged"):
        sqlite.check(file)
