"""The plan as a table: one row an action, one column an indicator."""

from actions.delivery import DELIVERY_LOOKS, Delivery
from actions.history.changelog import yes_or_no
from actions.models import ActionIndicator
from actions.plan import rows as listed

BEFORE = ["Section", "Number", "Action", "All placements", "All indicators"]
AFTER = ["Leads", "Status", "Delivery", "Delivery as rated", "Why delivery is worse"]
AFTER += ["Target date", "Target date is", "First target date", "Times moved later"]
AFTER += ["Review date", "Review date is", "Completed on"]
AFTER += ["Last update", "Evidence", "Open questions", "Objective", "Success measure"]
AFTER += ["Tracker reference"]


def header(browsing) -> list[str]:
    indicators = [f"Indicator {key}" for key in browsing.options.indicators]
    return [*BEFORE, *indicators, *AFTER]


def rows(browsing):
    """The rows of every action that the filter lets through, in its order."""
    found = listed.ties(action__plan=browsing.plan)
    numbers = [int(key) for key in browsing.options.indicators]
    for row in browsing.rows(browsing.actions.iterator(), found):
        yield [*_place(row), *_roles(row, numbers), *_standing(row), *_texts(row)]


def _place(row):
    where = row.ties.placements[0][1:] if row.ties.placements else ("", "")
    about_all = yes_or_no(row.action.all_indicators)
    return [*where, row.action.title, "; ".join(row.places), about_all]


def _roles(row, numbers):
    """Primary, secondary, linked or nothing, for each indicator; "all" is linked to each."""
    unsaid = "linked" if row.action.all_indicators else ""
    roles = [row.ties.roles.get(number, unsaid) for number in numbers]
    return ["linked" if role == ActionIndicator.UNSPECIFIED else role for role in roles]


def _standing(row):
    action = row.action
    return [
        row.leads,
        row.status,
        DELIVERY_LOOKS[row.judged.delivery].words,
        DELIVERY_LOOKS[Delivery(action.stated_delivery)].words,
        row.why,
        *_day(action.target_date, action.target_is_month),
        action.first_target_date,
        action.slips,
        *_day(action.review_date, action.review_is_month),
        action.completed_on,
        action.updated_on,
    ]


def _day(day, is_month):
    """The day itself, and whether it stands for its whole month."""
    if day is None:
        return None, ""
    return day, "the month" if is_month else "the day"


def _texts(row):
    action = row.action
    evidence = yes_or_no(action.has_evidence)
    questions = yes_or_no(row.ties.has_open_question)
    return [evidence, questions, action.objective, action.success_measure, action.reference]
