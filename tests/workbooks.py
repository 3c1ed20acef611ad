"""Workbooks for the tests, and what no spreadsheet would write of them."""

import io
import zipfile
from collections.abc import Callable, Iterable

from openpyxl import Workbook

SHEET = "xl/worksheets/sheet1.xml"


def workbook(*rows: Iterable, change: Callable | None = None, name: str = "Sheet1") -> bytes:
    """A workbook of one sheet with these rows; `change` is given the sheet before it is saved."""
    book = Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(list(row))
    if change:
        change(book.active)
    return saved(book)


def sheets(**rows: list) -> bytes:
    """A workbook with a sheet a keyword."""
    book = Workbook()
    book.remove(book.active)
    for name, lines in rows.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    return saved(book)


def saved(book) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def patched(data: bytes, before: str, after: str, part: str = SHEET) -> bytes:
    """The workbook with another text in the XML of a part, where `before` must stand."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == part:
                assert before.encode() in text, text
                text = text.replace(before.encode(), after.encode())
            new.writestr(name, text)
    return file.getvalue()


def of_parts(sheet: str, strings: str = "", styles: str = "", *, packed: bool = False) -> bytes:
    """The smallest workbook around the XML within a sheet's element."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kinds = {"w": "worksheet", "s": "sharedStrings", "t": "styles"}
    related = "".join(
        f'<Relationship Id="{id_}" Type="{relations}/{kind}" Target="{kind}.xml"/>'
        for id_, kind in kinds.items()
    )
    parts = {
        "_rels/.rels": f'<r><Relationship Id="b" Type="{relations}/officeDocument" '
        'Target="/xl/workbook.xml"/></r>',
        "xl/workbook.xml": f'<workbook xmlns:r="{relations}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="w"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<r>{related}</r>",
        "xl/worksheet.xml": f"<worksheet>{sheet}</worksheet>",
        "xl/sharedStrings.xml": f"<sst>{strings}</sst>",
        "xl/styles.xml": f"<styleSheet>{styles}</styleSheet>",
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED * packed) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()
