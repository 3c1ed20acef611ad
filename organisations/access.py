"""Role → what it may do, in one table, and the decorator that asks it."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices


class Role(TextChoices):
    EXECUTIVE = "executive", "Executive member"
    ACTION_LEAD = "action_lead", "Action lead"
    NETWORK = "network", "Staff network or Freedom to Speak Up guardian"
    INCLUSION_LEAD = "inclusion_lead", "Inclusion lead"
    ADMINISTRATOR = "administrator", "Administrator"


READ = "read the plan and the figures"
UPDATE_ANY = "update the progress of any action"
EDIT_PLAN = "edit the plan"
CHALLENGE = "challenge an action or an outcome"
RUN_QUARTER = "open and close quarters"
PUBLISH = "publish a page that anyone may read"
MANAGE_PEOPLE = "manage people"
IMPORT_FIGURES = "import figures"
SEE_RECORDS = "see the records behind the pages"

# Whoever leads an action may update its progress, whatever the role: Action.can_be_updated_by.
ROLE_PERMISSIONS: dict[str, frozenset[str]] = {
    Role.EXECUTIVE: frozenset({READ, CHALLENGE}),
    Role.ACTION_LEAD: frozenset({READ}),
    Role.NETWORK: frozenset({READ, CHALLENGE}),
    Role.INCLUSION_LEAD: frozenset({READ, UPDATE_ANY, EDIT_PLAN, RUN_QUARTER, PUBLISH}),
    Role.ADMINISTRATOR: frozenset({READ, MANAGE_PEOPLE, IMPORT_FIGURES, SEE_RECORDS}),
}


def allowed(permission):
    """Refuse with 403 whoever has a role that does not allow this."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.membership.may(permission):
                raise PermissionDenied(f"You cannot {permission}.")
            return view(request, *args, **kwargs)

        return guarded

    return decorate
