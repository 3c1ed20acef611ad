"""Role → what it may do, in one table, and the decorator that asks it."""

from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices

from wres.accounts.sign_in import second_factor


class Role(TextChoices):
    EXECUTIVE = "executive", "Executive member"
    ACTION_LEAD = "action_lead", "Action lead"
    NETWORK = "network", "Staff network or Freedom to Speak Up guardian"
    INCLUSION_LEAD = "inclusion_lead", "Inclusion lead"
    ADMINISTRATOR = "administrator", "Administrator"
    NATIONAL = "national", "National reader"


READ = "read the plan and the figures"
TAKE_PART = "take part in the work of this organisation"
UPDATE_ANY = "update the progress of any action"
EDIT_PLAN = "edit the plan"
CHALLENGE = "challenge an action or an outcome"
RUN_QUARTER = "open and close quarters"
PUBLISH = "publish a page that anyone may read"
MANAGE_PEOPLE = "manage people"
IMPORT_FIGURES = "import figures"
SEE_RECORDS = "see the records behind the pages"
SEE_TRAIL = "look through what happened"
SEE_FEW = "see numbers of few people"

# Administrative work: whoever does it has signed in with a second factor.
NEEDS_SECOND_FACTOR = frozenset({MANAGE_PEOPLE, IMPORT_FIGURES, SEE_RECORDS})

MEMBER = frozenset({READ, TAKE_PART})

# A national reader is of no trust: they read what several trusts let them, and send nothing.
# Whoever leads an action may update its progress, whatever the role: Action.can_be_updated_by.
ROLE_PERMISSIONS: dict[Any, frozenset[str]] = {  # by `Role`
    Role.EXECUTIVE: MEMBER | {CHALLENGE},
    Role.ACTION_LEAD: MEMBER,
    Role.NETWORK: MEMBER | {CHALLENGE},
    Role.INCLUSION_LEAD: MEMBER | {UPDATE_ANY, EDIT_PLAN, RUN_QUARTER, PUBLISH, SEE_TRAIL, SEE_FEW},
    Role.ADMINISTRATOR: MEMBER | {MANAGE_PEOPLE, IMPORT_FIGURES, SEE_RECORDS, SEE_TRAIL, SEE_FEW},
    Role.NATIONAL: frozenset({READ}),
}


def check(request, permission: str):
    """Raise PermissionDenied for a role that does not allow this.

    For administrative work raise `second_factor.NeededError` for who signed in without one; the
    door then asks for it.
    """
    if not request.membership.may(permission):
        raise PermissionDenied(f"You cannot {permission}.")
    if permission in NEEDS_SECOND_FACTOR and not second_factor.was_used(request):
        raise second_factor.NeededError


def allowed(permission):
    """Refuse whoever may not do this, and ask for a second factor first where it needs one."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            check(request, permission)
            return view(request, *args, **kwargs)

        return guarded

    return decorate
