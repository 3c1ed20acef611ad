"""CSV files that open safely in a spreadsheet."""

import csv
from datetime import date
from decimal import Decimal

from django.http import HttpResponse

FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")
NUMBERS = (int, float, Decimal)


def guarded(cell):
    """The cell as it is written: text that a spreadsheet would run begins with an apostrophe.

    Numbers stay numbers, days are 2026-03-31, and None is an empty cell.
    """
    if cell is None:
        return ""
    if isinstance(cell, NUMBERS):
        return cell
    if isinstance(cell, date):
        return cell.isoformat()
    text = str(cell)
    bare = text.lstrip(" \u00a0\u3000")
    return f"'{text}" if bare.startswith(FORMULA_STARTS) else text


def csv_response(filename: str, header: list[str], rows) -> HttpResponse:
    """The rows as a file to download, in UTF-8 with the mark that Excel looks for."""
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow([guarded(cell) for cell in header])
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return response
