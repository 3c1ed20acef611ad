from itertools import chain
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from wres.audit import heads, verification
from wres.audit.models import ChainHead

SHOWN = 20  # problems printed; the first is the one to look at


class Command(BaseCommand):
    help = "Recompute the audit trail and compare every row with its history."

    def add_arguments(self, parser):
        parser.add_argument(
            "--heads", type=Path, metavar="FILE", help="check also what log_heads has kept"
        )
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            metavar="RKE:1234:3f2a…",
            help="check also a head that a paper prints; may be repeated",
        )

    def handle(self, *args, **options):
        try:
            printed = [heads.read(words) for words in options["head"]]
            kept = list(heads.kept_in(options["heads"])) if options["heads"] else []
        except ValueError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{options['heads']} cannot be read: {error.strerror}.") from error
        count, found = 0, chain(verification.problems(), heads.problems([*printed, *kept]))
        for count, problem in enumerate(found, start=1):
            if count <= SHOWN:
                self.stderr.write(problem)
        if count:
            raise CommandError(f"The audit trail does not verify: {count} problems.")
        for head in ChainHead.objects.order_by("chain"):
            self.stdout.write(f"{head.chain}: {head.sequence} seals, head {head.mac or 'empty'}")
        self.stdout.write("The audit trail verifies.")
