from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError

from audit import trail
from organisations.access import Role
from organisations.models import Membership, Organisation, User


class Command(BaseCommand):
    help = "Add an organisation and its first administrator."

    def add_arguments(self, parser):
        parser.add_argument("code", metavar="CODE", help="its ODS code, such as RKE")
        parser.add_argument("organisation_name", metavar="NAME", help="its full name")
        parser.add_argument("--administrator", required=True, metavar="EMAIL")
        parser.add_argument("--name", required=True, help="the administrator's full name")

    def handle(self, *args, **options):
        organisation = Organisation(code=options["code"], name=options["organisation_name"])
        try:
            user = _add(organisation, options["administrator"].lower(), options["name"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Added {organisation} ({organisation.pk}), administered by {user}.")
        if not user.has_usable_password():
            self.stdout.write(
                f"{user} sets a password with “I have forgotten my password” on the sign-in page."
            )


def _add(organisation, email, name):
    """Save the organisation and make the person its administrator, both or neither."""
    organisation.full_clean()
    user = User.objects.filter(email=email).first() or User(email=email, name=name)
    user.full_clean(exclude=["password"])
    if not user.is_active:
        raise ValidationError(f"{email} may not sign in any more. Name another administrator.")
    system = User.objects.system()
    with trail.origin("manage.py add_organisation"), trail.change(organisation.pk, by=system):
        organisation.save(force_insert=True)
        if user.pk is None:
            user = User.objects.create_user(email, name)
        Membership.objects.create(organisation=organisation, user=user, role=Role.ADMINISTRATOR)
    return user
