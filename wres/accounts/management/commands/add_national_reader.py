from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError

from wres.accounts.access import MANAGE_PEOPLE, Role
from wres.accounts.commands import organisation_of, person_acting
from wres.accounts.models import Membership, Organisation, User
from wres.audit import changes


class Command(BaseCommand):
    help = "Let somebody read several organisations: each gives the role, and can end it again."

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="EMAIL", help="of the national reader")
        parser.add_argument("--name", default="", help="their full name, where they are new")
        parser.add_argument("--organisations", default="", metavar="RKE,ZE1", help="ODS codes")
        parser.add_argument("--all", action="store_true", help="every organisation there is")
        parser.add_argument(
            "--as", required=True, dest="by", metavar="EMAIL", help="who manages people in each"
        )

    def handle(self, *args, **options):
        codes = list(filter(None, options["organisations"].split(",")))
        if options["all"]:
            organisations = list(Organisation.objects.all())
        elif codes:
            organisations = [organisation_of(code) for code in codes]
        else:
            raise CommandError(
                "Name the organisations with --organisations RKE,ZE1, or give --all."
            )
        people = [person_acting(options["by"], each, MANAGE_PEOPLE) for each in organisations]
        reader = _reader(options["email"].lower(), options["name"])
        missing = [each for each in organisations if not _reads(reader, each)]
        for each in missing:
            if like := each.somebody_like(reader.name, email=reader.email):
                raise CommandError(
                    f"{like} of {each.pk} has a name that looks like {reader.name}. Give the "
                    "reader one that tells them apart, with --name."
                )
        with changes.origin("manage.py add_national_reader", by=people[0]):
            if reader.pk is None:
                reader = User.objects.create_user(reader.email, reader.name)
            for organisation in missing:
                with changes.change(organisation.pk, by=people[0]):
                    Membership.objects.create(
                        organisation=organisation, user=reader, role=Role.NATIONAL
                    )
        self.stdout.write(f"{reader} reads {len(missing)} more, {len(organisations)} in all named.")


def _reader(email, name) -> User:
    """The person of this address, not saved where there is none yet."""
    reader = User.objects.filter(email=email).first() or User(email=email, name=name)
    try:
        reader.full_clean(exclude=["password"])
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    if not reader.is_active:
        raise CommandError(f"{email} may not sign in any more.")
    return reader


def _reads(reader, organisation) -> bool:
    """Whether they have the role there; CommandError where they have another one, or it ended."""
    membership = organisation.memberships.filter(user__email=reader.email).first()
    if membership is None:
        return False
    if membership.role == Role.NATIONAL and membership.is_active:
        return True
    role = membership.get_role_display().lower()
    words = "already" if membership.is_active else "already, and it was ended"
    raise CommandError(
        f"{reader} is {role} in {organisation} {words}. Change it on its page of people."
    )
