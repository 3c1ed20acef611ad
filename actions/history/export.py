"""The log as a CSV file, written while it is read, so that it is never whole in memory."""

from django.http import StreamingHttpResponse
from django.utils import timezone

from actions.history import log, words
from wres.files.exports import Column, cells, csv_lines, names

ROWS_AT_MOST = 50_000  # of a file: one person's download must not keep the others waiting
CHUNK = 1_000  # entries read at once
COLUMNS = [
    Column("Entry", lambda entry: entry.pk),
    Column("When", lambda entry: timezone.localtime(entry.at).isoformat(timespec="seconds")),
    Column("Who", lambda entry: entry.who),
    Column("What happened", lambda entry: words.kind(entry.kind)),
    Column("Kind of thing", lambda entry: words.thing(entry.model) if entry.model else ""),
    Column("Number", lambda entry: entry.thing),
    Column("Name", lambda entry: entry.label),
    Column("Reason", lambda entry: entry.reason),
    Column("Through", lambda entry: entry.through),
    Column("Request", lambda entry: entry.request_id),
]
MORE = "Older entries are not in this file. Choose earlier dates for them"


def as_csv(entries, file_name: str) -> StreamingHttpResponse:
    lines = csv_lines(names(COLUMNS), _rows(entries))
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return StreamingHttpResponse(lines, "text/csv; charset=utf-8", headers=headers)


def _rows(entries):
    for count, entry in enumerate(_newest(entries)):
        if count == ROWS_AT_MOST:
            yield [MORE]
            return
        yield cells(COLUMNS, entry)


def _newest(entries):
    """A chunk at a time, each from where the last one ended, so that no long read stays open."""
    before = None
    while True:
        chunk = list(log.with_names(log.newest(entries, before))[:CHUNK])
        yield from chunk
        if len(chunk) < CHUNK:
            return
        before = chunk[-1].pk
