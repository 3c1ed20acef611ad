"""Pictures as evidence: one whole PNG or JPEG, decoded to its last pixel, and nothing behind it."""

import hashlib
import io
import struct
import zlib
from collections.abc import Iterator
from itertools import pairwise

from PIL import Image, UnidentifiedImageError

from wres.files.refused import MEGABYTE, RefusedError

PNG_START = b"\x89PNG\r\n\x1a\n"
CHUNK_FRAME = 12  # bytes of a PNG chunk beside its data: length, kind, checksum
MAX_CHUNKS = 50_000
MAX_PIXELS = 50_000_000  # a page of A4 at 600 dots an inch has 35 million

JPEG_START = b"\xff\xd8\xff"
END_OF_PICTURE, START_OF_PASS = 0xD9, 0xDA
RESTARTS = range(0xD0, 0xD8)
IN_PASS = {0x00, *RESTARTS}  # what may follow 0xFF within a pass
ALONE = {0x01, *RESTARTS, END_OF_PICTURE}  # JPEG marks without a length
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # size and components; the rest are tables
PROGRESSIVE = {0xC2, 0xC6, 0xCA, 0xCE}
FRAME_BYTES, PASS_BYTES = 9, 6  # said at least: of one component
BLOCK = 64  # coefficients
COEFFICIENT_BYTES = 2
MAX_KEPT = 160 * MEGABYTE  # of coefficients, by a decoder that waits for the last pass
MAX_PASSES = 64  # each takes long and may be of few bytes; cameras make 10
MAX_MARKS = 50_000
MAX_PICTURES = 8  # in a file of a camera: small ones, and one for bright screens
NOISE = hashlib.shake_128(b"").digest(500).replace(b"\xff", b"")
MORE = NOISE + b"".join(b"\xff%c%b" % (restart, NOISE) for restart in RESTARTS)
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
        raise _broken("PNG")
    _decoded(data, "PNG")


def check_jpeg(data: bytes) -> None:
    """Refuses all but a whole JPEG; behind its end only others like it, as cameras write."""
    for _ in range(MAX_PICTURES):
        end, passes = _first_jpeg(data)
        pieces = [data[start:stop] for start, stop in pairwise([0, *passes])]
        longer = b"".join(piece + MORE for piece in pieces) + data[passes[-1] : end]
        # A decoder makes up what is missing and says nothing; what stands behind all that a pass
        # needs it passes over. So more of it changes the picture where some was missing.
        first, second = (
            hashlib.sha256(_decoded(each, "JPEG").tobytes()).digest()
            for each in (data[:end], longer)
        )
        if first != second:
            raise _broken("JPEG")
        data = data[end:].lstrip(PADDING)
        if not data.startswith(JPEG_START):
            break
    if data:
        raise RefusedError(
            "The selected picture has something behind its end, as a harmful file may have. "
            "Open it, save it again as JPEG and select that"
        )


def _first_jpeg(data: bytes) -> tuple[int, list[int]]:
    """Where the first picture ends, and where each pass over it does.

    Refused where a part of it is in no pass, and where its passes need too much memory.
    """
    frame, passes, is_progressive = b"", list[int](), False
    missing = dict[int, set[int]]()  # coefficients by component
    for mark, said, end in _segments(data):
        if mark in FRAMES and not frame and len(said) >= FRAME_BYTES:
            frame, is_progressive = said, mark in PROGRESSIVE
            missing = {component: set(range(BLOCK)) for component in said[6::3]}
        elif mark == START_OF_PASS and len(said) >= PASS_BYTES:
            passes.append(end)
            first, last, bits = said[-3:]
            has_all = not is_progressive
            for component in said[1:-3:2]:
                if has_all or bits & 0x0F == 0:  # no bit of theirs is left for another pass
                    has = range(BLOCK) if has_all else range(first, last + 1)
                    missing.get(component, set()).difference_update(has)
        elif mark == END_OF_PICTURE and passes and frame and not any(missing.values()):
            pixels = int.from_bytes(frame[1:3]) * int.from_bytes(frame[3:5])
            shares = [(each >> 4) * (each & 0x0F) for each in frame[7::3]]
            kept = pixels * sum(shares) * COEFFICIENT_BYTES if len(passes) > 1 else 0
            if kept > MAX_KEPT * max(shares):
                raise RefusedError(
                    "The selected picture is too large for one that is saved progressively. Save "
                    "it again as a standard (baseline) JPEG, or make it smaller"
                )
            return end, passes
        if mark == END_OF_PICTURE or len(passes) > MAX_PASSES:
            break
    raise _broken("JPEG")


def _segments(data: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Each mark with what is said behind it, and where what belongs to it ends."""
    at = len(JPEG_START) - 1
    for _ in range(MAX_MARKS if data.startswith(JPEG_START) else 0):
        if data[at : at + 1] != b"\xff" or at + 1 == len(data):
            return
        mark = data[at + 1]
        if mark == 0xFF:  # a filling byte comes before a mark
            at += 1
            continue
        length = 0 if mark in ALONE else int.from_bytes(data[at + 2 : at + 4])
        said = data[at + 4 : at + 2 + length]
        at += 2 + length
        while mark == START_OF_PASS and 0 <= (at := data.find(b"\xff", at)) < len(data) - 1:
            if data[at + 1] not in IN_PASS:
                break
            at += 2
        yield mark, said, at


def _decoded(data: bytes, kind: str) -> Image.Image:
    """The picture, decoded once it is known how large it becomes; a large JPEG in half its size."""
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as picture:
            pixels = picture.width * picture.height
            if pixels > MAX_PIXELS:
                raise RefusedError(
                    f"The selected picture has more than {MAX_PIXELS // 1_000_000} million pixels. "
                    "Make it smaller, or scan it with fewer dots an inch"
                )
            if pixels > MAX_PIXELS // 4:
                picture.draft(picture.mode, (picture.width // 2, picture.height // 2))
            picture.load()
            return picture
    except RefusedError:
        raise
    except BROKEN:
        raise _broken(kind) from None


def _broken(kind: str) -> RefusedError:
    return RefusedError(
        f"The selected file is not a whole {kind} file, although its name says so. "
        f"Open it, save it again as {kind} and select that"
    )
