"""Putting back one logged change, by what it was of: each through the rules of its own page."""

from actions.putting_back.actions import LoggedAction
from actions.putting_back.links import LoggedLead, LoggedLink
from actions.putting_back.people import LoggedMembership
from audit import trail
from audit.kinds import Kind
from audit.logged import LoggedChange
from indicators.putting_back import LoggedFigure

KINDS: dict[str, type[LoggedChange]] = {
    "action": LoggedAction,
    "link": LoggedLink,
    "lead": LoggedLead,
    "figure": LoggedFigure,
    "membership": LoggedMembership,
}


class NotAsShownError(trail.NotNowError):
    """The thing is no longer as the person was shown; nothing was put back."""


def put_back(shown: LoggedChange, newest: int, *, by, reason: str, today) -> LoggedChange:
    """Put back what was shown in one new change.

    `newest` is the newest history row of the thing on the page that the person saw.
    `NotAsShownError` when another came since, or a rule refuses it now.
    """
    with trail.change(shown.organisation.pk, by=by, reason=reason) as change:
        change.told_as = Kind.PUT_BACK
        found = type(shown).find(shown.organisation, shown.row.history_id)
        if found.newest != newest or found.refusals or found.questions() != shown.questions():
            raise NotAsShownError
        found.write(by=by, today=today)
    return found
