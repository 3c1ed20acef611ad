"""Delivery quarter by quarter: the counts that earlier reports kept, and those of now."""

import json
from dataclasses import dataclass

from actions.delivery import Delivery
from actions.models.plan import REPORTS_BEFORE
from actions.quarters import Quarter
from actions.summary.delivery_counts import SCALE
from actions.summary.delivery_counts import words as step_words


@dataclass(frozen=True)
class Point:
    """How many actions there were by delivery in a quarter; `report` is the id of its report."""

    quarter: Quarter
    counts: dict[Delivery, int]
    report: int | None = None

    @property
    def name(self) -> str:
        return str(self.quarter)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def reported(plan) -> tuple[Point, ...]:
    """The quarters that `PlanQuerySet.for_summary` brought with the plan, the earliest first.

    Where two plans have reported one quarter, that of the newer plan.
    """
    found = {}
    for n in range(REPORTS_BEFORE):
        if said := getattr(plan, f"report_{n}"):
            quarter = Quarter(said["year"], said["number"])
            found.setdefault(quarter, Point(quarter, _counts(said["counts"]), said["pk"]))
    return tuple(sorted(found.values(), key=lambda point: point.quarter))


def _counts(value) -> dict[Delivery, int]:
    """SQLite gives JSON inside of JSON as text."""
    kept = json.loads(value) if isinstance(value, str) else value
    return {step: kept.get(step.value, 0) for step in SCALE}


def to_json(counts) -> dict[str, int]:
    return {step.value: counts[step] for step in SCALE}


def against(points) -> str:
    """ "1 more than at the end of Q3 2025/26"; nothing without an earlier quarter."""
    if len(points) < 2:
        return ""
    before, now = (point.counts[Delivery.OFF_TRACK] for point in points[-2:])
    return f"{compared(before, now)} {points[-2].name}"


def compared(before: int, now: int) -> str:
    if before == now:
        return "the same as at the end of"
    many = f"{now - before} more" if now > before else f"{before - now} fewer"
    return f"{many} than at the end of"


def words(points, last="now") -> list[str]:
    """ "Off track: 2 in Q2, 3 in Q3, 3 now.", and the same of what is complete."""
    if len(points) < 2:
        return []
    *earlier, now = points
    said = []
    for step in (Delivery.OFF_TRACK, Delivery.COMPLETE):
        then = [f"{p.counts[step]} in {_short(p.quarter, now.quarter)}" for p in earlier]
        said.append(f"{step_words(step)}: {', '.join(then)}, {now.counts[step]} {last}.")
    return said


def _short(quarter, now) -> str:
    """Without its year where that is the year of now."""
    return f"Q{quarter.number}" if quarter.year == now.year else str(quarter)


def scale(points) -> list[Delivery]:
    """The deliveries to show: that of dropped actions only when there are some."""
    return [
        step for step in SCALE if step is not Delivery.NONE or any(p.counts[step] for p in points)
    ]


def rows(points, scale) -> list[tuple[str, list[int]]]:
    return [(p.name, [*(p.counts[step] for step in scale), p.total]) for p in points]
