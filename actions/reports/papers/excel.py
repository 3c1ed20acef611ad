"""A report as an Excel workbook, what it says on the first sheet, or as one CSV file."""

from collections.abc import Iterable

from actions.reports.document import Document
from actions.reports.papers.fixed import fixed
from actions.reports.papers.words import day_of, sections
from wres.files.exports import SHEET_NAME_CHARACTERS, Sheet, csv_file, sheet_name, workbook

FIRST_SHEET = "Report"
TAKEN = {"history"}  # a name that Excel keeps for itself
WIDTHS = {"Part": 40, "What it says": 100}


def excel(document: Document) -> bytes:
    """Days and numbers are real ones, and each sheet has a header that stays and filters."""
    parts = [section for section in sections(document) if section.part.table]
    first, *names = unique_names([FIRST_SHEET, *(section.part.heading for section in parts)])
    of_tables = {section.number: name for section, name in zip(parts, names, strict=True)}
    sheets = [Sheet(first, list(WIDTHS), _said(document, of_tables), widths=WIDTHS)]
    for section in parts:
        table = section.part.table
        header = [column.name for column in table.columns]
        sheets.append(Sheet(of_tables[section.number], header, table.rows))
    return fixed(workbook(*sheets, title=document.title), day_of(document))


def _said(document: Document, names: dict[int | None, str]) -> list[tuple[str, str]]:
    rows = [("Title", document.title), ("Organisation", document.organisation), *document.facts]
    for section in sections(document):
        part = section.part
        rows += [(part.heading, sentence) for sentence in part.sentences]
        if part.table:
            rows.append((part.heading, f"{section.caption} (sheet {names[section.number]})"))
        elif not part.sentences:
            rows.append((part.heading, ""))
    return rows


def unique_names(wanted: Iterable[str]) -> list[str]:
    """Names of sheets that Excel takes, each given once: "Late", "Late 2"."""
    taken, names = set(TAKEN), []
    for each in wanted:
        name = base = sheet_name(" ".join(each.split()))
        count = 1
        while name.casefold() in taken:
            count += 1
            end = f" {count}"
            name = base[: SHEET_NAME_CHARACTERS - len(end)].rstrip() + end
        taken.add(name.casefold())
        names.append(name)
    return names


def comma_separated(document: Document) -> bytes:
    """Each table under its title and header, with a blank line before the next heading.

    Chosen over one long list of cells because people read and paste tables; a program takes the
    Excel file, where each table stands alone. The title and the facts come first, and each
    heading is followed by its sentences, one a row. UTF-8 with its mark; days are 2026-03-31,
    and text that a spreadsheet would run has an apostrophe before it.
    """
    rows: list[tuple] = [(document.organisation,), *document.facts]
    for section in sections(document):
        part = section.part
        rows += [(), (part.heading,), *((sentence,) for sentence in part.sentences)]
        if part.table:
            names = tuple(column.name for column in part.table.columns)
            rows += [(section.caption,), names, *part.table.rows]
    return csv_file([document.title], rows)
