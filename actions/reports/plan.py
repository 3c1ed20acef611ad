"""The plan as a table: one row an action, one column an indicator."""

from actions.delivery import DELIVERY_LOOKS, Delivery

CHUNK = 10_000  # actions read at once, so that a plan costs the same few queries
BEFORE = ["Section", "Number", "Action", "All placements"]
AFTER = ["Leads", "Status", "Delivery", "Delivery stated by its lead", "Why delivery is worse"]
AFTER += ["Target date", "Target date is", "Review date", "Review date is", "Completed on"]
AFTER += ["Last update", "Evidence", "Open questions", "Objective", "Success measure"]


def header(browsing) -> list[str]:
    indicators = [f"Indicator {key}" for key in browsing.options.indicators]
    return [*BEFORE, *indicators, *AFTER]


def rows(browsing):
    """The rows of every action that the filter lets through, in its order."""
    actions = browsing.actions.iterator(chunk_size=CHUNK)
    numbers = list(browsing.options.indicators)
    for row in browsing.rows(actions):
        yield [*_place(row), *_roles(row.action, numbers), *_standing(row), *_texts(row)]


def _place(row):
    first = row.placements[0] if row.placements else None
    everywhere = "; ".join(str(placed) for placed in row.placements)
    where = [first.section.name, first.number] if first else ["", ""]
    return [*where, row.action.title, everywhere]


def _roles(action, numbers):
    """Primary, secondary, linked or nothing, for each indicator; "all" is linked to each."""
    said = {
        str(link.indicator.number): "linked" if link.role == link.UNSPECIFIED else link.role
        for link in action.links.all()
    }
    unsaid = "linked" if action.all_indicators else ""
    return [said.get(number, unsaid) for number in numbers]


def _standing(row):
    action = row.action
    return [
        "; ".join(row.leads),
        row.status,
        row.delivery.words,
        DELIVERY_LOOKS[Delivery(action.stated_delivery)].words,
        row.why,
        *_day(action.target_date, action.target_is_month),
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
    evidence = "yes" if action.has_evidence else "no"
    questions = "yes" if action.has_open_question else "no"
    return [evidence, questions, action.objective, action.success_measure]
