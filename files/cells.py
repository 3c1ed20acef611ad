"""The cells of a workbook's sheet, and the texts that they share."""

import re
from collections.abc import Mapping, Sequence

from files.formats import GENERAL, shown
from files.parts import TRUE, keep
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

MAX_MERGES = 100_000
LAST_ROW = 1_048_576

_ESCAPED = re.compile("_x(00[01][0-9A-Fa-f]|007[Ff]|005[Ff])_")  # a control character, or "_"
_LETTERS = re.compile("[A-Z]{1,3}")
MAX_FILLS = 100_000  # coloured cells of a sheet
_MIDNIGHT = re.compile(r"T00:00(:00(\.0+)?)?Z?$")


WHOLE = "\0"  # what is struck through is the whole text


class Captured:
    """The text between the tags that a part is interested in."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = self._total = 0
        self._is_captured = self._is_struck = False
        self._struck: list[str] = []  # pieces that are struck through, among others that are not
        self._reading = 0  # depth within the pronunciation of a word, which is no text
        self._row = 0

    def text(self, text: str) -> None:
        if self._is_captured and not self._reading:
            self._length += len(text)
            self._total += len(text)
            (self._struck if self._is_struck else self._pieces).append(text)
            if self._length > MAX_CHARACTERS:
                refuse_long(self._row, MAX_CHARACTERS + 1, "at least ")
            refuse_text(self._total)

    def _run(self, name: str, attrs: dict[str, str]) -> None:
        """Whether the text to come is struck through, as the run of it says."""
        if name == "r":
            self._is_struck = False
        elif name == "strike":
            self._is_struck = attrs.get("val", "1") in TRUE

    def _taken_struck(self) -> str:
        """What was struck through of a text; where that is all of it, it is the text."""
        struck, self._struck = "".join(self._struck), []
        if struck and not "".join(self._pieces).strip():
            self._pieces = [struck]
            return WHOLE
        return struck

    def _taken(self) -> str:
        text = "".join(self._pieces)
        self._pieces, self._length, self._is_struck = [], 0, False
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


class Strings(Captured):
    """The texts that the cells of a workbook share."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.struck: dict[int, str] = {}  # what is struck through, by the place of its text

    def start(self, name: str, attrs: dict[str, str]) -> None:
        self._run(name, attrs)
        self._is_captured = name == "t"
        self._reading += name == "rPh"

    def end(self, name: str) -> None:
        self._is_captured = False
        self._reading -= name == "rPh"
        if name == "si":
            if struck := self._taken_struck():
                self.struck[len(self.found)] = struck
            self.found.append(self._taken())
            refuse_cells(len(self.found))


class Cells(Captured):
    """The filled cells of a sheet, by row (from 1) and column (from 0), as a person sees them."""

    def __init__(
        self,
        strings: list[str],
        formats: list[str],
        is_1904: bool,
        looks: Sequence[tuple[str, bool]] = (),
        struck: Mapping[int, str] | None = None,
    ) -> None:
        super().__init__()
        self._strings, self._formats, self._is_1904 = strings, formats, is_1904
        self._looks, self._struck_texts = dict(enumerate(looks)), struck or {}
        self.fills: dict[int, dict[int, str]] = {}
        self.struck: dict[int, set[int]] = {}
        self.left_out: dict[int, dict[int, str]] = {}
        self._fill_count = 0
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
            self._look(int(attrs.get("s") or "0"))
        elif name in ("v", "t"):
            # A cell with its own text may repeat it as a value, which Excel does not show.
            self._is_captured = (name == "t") == (self._attrs.get("t") == "inlineStr")
            if name == "v" and self._is_captured and self._pieces:
                raise ValueError("a cell has two values")
        elif name == "f":
            self._has_formula = True
        elif name == "row":
            self._row = _number(attrs.get("r", str(self._row + 1)), LAST_ROW)
            self._column, self._is_hidden = -1, attrs.get("hidden") in TRUE
            self._cells = self.rows.get(self._row, {})
        elif name in ("r", "strike"):
            self._run(name, attrs)
        elif name == "rPh":
            self._reading += 1
        elif name == "mergeCell":
            keep(self.merges, attrs["ref"], MAX_MERGES)
        elif name == "col" and attrs.get("hidden") in TRUE:
            first, last = int(attrs["min"]), min(int(attrs["max"]), MAX_COLUMNS)
            self.hidden_columns.update(range(first - 1, last))

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._is_captured = False
        elif name == "c":
            struck = self._taken_struck()
            if self._pieces or self._has_formula:
                if self._attrs.get("t") == "s" and not self._has_formula:
                    struck = self._struck_texts.get(int("".join(self._pieces)), "")
                self._finish(self._taken())
            self._strike(struck)
        elif name == "row" and self._cells:
            self.rows[self._row] = self._cells
            self.hidden_rows += self._is_hidden
            refuse_rows(len(self.rows))
        elif name == "rPh":
            self._reading -= 1

    def _look(self, style: int) -> None:
        """Keeps the fill of the cell that begins here, and whether its font is struck through."""
        fill, is_struck = self._looks.get(style, ("", False))
        if fill and self._fill_count < MAX_FILLS:
            self._fill_count += 1
            self.fills.setdefault(self._row, {})[self._column] = fill
        if is_struck:
            self.struck.setdefault(self._row, set()).add(self._column)

    def _strike(self, struck: str) -> None:
        if struck == WHOLE:
            self.struck.setdefault(self._row, set()).add(self._column)
        elif struck:
            self.left_out.setdefault(self._row, {})[self._column] = struck

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
    if not _LETTERS.fullmatch(letters):
        raise ValueError(f"{letters!r} is no column")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
