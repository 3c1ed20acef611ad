from django.core.management.base import BaseCommand, CommandError

from audit import verification
from audit.models import ChainHead

SHOWN = 20  # problems printed; the first is the one to look at


class Command(BaseCommand):
    help = "Recompute the audit trail and compare every row with its history."

    def handle(self, *args, **options):
        count = 0
        for count, problem in enumerate(verification.problems(), start=1):
            if count <= SHOWN:
                self.stderr.write(problem)
        if count:
            raise CommandError(f"The audit trail does not verify: {count} problems.")
        for head in ChainHead.objects.order_by("chain"):
            self.stdout.write(f"{head.chain}: {head.sequence} seals, head {head.mac or 'empty'}")
        self.stdout.write("The audit trail verifies.")
