"""The cells of a workbook's sheet as a person sees them: texts, numbers, dates and shares."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Context, Decimal
from enum import Enum, auto
from functools import lru_cache

from wres.files.sheets import (
    MAX_CHARACTERS,
    MAX_COLUMNS,
    UNSAVED,
    refuse_cells,
    refuse_columns,
    refuse_long,
    refuse_rows,
    refuse_text,
)
from wres.files.xlsx.parts import TRUE, keep
from wres.words import month_words

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
        self._has_formula = self._is_hidden = self.coloured_by_rule = False
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
        elif name == "cfRule":
            self.coloured_by_rule = True
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


GENERAL = "General"
BUILT_IN = {  # the formats that a workbook names by number alone
    9: "0%",
    10: "0.00%",
    **dict.fromkeys([14, 15, *range(27, 32), 36, *range(50, 59)], "dd/mm/yyyy"),
    16: "d-mmm",
    17: "mmm-yy",
    **dict.fromkeys([18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47], "h:mm:ss"),
    22: "dd/mm/yyyy h:mm",
}
EPOCH = date(1899, 12, 30)  # day 0, for days after February 1900
DAYS_FROM_1900_TO_1904 = 1_462
LAST_DAY = 2_958_465  # 31 December 9999
OUT_OF_RANGE = "#####"  # what Excel shows for a date that there is none of
SECONDS_A_DAY = 86_400
MOST_ZEROS = 20  # beyond which a number stays in the workbook's own spelling

_LITERAL = re.compile(r'"[^"]*"?|[\\_*].|\[(?!(?:h+|m+|s+)\])[^\[\]]*\]', re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]{1,4})?")
_AS_IT_IS = re.compile(r"-?[1-9][0-9]{0,8}|(?:0|[1-9][0-9]{0,5})\.[0-9]{0,5}[1-9]")
_PERSONS_DIGITS = Context(prec=15, traps=[])  # as many as Excel shows


class Shape(Enum):
    """What a number format makes of a number."""

    NUMBER = auto()
    PERCENT = auto()
    DAY = auto()
    MONTH = auto()
    YEAR = auto()
    TIME = auto()


@lru_cache(maxsize=1_000)
def shape_of(code: str) -> Shape:
    """The shape that a number format's code gives, by the section for positive numbers."""
    bare = _LITERAL.sub("", code).lower().replace("general", "").split(";")[0]
    if "%" in bare:
        return Shape.PERCENT
    is_time = "h" in bare or "s" in bare
    if "d" in bare:
        return Shape.DAY
    if "y" in bare:
        return Shape.MONTH if "m" in bare else Shape.YEAR
    if "m" in bare and not is_time:
        return Shape.MONTH
    return Shape.TIME if is_time else Shape.NUMBER


def shown(text: str, code: str = GENERAL, is_1904: bool = False) -> str:
    """A number of the workbook's XML as text, in the shape of its format.

    A date is "31.03.2026", a month "March 2026": neither can be taken for a figure.
    """
    if (code == GENERAL and _AS_IT_IS.fullmatch(text)) or not _NUMBER.fullmatch(text):
        return text
    number, shape = _PERSONS_DIGITS.create_decimal(text), shape_of(code)
    if abs(number.adjusted()) > MOST_ZEROS:
        return text
    if shape is Shape.NUMBER:
        return _plain(number)
    if shape is Shape.PERCENT:
        return f"{_plain(number * 100)}%"
    return _moment(number + (DAYS_FROM_1900_TO_1904 if is_1904 else 0), shape)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}" if number else "0"


def _moment(serial: Decimal, shape: Shape) -> str:
    days, seconds = divmod(round(serial * SECONDS_A_DAY), SECONDS_A_DAY)
    if not 0 <= days <= LAST_DAY:
        return OUT_OF_RANGE
    time = f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"
    if shape is Shape.TIME and not days:
        return time
    day = EPOCH + timedelta(days=days if days > 60 else days + 1)  # 1900 had no 29 February
    if shape is Shape.MONTH:
        return month_words(day)
    if shape is Shape.YEAR:
        return str(day.year)
    return f"{day:%d.%m.%Y} {time}" if seconds else f"{day:%d.%m.%Y}"
