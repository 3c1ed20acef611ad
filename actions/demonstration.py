"""The demonstration's plan beyond what is printed: baselines, focus, people, and its year so far.

All of it is read from the files in `samples`.
"""

import csv
import uuid
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from actions.models import Challenge, LeadMember, Placement, Plan, ProgressUpdate
from actions.quarter import closed, opened, publication, reminders
from actions.quarters import Quarter
from actions.updates import challenges, completion
from actions.updates.progress import UNCHANGED, record_update
from wres.accounts.models import User
from wres.audit import changes

SAMPLES = Path(__file__).parent / "samples"
LEAD = "ife"  # opens, closes and publishes
REASON = "Sample data"

type People = Mapping[str, User]  # by their slugs


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a sample file by the names of its columns."""
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def describe_indicators(plan: Plan) -> None:
    """Set the baseline and the focus of each indicator as the plan has them, in an open change."""
    indicators = {each.indicator.number: each for each in plan.plan_indicators.all()}
    for row in rows("plan_indicators.csv"):
        described = indicators[int(row["indicator"])]
        described.baseline_year = int(row["baseline_year"])
        described.focus_order = int(row["focus_order"]) if row["focus_order"] else None
        described.focus_reason = row["focus_reason"]
        described.save()


def name_lead(organisation, user: User, *names: str) -> None:
    """Let the person act for the leads of these names, in an open change."""
    for lead in organisation.leads.filter(name__in=names).exclude(members__user=user):
        LeadMember.objects.create(lead=lead, user=user)


def is_lived(plan: Plan) -> bool:
    """Whether everything in the samples has happened; its last event is an example update."""
    told = ProgressUpdate.objects.filter(action__plan=plan, is_example=True).count()
    return told >= len(rows("example_updates.csv"))


def live(plan: Plan, people: People) -> None:
    """Let the plan's year so far happen, day by day, each thing as a change of its own.

    Quarters are opened, answered, reminded of, closed and published, and challenges asked and
    answered. What has happened already is left alone, so that a broken run can be repeated.
    """
    steps = [
        (row[column], step, row)
        for name, columns in HAPPENED.items()
        for row in rows(name)
        for column, step in columns.items()
        if row[column]
    ]
    for day, step, row in sorted(steps, key=lambda each: each[0]):
        step(plan, people, row, date.fromisoformat(day))


def _open(plan, people, row, day):
    quarter = opened.row_of(plan, _quarter(row))
    if quarter.opened_on is None:
        with changes.change(plan.organisation_id, by=people[LEAD], reason=REASON):
            due = date.fromisoformat(row["updates_due"])
            opened.open_quarter(opened.row_of(plan, _quarter(row)), updates_due=due, today=day)


def _remind(plan, people, row, day):
    if not plan.reminders.exists():
        reminders.remind_silent(opened.row_of(plan, _quarter(row)), by=people[LEAD], today=day)
        reminders.send_waiting(plan, by=people[LEAD], today=day)


def _close(plan, people, row, day):
    quarter = opened.row_of(plan, _quarter(row))
    if not quarter.reports.exists():
        closed.close(quarter, by=people[LEAD], today=day)


def _publish(plan, people, row, day):
    report = opened.row_of(plan, _quarter(row)).reports.last()
    if not report.publications.exists():
        page = publication.of_quarter(plan.organisation, report)
        publication.publish(plan.organisation, page, page.digest, by=people[LEAD], today=day)


def _quarter(row) -> Quarter:
    return Quarter(int(row["year"]), int(row["number"]))


def _update(plan, people, row, day):
    action = _action(plan, row)
    with changes.change(plan.organisation_id, by=people[row["author"]], reason=REASON):
        update = record_update(
            action,
            by=people[row["author"]],
            today=day,
            target_date=_day(row["target_date"]),
            review_date=_day(row["review_date"]),
            submission=_submission(plan, row),
            is_example=True,
            **{name: row[name] for name in WORDS},
        )
        completion.claim(update, by=people[row["author"]], today=day)


def _ask(plan, people, row, day):
    challenges.ask(
        _about(plan, row),
        row["question"],
        by=people[row["author"]],
        today=day,
        submission=_submission(plan, row),
    )


def _answer(plan, people, row, day):
    challenge = Challenge.objects.get(submission=_submission(plan, row))
    if challenge.is_open:
        challenges.answer(challenge, row["answer"], by=people[row["answered_by"]], today=day)


def _about(plan, row) -> challenges.About:
    if row["indicator"]:
        number = int(row["indicator"])
        described = plan.plan_indicators.select_related("indicator").get(indicator__number=number)
        return challenges.About(plan, indicator=described.indicator)
    return challenges.About(plan, _action(plan, row))


def _action(plan, row):
    placements = Placement.objects.filter(section__plan=plan, section__name=row["section"])
    return placements.select_related("action__plan").get(number=row["number"]).action


def _submission(plan, row):
    words = f"{plan.pk} {row['section']} {row['number']} {row['author']} {row['day']}"
    return uuid.uuid5(uuid.NAMESPACE_OID, words)


WORDS = ("status", "delivery", "happened", "next_steps", "evidence_link", "reason")
HAPPENED = {  # file → the column of a day, and what happens on it
    "quarters.csv": {
        "opened_on": _open,
        "reminded_on": _remind,
        "closed_on": _close,
        "published_on": _publish,
    },
    "example_updates.csv": {"day": _update},
    "challenges.csv": {"day": _ask, "answered_on": _answer},
}


def _day(text: str):
    return date.fromisoformat(text) if text else UNCHANGED
