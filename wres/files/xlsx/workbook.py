"""Excel workbooks → sheets of text as a person sees them, a few bytes at a time."""

import posixpath
import re
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from xml.parsers import expat  # nosec B407: archives.check has refused every document type

from wres.files.refused import RefusedError
from wres.files.sheets import MAX_CELLS, MAX_COLUMNS, Records, Sheet, refuse_cells, refuse_text
from wres.files.xlsx import archive as archives
from wres.files.xlsx.cells import BUILT_IN, GENERAL, Cells, Strings, column_of
from wres.files.xlsx.parts import Names, Styles, Theme, read_part
from wres.words import counted, listed

EXCEL = "Excel"
TOP = ""  # the archive itself, which relates to its workbook
BROKEN = (*archives.BROKEN, expat.ExpatError, KeyError, IndexError, TypeError)


@dataclass
class _Workbook:
    archive: zipfile.ZipFile
    part: str = TOP
    names: Names = field(default_factory=Names)
    strings: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)  # codes by the style of a cell
    looks: list[tuple[str, bool]] = field(default_factory=list)  # the same: fill, struck through
    struck: dict[int, str] = field(default_factory=dict)  # of shared texts, what is struck through
    cells: int = 0


def sheets(data: bytes) -> list[Sheet]:
    """The sheets of a workbook in their order. Refused when it is none, or harmful."""
    archive = archives.check(data, archives.XLSX)
    try:
        return list(_sheets(_opened(archive)))
    except RefusedError:
        raise
    except BROKEN:
        raise RefusedError(
            "The selected file is damaged: its sheets cannot be read. Open it in Excel, save it "
            "as a new workbook (.xlsx) and select that"
        ) from None


def _opened(archive: zipfile.ZipFile) -> _Workbook:
    book = _Workbook(archive)
    book.part = dict(_related(book, TOP))["officeDocument"]
    read_part(archive, book.part, book.names)
    related = _related(book, book.part)
    themes = [read_part(archive, part, Theme()) for kind, part in related if kind == "theme"]
    for kind, part in related:
        if kind == "sharedStrings":
            strings = read_part(archive, part, Strings())
            book.strings, book.struck = strings.found, strings.struck
        if kind == "styles":
            styles = read_part(archive, part, Styles(themes[0].colours if themes else ()))
            codes = {**BUILT_IN, **styles.codes}
            book.formats = [codes.get(number, GENERAL) for number in styles.cells]
            book.looks = styles.looks
    return book


def _related(book: _Workbook, part: str) -> list[tuple[str, str]]:
    """The kinds and names of the parts that a part relates to."""
    return [(kind, name) for kind, name in _relations(book, part).values()]


def _relations(book: _Workbook, part: str) -> dict[str, tuple[str, str]]:
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if relations not in book.archive.namelist():
        return {}
    found = read_part(book.archive, relations, Names())
    return {
        id_: (kind.rpartition("/")[2], posixpath.normpath(posixpath.join("/", folder, target))[1:])
        for id_, kind, target in found.relations
    }


def _sheets(book: _Workbook) -> Iterator[Sheet]:
    relations = _relations(book, book.part)
    for name, id_, is_hidden in book.names.sheets:
        kind, part = relations[id_]
        if kind != "worksheet":
            continue  # a chart of its own has no cells
        cells = Cells(book.strings, book.formats, book.names.is_1904, book.looks, book.struck)
        read_part(book.archive, part, cells)
        book.cells += cells.count
        refuse_cells(book.cells)
        yield _sheet(name, is_hidden, cells)


def _sheet(name: str, is_hidden: bool, cells: Cells) -> Sheet:
    rows = dict(sorted(cells.rows.items()))
    show(rows, cells.merges)
    return Sheet(
        name=name,
        encoding=EXCEL,
        records=partial(_records, rows),
        width=1 + max((max(row) for row in rows.values() if row), default=-1),
        is_hidden=is_hidden,
        spread=across(cells.merges),
        notices=tuple(_notices(cells)),
        fills=cells.fills,
        struck=cells.struck,
        left_out=cells.left_out,
    )


def _records(rows: dict[int, dict[int, str]]) -> Records:
    for number, cells in rows.items():
        last = max(cells, default=-1)
        yield number, [cells.get(column, "") for column in range(last + 1)]


def _notices(cells: Cells) -> Iterator[str]:
    if cells.formulas:
        yield f"{counted(cells.formulas, 'cell')} with a formula: the saved result was read"
    if cells.coloured_by_rule:
        yield "Cells coloured by a rule (conditional formatting): their colours were not read"
    filled = {column for row in cells.rows.values() for column in row}
    counts = {"row": cells.hidden_rows, "column": len(cells.hidden_columns & filled)}
    hidden = [counted(count, word) for word, count in counts.items() if count]
    if hidden:
        yield f"{listed(hidden)} hidden in the sheet: read like the others"


type Rows = dict[int, dict[int, str]]
type Area = tuple[int, int, int, int]  # first and last row from 1, first and last column from 0

_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})")


def areas(references: Iterable[str]) -> list[Area]:
    """ "A2:B5" as rows 2 to 5 and columns 0 to 1, within the columns that a table may have."""
    found = []
    for reference in references:
        if match := _AREA.fullmatch(reference):
            left, right = column_of(match[1]), min(column_of(match[3]), MAX_COLUMNS - 1)
            found.append((int(match[2]), int(match[4]), left, right))
    return found


def show(rows: Rows, references: Iterable[str]) -> None:
    """Gives each row what a person sees in it of cells that are merged downwards.

    A merged cell shows its first text: once in its first column, and in each of its rows that
    has something of its own. What a file keeps unseen beneath it is left out.
    """
    merges = areas(references)
    numbers = list(rows)  # in their order
    spans = [numbers[bisect_left(numbers, m[0]) : bisect_right(numbers, m[1])] for m in merges]
    covered = sum(
        len(span) * (right - left + 1)
        for span, (_, _, left, right) in zip(spans, merges, strict=True)
    )
    if covered > MAX_CELLS:
        raise RefusedError("The merged cells of the sheet lie over each other. Unmerge them")
    texts = [rows.get(top, {}).get(left, "") for top, _, left, _ in merges]
    refuse_text(sum(len(text) * len(span) for text, span in zip(texts, spans, strict=True)))
    for span, (top, _, left, right) in zip(spans, merges, strict=True):
        for number in span:
            for column in range(left + (number == top), right + 1):
                rows[number].pop(column, None)
    own = {number for number in numbers if rows[number]}
    for text, span, (top, _, left, _) in zip(texts, spans, merges, strict=True):
        for number in span:
            if text and number != top and number in own:
                rows[number][left] = text


def across(references: Iterable[str]) -> dict[int, list[tuple[int, int]]]:
    """The columns that the merged cells of each row lie across."""
    found: dict[int, list[tuple[int, int]]] = {}
    for top, _, left, right in areas(references):
        if right > left:
            found.setdefault(top, []).append((left, right))
    return found
