"""The demonstration's plan beyond what is printed: baselines, focus, quarters, people, examples.

All of it is read from the files in `samples`. Everything is written inside an open change.
"""

import csv
import uuid
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from actions.models import LeadMember, Placement, Plan, Quarter
from actions.progress import UNCHANGED, record_update
from organisations.models import User

SAMPLES = Path(__file__).parent / "samples"


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a sample file by the names of its columns."""
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def describe_indicators(plan: Plan) -> None:
    """Set the baseline and the focus of each indicator as the plan has them."""
    indicators = {each.indicator.number: each for each in plan.plan_indicators.all()}
    for row in rows("plan_indicators.csv"):
        described = indicators[int(row["indicator"])]
        described.baseline_year = int(row["baseline_year"])
        described.focus_order = int(row["focus_order"]) if row["focus_order"] else None
        described.focus_reason = row["focus_reason"]
        described.save()


def open_quarters(plan: Plan) -> None:
    """Open the quarters since the plan was published: nobody has closed one yet."""
    for row in rows("quarters.csv"):
        due = date.fromisoformat(row["updates_due"])
        year, number = int(row["year"]), int(row["number"])
        Quarter.objects.create(
            plan=plan, year=year, number=number, state=Quarter.OPEN, updates_due=due
        )


def name_lead(organisation, user: User, *names: str) -> None:
    """Let the person act for the leads of these names."""
    for lead in organisation.leads.filter(name__in=names):
        LeadMember.objects.create(lead=lead, user=user)


def add_examples(plan: Plan, authors: Mapping[str, User]) -> int:
    """Record the example updates, each marked as one. `authors` are people by their slugs."""
    placements = Placement.objects.filter(section__plan=plan).select_related("section", "action")
    actions = {(each.section.name, each.number): each.action for each in placements}
    examples = rows("example_updates.csv")
    for row in examples:
        place = row["section"], row["number"]
        record_update(
            actions[place],
            by=authors[row["author"]],
            today=date.fromisoformat(row["day"]),
            target_date=_day(row["target_date"]),
            review_date=_day(row["review_date"]),
            submission=uuid.uuid5(uuid.NAMESPACE_OID, f"{plan.pk} {place} {row['day']}"),
            is_example=True,
            **{name: row[name] for name in WORDS},
        )
    return len(examples)


WORDS = ("status", "delivery", "happened", "next_steps", "evidence_link", "reason")


def _day(text: str):
    return date.fromisoformat(text) if text else UNCHANGED
