"""What a file may be at most, and the one way in which a file is refused."""

from wres.files.spelling import visible

MEGABYTE = 1_000_000  # bytes
MAX_BYTES = 10 * MEGABYTE
QUOTED_CHARACTERS = 60


class RefusedError(ValueError):
    """The file as a whole cannot be read; the message says why and what to do."""


def refuse_large(size: int, limit: int = MAX_BYTES) -> None:
    """Refuses a file of more than `limit` bytes."""
    if size > limit:
        raise RefusedError(f"The selected file must be smaller than {limit // MEGABYTE} MB")


def quoted(text: str) -> str:
    """A cell as a message repeats it: on one line and not too long."""
    line = visible(text)
    short = line if len(line) <= QUOTED_CHARACTERS else f"{line[:QUOTED_CHARACTERS]}…"
    return f"“{short}”"
