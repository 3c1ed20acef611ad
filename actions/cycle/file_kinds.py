"""What a file of evidence may be: by its ending and by what it holds, which must agree.

A file is kept as it came and given back as a download, never shown in a page of ours. So what is
refused is what says it is something else, is two things at once, or would run in Word or Excel.
A PDF's compressed parts are not unpacked: a program inside them is not seen.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable

from files import archives
from files.names import ending_of, safe_name
from files.refused import RefusedError

OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".docx": f"{OFFICE}.wordprocessingml.document",
    ".xlsx": f"{OFFICE}.spreadsheetml.sheet",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
ENDINGS = tuple(MEDIA_TYPES)
PNG_START = b"\x89PNG\r\n\x1a\n"
PDF_TAIL = 2_048  # bytes at the end of a PDF in which its end mark stands
CHUNK_FRAME = 12  # bytes of a PNG chunk beside its data: length, kind, checksum
ARCHIVE_END = 22  # bytes of the end of a zip archive without a comment
RUNS = re.compile(rb"/(?:JavaScript|JS|Launch)[\s(<\[/]")
FROM_ELSEWHERE = re.compile(
    rb"<[^>]*(?:attachedTemplate|oleObject|frame)\"[^>]*TargetMode=\"External\"[^>]*>"
    rb"|<[^>]*TargetMode=\"External\"[^>]*(?:attachedTemplate|oleObject|frame)\"[^>]*>"
)
START_OF_FRAME = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
ALONE = {0x01, *range(0xD0, 0xD8)}  # JPEG marks without a length


def media_type_of(name: str, data: bytes) -> str:
    """The media type of a file of this name; RefusedError when it holds something else."""
    ending = ending_of(safe_name(name))
    if ending not in MEDIA_TYPES:
        raise RefusedError("Select a PDF, Word, Excel, PNG or JPEG file")
    CHECKS[ending](data)
    return MEDIA_TYPES[ending]


def _check_pdf(data: bytes) -> None:
    if not re.match(rb"%PDF-[12]\.[0-9]", data) or b"%%EOF" not in data[-PDF_TAIL:]:
        _refuse("PDF")
    if RUNS.search(data):
        raise RefusedError(
            "The selected PDF holds a program. Print it to a new PDF and select that"
        )
    _refuse_two_things(data)


def _check_png(data: bytes) -> None:
    """Chunk by chunk from the first to the last one, with nothing behind it."""
    at, kinds = len(PNG_START), []
    while data.startswith(PNG_START) and at + CHUNK_FRAME <= len(data):
        length = int.from_bytes(data[at : at + 4])
        chunk = data[at + 4 : at + 8 + length]
        if int.from_bytes(data[at + 8 + length : at + CHUNK_FRAME + length]) != zlib.crc32(chunk):
            break
        kinds.append(chunk[:4])
        at += CHUNK_FRAME + length
    if at != len(data) or kinds[:1] != [b"IHDR"] or kinds[-1] != b"IEND":
        _refuse("PNG")
    _refuse_two_things(data)


def _check_jpeg(data: bytes) -> None:
    """Mark by mark up to the picture itself, which has an end."""
    at, has_frame = 2, False
    while data.startswith(b"\xff\xd8\xff") and at + 4 <= len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        if mark == 0xDA and has_frame and data.rfind(b"\xff\xd9") > at:
            return _refuse_two_things(data)
        has_frame = has_frame or mark in START_OF_FRAME
        is_short = mark in ALONE or mark == 0xFF  # a filling byte comes before a mark
        length = 0 if is_short else int.from_bytes(data[at + 2 : at + 4])
        at += {0xFF: 1}.get(mark, 2) + length
    return _refuse("JPEG")


def _check_office(kind: str) -> Callable[[bytes], None]:
    def check(data: bytes) -> None:
        if not data.startswith(archives.STARTS):
            raise RefusedError(
                f"The selected file is not {archives.WANTED[kind]}, although its name says so. "
                f"Open it, save it again as {archives.WANTED[kind]} and select that"
            )
        if data[-ARCHIVE_END:][:4] != b"PK\x05\x06":
            raise RefusedError(
                "The selected file has something behind its end, as a harmful file has. "
                "Copy what you need into a new file"
            )
        with archives.check(data, kind) as archive:
            _refuse_what_runs(archive, archives.WANTED[kind])

    return check


def _refuse_what_runs(archive: zipfile.ZipFile, wanted: str) -> None:
    """Macros under another name, controls, and what is fetched from elsewhere on opening."""
    for name in archive.namelist():
        folded = name.casefold()
        if "activex/" in folded or folded.endswith(("vbadata.xml", "vbaproject.bin")):
            raise RefusedError(f"The selected file holds macros or controls. Save it as {wanted}")
        if folded == "[content_types].xml" and b"macroEnabled" in archive.read(name):
            raise RefusedError(f"The selected file is a file with macros. Save it as {wanted}")
        if folded.endswith(".rels") and FROM_ELSEWHERE.search(archive.read(name)):
            raise RefusedError(
                "The selected file fetches a template or an object from elsewhere when it is "
                "opened. Copy what you need into a new file"
            )


def _refuse_two_things(data: bytes) -> None:
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise RefusedError(
            "The selected file is a zip archive too, as a harmful file may be. "
            "Save or print it again and select that"
        )


def _refuse(kind: str) -> None:
    raise RefusedError(
        f"The selected file is not a whole {kind} file, although its name says so. "
        f"Open it, save it again as {kind} and select that"
    )


CHECKS: dict[str, Callable[[bytes], None]] = {
    ".pdf": _check_pdf,
    ".docx": _check_office(archives.DOCX),
    ".xlsx": _check_office(archives.XLSX),
    ".png": _check_png,
    ".jpg": _check_jpeg,
    ".jpeg": _check_jpeg,
}
