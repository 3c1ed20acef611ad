import logging
import os
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from wres.audit import heads

log = logging.getLogger("wres.audit.heads")


class Command(BaseCommand):
    help = (
        "Write the newest seal of every chain to the log and to a file, once a day. Kept where the "
        "database's administrator cannot write, verify_audit --heads FILE finds a chain cut since."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--file",
            type=Path,
            default=settings.VAR_DIR / "heads.jsonl",
            help="where a line of JSON for each is added",
        )

    def handle(self, *args, **options):
        at = datetime.now(UTC).isoformat(timespec="seconds")
        lines = [heads.line(head) for head in heads.now(at)]
        try:
            with options["file"].open("a", encoding="utf-8") as file:
                file.write("".join(f"{line}\n" for line in lines))  # all of them in one write
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be written: {error.strerror}.") from error
        for line in lines:
            log.info(line)
        self.stdout.write(f"{len(lines)} heads were added to {options['file']}.")
