"""A report as one CSV file: what a person pastes into a board's own paper, table by table."""

from actions.reports.document import Document
from actions.reports.papers.words import sections
from files.writing import csv_file


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
