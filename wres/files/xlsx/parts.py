"""The parts of a workbook, read by their elements as they come."""

import zipfile
from typing import Protocol
from xml.parsers import expat  # nosec B407: archives.check has refused every document type

from wres.files.refused import RefusedError
from wres.files.xlsx.archive import pieces

MAX_NAMED = 10_000  # sheets, relations or number formats of a workbook
MAX_DEPTH = 200  # elements within elements
MAX_ELEMENTS = 3_000_000  # of a part: its blank cells count too
MAX_STYLES = 100_000  # Excel allows 65,490
CODE_CHARACTERS = 255  # of a number format; Excel allows no more
TRUE = ("1", "true")
TOO_MUCH = (
    "The selected workbook has too many blank cells, sheets, styles or merged cells. "
    "Copy the table alone into a new workbook"
)


class Part(Protocol):
    """Takes the elements of a part by their names without prefix, as they come."""

    def start(self, name: str, attrs: dict[str, str]) -> None: ...
    def end(self, name: str) -> None: ...
    def text(self, text: str) -> None: ...


class _Plain(dict[str, str]):
    """The names of elements without their prefix, each worked out once."""

    def __missing__(self, tag: str) -> str:
        name = tag.rpartition(":")[2]
        if len(self) < MAX_NAMED:
            self[tag] = name
        return name


def read_part[P: Part](archive: zipfile.ZipFile, name: str, part: P) -> P:
    """Reads a part of the archive. KeyError without it, ExpatError when it is no XML.

    The parser remembers each open element, so their depth is limited: RefusedError beyond it.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    plain, depth, elements = _Plain(), 0, 0

    def start(tag: str, attrs: dict[str, str]) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if depth > MAX_DEPTH or elements > MAX_ELEMENTS:
            raise RefusedError(TOO_MUCH)
        part.start(plain[tag], attrs)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        part.end(plain[tag])

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = part.text
    for piece in pieces(archive, _spelled(archive, name)):
        parser.Parse(piece, False)
    parser.Parse(b"", True)
    return part


def _spelled(archive: zipfile.ZipFile, name: str) -> str:
    """The name as the archive spells it: case does not count in the names of parts."""
    folded = name.casefold()
    return next((each for each in archive.namelist() if each.casefold() == folded), name)


def keep[T](found: list[T], item: T, limit: int = MAX_NAMED) -> None:
    if len(found) >= limit:
        raise RefusedError(TOO_MUCH)
    found.append(item)


class Attributes:
    """A part that says what it has to say in the attributes of its elements."""

    def end(self, name: str) -> None:
        """Nothing ends with its element."""

    def text(self, text: str) -> None:
        """Nothing stands between its tags."""


class Names(Attributes):
    """The sheets of a workbook, or the relations of a part to others."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []  # name, relation, whether it is hidden
        self.relations: list[tuple[str, str, str]] = []  # id, type, target
        self.is_1904 = False

    def start(self, name: str, attrs: dict[str, str]) -> None:
        plain = {key.rpartition(":")[2]: value for key, value in attrs.items()}
        if name == "sheet":
            is_hidden = plain.get("state", "visible") != "visible"
            keep(self.sheets, (plain["name"], plain["id"], is_hidden))
        elif name == "workbookPr":
            self.is_1904 = plain.get("date1904") in TRUE
        elif name == "Relationship" and plain.get("TargetMode") != "External":
            keep(self.relations, (plain["Id"], plain["Type"], plain["Target"]))


class Styles(Attributes):
    """The number formats of a workbook, and which of them each style of a cell has.

    `looks` are by the style of a cell: its fill in hexadecimal or "", and whether it is struck
    through. A colour of the workbook's theme is not known.
    """

    def __init__(self) -> None:
        self.codes: dict[int, str] = {}
        self.cells: list[int] = []
        self._looks: list[tuple[int, int]] = []  # numbers of fill and font
        self._fills: list[str] = []
        self._struck: list[bool] = []
        self._is_of_cells = self._is_solid = False

    @property
    def looks(self) -> list[tuple[str, bool]]:
        fills, struck = dict(enumerate(self._fills)), dict(enumerate(self._struck))
        return [(fills.get(fill, ""), struck.get(font, False)) for fill, font in self._looks]

    def start(self, name: str, attrs: dict[str, str]) -> None:
        if name == "fill":
            keep(self._fills, "", MAX_STYLES)
        elif name == "patternFill" and self._fills:
            self._is_solid = attrs.get("patternType") == "solid"
        elif name == "fgColor" and self._fills and self._is_solid:
            self._fills[-1] = attrs.get("rgb", "")[-6:]
        elif name == "font":
            keep(self._struck, False, MAX_STYLES)
        elif name == "strike" and self._struck:
            self._struck[-1] = attrs.get("val", "1") in TRUE
        if name == "numFmt" and len(self.codes) < MAX_NAMED:
            self.codes[int(attrs["numFmtId"])] = attrs["formatCode"][:CODE_CHARACTERS]
        elif name == "xf" and self._is_of_cells:
            keep(self.cells, int(attrs.get("numFmtId", "0")), MAX_STYLES)
            fill, font = int(attrs.get("fillId", "0")), int(attrs.get("fontId", "0"))
            keep(self._looks, (fill, font), MAX_STYLES)
        elif name == "cellXfs":
            self._is_of_cells = True

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._is_of_cells = False
