"""What kinds of things the trail tells of, each with the words of its page."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """Those of `OF_HISTORY` are changes of tracked rows, the others events that change none."""

    ADDED = "added", "Added"
    CHANGED = "changed", "Changed"
    REMOVED = "removed", "Removed"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn from publication"
    SIGN_IN = "sign_in", "Signed in"
    SIGN_IN_REFUSED = "sign_in_refused", "Sign-in refused"
    SIGN_OUT = "sign_out", "Signed out"
    PASSWORD_CHANGED = "password_changed", "Password changed"
    EMAIL_CHANGED = "email_changed", "Email address changed"
    SECOND_FACTOR = "second_factor", "Second factor changed"
    SESSIONS_ENDED = "sessions_ended", "Sessions ended"
    INVITED = "invited", "Invited"
    REFUSED = "refused", "Page refused"
    EXPORTED = "exported", "Exported or downloaded"
    REMINDED = "reminded", "Reminder sent"
    PUT_BACK = "put_back", "Put back"
    RECORDS_SEEN = "records_seen", "Records behind the pages looked at"
    BACKUP = "backup", "Backup"
    RESTORE = "restore", "Restore"
    ADMINISTERED = "administered", "Administrative act"


# What a history row of each type may be told as.
OF_HISTORY = {
    "+": {Kind.ADDED, Kind.PUBLISHED, Kind.INVITED, Kind.PUT_BACK},
    "~": {Kind.CHANGED, Kind.WITHDRAWN, Kind.REMINDED, Kind.PUT_BACK},
    "-": {Kind.REMOVED, Kind.PUT_BACK},
}
CHANGES = frozenset().union(*OF_HISTORY.values())
EVENTS = [Kind(kind) for kind in Kind.values if kind not in CHANGES]
