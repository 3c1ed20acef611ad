"""A Word document → its tables as printed, each with the heading that stands above it.

A heading is a paragraph of a heading's style, or one that is bold or large and stands right
above the table. Text boxes and the tables inside cells are read too. What is no table of actions
is told with its text, and so are the first of the paragraphs between the tables.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element  # nosec B405: parsed by defusedxml

from actions.imports import status, word
from actions.imports.printed import NotUnderstood, Printed, PrintedRow, PrintedTable
from wres.files.refused import RefusedError, quoted
from wres.files.sheets import MAX_TEXT
from wres.files.xlsx.archive import STARTS

ENDING = ".docx"
MAX_ROWS, MAX_COLUMNS, MAX_CELL_CHARACTERS = 50_000, 200, 100_000
TITLE_CHARACTERS = 200
OUTSIDE_TOLD = 10  # paragraphs outside the tables that are told with their text
IN_BOX = "It stands in a text box, beside the tables"


def is_document(data: bytes, file_name: str = "") -> bool:
    """Whether a file is meant for a Word document. Refused when it is one of another ending."""
    if file_name.lower().endswith(ENDING):
        return True
    is_one = data.startswith(STARTS) and b"word/document" in data and b"xl/workbook" not in data
    if is_one and file_name:
        raise RefusedError(
            "The selected file is a Word document, and its name ends otherwise. "
            f"Rename it so that it ends in {ENDING}"
        )
    return is_one


def read_document(data: bytes) -> Printed:
    """The tables of a document. Refused when it has none, or cannot be read."""
    if not data.startswith(STARTS):
        raise RefusedError(
            f"The name of the selected file ends in {ENDING}, and it is no Word document. "
            "Open it in Word, save it as “Word document (.docx)” and select that"
        )
    document = word.open_document(data)
    reading = _Reading(document.styles)
    reading.read(document.body)
    if not reading.tables:
        raise RefusedError(
            "The selected document has no table. Put the actions in a table with a header row"
        )
    if len(reading.tables) == 1:  # its rows need no more than their number
        (table,) = reading.tables
        rows = tuple(replace(row, place="") for row in table.rows)
        reading.tables = [replace(table, rows=rows)]
    return Printed(
        tuple(reading.tables),
        "Word document",
        tuple(_notices(reading, word.is_tracked(document.body))),
        tuple(reading.beside),
    )


def _notices(reading: "_Reading", is_tracked: bool) -> Iterator[str]:
    if len(reading.tables) > 1:
        yield f"{len(reading.tables)} tables were read"
    if is_tracked:
        yield "The document has tracked changes: it was read as if they were accepted"
    if reading.outside:
        told = "; ".join(quoted(text) for text in reading.outside[:OUTSIDE_TOLD])
        more = " and so on" if len(reading.outside) > OUTSIDE_TOLD else ""
        yield f"Paragraphs outside the tables, not read: {len(reading.outside)}. {told}{more}"


@dataclass
class _Reading:
    """What was read so far; rows are numbered over all tables."""

    styles: dict[str, word.Style]
    tables: list[PrintedTable] = field(default_factory=list)
    beside: list[NotUnderstood] = field(default_factory=list)
    row_count: int = 0
    characters: int = 0  # of all cells, with the text that a merged one repeats
    outside: list[str] = field(default_factory=list)
    headings: dict[int, str] = field(default_factory=dict)  # those that hold here, by their level

    def read(self, container: Element, is_inner: bool = False) -> None:
        """The paragraphs and tables of a body, a cell or a text box, in their order."""
        heading = above = ""
        for block in word.blocks(container):
            if not len(block):
                continue
            if word.name(block) == "tbl":
                self._read_table(block, above or heading, is_inner)
                heading = above = ""
                continue
            text = word.text(block).strip()
            self._read_boxes(block)
            if not text:
                continue
            if above and not is_inner:  # it stands above no table
                self.outside.append(above)
            is_short, above = len(text) <= TITLE_CHARACTERS, ""
            if is_short and word.is_heading(block, self.styles):
                heading = text
                level = word.level(block, self.styles)
                self.headings = {n: said for n, said in self.headings.items() if n < level}
                self.headings[level] = text
            elif is_short and word.stands_out(block, self.styles):
                above = text
            elif not is_inner:
                self.outside.append(text)
        if above and not is_inner:
            self.outside.append(above)

    def _read_boxes(self, paragraph: Element) -> None:
        for box in word.boxes(paragraph):
            paragraphs = [each for each in word.blocks(box) if word.name(each) == "p"]
            text = "\n".join(word.text(each) for each in paragraphs).strip()
            if text:
                self.beside.append(NotUnderstood(0, text, IN_BOX, "a text box"))
            self.read(box, is_inner=True)

    def _read_table(self, table: Element, title: str, is_inner: bool) -> None:
        place = len(self.tables)
        above = tuple(text for _, text in sorted(self.headings.items()) if text != title)
        self.tables.append(PrintedTable((), title, is_inner, above))
        rows: list[PrintedRow] = []
        texts: dict[int, str] = {}
        written = list(word.rows(table))
        for number, row in enumerate(written, start=1):
            self.row_count += 1
            if self.row_count > MAX_ROWS:
                raise RefusedError(f"The selected document has more than {MAX_ROWS:,} rows")
            where = f"table {place + 1}, row {number}"
            rows.append(_row(row, self.row_count, where, texts))
            self.characters += sum(map(len, rows[-1].cells))
            if self.characters > MAX_TEXT:
                raise RefusedError(
                    f"The tables of the document have more than {MAX_TEXT:,} characters, "
                    "merged cells counted in each of their rows. Split it"
                )
        self.tables[place] = replace(self.tables[place], rows=tuple(rows))
        for row in written:
            for cell in word.cells(row):
                self._read_inner(cell)

    def _read_inner(self, cell: Element) -> None:
        """The tables and text boxes inside a cell, of which its own text says nothing."""
        blocks = list(word.blocks(cell))
        if any(word.name(block) == "tbl" for block in blocks):
            self.read(cell, is_inner=True)
            return
        for block in blocks:
            self._read_boxes(block)


def _row(row: Element, number: int, place: str, above: dict[int, str]) -> PrintedRow:
    """A row's cells; `above` are the texts of the row before by column, and then of this one."""
    spot = word.number(word.child(row, "trPr", "gridBefore"), MAX_COLUMNS)
    texts: list[str] = []
    spots: list[int] = []
    widths: list[int] = []
    held: set[int] = set()
    now: dict[int, str] = {}
    for cell in word.cells(row):
        text = _text(cell)
        merged = word.child(cell, "tcPr", "vMerge")
        if merged is not None and word.value(merged) != "restart" and not text.strip():
            text = above.get(spot, "")
            held.add(len(texts))
        width = max(1, word.number(word.child(cell, "tcPr", "gridSpan"), MAX_COLUMNS))
        texts.append(text)
        spots.append(spot)
        widths.append(width)
        now[spot] = text
        spot += width
    if len(texts) > MAX_COLUMNS:
        raise RefusedError(f"A table of the document has more than {MAX_COLUMNS} columns")
    above.clear()
    above |= now
    shades = tuple(status.colour(word.fill(cell)) for cell in word.cells(row))
    struck = {
        n: text for n, cell in enumerate(word.cells(row)) if (text := _text(cell, word.struck))
    }
    whole = frozenset(n for n in struck if not texts[n].strip() and n not in held)
    texts = [struck[n] if n in whole else text for n, text in enumerate(texts)]
    own = [n for n, text in enumerate(texts) if text.strip() and n not in held]
    is_title = len(own) == 1 and widths[own[0]] > 1 and 2 * widths[own[0]] >= sum(widths)
    merged_with = frozenset(held)
    return PrintedRow(
        number,
        tuple(texts),
        tuple(spots),
        place,
        merged_with,
        is_title=is_title,
        shades=shades,
        struck=whole,
        left_out=tuple(text for n, text in struck.items() if n not in whole),
    )


def _text(cell: Element, of: Callable[[Element], str] = word.text) -> str:
    """The text of a cell, or what `of` says of each of its paragraphs."""
    paragraphs = [of(block) for block in word.blocks(cell) if word.name(block) == "p"]
    text = "\n".join(paragraphs).strip("\n")
    if len(text) > MAX_CELL_CHARACTERS:
        raise RefusedError(
            f"A cell of the document has more than {MAX_CELL_CHARACTERS:,} characters. Shorten it"
        )
    return text
