"""How far a promise has slipped: from its first target date to the one of today, in words."""

from datetime import date, timedelta

from actions.dates import PrintedDate


def times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def apart(first: date, now: date) -> str:
    """ "12 months" between two days of one number or two ends of months, else "45 days"."""
    months = 12 * (now.year - first.year) + now.month - first.month
    if months > 0 and (first.day == now.day or (_ends_month(first) and _ends_month(now))):
        return _counted(months, "month")
    return _counted((now - first).days, "day")


def slippage(first: date | None, now: date | None, slips: int) -> str:
    """ "first promised 31 March 2025, moved later twice, by 12 months"; nothing if it never did.

    `slips` is how often the target date moved later, in the plans before too. A move back
    leaves no "by", and a date that was taken away is "no date now".
    """
    if first is None or not slips:
        return ""
    said = f"first promised {PrintedDate(first).words}, moved later {times(slips)}"
    if now is None:
        return f"{said}, no date now"
    return f"{said}, by {apart(first, now)}" if now > first else said


def _ends_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"
