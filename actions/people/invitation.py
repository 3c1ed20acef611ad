"""Accepting an invitation: the membership that waited for it, and the leads they act for."""

from dataclasses import dataclass

from actions.models import Lead, LeadMember
from wres.accounts import invitation as letters
from wres.accounts.models import Invitation, Membership, User
from wres.audit import changes
from wres.audit.stale import Stale

LIKE_SOMEBODY = (
    "There is somebody here already, or invited, whose name looks like this one: {}. Add what "
    "tells them apart, such as a middle name or where they work"
)


NO_LONGER = "This invitation can no longer be accepted. Ask for another."


class NameTakenError(Exception):
    """Somebody of the organisation has a name that looks like theirs; the words say what to do."""


@dataclass(frozen=True)
class Newcomer:
    """Somebody without an account; without a password they sign in with an identity provider."""

    name: str
    password: str | None = None


def accept(key_hash: str, who: User | Newcomer, identity=None, name="") -> User:
    """The person, now with the role that waited for them; `Stale` when the invitation has
    been accepted, withdrawn or sent again, or has expired.

    `identity` is whom an identity provider named: a newcomer's way in, tied to their account.
    `name` is another one by which who has an account is known from now on.
    """
    invitation = letters.usable(key_hash)
    if invitation is None:
        raise Stale(NO_LONGER)
    by = User.objects.system() if isinstance(who, Newcomer) else who
    reason = f"Accepted the invitation of {invitation.invited_by}"[: changes.REASON_LIMIT]
    with changes.change(invitation.organisation_id, by=by, reason=reason) as change:
        invitation = letters.usable(key_hash)  # again, now that nobody else changes it
        if invitation is None:
            raise Stale(NO_LONGER)
        like = invitation.organisation.somebody_like(name or who.name, email=invitation.email)
        if like:
            raise NameTakenError(LIKE_SOMEBODY.format(like))
        user = _person(invitation, who)
        if name and user.name != name:
            user.name = name
            user.save(update_fields=["name"])
        change.user_id = user.pk  # a newcomer is there from here on, and the change is theirs
        _join(invitation, user)
        if identity:
            identity.tie(user)
    return user


def _person(invitation, who):
    if not isinstance(who, Newcomer):
        return who
    if User.objects.filter(email=invitation.email).exists():
        raise Stale(NO_LONGER)  # they made an account meanwhile: they accept signed in
    return User.objects.create_user(invitation.email, who.name, who.password)


def _join(invitation, user):
    organisation = invitation.organisation
    if not organisation.memberships.filter(user=user).exists():
        Membership.objects.create(organisation=organisation, user=user, role=invitation.role)
        for lead in Lead.objects.filter(organisation=organisation, pk__in=invitation.leads):
            LeadMember.objects.create(lead=lead, user=user)
    invitation.state, invitation.accepted_by = Invitation.ACCEPTED, user
    invitation.save()
