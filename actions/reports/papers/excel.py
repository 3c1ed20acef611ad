"""A report as an Excel workbook: what it says on the first sheet, then a sheet a table."""

from collections.abc import Iterable

from actions.reports.document import Document
from actions.reports.papers.fixed import fixed
from actions.reports.papers.words import day_of, sections
from files.writing import SHEET_NAME_CHARACTERS, Sheet, sheet_name, workbook

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
