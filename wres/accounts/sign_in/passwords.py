"""Passwords: those that anyone would try, and the letter to choose another."""

import re

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.account.views import INTERNAL_RESET_SESSION_KEY, PasswordResetFromKeyView
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.urls import reverse

from wres.accounts import mail
from wres.accounts.adapters import SecondFactorAdapter
from wres.accounts.models import User

# Of the product and of where it is used; longer ones first, since one may hold another.
WORDS = ["workforce", "inclusion", "equality", "password", "standard", "tracker", "trust"]
WORDS += ["race", "wres", "nhs"]
NO_LETTER = re.compile(r"[\W\d_]")
NAME = re.compile(r"\w{3,}")
LEAST_OF_THEIR_OWN = 8  # letters that must be left without such words


class ContextValidator:
    """Refuse a password that is little more than such words, names of the person, and digits."""

    def validate(self, password, user=None):
        typed = left = password.casefold()
        known = f"{getattr(user, 'name', '')} {getattr(user, 'email', '')}".casefold()
        for word in [*sorted(NAME.findall(known), key=len, reverse=True), *WORDS]:
            left = left.replace(word, "")
        if left != typed and len(NO_LETTER.sub("", left)) < LEAST_OF_THEIR_OWN:
            raise ValidationError(self.get_help_text(), code="password_of_the_context")

    def get_help_text(self):
        return (
            "Choose a password with at least 8 letters besides your name, digits and words such "
            "as NHS, trust, WRES or password"
        )


PURPOSE = "password_forgotten"
LINK = "account_reset_password_from_key"


def ask(email: str) -> None:
    """Queue the letter; of an address that nobody has one for nobody, which costs as much."""
    person = User.objects.filter(email=email.lower(), is_active=True).first()
    mail.queue(PURPOSE, person=person)


@mail.writes(PURPOSE)
def _letter(letter) -> EmailMessage | None:
    person = letter.person
    if person is None:
        return None
    key = default_token_generator.make_token(person)
    path = reverse(LINK, kwargs={"uidb36": user_pk_to_url_str(person), "key": key})
    context = {"password_reset_url": mail.address(path)}
    return mail.from_texts("account/email/password_reset_key", person.email, context)


class ChooseAnotherView(PasswordResetFromKeyView):
    """The page of the link, whose key is encrypted where the library keeps it meanwhile.

    The session is a row of the database: read there, or in a backup, it opens nothing.
    """

    def dispatch(self, request, *args, **kwargs):
        secrets, session = SecondFactorAdapter(), request.session
        if key := session.get(INTERNAL_RESET_SESSION_KEY):
            session[INTERNAL_RESET_SESSION_KEY] = secrets.decrypt(key)
        try:
            return super().dispatch(request, *args, **kwargs)
        finally:
            if key := session.get(INTERNAL_RESET_SESSION_KEY):
                session[INTERNAL_RESET_SESSION_KEY] = secrets.encrypt(key)


choose_another = login_not_required(ChooseAnotherView.as_view())
