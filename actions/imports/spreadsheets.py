"""CSV files and workbooks → their tables as printed, one a sheet.

Hidden sheets are told and not read; the rows of a sheet without a header for actions are not
understood. Where several sheets have one, each is a part of the plan under its sheet's name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from actions.imports import columns, form_tables, status
from actions.imports.printed import Printed, PrintedRow, PrintedTable
from wres.files import text
from wres.files.records import top
from wres.files.refused import quoted
from wres.files.sheets import Sheet, refuse_cells, refuse_long, refuse_rows
from wres.files.tables import check_content
from wres.files.xlsx import workbook
from wres.files.xlsx.archive import STARTS


def read_spreadsheet(data: bytes, file_name: str = "") -> Printed:
    """The tables of a workbook or a CSV file. Refused when it is neither, or named otherwise."""
    if file_name:
        check_content(file_name, data.startswith(STARTS))
    if not data.startswith(STARTS):
        sheet = max(text.readings(data), key=_named)
        return Printed((_table(sheet, is_padded=False),), sheet.encoding, sheet.notices)
    sheets = workbook.sheets(data)
    visible = [sheet for sheet in sheets if not sheet.is_hidden]
    wanted = [sheet for sheet in visible if _has_header(sheet)] or visible[:1]
    others = [sheet for sheet in visible if sheet not in wanted]
    if len(wanted) == 1:
        tables = [replace(_table(wanted[0]), above=(wanted[0].name,))]
        last = max((row.row for row in tables[0].rows), default=0)
    else:
        tables, last, others = [], 0, [*wanted, *others]
    for sheet in others:  # whose rows are numbered on from those of the one before
        table = _table(sheet, last, sheet.name)
        tables.append(replace(table, is_beside=sheet not in wanted))
        last = max((row.row for row in table.rows), default=last)
    return Printed(tuple(tables), workbook.EXCEL, tuple(_notices(sheets, wanted)))


def _table(
    sheet: Sheet, before: int = 0, name: str = "", *, is_padded: bool = True
) -> PrintedTable:
    """The rows of a sheet; padded to its width, so that what stands beside the table is kept."""
    rows: list[PrintedRow] = []
    for number, cells in sheet.records():
        refuse_long(number, max(map(len, cells), default=0))
        refuse_rows(len(rows))
        padding = [""] * (sheet.width - len(cells)) if is_padded else []
        place = f"sheet {quoted(name)}, row {number}" if name else ""
        is_title = _is_across(sheet, number, cells)
        texts = (*cells, *padding)
        fills, struck = sheet.fills.get(number, {}), sheet.struck.get(number, set())
        row = PrintedRow(
            before + number,
            texts,
            place=place,
            is_title=is_title,
            shades=tuple(status.colour(fills.get(n, "")) for n in range(len(texts)))
            if fills
            else (),
            struck=frozenset(n for n in struck if n < len(texts) and texts[n].strip()),
            left_out=tuple(sheet.left_out.get(number, {}).values()),
        )
        if row.own:
            rows.append(row)
    refuse_cells(len(rows) * sheet.width)
    return PrintedTable(tuple(rows), name, is_inner=bool(name))


def _is_across(sheet: Sheet, number: int, cells: Sequence[str]) -> bool:
    """Whether the only text of a row is merged across half of the sheet or more."""
    filled = [place for place, cell in enumerate(cells) if cell.strip()]
    return len(filled) == 1 and any(
        left <= filled[0] <= right and 2 * (right - left + 1) >= max(sheet.width, 4)
        for left, right in sheet.spread.get(number, ())
    )


def _has_header(sheet: Sheet) -> bool:
    table = PrintedTable(tuple(PrintedRow(n, tuple(cells)) for n, cells in top(sheet)))
    return columns.find(table.rows) is not None or form_tables.as_tables(table) != [table]


def _named(sheet: Sheet) -> int:
    """How many columns the likeliest header of a sheet names."""
    return max((len(columns.WORDS.names_in(cells)) for _, cells in top(sheet)), default=0)


def _notices(sheets: Sequence[Sheet], wanted: Sequence[Sheet]) -> Iterator[str]:
    for sheet in wanted:
        if len(sheets) > 1:
            yield f"The sheet {quoted(sheet.name)} was read"
        yield from sheet.notices
    for sheet in sheets:
        if sheet.is_hidden:
            yield f"The hidden sheet {quoted(sheet.name)} was not read"
