"""manage.py person_data EMAIL --as EMAIL: what is held on one person, as JSON."""

import json

from django.core.management import BaseCommand, CommandError

from wres.accounts.models import User
from wres.accounts.subject_access import held_on
from wres.audit import changes, event_log


class Command(BaseCommand):
    help = "Print what is held on a person as JSON, for a request of theirs to see it."

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="EMAIL", help="the person whose data it is")
        parser.add_argument(
            "--as", required=True, dest="by", metavar="EMAIL", help="the person who asks for it"
        )

    def handle(self, *args, email, by, **options):
        person, asking = _found(email), _found(by)
        with changes.origin("manage.py person_data"):
            event_log.record(
                event_log.Kind.EXPORTED,
                person=asking,
                label=f"What is held on person {person.pk}",
            )
        json.dump(held_on(person), self.stdout, default=str, ensure_ascii=False, indent=2)
        self.stdout.write("")


def _found(email: str) -> User:
    person = User.objects.filter(email=email.lower()).first()
    if person is None:
        raise CommandError(f"Nobody has the address {email}.")
    return person
