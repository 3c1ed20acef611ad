from datetime import date
from io import StringIO

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from actions import demonstration
from actions.demonstration import SAMPLES
from indicators.imports import figure_load
from wres.accounts.demonstration import add_cast, cast
from wres.accounts.models import SYSTEM_EMAIL, Organisation, User
from wres.audit import changes

CODE, YEAR, PLAN_DATE = "RKE", 2025, date(2025, 8, 31)
FIGURES = figure_load.SAMPLES / "results.csv"
# Invented counts behind some of the published figures, which give the same numbers.
EXAMPLES = ("example_counts.csv", "example_bands.csv", "example_board.csv")


class Command(BaseCommand):
    help = "Load the sample organisation, its people, plan and figures, and its year so far."

    def handle(self, *args, **options):
        if not settings.IS_DEMONSTRATION:
            raise CommandError("This installation is no demonstration, so no samples are loaded.")
        with changes.origin("manage.py demonstrate"):
            users = add_cast()
        self.stdout.write(f"People: {len(users)}, invented.")
        organisation = Organisation.objects.get(code=CODE)
        facts = ["--organisation", CODE, "--as", SYSTEM_EMAIL]
        self._load("Figures", "load_figures", FIGURES, *facts)
        for name in EXAMPLES:
            words = ["--reason", "Invented counts, to show what they say"]
            self._load(
                "Invented counts", "load_figures", figure_load.SAMPLES / name, *facts, *words
            )
        plan_facts = ["--year", str(YEAR), "--plan-date", str(PLAN_DATE)]
        leads = ["--leads", str(SAMPLES / "leads.csv")]
        self._load("Plan", "load_plan", SAMPLES / "plan.csv", *facts, *plan_facts, *leads)
        plan = organisation.plans.get(year=YEAR)
        if not plan.quarters.exists():
            self._describe(plan, users)
        if not demonstration.is_lived(plan):
            with changes.origin("manage.py demonstrate"):
                demonstration.live(plan, users)
            self.stdout.write("The year so far: quarters, example updates and challenges.")

    def _load(self, title, *command):
        """Run a loading command and print its last line, which counts."""
        said = StringIO()
        call_command(*map(str, command), stdout=said)
        self.stdout.write(f"{title}: {said.getvalue().splitlines()[-1]}")

    def _describe(self, plan, users):
        """What is not in the printed plan, in one change, and once: people may edit it then."""
        organisation, system = plan.organisation, User.objects.system()
        with (
            changes.origin("manage.py demonstrate"),
            changes.change(organisation.pk, by=system, reason="Sample data"),
        ):
            demonstration.describe_indicators(plan)
            for person in cast():
                if person.organisation == organisation.pk:
                    demonstration.name_lead(organisation, users[person.slug], *person.leads)
