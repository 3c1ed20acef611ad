import shutil
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader

from wres.accounts.models import Organisation, User
from wres.audit import changes, event_log, heads, verification
from wres.backup import CopyError, archive, database


class Command(BaseCommand):
    help = "Put a backup back, and check what is there then. Stop the server and the worker first."
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a file that manage.py backup has made")
        parser.add_argument(
            "--replace", action="store_true", help="replace what is there, after keeping a copy"
        )

    def handle(self, *args, file, replace, **options):
        try:
            archive.check_sum(file)
            self.stdout.write("The backup is as it was made: its checksum fits.")
            with archive.working_folder(settings.VAR_DIR) as folder:
                self._put_back(folder, file, replace)
        except (CopyError, Error, OSError) as error:
            raise CommandError(f"The backup was not put back. {error}") from error
        older = list(self._older_than_noted())
        call_command("migrate", verbosity=0)
        ended, _ = Session.objects.all().delete()
        self.stdout.write(f"Its migrations are applied. {ended} sessions ended: people sign in.")
        with changes.origin("manage.py restore"):
            system, reason = User.objects.system(), " ".join(older)
            event_log.record(event_log.Kind.RESTORE, person=system, label=file.name, reason=reason)
        problems = list(verification.problems())
        if problems:
            raise CommandError(f"The audit trail does not verify: {problems[0]}")
        self.stdout.write("The audit trail verifies.")

    def _put_back(self, folder, file, replace):
        about = archive.open_in(folder, file)
        known = set(MigrationLoader(None).disk_migrations)
        apps = {app for app, _ in known}
        for app, name in about["migrations"]:
            if app in apps and (app, name) not in known:
                raise CopyError(
                    f"It was made by a newer version, with {app}.{name}. Install that version."
                )
        self.stdout.write(f"It was made at {about['made_at']}.")
        there = connection.introspection.table_names()
        if Organisation._meta.db_table in there and Organisation.objects.exists():
            if not replace:
                raise CopyError(
                    "The database is not empty. Say --replace to replace what it holds."
                )
            kept = settings.VAR_DIR / "replaced" / archive.name_now()
            kept.parent.mkdir(mode=0o700, exist_ok=True)
            archive.make(kept, is_checked=False)
            self.stdout.write(f"What was there is kept in {kept}.")
        database().put_back(folder / database().NAME)
        for file in (folder / "files").rglob("*"):
            there = settings.VAR_DIR / file.relative_to(folder / "files")
            if heads.are_kept_in(there):
                self.stdout.write(f"The heads noted in {there} stay: they check the backup.")
            elif file.is_file():
                there.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(file, there)
        self.stdout.write("The database and its files are those of the backup.")

    def _older_than_noted(self):
        """In words, of which chains more was noted here than the backup has."""
        for file in filter(heads.are_kept_in, archive.beside()):
            try:
                noted = heads.newest(heads.kept_in(file))
            except ValueError as error:
                self.stdout.write(str(error))
                continue
            for words in heads.problems(noted):
                self.stdout.write(f"The chain is older than what was noted in {file}: {words}")
                yield words
