"""Take away a lost second factor of a person whom no single administrator may decide about."""

from django.core.management import BaseCommand, CommandError

from wres.accounts.models import User
from wres.accounts.sign_in import second_factor, second_factor_views
from wres.audit import changes


class Command(BaseCommand):
    help = "Take away the second factor of a person who has lost it, and tell them by letter."

    def add_arguments(self, parser):
        parser.add_argument("email", help="the person's email address")
        parser.add_argument(
            "--as", required=True, dest="by", metavar="EMAIL", help="the person who decides it"
        )
        parser.add_argument("--reason", required=True, help="kept in the audit trail")

    def handle(self, *args, **options):
        person, by = _person(options["email"]), _person(options["by"])
        if not second_factor.held_by(person):
            raise CommandError(f"{person.email} has no second factor.")
        reason = options["reason"].strip()[: changes.REASON_LIMIT]
        if not reason:
            raise CommandError("Say why, with --reason.")
        with changes.origin("manage.py remove_second_factor", by=by):
            second_factor_views.take_away(
                person, by=by, reason=reason, chains=second_factor_views.chains_of(person)
            )
        said = "has no second factor any more. A letter tells them"
        self.stdout.write(f"{person.email} {said}.")


def _person(email: str) -> User:
    person = User.objects.filter(email=email.lower()).first()
    if person is None:
        raise CommandError(f"There is nobody with the address {email}.")
    return person
