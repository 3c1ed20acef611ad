"""Whether the installation is well: what must be so before it opens, and two addresses to watch."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.mail import mailers
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from wres.accounts.models import Letter
from wres.audit import triggers, verification
from wres.words import day_words

LEAST_DISK_MB = 500
LEAST_KEY = 32  # characters
WORKER_IS_LATE = timedelta(minutes=2)
LONGEST_STEP = "letters, large files and papers wait until it runs"
LETTERS_ARE_LATE = timedelta(minutes=15)


class NotReadyError(Exception):
    """What is not as it must be, and what to do."""


@dataclass(frozen=True)
class Finding:
    """One check: its name, whether it is as it must be, and words for the person who asked."""

    name: str
    is_ok: bool
    words: str


def look(name: str, check: Callable[..., str], *arguments) -> Finding:
    """Ask one check; a failure of the check itself is a finding too."""
    try:
        return Finding(name, True, check(*arguments))
    except NotReadyError as error:
        return Finding(name, False, str(error))
    except (Error, OSError) as error:
        return Finding(name, False, f"It could not be checked: {type(error).__name__}.")


def database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        raise NotReadyError(
            "The database does not answer. Check DATABASE_URL, and that its server runs."
        ) from error
    return f"{connection.display_name} answers."


@cache
def _migrations_of_the_code():
    return frozenset(MigrationLoader(None).disk_migrations)


def migrations() -> str:
    missing = _migrations_of_the_code() - set(MigrationRecorder(connection).applied_migrations())
    if missing:
        raise NotReadyError(f"{len(missing)} are not applied. Run: manage.py migrate")
    return "All are applied."


def append_only_triggers() -> str:
    found = triggers.problems()
    if found:
        raise NotReadyError(
            f"{found[0]} Run: manage.py migrate and then manage.py verify_audit, and find out who "
            "changed them."
        )
    return "History refuses to be changed."


def static_files() -> str:
    """Whether the styles that every page asks for can be served by their fingerprinted name."""
    try:
        url = staticfiles_storage.url("wres/wres.css")
    except ValueError:
        url = ""
    file = Path(settings.STATIC_ROOT) / url.removeprefix(settings.STATIC_URL)
    if not url or not file.exists():
        raise NotReadyError(
            "They are not built. Run: node static/build.mjs && manage.py collectstatic"
        )
    return "They are built."


def keys() -> str:
    for name in ("SECRET_KEY", "AUDIT_KEY"):
        key = getattr(settings, name)
        if len(key) < LEAST_KEY or len(set(key)) < LEAST_KEY // 4:
            raise NotReadyError(f"{name} can be guessed. Make one with 50 random characters.")
        if key.startswith("demonstration-only") and settings.IS_PRODUCTION:
            raise NotReadyError(f"{name} is that of the demonstration. Make one of your own.")
    if settings.SECRET_KEY == settings.AUDIT_KEY:
        raise NotReadyError("SECRET_KEY and AUDIT_KEY are one. Make a second one.")
    return "SECRET_KEY and AUDIT_KEY are there."


def time_zone() -> str:
    now = timezone.localtime()
    if settings.TIME_ZONE != "Europe/London":
        raise NotReadyError("Quarters are days in London. Set TIME_ZONE to Europe/London.")
    if now.year < 2025:
        raise NotReadyError(f"The clock says {day_words(now)}. Set it, and keep it by NTP.")
    return f"In London it is {now:%H:%M} on {day_words(now)}."


def disk() -> str:
    free = shutil.disk_usage(settings.VAR_DIR).free // 1_000_000
    if free < LEAST_DISK_MB:
        raise NotReadyError(f"{free} MB are free in {settings.VAR_DIR}. Make room.")
    return f"{free} MB are free."


def worker() -> str:
    try:
        seen = settings.WORKER_SIGN.stat().st_mtime
    except FileNotFoundError:
        raise NotReadyError(f"It was never seen. Start manage.py work: {LONGEST_STEP}.") from None
    ago = timedelta(seconds=int(time.time() - seen))
    if ago > WORKER_IS_LATE:
        raise NotReadyError(f"It was last seen {ago} ago. Start manage.py work: {LONGEST_STEP}.")
    return f"It was seen {max(ago.seconds, 0)} seconds ago."


def letters() -> str:
    oldest = Letter.objects.order_by("at").first()
    if oldest is None:
        return "None waits."
    ago = timezone.now() - oldest.at
    if ago > LETTERS_ARE_LATE:
        raise NotReadyError(
            f"One has waited since {timezone.localtime(oldest.at):%d %B, %H:%M}. "
            "Look at the worker's log, and run: manage.py check_ready --mail"
        )
    return "None has waited for long."


def mail_server() -> str:
    mailer = mailers["default"]
    try:
        mailer.open()
        mailer.close()
    except Exception as error:  # whatever the server or the network says
        raise NotReadyError(
            f"It does not take letters ({type(error).__name__}). Check SMTP_HOST and its settings."
        ) from error
    return "It answers."


def trail() -> str:
    problems = list(islice(verification.problems(), 1))
    if problems:
        raise NotReadyError(f"It does not verify. Run: manage.py verify_audit. {problems[0]}")
    return "It verifies."


def backup(folder: Path, hours: int) -> str:
    made = [file.stat().st_mtime for file in folder.glob("wres-*.tar.gz")]
    if not made:
        raise NotReadyError(f"There is none in {folder}. Run: manage.py backup {folder}")
    age = (time.time() - max(made)) / 3600
    if age > hours:
        raise NotReadyError(f"The newest is {age:.0f} hours old. Look at the job that makes them.")
    return f"The newest is {age:.0f} hours old."


ASKED_EVERY = 1  # seconds; whoever asks more often is given the last answer
CHECKS = {
    "database": database,
    "migrations": migrations,
    "static files": static_files,
}


@require_safe
@login_not_required
def healthz(request):
    return _plain("ok")


@require_safe
@login_not_required
def readyz(request):
    failing = _last.failing()
    return _plain("\n".join(failing) or "ok", status=503 if failing else 200)


def _plain(text, status=200):
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(text, status=status, content_type="text/plain", headers=headers)


class _Last:
    """What failed when it was last asked; one thread asks, the others wait for its answer."""

    def __init__(self):
        self._lock, self._names, self._until = Lock(), [], 0.0

    def failing(self) -> list[str]:
        with self._lock:
            if time.monotonic() >= self._until:
                found = [look(name, check) for name, check in CHECKS.items()]
                self._names = [each.name for each in found if not each.is_ok]
                self._until = time.monotonic() + ASKED_EVERY
            return self._names

    def forget(self):
        self._until = 0.0


_last = _Last()
PAGES = {"/healthz": healthz, "/readyz": readyz}


class HealthMiddleware:
    """Answer before anything asks for a session, a person, or the name that the host was called by.

    Probes call a server by its number, which is not among ALLOWED_HOSTS.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        page = PAGES.get(request.path_info)
        return page(request) if page else self.get_response(request)
