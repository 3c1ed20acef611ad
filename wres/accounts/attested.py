"""What the trail attests of people, of the ways in that they have, and of organisations."""

from allauth.account.models import EmailAddress
from allauth.core import context as current
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from wres.accounts.models import SYSTEM_EMAIL, Organisation, Unit, User
from wres.audit import attested, changes


def follow():
    """Whoever a person is, whatever opens a door for them, and the names of organisations."""
    attested.writer_of = writer_of
    attested.follow(User, but=["last_login", "ways_in"], secrets=["password"])
    attested.follow(Authenticator, but=["last_used_at"], secrets=["data"])
    attested.follow(SocialAccount, but=["last_login"])
    attested.follow(EmailAddress)
    attested.follow(Organisation)
    attested.follow(Unit)


def writer_of(row) -> int:
    """Who asked for it: by the command, signed in, or with the account's own key; or the system."""
    here, request = changes.here(), current.request
    if here and here.user_id:
        return here.user_id
    if request is not None and request.user.is_authenticated:
        return request.user.pk
    owner = row.pk if isinstance(row, User) else getattr(row, "user_id", None)
    if request is not None and owner:
        return owner
    system = User.objects.filter(email=SYSTEM_EMAIL).values_list("pk", flat=True)
    return system.first() or owner
