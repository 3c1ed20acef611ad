from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from wres.accounts.models import User
from wres.audit import changes, event_log
from wres.backup import CopyError, archive


class Command(BaseCommand):
    help = "Copy everything into one file while people work, and check the copy."

    def add_arguments(self, parser):
        parser.add_argument("target", type=Path, help="a folder, or a new file …tar.gz")
        parser.add_argument("--keep", type=int, help="remove all but so many backups of the folder")

    def handle(self, *args, target, keep, **options):
        if keep is not None and keep < 1:
            raise CommandError("Keep at least 1 backup.")
        is_file = target.name.endswith(archive.SUFFIX)
        folder = target.parent if is_file else target
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = target if is_file else folder / archive.name_now()
        try:
            found = archive.make(file)
        except (CopyError, Error, OSError) as error:
            raise CommandError(f"No backup was made. {error}") from error
        self.stdout.write("\n".join([*found, f"The backup is {file}."]))
        with changes.origin("manage.py backup"):
            system = User.objects.system()
            event_log.record(event_log.Kind.BACKUP, person=system, label=file.name)
        if keep:
            for name in archive.forget_all_but(keep, folder):
                self.stdout.write(f"Removed the older {name}.")
