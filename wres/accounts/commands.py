"""What commands have in common that load a file for an organisation, as a person."""

import unicodedata
from contextlib import contextmanager
from pathlib import Path

from django.core.management import BaseCommand, CommandError

from wres.accounts.models import SYSTEM_EMAIL, Organisation, User
from wres.audit import changes
from wres.words import counted

MAX_FILE_BYTES = 10_000_000
FILE_NAME_LENGTH = 255


class LoadingCommand(BaseCommand):
    """A command that loads FILE into an organisation; a subclass says which permission it needs.

    The system user may load too, so that an installation can be filled before anyone is there.
    """

    permission = ""

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--organisation", required=True, metavar="CODE", help="its ODS code")
        parser.add_argument(
            "--as", required=True, dest="email", metavar="EMAIL", help="the person who loads"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would change only")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON")

    def organisation_and_person(self, options) -> tuple[Organisation, User]:
        """Those named by the options; CommandError in words when the person may not load here."""
        organisation = organisation_of(options["organisation"])
        return organisation, person_acting(options["email"], organisation, self.permission)

    @contextmanager
    def one_change(self, organisation, person, path, why=""):
        """The one change of the whole load, all or nothing, with what the person said of it."""
        command = self.__module__.rsplit(".", 1)[-1]
        reason = ": ".join(filter(None, [f"Loaded from {file_name(path)}", why]))
        with (
            changes.origin(f"manage.py {command}"),
            changes.change(organisation.pk, by=person, reason=reason) as change,
        ):
            yield change


def organisation_of(code: str) -> Organisation:
    organisation = Organisation.objects.filter(code=code).first()
    if organisation is None:
        raise CommandError(
            f"There is no organisation {code}. Add it with manage.py add_organisation, or load "
            "the demonstration with manage.py demonstrate."
        )
    return organisation


def person_acting(email: str, organisation: Organisation, permission: str) -> User:
    """The active person of this address who may do it there, or the system user."""
    if email.lower() == SYSTEM_EMAIL:
        return User.objects.system()
    memberships = organisation.memberships.active().select_related("user")
    membership = memberships.filter(user__email=email.lower()).first()
    if membership is None:
        raise CommandError(f"{email} has no active role in {organisation} ({organisation.pk}).")
    if not membership.may(permission):
        role = membership.get_role_display().lower()
        raise CommandError(f"{email} is {role} in {organisation} and cannot {permission}.")
    return membership.user


def staff_acting(email: str) -> User:
    """The active platform staff of this address, or the system user."""
    if email.lower() == SYSTEM_EMAIL:
        return User.objects.system()
    person = User.objects.filter(email=email.lower(), is_active=True, is_staff=True).first()
    if person is None:
        raise CommandError(f"{email} is not of the platform's staff.")
    return person


def file_bytes(path: Path) -> bytes:
    """The whole file; CommandError when there is none or it is too large to be meant."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    if len(data) > MAX_FILE_BYTES:
        raise CommandError(f"{path} must be smaller than {MAX_FILE_BYTES // 1_000_000} MB.")
    return data


def file_name(path: Path) -> str:
    """The name of the file without its folder, control characters and direction marks."""
    visible = "".join(c for c in path.name if unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    return " ".join(visible.split())[:FILE_NAME_LENGTH] or "a file without a name"


def place(note) -> str:
    """ "row 5, year: “1999” was given. …", without the row where it is about the whole file."""
    where = ", ".join(part for part in (f"row {note.row}" if note.row else "", note.column) if part)
    return f"{where}: {note.message}" if where else note.message


def nothing_saved(problems) -> CommandError:
    """The error with which a load ends that found problems."""
    return CommandError(f"Nothing was saved: {counted(len(problems), 'problem')}.")
