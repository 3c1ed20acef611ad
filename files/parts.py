"""The parts of a workbook that hold its text, read by their elements as they come."""

import re
import zipfile
from typing import Protocol
from xml.parsers import expat  # nosec B407: archives.check has refused every document type

from files.archives import pieces
from files.formats import GENERAL, shown
from files.refused import RefusedError
from files.sheets import (
    MAX_CHARACTERS,
    MAX_COLUMNS,
    UNSAVED,
    refuse_cells,
    refuse_columns,
    refuse_long,
    refuse_rows,
    refuse_text,
)

MAX_NAMED = 10_000  # sheets, relations or number formats of a workbook
MAX_DEPTH = 200  # elements within elements
MAX_ELEMENTS = 3_000_000  # of a part: its blank cells count too
MAX_STYLES = 100_000  # Excel allows 65,490
MAX_MERGES = 100_000
LAST_ROW = 1_048_576
TRUE = ("1", "true")
TOO_MUCH = (
    "The selected workbook has too many blank cells, sheets, styles or merged cells. "
    "Copy the table alone into a new workbook"
)

_ESCAPED = re.compile("_x(000[9AaDd]|005[Ff])_")  # tab, line feed, carriage return and "_"
_MIDNIGHT = re.compile(r"T00:00(:00(\.0+)?)?Z?$")


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


def _keep[T](found: list[T], item: T, limit: int = MAX_NAMED) -> None:
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
            _keep(self.sheets, (plain["name"], plain["id"], is_hidden))
        elif name == "workbookPr":
            self.is_1904 = plain.get("date1904") in TRUE
        elif name == "Relationship" and plain.get("TargetMode") != "External":
            _keep(self.relations, (plain["Id"], plain["Type"], plain["Target"]))


class Styles(Attributes):
    """The number formats of a workbook, and which of them each style of a cell has."""

    def __init__(self) -> None:
        self.codes: dict[int, str] = {}
        self.cells: list[int] = []
        self._is_of_cells = False

    def start(self, name: str, attrs: dict[str, str]) -> None:
        if name == "numFmt" and len(self.codes) < MAX_NAMED:
            self.codes[int(attrs["numFmtId"])] = attrs["formatCode"]
        elif name == "xf" and self._is_of_cells:
            _keep(self.cells, int(attrs.get("numFmtId", "0")), MAX_STYLES)
        elif name == "cellXfs":
            self._is_of_cells = True

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._is_of_cells = False


class Captured:
    """The text between the tags that a part is interested in."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = self._total = 0
        self._is_captured = False
        self._reading = 0  # depth within the pronunciation of a word, which is no text
        self._row = 0

    def text(self, text: str) -> None:
        if self._is_captured and not self._reading:
            self._length += len(text)
            self._total += len(text)
            self._pieces.append(text)
            if self._length > MAX_CHARACTERS:
                refuse_long(self._row, MAX_CHARACTERS + 1, "at least ")
            refuse_text(self._total)

    def _taken(self) -> str:
        text = "".join(self._pieces)
        self._pieces, self._length = [], 0
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


class Strings(Captured):
    """The texts that the cells of a workbook share."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def start(self, name: str, attrs: dict[str, str]) -> None:
        self._is_captured = name == "t"
        self._reading += name == "rPh"

    def end(self, name: str) -> None:
        self._is_captured = False
        self._reading -= name == "rPh"
        if name == "si":
            self.found.append(self._taken())
            refuse_cells(len(self.found))


class Cells(Captured):
    """The filled cells of a sheet, by row (from 1) and column (from 0), as a person sees them."""

    def __init__(self, strings: list[str], formats: list[str], is_1904: bool) -> None:
        super().__init__()
        self._strings, self._formats, self._is_1904 = strings, formats, is_1904
        self.rows: dict[int, dict[int, str]] = {}
        self.merges: list[str] = []
        self.hidden_columns: set[int] = set()
        self.count = self.formulas = self.hidden_rows = 0
        self._column = -1
        self._columns: dict[str, int] = {}  # by their letters
        self._attrs: dict[str, str] = {}
        self._has_formula = self._is_hidden = False
        self._cells: dict[int, str] = {}

    def start(self, name: str, attrs: dict[str, str]) -> None:
        if name == "c":
            self._attrs, self._has_formula = attrs, False
            self._column = self._place(attrs["r"]) if "r" in attrs else self._column + 1
        elif name in ("v", "t"):
            self._is_captured = True
        elif name == "f":
            self._has_formula = True
        elif name == "row":
            self._row = _number(attrs.get("r", str(self._row + 1)), LAST_ROW)
            self._column, self._is_hidden = -1, attrs.get("hidden") in TRUE
            self._cells = self.rows.get(self._row, {})
        elif name == "rPh":
            self._reading += 1
        elif name == "mergeCell":
            _keep(self.merges, attrs["ref"], MAX_MERGES)
        elif name == "col" and attrs.get("hidden") in TRUE:
            first, last = int(attrs["min"]), min(int(attrs["max"]), MAX_COLUMNS)
            self.hidden_columns.update(range(first - 1, last))

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._is_captured = False
        elif name == "c":
            self._finish(self._taken())
        elif name == "row" and self._cells:
            self.rows[self._row] = self._cells
            self.hidden_rows += self._is_hidden
            refuse_rows(len(self.rows))
        elif name == "rPh":
            self._reading -= 1

    def _place(self, reference: str) -> int:
        """The column of "AB12", from 0. ValueError when it is no reference."""
        letters = reference.rstrip("0123456789")
        if letters not in self._columns:
            self._columns[letters] = column_of(letters)
        return self._columns[letters]

    def _finish(self, text: str) -> None:
        """Keeps the cell that ends here, unless it is blank."""
        kind = self._attrs.get("t", "n")
        self.formulas += self._has_formula
        if self._has_formula and not text and kind != "str":
            text = UNSAVED
        else:
            text = self._shown(text, kind)
        if text:
            refuse_columns(self._column + 1)
            self.count += 1
            refuse_cells(self.count)
            self._cells[self._column] = text

    def _shown(self, text: str, kind: str) -> str:
        """The text that a person sees, or "" for a blank cell."""
        if kind == "s" and text:
            text = self._strings[_number(text, len(self._strings))]
            self._total += len(text)
            refuse_text(self._total)
        elif kind == "b":
            text = {"1": "TRUE", "0": "FALSE"}.get(text, text)
        elif kind == "d":
            text = _MIDNIGHT.sub("", text)
        elif kind == "n" and text:
            style = int(self._attrs.get("s") or "0")
            code = self._formats[style] if style < len(self._formats) else GENERAL
            text = shown(text.strip(), code, self._is_1904)
        return text if text.strip() else ""


def _number(text: str, most: int) -> int:
    """A number from 0 to `most`; ValueError for another."""
    number = int(text)
    if not 0 <= number <= most:
        raise ValueError(f"{number} is not between 0 and {most}")
    return number


def column_of(letters: str) -> int:
    """0 for "A", 27 for "AB". ValueError for no column of a sheet."""
    if not re.fullmatch("[A-Z]{1,3}", letters):
        raise ValueError(f"{letters!r} is no column")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
