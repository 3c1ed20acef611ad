"""Whom an identity provider names, and which account is theirs.

An account is tied to a provider's issuer and subject, never to an email address. It is tied in one
of two ways: somebody without an account accepts an invitation that they opened, or somebody who is
signed in asks for it under "My account". Any other subject is told to ask their administrator.
"""

import logging
from dataclasses import asdict, dataclass

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal.flows.login import record_authentication
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.base.constants import AuthError
from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from requests import RequestException

from wres.accounts import invitation
from wres.accounts.sign_in import second_factor
from wres.audit import event_log

log = logging.getLogger(__name__)

SESSION_KEY = "identity"


@dataclass(frozen=True)
class Known:
    """A provider that this installation knows, as pages name it."""

    id: str
    name: str
    is_tied: bool = False  # to the account of who looks


def providers(tied=()) -> list[Known]:
    """Those configured here; `tied` are the ids of those that a person signs in with."""
    found = [(each["provider_id"], each["name"]) for each in settings.IDENTITY_PROVIDERS]
    return [Known(number, name, number in tied) for number, name in found]


def tied_to(user) -> list[Known]:
    """Those configured here, with whether the person signs in with them."""
    if not settings.IDENTITY_PROVIDERS:
        return []
    accounts = SocialAccount.objects.filter(user=user)
    return providers(set(accounts.values_list("provider", flat=True)))


@dataclass(frozen=True)
class Identity:
    """Somebody without an account whom a provider has named, for one invitation."""

    key_hash: str
    provider: str
    provider_name: str
    uid: str
    said: dict
    name: str
    email: str
    has_second_factor: bool

    @classmethod
    def named(cls, invitation, sociallogin) -> "Identity":
        """Whom the provider named to somebody who opened the invitation."""
        account, claims = sociallogin.account, sociallogin.claims
        return cls(
            key_hash=invitation.key_hash,
            provider=account.provider,
            provider_name=sociallogin.provider.app.name,
            uid=account.uid,
            said=account.extra_data,
            name=str(claims.get("name") or "")[:150],
            email=str(claims.get("email") or "")[:254],
            has_second_factor=had_second_factor(sociallogin.provider, claims),
        )

    def tie(self, user):
        """Make it the person's way in."""
        SocialAccount.objects.create(
            user=user, provider=self.provider, uid=self.uid, extra_data=self.said
        )

    def record(self, request, user):
        """Note in the session how the person has signed in."""
        account = SocialAccount(provider=self.provider, uid=self.uid)
        record_authentication(request, SocialLogin(user=user, account=account))
        if self.has_second_factor:
            second_factor.remember(request, user, type=self.provider)


def brought(request, invitation) -> Identity | None:
    """Whom a provider has named in this browser, for this invitation."""
    found = request.session.get(SESSION_KEY)
    if found and found["key_hash"] == invitation.key_hash:
        return Identity(**found)
    return None


def had_second_factor(provider, claims) -> bool:
    """Whether the provider says that it asked for a second factor, in a way that counts here."""
    counted = set(provider.app.settings.get("second_factor") or [])
    methods = claims.get("amr")
    said = {str(method) for method in methods} if isinstance(methods, list) else set()
    return bool(counted & (said | {str(claims.get("acr"))}))


class IdentityAdapter(DefaultSocialAccountAdapter):
    """Who may come in by a provider, and what a page says when nobody can."""

    def is_open_for_signup(self, request, sociallogin):
        return False

    def can_authenticate_by_email(self, login, email):
        return False

    def list_apps(self, request, provider=None, client_id=None):
        """Those of the settings: none comes from a row of the database."""
        apps = super().list_apps(request, provider=provider, client_id=client_id)
        return [app for app in apps if app.pk is None]

    def get_connect_redirect_url(self, request, socialaccount):
        return reverse("my_account")

    def pre_social_login(self, request, sociallogin):
        """Stop whoever is not known, unless they came from the page of their invitation."""
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            return
        if sociallogin.is_existing:
            if had_second_factor(sociallogin.provider, sociallogin.claims):
                second_factor.remember(request, sociallogin.user, type=sociallogin.account.provider)
            return
        opened = invitation.opened(request)
        if opened and sociallogin.state.get("next") == reverse("invitation"):
            identity = Identity.named(opened, sociallogin)
            request.session[SESSION_KEY] = asdict(identity)  # until the invitation is accepted
            raise ImmediateHttpResponse(redirect("invitation"))
        provider = sociallogin.provider.app
        label = f"No account is tied to this person of {provider.name}"
        event_log.record(event_log.Kind.SIGN_IN_REFUSED, label=label, request=request)
        page = render(request, "identity/unknown.html", {"provider": provider}, status=403)
        raise ImmediateHttpResponse(page)

    def on_authentication_error(
        self, request, provider, error=None, exception=None, extra_context=None
    ):
        """A page in words for whatever went wrong between the provider and us."""
        log.warning("Sign-in by %s failed: %s", provider.app.provider_id, exception or error)
        raise ImmediateHttpResponse(failed(request, provider.app, error, exception))


def failed(request, app, error=None, exception=None):
    """503 when the provider does not answer, 400 when its answer is refused."""
    label = f"Sign-in by {app.name} failed"
    event_log.record(event_log.Kind.SIGN_IN_REFUSED, label=label, request=request)
    is_down = isinstance(exception, RequestException)
    context = {
        "provider": app,
        "is_down": is_down,
        "was_cancelled": error == AuthError.CANCELLED,
    }
    return render(request, "identity/failed.html", context, status=503 if is_down else 400)
