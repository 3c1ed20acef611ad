"""One file of a backup: the database, the files beside it, and what they are; with its checksum."""

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from wres.backup import CopyError, database

SUFFIX = ".tar.gz"
WORKING = ".wres-copy-"  # begins the name of a folder in which a backup is being made
FORGOTTEN = 24 * 3600  # seconds after which such a folder is that of a backup that was killed
# Beside the database: what is made anew by itself, or is the database.
NOT_KEPT = {"cache", settings.WORKER_SIGN.name}


@contextmanager
def working_folder(near: Path):
    """A folder of its own for the pieces, on the same disk, that is gone when the block ends."""
    for old in near.glob(f"{WORKING}*"):
        if time.time() - old.stat().st_mtime > FORGOTTEN:
            shutil.rmtree(old, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=WORKING, dir=near) as folder:
        yield Path(folder)


def name_now() -> str:
    """By the time in UTC, so that the names sort."""
    return f"wres-{datetime.now(UTC):%Y%m%dT%H%M%SZ}{SUFFIX}"


def make(target: Path, *, is_checked: bool = True) -> list[str]:
    """Write the backup to `target`, a new file, with its checksum beside it; what was checked.

    Under its name there is a whole backup or none. CopyError, in words, where it cannot be made.
    """
    if target.exists():
        raise CopyError(f"{target} is there already.")
    with working_folder(target.parent) as folder:
        copy = folder / database().NAME
        database().copy_to(copy)
        found = database().check(copy) if is_checked else []
        packed = folder / target.name
        _pack(packed, copy, found)
        digest = _kept(packed)
        note = folder / "sha256"
        note.write_text(f"{digest}  {target.name}\n")
        _kept(note)
        note.rename(checksum_of(target))
        packed.rename(target)
    return found


def checksum_of(file: Path) -> Path:
    return file.with_name(file.name + ".sha256")


def _pack(packed, copy, found):
    about = {
        "database": connection.vendor,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "migrations": sorted(map(list, MigrationRecorder(connection).applied_migrations())),
        "checked": found,
    }
    (copy.parent / "about.json").write_text(json.dumps(about, indent=1))
    handle = os.open(packed, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as stream, tarfile.open(fileobj=stream, mode="w:gz") as tar:
        tar.add(copy.parent / "about.json", "about.json")
        tar.add(copy, copy.name)
        for file in beside():
            tar.add(file, f"files/{file.relative_to(settings.VAR_DIR)}")


def beside():
    """The files of WRES_VAR but the database, what is made anew, and backups."""
    ours = str(connection.settings_dict["NAME"])
    for file in sorted(settings.VAR_DIR.rglob("*")):
        first = file.relative_to(settings.VAR_DIR).parts[0]
        is_database = str(file).startswith(ours)
        is_backup = file.name.endswith((SUFFIX, f"{SUFFIX}.sha256")) or WORKING in str(file)
        if file.is_file() and not (first in NOT_KEPT or is_database or is_backup):
            yield file


def _kept(file):
    """Make sure that the file is on the disk, for its owner alone; its SHA-256."""
    file.chmod(0o600)
    with file.open("rb") as stream:
        os.fsync(stream.fileno())
        return hashlib.file_digest(stream, "sha256").hexdigest()


def forget_all_but(count: int, folder: Path) -> list[str]:
    """Remove all but the newest backups of the folder; the names of those that went."""
    old = sorted(folder.glob(f"wres-*{SUFFIX}"), reverse=True)[count:]
    for file in old:
        file.unlink()
        checksum_of(file).unlink(missing_ok=True)
    return [file.name for file in old]


def check_sum(file: Path) -> None:
    """CopyError unless the file is what its checksum beside it says."""
    note = checksum_of(file)
    if not file.is_file():
        raise CopyError(f"There is no file {file}.")
    if not note.is_file():
        raise CopyError(f"There is no checksum {note}. Bring it along from where the backup was.")
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if note.read_text().split()[:1] != [digest]:
        raise CopyError(f"{file} is not as it was made: its checksum differs. Take another backup.")


def open_in(folder: Path, file: Path) -> dict:
    """Unpack the backup into the folder; what it is. CopyError where it is not for us."""
    try:
        with tarfile.open(file, "r:gz") as tar:
            tar.extractall(folder, filter="data")
        about = json.loads((folder / "about.json").read_text())
    except (tarfile.TarError, OSError, ValueError, EOFError) as error:
        raise CopyError(f"{file} is not a backup of the WRES tracker.") from error
    if about["database"] != connection.vendor:
        raise CopyError(
            f"It is a backup of a {about['database']} database, and DATABASE_URL names a "
            f"{connection.vendor} one."
        )
    return about
