"""What is typed of a figure and cannot be. What is unlikely is for `rules.plausibility`."""

from collections.abc import Iterator, Mapping

from indicators.imports.values import USED
from indicators.rules.figures import State, Unit
from indicators.rules.statistics import Counts, of

GROUPS = {"white": "White", "bme": "BME", "unknown": "Unknown"}
Facts = Mapping[str, object]


def count_names(group: str) -> tuple[str, str]:
    return f"{group}_count", f"{group}_total"


def errors(facts: Facts, unit: Unit, numerator: str) -> Iterator[tuple[str, str]]:
    """(field, what to do) for whatever stops the figure from being saved.

    `facts` are the fields of a figure by their names.
    """
    yield from _count_errors(facts)
    numbers = [name for name in USED[unit] if facts.get(name) is not None]
    counted = [n for g in GROUPS for n in count_names(g) if facts.get(n) is not None]
    state = facts["state"]
    if state == State.HELD:
        if not numbers and not _is_counted(facts, unit):
            yield USED[unit][0], _nothing_words(unit)
        if "value" in numbers and _has_no_events(facts, unit, numerator):
            yield (
                "value",
                "One of the groups has no events, so there is no ratio. Leave the ratio blank",
            )
        return
    for name in numbers:
        yield name, "Leave this blank, or choose “A number” as what is held"
    if state != State.NOT_CALCULABLE:
        for name in counted:
            yield name, "Leave this blank, or choose “A number” as what is held"


def counts_of(facts: Facts) -> Counts:
    """The counts that were typed; None for a group without both."""
    white, bme = ([facts.get(name) for name in count_names(group)] for group in ("white", "bme"))
    return Counts(of(*white), of(*bme))  # type: ignore[arg-type]


def _count_errors(facts: Facts) -> Iterator[tuple[str, str]]:
    for group, name in GROUPS.items():
        count_name, total_name = count_names(group)
        count, total = facts.get(count_name), facts.get(total_name)
        if count is None and total is None:
            continue
        if count is None:
            yield count_name, f"Enter how many {name} of the {total}"
        elif total is None:
            yield total_name, f"Enter of how many {name} the {count} are"
        elif total == 0:
            yield total_name, "Enter a total of 1 or more, or leave both blank"
        elif count > total:  # type: ignore[operator]
            yield count_name, f"Enter a count that is not above its total of {total}"


def _is_counted(facts: Facts, unit: Unit) -> bool:
    counts = counts_of(facts)
    if unit is Unit.RATIO:
        return counts.are_complete
    return counts.bme is not None or (unit is Unit.PERCENT and counts.white is not None)


def _has_no_events(facts: Facts, unit: Unit, numerator: str) -> bool:
    counts = counts_of(facts)
    if unit is not Unit.RATIO or not counts.are_complete or any(_count_errors(facts)):
        return False
    likelihood = counts.likelihood(numerator)
    return likelihood is not None and likelihood.ratio is None


def _nothing_words(unit: Unit) -> str:
    if unit is Unit.RATIO:
        return "Enter the ratio, or all the counts that it is computed from"
    if unit is Unit.POINTS:
        return "Enter the BME share of the board, its members by group, or its difference"
    return "Enter the White or the BME figure, or their counts"
