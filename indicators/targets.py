"""Whether a displayed figure meets the target that was set for it, and why."""

from decimal import Decimal

from indicators.figures import BOARD_SHARE, Shown, Unit, displayed, number_words, shortfall


def target_met(
    main: Shown,
    white: Shown | None,
    target_range: tuple[Decimal, Decimal] | None,
    target: Decimal | None,
) -> tuple[bool, str]:
    """Whether the figure meets its target, and a sentence that says so with the numbers.

    `target_range` (both ends inclusive) is for a ratio or the board difference, `target` for the
    BME figure of a percent indicator, each compared as displayed. Without one it is never met.
    """
    if main.subject == BOARD_SHARE:
        return False, (
            "The board share alone cannot meet a target: "
            "the target is about its difference from the workforce."
        )
    if main.unit is Unit.PERCENT:
        return _percent_target(main, white, target)
    return _range_target(main, target_range)


def _range_target(main: Shown, target_range: tuple[Decimal, Decimal] | None) -> tuple[bool, str]:
    if target_range is None:
        missing = f"No target range is set for the {main.subject}"
        return False, f"{missing}, so it cannot be performing well."
    low, high = (displayed(end, main.unit) for end in target_range)
    if low > high:
        raise ValueError(f"The target range starts at {low}, which is above its end {high}")
    inside = low <= main.value <= high
    return inside, (
        f"The {main.subject} of {main.words} is {'inside' if inside else 'outside'} "
        f"the target range {str(low).replace('-', '−')} to {number_words(high, main.unit)}."
    )


def _percent_target(main: Shown, white: Shown | None, target: Decimal | None) -> tuple[bool, str]:
    if target is None:
        return False, "No target is set for the BME figure, so it cannot be performing well."
    goal = displayed(target, main.unit)
    words = f"the target of {number_words(goal, main.unit)}"
    figure = f"The BME figure of {main.words}"
    if main.shortfall > shortfall(goal, main.aim):
        return False, f"{figure} does not reach {words}."
    if white is None:
        return False, f"{figure} reaches {words}, but the White figure is not held."
    if main.shortfall > white.shortfall:
        gap = number_words(abs(white.value - main.value), Unit.POINTS)
        return False, f"{figure} reaches {words}, but is {gap} worse than the White figure."
    return True, f"{figure} reaches {words}, with no gap to the disadvantage of BME staff."
