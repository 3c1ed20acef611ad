"""The plan as a table: one row an action, one column an indicator."""

from functools import partial

from actions.delivery import DELIVERY_LOOKS, Delivery
from actions.history.changelog import yes_or_no
from actions.models import ActionIndicator
from actions.plan import rows as listed
from wres.files.exports import Column


def columns(indicators) -> list[Column]:
    """Those of the plan's CSV file; a row is a `listed.Row`, an indicator is its number."""
    return [
        Column("Section", partial(_first_place, 1)),
        Column("Number", partial(_first_place, 2)),
        Column("Action", lambda row: row.action.title),
        Column("All placements", lambda row: "; ".join(row.places)),
        Column("All indicators", lambda row: yes_or_no(row.action.all_indicators)),
        *(Column(f"Indicator {number}", partial(_role, number)) for number in indicators),
        Column("Leads", lambda row: row.leads),
        Column("Status", lambda row: row.status),
        Column("Delivery", lambda row: DELIVERY_LOOKS[row.judged.delivery].words),
        Column("Delivery as rated", lambda row: DELIVERY_LOOKS[_stated(row)].words),
        Column("Why delivery is worse", lambda row: row.why),
        Column("Target date", lambda row: row.action.target_date),
        Column("Target date is", partial(_precision, "target")),
        Column("First target date", lambda row: row.action.first_target_date),
        Column("Times moved later", lambda row: row.action.slips),
        Column("Review date", lambda row: row.action.review_date),
        Column("Review date is", partial(_precision, "review")),
        Column("Completed on", lambda row: row.action.completed_on),
        Column("Last update", lambda row: row.action.updated_on),
        Column("Evidence", lambda row: yes_or_no(row.action.has_evidence)),
        Column("Open questions", lambda row: yes_or_no(row.ties.has_open_question)),
        Column("Objective", lambda row: row.action.objective),
        Column("Success measure", lambda row: row.action.success_measure),
        Column("Tracker reference", lambda row: row.action.reference),
    ]


def rows(browsing):
    """The rows of every action that the filter lets through, in its order."""
    found = listed.ties(action__plan=browsing.plan)
    return browsing.rows(browsing.actions.iterator(), found)


def _first_place(part, row):
    return row.ties.placements[0][part] if row.ties.placements else ""


def _role(number, row):
    """Primary, secondary, linked or nothing; an action about all indicators is linked to each."""
    unsaid = "linked" if row.action.all_indicators else ""
    role = row.ties.roles.get(number, unsaid)
    return "linked" if role == ActionIndicator.UNSPECIFIED else role


def _stated(row) -> Delivery:
    return Delivery(row.action.stated_delivery)


def _precision(date, row) -> str:
    """Whether the date is the day itself, or stands for its whole month."""
    if getattr(row.action, f"{date}_date") is None:
        return ""
    return "the month" if getattr(row.action, f"{date}_is_month") else "the day"
