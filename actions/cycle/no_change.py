""" "No change": an update with one click, which says the status and the delivery as they stand."""

import uuid

from actions.changelog import date_words
from actions.delivery import CLOSED, Delivery, Status
from actions.models import Action
from actions.progress import record_update
from audit import trail


class CannotSayError(trail.NotNowError):
    """It cannot be said of this action; the words say why, `page` names where to go on."""

    def __init__(self, words, page):
        super().__init__(words)
        self.page = page


def say(action, version, *, by, today):
    """The update, or that of the same click before. `version` is the action's as it was shown.

    `CannotSayError` when nothing was stated that could stay, or when the action has changed since.
    """
    submission = uuid.uuid5(uuid.NAMESPACE_OID, f"no change {action.pk} {version} {by.pk}")
    with trail.change(action.organisation_id, by=by):
        action = Action.objects.select_related("plan").get(pk=action.pk)
        if sent := action.updates.filter(submission=submission).first():
            return sent
        refuse(action, version)
        return record_update(
            action,
            by=by,
            today=today,
            status=action.status,
            delivery=action.stated_delivery,
            happened=words(action),
            submission=submission,
            is_no_change=True,
        )


def words(action) -> str:
    """ "No change since 17 February 2026", the day of its last update, or of the plan."""
    return f"No change since {date_words(action.updated_on or action.created_on)}"


def why_not(action) -> str:
    """Why it cannot be said of the action, in words; nothing when it can."""
    if action.status in CLOSED:
        return f"“{action.title}” is {action.get_status_display().lower()}: nothing is asked of it"
    if action.status == Status.NOT_STATED or action.stated_delivery == Delivery.NOT_STATED:
        return (
            f"Nobody has said yet how “{action.title}” goes, so nothing can stay as it is. "
            "Select its status and delivery"
        )
    return ""


def refuse(action, version):
    """Raise `CannotSayError` unless it can be said of the action, just read."""
    if why := why_not(action):
        raise CannotSayError(why, "action" if action.status in CLOSED else "action_update")
    if str(action.version) != version:
        changed = f"“{action.title}” has changed since the page was opened. Look at it first"
        raise CannotSayError(changed, "action")
