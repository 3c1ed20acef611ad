"""How the sign-in library keeps the secrets of second factors, and what it calls things."""

import base64
import hashlib
import io
import logging
import secrets

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from qrcode.image.svg import SvgPathFillImage

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
