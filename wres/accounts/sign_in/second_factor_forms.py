"""The sign-in library's forms of second factors, in our words. Settings name them in MFA_FORMS."""

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.cache import cache

NAME_LIMIT = 60  # characters of what a person calls a passkey
NOT_READ = "Your device's answer could not be used. Try again, or use another way to sign in"
USED = "That code was used already. Wait until your app shows the next one"


def ask_for_code(field, label, help_text):
    """A field of a code, without a placeholder, that says what to do when it is empty."""
    field.label, field.help_text = label, help_text
    field.error_messages["required"] = "Enter the code"
    field.max_length = 20
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}


class CodeOnce(forms.Form):
    """A code of an app counts once for as long as it could be typed again."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_for_code(
            self.fields["code"],
            "Code",
            "6 numbers from your code app, or one of your recovery codes of 8 numbers",
        )

    def clean_code(self):
        code = super().clean_code()
        steps = 2 * app_settings.TOTP_TOLERANCE + 1
        used = f"code-used-{self.authenticator.pk}-{normalize_user_code(code)}"
        if not cache.add(used, True, timeout=steps * app_settings.TOTP_PERIOD):
            raise forms.ValidationError(USED)
        return code


class AuthenticateForm(CodeOnce, base.AuthenticateForm):
    """The second step of signing in."""


class ReauthenticateForm(CodeOnce, base.ReauthenticateForm):
    """Who is signed in already shows that it is still them."""


class ActivateTOTPForm(totp.ActivateTOTPForm):
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_for_code(self.fields["code"], "Code that the app shows", "6 numbers")


class DeviceAnswer(forms.Form):
    """What a device answers comes from outside: whatever it holds, it is refused in words."""

    def _clean_fields(self):
        try:
            super()._clean_fields()
        except (AttributeError, IndexError, KeyError, LookupError, TypeError, ValueError):
            self.add_error("credential", NOT_READ)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        words = self.fields["credential"].error_messages
        words["required"] = words["invalid"] = NOT_READ


def name_field():
    return forms.CharField(
        label="Name of this passkey",
        help_text="So that you know it again, for example “work laptop”",
        max_length=NAME_LIMIT,
        error_messages={
            "required": "Enter a name for this passkey",
            "max_length": f"The name must be {NAME_LIMIT} characters or fewer",
        },
    )


class AddWebAuthnForm(DeviceAnswer, webauthn.AddWebAuthnForm):
    use_required_attribute = False
    passwordless = forms.BooleanField(
        label="Sign in with this passkey alone, without a password",
        help_text="Your device then asks for your fingerprint, face or PIN each time",
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"] = name_field()
        self.fields["name"].required = False
        self.order_fields(["name", "passwordless", "credential"])

    def clean(self):
        try:
            return super().clean()
        except (AttributeError, IndexError, KeyError, LookupError, TypeError, ValueError):
            raise forms.ValidationError(NOT_READ) from None


class AuthenticateWebAuthnForm(DeviceAnswer, webauthn.AuthenticateWebAuthnForm):
    """The second step of signing in, with a passkey."""


class ReauthenticateWebAuthnForm(DeviceAnswer, webauthn.ReauthenticateWebAuthnForm):
    """Who is signed in already shows with a passkey that it is still them."""


class LoginWebAuthnForm(DeviceAnswer, webauthn.LoginWebAuthnForm):
    """Signing in with a passkey alone."""


class EditWebAuthnForm(webauthn.EditWebAuthnForm):
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"] = name_field()
