from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.utils import timezone
from django.utils.formats import date_format

from wres.accounts import invitation
from wres.accounts.access import Role
from wres.accounts.commands import staff_acting
from wres.accounts.models import SYSTEM_EMAIL, Invitation, Organisation, User
from wres.audit import changes


class Command(BaseCommand):
    help = "Add an organisation and invite its first administrator."

    def add_arguments(self, parser):
        parser.add_argument("code", metavar="CODE", help="its ODS code, such as RKE")
        parser.add_argument("organisation_name", metavar="NAME", help="its full name")
        parser.add_argument("--administrator", required=True, metavar="EMAIL")
        parser.add_argument("--name", required=True, help="the administrator's full name")
        parser.add_argument(
            "--as",
            dest="email",
            metavar="EMAIL",
            default=SYSTEM_EMAIL,
            help="the platform's staff who adds it (the system, while nobody is there)",
        )

    def handle(self, *args, **options):
        organisation = Organisation(code=options["code"], name=options["organisation_name"])
        try:
            administrator = self.added(organisation, options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Added {organisation} ({organisation.pk}).")
        self.stdout.write(f"{administrator.email} is invited to administer it, once a worker runs.")
        until = date_format(timezone.localtime(administrator.expires_at), "j F Y, H:i")
        link = invitation.link(administrator)
        self.stdout.write(f"Until {until} this link accepts, once. Give it to nobody else: {link}")

    def added(self, organisation, options) -> Invitation:
        """Save the organisation and invite its administrator, both or neither."""
        by = staff_acting(options["email"])
        email, name = options["administrator"].lower(), options["name"]
        organisation.full_clean()
        User(email=email, name=name).clean_fields(exclude=["password"])
        if User.objects.filter(email=email, is_active=False).exists():
            raise ValidationError(f"{email} may not sign in any more. Name another administrator.")
        with changes.origin("manage.py add_organisation"), changes.change(organisation.pk, by=by):
            organisation.save(force_insert=True)
            administrator = Invitation(
                organisation=organisation,
                email=email,
                name=name,
                role=Role.ADMINISTRATOR,
                invited_by=by,
            )
            invitation.renew(administrator)
            administrator.save()
            invitation.send(administrator)
        return administrator
