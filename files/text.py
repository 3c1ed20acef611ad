"""Text files with a separator between their cells: their encoding, and their rows."""

import csv
import io
from functools import partial

from files.refused import RefusedError, refuse_large
from files.sheets import Records, Sheet, refuse_long

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
NOT_TEXT = {
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file, or one with a password",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"{\\rtf": "a document in rich text",
}
MARKED_ENCODINGS = {
    b"\xef\xbb\xbf": ("utf-8-sig", "UTF-8"),
    b"\xff\xfe": ("utf-16", "UTF-16"),
    b"\xfe\xff": ("utf-16", "UTF-16"),
}
PLAIN_ENCODINGS = [("utf-8", "UTF-8"), ("cp1252", "Windows-1252")]


def decode(data: bytes) -> tuple[str, str]:
    """The text of a file and the name of its encoding. Refused when it is no text."""
    refuse_large(len(data))
    for start, kind in NOT_TEXT.items():
        if data.startswith(start):
            raise RefusedError(
                f"The selected file is {kind}. Save the sheet as an Excel workbook (.xlsx) without "
                "a password, or as CSV, and select that"
            )
    text, encoding = _decoded(data)
    if not text.strip("\ufeff \t\r\n"):
        raise RefusedError("The selected file is empty")
    if "\0" in text:
        raise RefusedError(
            "The selected file holds NUL bytes, so it is not text. Save it as CSV again"
        )
    return text, encoding


def _decoded(data: bytes) -> tuple[str, str]:
    marked = [encoding for mark, encoding in MARKED_ENCODINGS.items() if data.startswith(mark)]
    for codec, name in marked or PLAIN_ENCODINGS:
        try:
            return data.decode(codec), name
        except UnicodeDecodeError:
            continue
    raise RefusedError("The characters of the selected file cannot be read. Save it as CSV UTF-8")


def readings(data: bytes) -> list[Sheet]:
    """The file as it reads with each separator, for the one to be taken that has a header."""
    text, encoding = decode(data)
    return [
        Sheet(
            name="",
            encoding=encoding,
            records=partial(_records, text, separator),
            notices=(f"The file was read as CSV in {encoding}, with {words} between its columns",),
        )
        for separator, words in SEPARATORS.items()
    ]


def _records(text: str, separator: str) -> Records:
    """The numbered rows. Refused at the first that cannot be read."""
    lines = io.StringIO(text, newline="")  # so that a lone carriage return ends a row too
    row = 0
    try:
        for row, record in enumerate(csv.reader(lines, delimiter=separator, strict=True), start=1):
            refuse_long(row, max(map(len, record), default=0))
            yield row, record
    except csv.Error as error:
        if "field larger" in str(error):
            refuse_long(row + 1, csv.field_size_limit(), "more than ")
        raise RefusedError(f"Row {row + 1} cannot be read. Close its quotation marks") from None
