"""Workbooks and Word documents are zip archives of XML: checked here before anything reads them.

The sizes that the archive's directory promises are checked before a byte is unpacked, and each
part is then unpacked once in small pieces, to see that it is what the directory says and that
its XML declares no document type, without which there are no entities to expand, and has no
tag so long that it would fill the memory by itself.
"""

import codecs
import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat  # nosec B407: it stops at a document type, before any entity

from wres.files.refused import MEGABYTE, RefusedError, refuse_large

XLSX, DOCX = "xlsx", "docx"
WANTED = {XLSX: "an Excel workbook (.xlsx)", DOCX: "a Word document (.docx)"}
FOLDERS = {"xl/": XLSX, "word/": DOCX}  # in which each keeps its parts
STARTS = (b"PK\x03\x04", b"PK\x05\x06")  # of an archive, and of an empty one

MAX_UNPACKED = 50 * MEGABYTE
MAX_RATIO = 200  # of unpacked to packed bytes; a large sheet of numbers has about 10
RATIO_MATTERS = MEGABYTE  # below so many unpacked bytes any ratio is harmless
MAX_PARTS = 2_000
MAX_TAG = MEGABYTE  # from one "<" of its XML to the next: a tag, and the text of a cell
MAX_MARKS = 1_000_000  # tags and attributes of a document, which is read into memory as a whole
PIECE = 65_536  # bytes unpacked at a time

OTHERS = [
    ("xl/workbook.bin", "a binary Excel workbook (.xlsb)"),
    ("vbaProject.bin", "a file with macros"),
    ("mimetype", "an OpenDocument file (.ods or .odt)"),
    ("Index/Document.iwa", "a file of Apple Numbers or Pages"),
]
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
XML_ENDINGS = (".xml", ".rels", ".vml")
APART = "customXml/"  # notes of other programs, which may be in UTF-16 and are never read
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\x00", b"\x00<")


def check(data: bytes, kind: str) -> zipfile.ZipFile:
    """The archive of a file of `kind` (XLSX or DOCX) once it is known to be harmless to read.

    Refused when it is none, damaged, of another kind, has macros or a password, unpacks to more
    than 50 MB, or declares a document type in its XML.
    """
    refuse_large(len(data))
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        _check_directory(archive.infolist())
        _check_kind(archive.namelist(), kind)
        marks = sum(_check_part(archive, part) for part in archive.infolist())
    except RefusedError:
        raise
    except BROKEN:
        raise RefusedError(
            "The selected file is damaged: it begins like a workbook or a zip archive and cannot "
            f"be opened. Open it, save it again as {WANTED[kind]} and select that"
        ) from None
    if kind == DOCX and marks > MAX_MARKS:
        raise RefusedError(
            "The selected document is too large to read. Copy its tables into a new document"
        )
    return archive


def _check_directory(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if unpacked > MAX_UNPACKED:
        raise RefusedError(
            f"The selected file unpacks to {unpacked // MEGABYTE:,} MB, and "
            f"{MAX_UNPACKED // MEGABYTE} MB is the limit. Split it"
        )
    if unpacked > max(RATIO_MATTERS, packed * MAX_RATIO):
        raise RefusedError(
            f"The selected file unpacks to more than {MAX_RATIO} times its size, as a harmful file "
            "does. Copy what you need into a new file"
        )
    if len(parts) > MAX_PARTS or len({part.filename for part in parts}) < len(parts):
        raise RefusedError(
            "The selected file has too many parts, or two with one name. "
            "Copy what you need into a new file"
        )


def _check_kind(names: list[str], kind: str) -> None:
    for ending, words in OTHERS:
        if any(name.endswith(ending) for name in names):
            raise RefusedError(f"The selected file is {words}. Save it as {WANTED[kind]}")
    kinds = {each for folder, each in FOLDERS.items() for name in names if name.startswith(folder)}
    if kind in kinds:
        return
    what = WANTED[kinds.pop()] if kinds else "a zip archive"
    raise RefusedError(f"The selected file is {what}. Select {WANTED[kind]}")


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Unpacks a part once and counts the marks of its XML.

    An untrue size or checksum is an error of the archive, and so is XML of no UTF-8.
    """
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile("packed in a way that no spreadsheet writes")
    size = marks = gap = longest = 0
    start = b""
    for piece in pieces(archive, part.filename):
        size += len(piece)
        start = start or piece
        marks += piece.count(b"<") + piece.count(b"=")
        gap = gap + len(piece) if b"<" not in piece else len(piece) - piece.rfind(b"<")
        longest = max(longest, gap)
    if size != part.file_size:
        raise zipfile.BadZipFile("shorter than the directory says")
    is_named_so = part.filename.lower().endswith(XML_ENDINGS)
    if start.startswith(UTF_16) and part.filename.startswith(APART):
        _refuse_types(start)
        return 0
    if start.startswith(UTF_16) or (is_named_so and not is_xml(start)):
        raise zipfile.BadZipFile("XML that is none, or not in UTF-8")
    if not is_xml(start):
        return 0
    if longest > MAX_TAG:
        raise zipfile.BadZipFile("a tag or a text longer than any spreadsheet writes")
    _refuse_types(start)
    return marks


def _refuse_types(start: bytes) -> None:
    """Refuses a document type before the first element, the only place that it may have."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: _stop(True)
    parser.StartElementHandler = lambda *_: _stop(False)
    try:
        parser.Parse(start, False)
    except _StoppedError as stopped:
        if stopped.args[0]:
            raise RefusedError(
                "The selected file declares a document type in its XML, as a harmful file does. "
                "Copy what you need into a new file"
            ) from None
        return
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise zipfile.BadZipFile("XML that cannot be read") from error
    raise zipfile.BadZipFile("XML without an element at its start")


def is_xml(start: bytes) -> bool:
    """Whether a part that begins so is XML."""
    return start.startswith(UTF_16) or start.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"<"


def pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The bytes of a part, a little at a time."""
    with archive.open(name) as stream:
        while piece := stream.read(PIECE):
            yield piece


class _StoppedError(Exception):
    """Stops the parser as soon as it is known whether a document type is declared."""


def _stop(declares_type: bool) -> None:
    raise _StoppedError(declares_type)
