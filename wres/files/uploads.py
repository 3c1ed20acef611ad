"""The bytes of a file that was uploaded or opened."""

from typing import BinaryIO

from wres.files.names import check_ending
from wres.files.refused import MAX_BYTES, RefusedError, refuse_large
from wres.files.tables import ENDINGS, check_content
from wres.files.text import decode
from wres.files.xlsx import archive

SMALL_TEXT = 50_000  # bytes of CSV that are read at once
SMALL_WORKBOOK = 1_000_000  # bytes of a workbook's parts, unpacked, that are


def read_upload(file: BinaryIO, limit: int = MAX_BYTES) -> bytes:
    """Its bytes. Refused when empty, and when larger than `limit`: by its size, before reading."""
    refuse_large(getattr(file, "size", None) or 0, limit)
    file.seek(0)
    data = file.read(limit + 1)
    refuse_large(len(data), limit)
    if not data:
        raise RefusedError("The selected file is empty")
    return data


def is_large(data: bytes, name: str) -> bool:
    """Whether reading the table takes longer than a person should wait for an answer.

    Checks what can be seen without reading it: refused when it is no CSV file or workbook, is
    not what its name says, or is a workbook that is not harmless to read.
    """
    check_ending(name, ENDINGS)
    is_workbook = data.startswith(archive.STARTS)
    if is_workbook:
        parts = archive.check(data, archive.XLSX).infolist()
        size, small = sum(part.file_size for part in parts), SMALL_WORKBOOK
    else:
        decode(data)
        size, small = len(data), SMALL_TEXT
    check_content(name, is_workbook)
    return size > small
