"""How the sign-in library is fitted to this product: its pages, its letters and its secrets."""

import base64
import hashlib
import io
import logging
import secrets
from datetime import timedelta

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.cache import cache
from qrcode.image.svg import SvgPathFillImage

from wres.accounts import mail
from wres.accounts.sign_in import second_factor

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
        mail.queue(template_prefix, person=user, email=email or user.email)

    def send_mail(self, template_prefix, email, context):
        """Refuse: whoever waits for the page could tell by the time who has an account."""
        raise NotImplementedError(f"{template_prefix}: letters leave through the queue only.")


log = logging.getLogger(__name__)


def _fernet() -> MultiFernet:
    """Encrypts with a key of its own that follows from SECRET_KEY; reads with older ones too."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = [hashlib.sha256(b"second factors:" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are encrypted in the database: a copy of it opens no account."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That code is not right. Enter the one that your app shows now",
        "cannot_generate_recovery_codes": "Set up a code app or a passkey first",
        "unverified_email": "Confirm your email address first",
    }

    def encrypt(self, text):
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        """What was encrypted; when no key fits, a secret that nobody has, so that no code fits."""
        try:
            return _fernet().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            log.error(
                "A second factor cannot be read: was SECRET_KEY changed without its fallback?"
            )
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def build_totp_svg(self, url):
        """The QR code as a picture on white, with its edge."""
        file = io.BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(file)
        return file.getvalue().decode()

    def generate_authenticator_name(self, user, type):
        count = user.authenticator_set.filter(type=type).count()
        return f"Passkey {count + 1}"

    def get_public_key_credential_rp_entity(self):
        return super().get_public_key_credential_rp_entity() | {"name": "WRES tracker"}
