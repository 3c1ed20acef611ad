"""The bytes of a file that was uploaded or opened."""

from typing import BinaryIO

from files.refused import MAX_BYTES, RefusedError, refuse_large


def read_upload(file: BinaryIO, limit: int = MAX_BYTES) -> bytes:
    """Its bytes. Refused when empty, and when larger than `limit`: by its size, before reading."""
    refuse_large(getattr(file, "size", None) or 0, limit)
    file.seek(0)
    data = file.read(limit + 1)
    refuse_large(len(data), limit)
    if not data:
        raise RefusedError("The selected file is empty")
    return data
