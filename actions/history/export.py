"""The log as a CSV file, written while it is read, so that it is never whole in memory."""

import csv

from django.http import StreamingHttpResponse
from django.utils import timezone

from actions.history import log, words
from wres.files.exports import csv_cell

ROWS_AT_MOST = 50_000  # of a file: one person's download must not keep the others waiting
CHUNK = 1_000  # entries read at once
HEADER = ["Entry", "When", "Who", "What happened", "Kind of thing", "Number", "Name"]
HEADER += ["Reason", "Through", "Request"]
MORE = "Older entries are not in this file. Choose earlier dates for them"


class _Line:
    """What a CSV writer writes to: it hands back each line."""

    def write(self, line):
        return line


def as_csv(entries, file_name: str) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return StreamingHttpResponse(_lines(entries), "text/csv; charset=utf-8", headers=headers)


def _lines(entries):
    writer = csv.writer(_Line())
    yield "\ufeff".encode() + writer.writerow(HEADER).encode()
    for count, entry in enumerate(_newest(entries)):
        if count == ROWS_AT_MOST:
            yield writer.writerow([MORE]).encode()
            return
        yield writer.writerow(_cells(entry)).encode("utf-8", "replace")


def _newest(entries):
    """A chunk at a time, each from where the last one ended, so that no long read stays open."""
    before = None
    while True:
        chunk = list(log.with_names(log.newest(entries, before))[:CHUNK])
        yield from chunk
        if len(chunk) < CHUNK:
            return
        before = chunk[-1].pk


def _cells(entry):
    at = timezone.localtime(entry.at).isoformat(timespec="seconds")
    thing = words.thing(entry.model) if entry.model else ""
    texts = [entry.who or "", words.kind(entry.kind), thing]
    named = [entry.label, entry.reason, entry.through, entry.request_id]
    return [entry.pk, at, *map(csv_cell, texts), entry.thing or "", *map(csv_cell, named)]
