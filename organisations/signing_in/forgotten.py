"""A password that was forgotten: the letter with a link to choose another one."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import EmailMessage
from django.urls import reverse

from organisations import letters
from organisations.models import User

PURPOSE = "password_forgotten"
LINK = "account_reset_password_from_key"


def ask(email: str) -> None:
    """Queue the letter; of an address that nobody has one for nobody, which costs as much."""
    person = User.objects.filter(email=email.lower(), is_active=True).first()
    letters.queue(PURPOSE, person=person)


@letters.writes(PURPOSE)
def _letter(letter) -> EmailMessage | None:
    person = letter.person
    if person is None:
        return None
    key = default_token_generator.make_token(person)
    path = reverse(LINK, kwargs={"uidb36": user_pk_to_url_str(person), "key": key})
    context = {"password_reset_url": letters.address(path)}
    return letters.from_texts("account/email/password_reset_key", person.email, context)
