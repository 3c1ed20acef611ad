"""Text files with a separator between their cells: their encoding, and their rows."""

import codecs
import csv
import io
import re
from contextlib import suppress
from functools import partial

from wres.files.refused import QUOTED_CHARACTERS, RefusedError, quoted, refuse_large
from wres.files.sheets import Records, Sheet, refuse_long

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
LINES_SHOWN = 5
# What no Windows-1252 holds, and UTF-8 does of which a byte is lost, or a text of an old Mac: its
# apostrophe within a word, its dash between two.
MISREAD = re.compile("\u00e2\u20ac|(?<=[a-z])\u00d5(?=[a-z])|(?<=[ \t])\u00d0(?=[ \t])")
SAVE_AGAIN = (
    "Open it in Excel or a text editor, put these characters right, save it as CSV UTF-8 and "
    "select that"
)


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
    """The text and the name of its encoding; refused with the lines that are not in it.

    Windows-1252 has a character for almost every byte, so that UTF-8 with one byte wrong would
    pass for it. A text is taken for it only where nothing in it is UTF-8.
    """
    marked = [encoding for mark, encoding in MARKED_ENCODINGS.items() if data.startswith(mark)]
    for codec, name in marked or [("utf-8", "UTF-8")]:
        with suppress(UnicodeDecodeError):
            return data.decode(codec), name
    if marked and not data.startswith(codecs.BOM_UTF8):
        raise RefusedError(f"The characters of the selected file cannot be read. {SAVE_AGAIN}")
    wrong, right = _lines(data.decode("utf-8", "surrogateescape"))
    if marked or 0 < right.count >= wrong.count:
        raise RefusedError(f"The selected file is in UTF-8, but for {wrong}. {SAVE_AGAIN}")
    if right.count:
        raise RefusedError(
            f"The selected file is in two encodings: {right} in UTF-8, and {wrong} in another. "
            f"{SAVE_AGAIN}"
        )
    try:
        text = data.decode("cp1252")
        if found := MISREAD.search(text):
            number = text.count("\n", 0, found.start()) + 1
            shown = quoted(text[max(0, found.start() - QUOTED_CHARACTERS // 2) : found.end() + 9])
            raise RefusedError(
                f"Line {number:,} of the selected file is in an encoding that is not known: it "
                f"would read {shown}. {SAVE_AGAIN}"
            )
        return text, "Windows-1252"
    except UnicodeDecodeError as error:
        number = len((data[: error.start] + b"-").splitlines())
        raise RefusedError(
            f"Line {number:,} of the selected file has a character that cannot be read. "
            f"{SAVE_AGAIN}"
        ) from None


class _Lines:
    """How many lines are of a kind, and the first of them in words."""

    def __init__(self) -> None:
        self.count = 0
        self.words: list[str] = []

    def add(self, number: int, line: str, at: int) -> None:
        self.count += 1
        if self.count <= LINES_SHOWN:
            around = line[max(0, at - QUOTED_CHARACTERS // 2) : at + QUOTED_CHARACTERS // 2]
            self.words.append(f"line {number:,} ({quoted(around)})")

    def __str__(self) -> str:
        more = self.count - len(self.words)
        return ", ".join(self.words) + (f" and {more:,} more" if more else "")


def _lines(text: str) -> tuple[_Lines, _Lines]:
    """Those with bytes that are no UTF-8, here as surrogates, and those with letters that are."""
    wrong, right = _Lines(), _Lines()
    for number, line in enumerate(io.StringIO(text, newline=None), start=1):
        if line.isascii():
            continue
        readable = line.encode("utf-8", "ignore").decode()
        if not readable.isascii():
            right.add(
                number, readable, next(at for at, c in enumerate(readable) if not c.isascii())
            )
        if len(readable) < len(line):
            shown = line.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            wrong.add(number, shown, shown.index("\ufffd"))
    return wrong, right


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
