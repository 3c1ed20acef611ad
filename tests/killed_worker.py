"""Kill real workers in the middle of a file, in the database of the settings; JSON of what is left.

python -m tests.killed_worker
"""

import json
import subprocess
import sys
from datetime import date

import django

django.setup()

from indicators.imports import large, save  # noqa: E402
from indicators.models import Figure, FigureImport  # noqa: E402
from tests.patience import PATIENCE, wait_until  # noqa: E402
from wres.accounts.access import Role  # noqa: E402
from wres.accounts.models import Membership, Organisation, User  # noqa: E402
from wres.audit import changes, verification  # noqa: E402
from wres.files.models import Upload  # noqa: E402

CODES = [f"K{number:03}" for number in range(60)]
YEARS = range(2019, 2026)
ROWS = [f"{code},{number},{year},1.20" for code in CODES for number in (2, 3) for year in YEARS]
LONG_AGO = "2026-01-01T00:00Z"


def main():
    upload, ada = _upload()
    _kill_when(upload, Upload.READING)
    read = _outlive(upload, Upload.WAITING)
    preview = large.StoredPreview(read, ada)
    save.queue(preview, by=ada, reason="", today=date(2026, 3, 16))
    _kill_when(upload, Upload.SAVING)
    between = FigureImport.objects.count()
    whole = {origin.figures.count() for origin in FigureImport.objects.all()}
    _outlive(upload, Upload.SAVED)
    return {
        "saved when killed": between,
        "figures of each of these": list(whole),
        "imports": FigureImport.objects.count(),
        "figures": Figure.objects.count(),
        "history": Figure.history.count(),
        "problems": len(list(verification.problems())),
    }


def _upload():
    """A file that Ada has uploaded, of organisations that she administers."""
    ada = User.objects.create_user("ada@killed.example", "Ada")
    with changes.origin("test"):
        for code in CODES:
            organisation = Organisation.objects.create(code=code, name=f"Trust {code}")
            with changes.change(code, by=User.objects.system()):
                facts = {"organisation": organisation, "user": ada}
                Membership.objects.create(**facts, role=Role.ADMINISTRATOR)
    upload = Upload.objects.create(
        organisation_id=CODES[0],
        person=ada,
        kind=Upload.FIGURES,
        file_name="figures.csv",
        sha256="0" * 64,
        data="\n".join(["organisation,indicator,year,value", *ROWS]).encode(),
        by_worker=True,
        state=Upload.READING,
    )
    return upload, ada


def _kill_when(upload, state):
    """Start a worker, and end it with no warning once some of that state is done, and not all."""
    worker = _worker()
    _wait_for(lambda now: now.state == state and 0 < now.done < now.total, upload)
    worker.kill()
    worker.wait()
    left = Upload.objects.get(pk=upload.pk)
    if left.state != state:
        raise RuntimeError(f"The worker was too quick: {left.state}")
    Upload.objects.filter(pk=upload.pk).update(moved_at=LONG_AGO)


def _outlive(upload, state):
    """Start another worker and leave it be until the upload comes to that state."""
    worker = _worker()
    try:
        return _wait_for(lambda now: now.state == state, upload)
    finally:
        worker.terminate()
        worker.wait(timeout=PATIENCE)


def _worker():
    return subprocess.Popen([sys.executable, "manage.py", "work", "--interval", "0.05"])


def _wait_for(has_come, upload):
    def now():
        found = Upload.objects.defer("data").get(pk=upload.pk)
        return found if has_come(found) else None

    return wait_until(now, "That state of the upload")


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
