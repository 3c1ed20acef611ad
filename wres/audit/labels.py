"""The entry of a history row: one narrow row of the log for each, in the words of its day."""

from django.apps import apps

from wres.audit.kinds import Kind

LABEL_LIMIT = 160  # characters of what a person calls a thing
KINDS = {"+": Kind.ADDED, "~": Kind.CHANGED, "-": Kind.REMOVED}


def entry_of(chain: str, row):
    """The unsaved entry of a history row that was just written."""
    kind, label, installation = row.told
    return apps.get_model("audit", "Entry")(
        chain=chain,
        at=row.history_date,
        person_id=row.history_user_id,
        kind=kind,
        model=row.instance_type._meta.label,
        thing=getattr(row, row.instance_type._meta.pk.attname),
        history_id=row.pk,
        label=label,
        request_id=row.request_id,
        through=row.through,
        reason=row.history_change_reason or "",
        installation=installation,
    )


def shortened(words: str) -> str:
    """The words in one line, cut at the limit of a label."""
    line = " ".join(words.split())
    return line if len(line) <= LABEL_LIMIT else f"{line[: LABEL_LIMIT - 1]}…"
