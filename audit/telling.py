"""The entries of history rows: one narrow row of the log for each, in the words of its day."""

from django.apps import apps

from audit.kinds import Kind

LABEL_LIMIT = 160  # characters of what a person calls a thing
KINDS = {"+": Kind.ADDED, "~": Kind.CHANGED, "-": Kind.REMOVED}


def entries_of(chain: str, history_rows: list) -> list:
    """Unsaved entries of history rows that were just written, in their order."""
    entry_model = apps.get_model("audit", "Entry")
    return [
        entry_model(
            chain=chain,
            at=row.history_date,
            person_id=row.history_user_id,
            kind=row.told[0],
            model=row.instance_type._meta.label,
            thing=getattr(row, row.instance_type._meta.pk.attname),
            history_id=row.pk,
            label=row.told[1],
            request_id=row.request_id,
            through=row.through,
            reason=row.history_change_reason or "",
        )
        for row in history_rows
    ]


def shortened(words: str) -> str:
    """The words in one line, cut at the limit of a label."""
    line = " ".join(words.split())
    return line if len(line) <= LABEL_LIMIT else f"{line[: LABEL_LIMIT - 1]}…"
