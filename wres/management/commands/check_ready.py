import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from wres import health

ALWAYS = {
    "Database": health.database,
    "Migrations": health.migrations,
    "Append-only triggers": health.append_only_triggers,
    "Static files": health.static_files,
    "Keys": health.keys,
    "Time": health.time_zone,
    "Disk": health.disk,
    "Worker": health.worker,
    "Letters": health.letters,
}


class Command(BaseCommand):
    help = "Say whether this installation is ready for people, and what to do where it is not."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("--mail", action="store_true", help="also: the mail server answers")
        parser.add_argument("--audit", action="store_true", help="also: the audit trail verifies")
        parser.add_argument("--backups", type=Path, help="also: this folder has a new backup")
        parser.add_argument("--hours", type=int, default=26, help="how old that backup may be")
        parser.add_argument("--json", action="store_true", help="print it for machines")

    def handle(self, *args, **options):
        checks: list[tuple] = list(ALWAYS.items())
        if options["mail"]:
            checks.append(("Mail server", health.mail_server))
        if options["audit"]:
            checks.append(("Audit trail", health.trail))
        if options["backups"]:
            checks.append(("Backup", health.backup, options["backups"], options["hours"]))
        found = [health.look(*check) for check in checks]
        failing = [each for each in found if not each.is_ok]
        if options["json"]:
            lines = [{"check": f.name, "ok": f.is_ok, "words": f.words} for f in found]
            self.stdout.write(json.dumps({"ready": not failing, "checks": lines}, indent=2))
        else:
            for each in found:
                self.stdout.write(f"{'ok  ' if each.is_ok else 'NOT '} {each.name}: {each.words}")
        if failing:
            raise CommandError(f"Not ready: {len(failing)} of {len(found)} checks fail.")
