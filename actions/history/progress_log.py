"""The progress log of a quarter: what was said of which action, and of which nothing was."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator

from actions.models import Plan, ProgressUpdate
from actions.models import Quarter as QuarterRow
from actions.quarters import Quarter

PAGE_SIZE = 50  # updates
SILENT_SHOWN = 10  # actions without an update; the rest are a count and a link


@dataclass(frozen=True)
class QuarterLog:
    """A page of a quarter's updates by section, newest first in each, and its silent actions.

    `row` is None while nothing has been written in the quarter.
    """

    plan: Plan
    quarter: Quarter
    row: QuarterRow | None
    today: date
    page: Page
    silent: list
    silent_count: int
    earlier: Quarter | None
    later: Quarter | None

    @property
    def is_current(self) -> bool:
        return self.quarter == self.plan.quarter_on(self.today)

    @property
    def is_before_plan(self) -> bool:
        """Whether the quarter was over when the plan was made, so that no updates were due."""
        return self.quarter.end < self.plan.date

    @property
    def silent_more(self) -> int:
        return self.silent_count - len(self.silent)


def of_quarter(plan, slug: str, today: date, page=None) -> QuarterLog | None:
    """The log of one quarter of a plan, or None when the plan has no such quarter yet.

    A plan has the quarters of its year that have begun, the one to which the day belongs, to which
    its page leads, and any other in which it was updated. At most 5 queries.
    """
    rows = {row.nhs: row for row in plan.quarters.all()}
    begun = [Quarter(plan.year, number) for number in (1, 2, 3, 4)]
    begun = [quarter for quarter in begun if quarter.start <= today]
    known = sorted({*rows, *begun, plan.quarter_on(today)})
    quarter = next((each for each in known if each.slug == slug), None)
    if quarter is None:
        return None
    at, row = known.index(quarter), rows.get(quarter)
    updates = row.updates.for_log_by_section() if row else ProgressUpdate.objects.none()
    silent = plan.actions.without_update_in(quarter, row)
    return QuarterLog(
        plan=plan,
        quarter=quarter,
        row=row,
        today=today,
        page=Paginator(updates, PAGE_SIZE).get_page(page),
        silent=list(silent.select_related("section")[:SILENT_SHOWN]),
        silent_count=silent.count(),
        earlier=known[at - 1] if at else None,
        later=known[at + 1] if at + 1 < len(known) else None,
    )
