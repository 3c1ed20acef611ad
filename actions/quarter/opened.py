"""Opening a quarter: from then on updates are asked for, until a day."""

from calendar import monthrange
from datetime import date

from actions import quarters
from actions.models import ProgressUpdate, Quarter

MONTHS_AFTER = 2  # the end of the quarter, in which its updates may still be due


def last_due_day(quarter: quarters.Quarter) -> date:
    """The last day on which updates of the quarter may be due."""
    month = quarter.end.month + MONTHS_AFTER
    year, month = quarter.end.year + (month > 12), (month - 1) % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def row_of(plan, quarter: quarters.Quarter) -> Quarter:
    """The plan's row of the quarter; a new one, not yet saved, when it has none."""
    found = plan.quarters.filter(year=quarter.year, number=quarter.number).first()
    return found or Quarter(plan=plan, year=quarter.year, number=quarter.number, state=Quarter.OPEN)


def open_quarter(row, *, updates_due, today):
    """Ask for updates until this day, inside an open `trail.change` that has the reason if any."""
    row.updates_due = updates_due
    row.opened_on = row.opened_on or today
    row.save()
    return row


def asks(row, today) -> bool:
    """Whether the quarter asks for updates on this day.

    It is opened and not closed, has begun, and has not ended or still lets updates come.
    """
    if row.state != Quarter.OPEN or row.updates_due is None:
        return False
    return row.nhs.start <= today <= max(row.nhs.end, row.updates_due)


def asking(plan, today) -> list[Quarter]:
    """The quarters that ask for updates on this day, the earliest first."""
    rows = plan.quarters.filter(state=Quarter.OPEN).exclude(updates_due=None)
    return [row for row in rows if asks(row, today)]


def quarters_answered(plan, actions, today) -> dict[int, Quarter | None]:
    """By action, the quarter of the plan to which an update belongs, when one asks for it.

    That is the earliest that the action has not answered, else the latest.
    """
    rows = asking(plan, today)
    if len(rows) < 2:
        return {action.pk: rows[0] if rows else None for action in actions}
    given = ProgressUpdate.objects.filter(quarter__in=rows, action__in=actions)
    told = set(given.values_list("action", "quarter"))
    return {
        action.pk: next((row for row in rows if (action.pk, row.pk) not in told), rows[-1])
        for action in actions
    }
