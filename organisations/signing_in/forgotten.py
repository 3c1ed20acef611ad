"""A password that was forgotten: the letter with a link to choose another one."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.account.views import INTERNAL_RESET_SESSION_KEY, PasswordResetFromKeyView
from django.contrib.auth.decorators import login_not_required
from django.core.mail import EmailMessage
from django.urls import reverse

from organisations import letters
from organisations.models import User
from organisations.signing_in.adapter import SecondFactorAdapter

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
