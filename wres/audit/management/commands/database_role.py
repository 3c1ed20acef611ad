from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from wres.audit import database_role


class Command(BaseCommand):
    help = (
        "Print the SQL that gives the application a PostgreSQL role of its own, which cannot "
        "rewrite the audit trail. The owner of the tables runs it after every migrate."
    )

    def add_arguments(self, parser):
        parser.add_argument("role", nargs="?", default="wres_app", help="its name (wres_app)")

    def handle(self, *args, **options):
        if connection.vendor != "postgresql":
            raise CommandError("SQLite has no roles: whoever can write its file can change it.")
        try:
            for statement in database_role.statements(options["role"]):
                self.stdout.write(f"{statement};")
        except ValueError as error:
            raise CommandError(f"{error}.") from error
