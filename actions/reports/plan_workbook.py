"""The whole plan as an Excel workbook."""

from actions.reports.published import PublishedPlan
from files.writing import Sheet, workbook

WIDTHS = {
    "Section": 24,
    "Number": 9,
    "Indicators": 16,
    "Action": 60,
    "Leads": 32,
    "Completion": 26,
    "Last update": 18,
    "Objective": 40,
    "Success measure": 40,
    "Tracker reference": 18,
}


def as_workbook(published: PublishedPlan) -> bytes:
    rows = [row.listed for row in published.rows]
    sheet = Sheet("Plan", published.header, rows, widths=WIDTHS)
    return workbook(sheet, title=str(published.plan))
