"""Pictures as evidence: one whole PNG or JPEG, decoded to its last pixel, and nothing behind it."""

import io
import struct
import zlib

from PIL import Image, UnidentifiedImageError

from wres.files.refused import RefusedError

PNG_START = b"\x89PNG\r\n\x1a\n"
JPEG_START, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
CHUNK_FRAME = 12  # bytes of a PNG chunk beside its data: length, kind, checksum
MAX_CHUNKS = 50_000
MAX_PIXELS = 50_000_000  # a page of A4 at 600 dots an inch has 35 million
MAX_SCANS = 64  # passes over a JPEG: each takes long and may be of few bytes; cameras make 10
MAX_MARKS = 50_000
MAX_PICTURES = (
    8  # one after the other in a file of a camera: small ones, and one for bright screens
)
START_OF_SCAN = 0xDA
IN_SCAN = {0x00, *range(0xD0, 0xD8)}  # what may follow 0xFF within a scan
ALONE = {0x01, *range(0xD0, 0xD8)}  # JPEG marks without a length
PADDING = b"\0 \r\n"
BROKEN = (
    *(UnidentifiedImageError, OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError),
    *(struct.error, zlib.error, EOFError, OverflowError, AttributeError, RuntimeError),
)

Image.MAX_IMAGE_PIXELS = None  # we say in words how many are too many, before any is decoded


def check_png(data: bytes) -> None:
    """Refuses all but a whole PNG, its chunks from the first to the last, with nothing behind."""
    at = len(PNG_START)
    kinds: list[bytes] = []
    while data.startswith(PNG_START) and at + CHUNK_FRAME <= len(data) and len(kinds) < MAX_CHUNKS:
        length = int.from_bytes(data[at : at + 4])
        chunk = data[at + 4 : at + 8 + length]
        if int.from_bytes(data[at + 8 + length : at + CHUNK_FRAME + length]) != zlib.crc32(chunk):
            break
        kinds.append(chunk[:4])
        at += CHUNK_FRAME + length
    is_whole = at == len(data) and kinds[:1] == [b"IHDR"] and kinds[-1] == b"IEND"
    if not is_whole or kinds.count(b"IHDR") + kinds.count(b"IEND") > 2:
        _refuse("PNG")
    _decode(data, "PNG")


def check_jpeg(data: bytes) -> None:
    """Refuses all but a whole JPEG; behind its end only others like it, as cameras write."""
    for _ in range(MAX_PICTURES):
        end = _end_of_jpeg(data)
        _decode(data[:end], "JPEG")
        data = data[end:].lstrip(PADDING)
        if not data.startswith(JPEG_START):
            break
    if data:
        raise RefusedError(
            "The selected picture has something behind its end, as a harmful file may have. "
            "Open it, save it again as JPEG and select that"
        )


def _end_of_jpeg(data: bytes) -> int:
    """Where its first picture ends, gone through mark by mark."""
    at, scans, marks = 2, 0, 0
    while data.startswith(JPEG_START) and at + 1 < len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        marks += 1
        if mark == JPEG_END[1] and scans:
            return at + 2
        scans += mark == START_OF_SCAN
        if scans > MAX_SCANS or marks > MAX_MARKS:
            break
        is_short = mark in ALONE or mark == 0xFF  # a filling byte comes before a mark
        length = 0 if is_short else int.from_bytes(data[at + 2 : at + 4])
        at += 1 if mark == 0xFF else 2 + length
        while mark == START_OF_SCAN and 0 <= (at := data.find(b"\xff", at)) < len(data) - 1:
            if data[at + 1] not in IN_SCAN:
                break
            at += 2
    return _refuse("JPEG")


def _decode(data: bytes, kind: str) -> None:
    """Decodes the picture whole, once it is known how large it becomes."""
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise RefusedError(
                    f"The selected picture has more than {MAX_PIXELS // 1_000_000} million pixels. "
                    "Make it smaller, or scan it with fewer dots an inch"
                )
            picture.draft(picture.mode, (1, 1))  # a JPEG is read whole and kept small
            picture.load()
    except RefusedError:
        raise
    except BROKEN:
        _refuse(kind)


def _refuse(kind: str) -> int:
    raise RefusedError(
        f"The selected file is not a whole {kind} file, although its name says so. "
        f"Open it, save it again as {kind} and select that"
    )
