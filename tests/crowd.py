"""Plans of any size, for the query budgets and the benchmark."""

import uuid
from datetime import date, timedelta
from itertools import batched, cycle, islice

from actions.delivery import Status
from actions.models import (
    Action,
    ActionIndicator,
    ActionLead,
    Lead,
    Placement,
    ProgressUpdate,
    Quarter,
    Section,
)
from indicators.models import Indicator
from wres.accounts.models import User

STATUSES = [Status.ONGOING, Status.COMPLETED, Status.IN_PROGRESS, Status.NOT_STATED]
STATED = ["on_track", "at_risk", "off_track", "not_stated"]
CHUNK = 5_000  # rows of a model written at once


def crowd(plan, count, insert_many):
    """Give the plan `count` actions, each with 2 leads, 3 indicators, a placement and an update.

    Inside an open change, with its `insert_many`, or with `untold`.
    """
    sections = [
        Section.objects.create(plan=plan, name=f"Section {n}", position=n) for n in range(10, 15)
    ]
    leads = insert_many(
        [Lead(organisation=plan.organisation, name=f"Team {n:02}") for n in range(20)]
    )
    quarter = plan.quarters.filter(year=2025, number=4).first() or Quarter.objects.create(
        plan=plan, year=2025, number=4, state=Quarter.OPEN
    )
    indicators = list(Indicator.objects.filter(standard=plan.standard))
    author = User.objects.system()
    for numbers in batched(range(1, count + 1), CHUNK):
        actions = insert_many([_action(plan, sections, n) for n in numbers])
        insert_many([_placement(action) for action in actions])
        insert_many([lead for action in actions for lead in _leads(action, leads)])
        insert_many([link for action in actions for link in _links(action, indicators)])
        insert_many([_update(action, quarter, author) for action in actions])


def untold(rows):
    """Insert the rows without their history, which takes six times as long as they do."""
    return type(rows[0])._base_manager.bulk_create(rows, CHUNK)


def _action(plan, sections, n):
    day = date(2026, 1, 1) + timedelta(days=n % 180)
    return Action(
        organisation=plan.organisation,
        plan=plan,
        section=sections[n % len(sections)],
        position=1_000 + n,
        title=f"Action {n} to make recruitment and progression fairer",
        status=STATUSES[n % 4],
        stated_delivery=STATED[n % 3],
        status_changed_on=date(2026, 2, 1) if n % 7 == 0 else None,
        status_before=Status.NOT_STATED if n % 7 == 0 else "",
        target_date=day,
        first_target_date=day,
        review_date=day + timedelta(days=30),
        slips=n % 5 == 0,
        last_slipped_on=date(2026, 2, 2) if n % 5 == 0 else None,
        created_on=plan.date,
        updated_on=date(2026, 2, 1),
    )


def _placement(action):
    return Placement(
        action=action, section=action.section, number=str(action.position), row=action.position
    )


def _leads(action, leads):
    chosen = islice(cycle(leads), action.position % len(leads), None)
    return [
        ActionLead(action=action, lead=lead, position=position)
        for position, lead in zip((1, 2), chosen, strict=False)
    ]


def _links(action, indicators):
    chosen = islice(cycle(indicators), action.position % len(indicators), None)
    return [
        ActionIndicator(action=action, indicator=indicator, position=position)
        for position, indicator in zip((1, 2, 3), chosen, strict=False)
    ]


def _update(action, quarter, author):
    return ProgressUpdate(
        action=action,
        quarter=quarter,
        author=author,
        day=date(2026, 2, 1),
        status=action.status,
        status_before=action.status_before or action.status,
        delivery=action.stated_delivery,
        happened="The panel met and agreed what to change first.",
        next_steps="Report to the board.",
        submission=uuid.uuid4(),
    )
