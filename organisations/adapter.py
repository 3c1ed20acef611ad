import hashlib
from datetime import timedelta

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from django.core.cache import cache

from organisations import letters
from organisations.signing_in import second_factor

REMEMBERED = timedelta(days=30)  # how long the address counts from which an account was opened


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in for people who were added by an administrator; nobody adds themselves."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": "You have tried too often. Wait 5 minutes, then try again, or "
        "reset your password",
        "email_password_mismatch": "The email address or the password is not right. Check both",
    }

    def is_open_for_signup(self, request):
        return False

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Failures count for an account from one address of the network.

        So nobody keeps its owner out from elsewhere, nor anybody else behind the same address.
        """
        account = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{account}:{ratelimit.get_ip(request)}"

    def pre_authenticate(self, request, **credentials):
        """Refuse after many failures: from one address, or from many that the owner never used."""
        super().pre_authenticate(request, **credentials)
        if cache.get(self._owner_was_here(request, credentials)):
            return
        account = super()._get_login_attempts_cache_key(request, **credentials)
        found = {"app": "allauth.account", "action": "login_failed_anywhere", "key": account}
        self._anywhere = ratelimit.consume(request, **found)
        if not self._anywhere:
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request, **credentials):
        self._anywhere = None
        user = super().authenticate(request, **credentials)
        if user:
            if self._anywhere:
                self._anywhere.rollback()
            seconds = REMEMBERED.total_seconds()
            cache.set(self._owner_was_here(request, credentials), True, seconds)
        return user

    def _owner_was_here(self, request, credentials):
        """The cache's key for: this account was opened from this address of the network."""
        place = self._get_login_attempts_cache_key(request, **credentials)
        return f"signed-in-from:{hashlib.sha256(place.encode()).hexdigest()}"

    def get_reauthentication_methods(self, user):
        """With the second factor, once the person has one: the password alone says too little."""
        ways = super().get_reauthentication_methods(user)
        if second_factor.held_by(user):
            return [way for way in ways if way["id"] != "reauthenticate"]
        return ways

    def is_safe_url(self, url):
        """Whether sign-in may lead there: a path of this site, written from its root."""
        return url.startswith("/") and super().is_safe_url(url)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """A letter that a way in was changed, to the address that the person had then."""
        letters.queue(template_prefix, person=user, email=email or user.email)

    def send_mail(self, template_prefix, email, context):
        """Refuse: whoever waits for the page could tell by the time who has an account."""
        raise NotImplementedError(f"{template_prefix}: letters leave through the queue only.")
