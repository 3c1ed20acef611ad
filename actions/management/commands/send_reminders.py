"""Remind people of what waits for them in the plan; a scheduler runs it once a day.

It forgets too what nobody has come back to: uploads that were not finished for 30 days, files of
large plans that were made a day ago, and sessions that are over.
"""

from django.core.management import BaseCommand, CommandError

from actions.models import LargeFile
from actions.quarter import reminders
from wres.accounts.access import RUN_QUARTER
from wres.accounts.commands import organisation_of, person_acting
from wres.accounts.middleware import london_today
from wres.accounts.models import SYSTEM_EMAIL, Organisation
from wres.accounts.sign_in import sessions
from wres.audit import changes
from wres.files.models import Upload
from wres.words import counted


class Command(BaseCommand):
    help = "Send each person one email about what waits for them, in all organisations or in one."

    def add_arguments(self, parser):
        parser.add_argument("--organisation", metavar="CODE", help="this one only")
        parser.add_argument(
            "--as",
            dest="email",
            metavar="EMAIL",
            default=SYSTEM_EMAIL,
            help="the person who sends them (the system, when a scheduler does)",
        )

    def handle(self, *args, **options):
        code = options["organisation"]
        organisations = [organisation_of(code)] if code else Organisation.objects.all()
        failed = 0
        sessions.forget_ended()
        with changes.origin("manage.py send_reminders"):
            for organisation in organisations:
                _forget(organisation)
                failed += self._remind(organisation, options["email"])
        if failed:
            raise CommandError(
                f"The mail server did not take {counted(failed, 'reminder')}. "
                "They are kept: run the command again."
            )

    def _remind(self, organisation, email) -> int:
        """How many reminders of the organisation the mail server would not take."""
        by, today = person_acting(email, organisation, RUN_QUARTER), london_today()
        plan = organisation.plans.current_on(today)
        if plan is None:
            return 0
        reminders.remind(plan, by=by, today=today)
        sent, failed = reminders.send_waiting(plan, by=by, today=today)
        self.stdout.write(f"{organisation.pk}: {counted(sent, 'reminder')} sent")
        return failed


def _forget(organisation):
    Upload.objects.filter(organisation=organisation).forgotten().delete()
    LargeFile.objects.filter(plan__organisation=organisation).forgotten().delete()
