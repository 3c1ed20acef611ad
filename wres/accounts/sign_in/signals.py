"""What follows when a way in changes: entries in the trail, and sessions that end."""

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.socialaccount import signals as provider
from django.db.models.signals import post_save
from django.dispatch import receiver

from wres.accounts.models import Membership
from wres.accounts.sign_in import second_factor, sessions
from wres.audit import event_log


@receiver(mfa.authenticator_added, dispatch_uid="factor_added")
def factor_added(request, user, authenticator, **kwargs):
    """Whoever has just set it up has shown that they have it: this session counts at once."""
    _record(request, user, f"{authenticator.get_type_display()} added")
    sessions.way_in_changed(user, request)
    if authenticator.type in second_factor.FACTORS and request.user == user:
        facts = {"id": authenticator.pk, "type": authenticator.type, "reauthenticated": True}
        second_factor.forget_passwords(request)
        second_factor.remember(request, user, **facts)


@receiver(mfa.authenticator_removed, dispatch_uid="factor_removed")
def factor_removed(request, user, authenticator, **kwargs):
    """What was opened elsewhere ends; here it counts no longer."""
    _record(request, user, f"{authenticator.get_type_display()} removed")
    second_factor.forget_removed(request)
    sessions.way_in_changed(user, request)


@receiver(mfa.authenticator_reset, dispatch_uid="factor_reset")
def factor_reset(request, user, authenticator, **kwargs):
    _record(request, user, "New recovery codes made")
    sessions.way_in_changed(user, request)


@receiver(provider.social_account_added, dispatch_uid="provider_tied")
def provider_tied(request, sociallogin, **kwargs):
    sessions.way_in_changed(sociallogin.user, request)


@receiver(
    [account.password_changed, account.password_set, account.password_reset],
    dispatch_uid="password_ends_sessions",
)
def password_changed(request, user, **kwargs):
    """Django refuses the other sessions from now on; this takes them off the list too."""
    mine = request.session.session_key if request.user == user else None
    sessions.end(user, but=mine)


@receiver(post_save, sender=Membership, dispatch_uid="deactivation_ends_sessions")
def deactivated(instance, created, **kwargs):
    """Whoever may use no organisation any more is signed out, whichever way that came about."""
    if created or instance.is_active:
        return
    if not Membership.objects.filter(user=instance.user_id, is_active=True).exists():
        sessions.end(instance.user)


def _record(request, user, label):
    event_log.record(event_log.Kind.SECOND_FACTOR, person=user, label=label, request=request)
