"""What an executive reads first: a plan's position in sentences written from its counts."""

from actions.delivery import Delivery
from wres import words


def counted(number: int, one: str, many: str | None = None) -> str:
    """ "1 action", "12 actions", "no action"."""
    return words.counted(number, one, many or "") if number else f"no {one}"


def be(number: int) -> str:
    return "is" if number in (0, 1) else "are"


def where(totals, unevidenced: int, against: str = "") -> list[str]:
    """How many actions there are by delivery. `totals` is {Delivery: count}.

    `against` says how many more or fewer are off track than before.
    """
    off, risk = totals[Delivery.OFF_TRACK], totals[Delivery.AT_RISK]
    everything = sum(totals.values())
    if not everything:
        return ["The plan has no actions."]
    said = [f"{off or 'None'} of {counted(everything, 'action')} {be(off)} off track"]
    said[0] += f", {against}," if against else ""
    said[0] += f" and {risk} {be(risk)} at risk." if risk else " and none is at risk."
    if complete := totals[Delivery.COMPLETE]:
        proof = f", {unevidenced} of them without evidence" if unevidenced else ""
        said.append(f"{complete} {be(complete)} complete{proof}.")
    if unrated := totals[Delivery.NOT_STATED]:
        said.append(f"{unrated} {'has' if unrated == 1 else 'have'} not been rated.")
    return said


def headline(totals, against: str, widened: int) -> str:
    """The quarter in a sentence or two: what is off track, and where an outcome flatters."""
    off, everything = totals[Delivery.OFF_TRACK], sum(totals.values())
    if not everything:
        return "The plan has no actions."
    said = f"{off or 'None'} of {counted(everything, 'action')} {be(off)} off track"
    said += f", {against}." if against else "."
    if widened:
        who = counted(widened, "indicator")
        said += f" {who[0].upper()}{who[1:]} improved while the gap widened."
    return said


def judged(totals, worsened: int) -> str:
    """Who says so: a person, in an update or in the plan's file, or the day."""
    troubled = totals[Delivery.OFF_TRACK] + totals[Delivery.AT_RISK]
    if not troubled:
        return ""
    if not worsened:
        return "All of it was rated so."
    stated = f"{troubled - worsened} rated so, " if troubled > worsened else ""
    return (
        f"Of the {troubled} off track or at risk: {stated}{worsened} because a date has passed, "
        "an update is missing or the action is paused."
    )


def moved(completed: int, changed: int, slipped: int, new: int, carried: int = 0) -> str:
    """What this quarter has changed so far; `carried` of the `changed` went to the next plan."""
    if not any((completed, changed, slipped, new)):
        return "This quarter no action has changed its status or its target date, and none is new."
    otherwise = changed - carried
    parts = [f"{counted(completed, 'action')} completed"]
    parts += [f"{carried} carried forward to the next plan"] * bool(carried)
    parts += [f"{otherwise} {'other' if otherwise == 1 else 'others'} changed status"] * bool(
        otherwise
    )
    parts += [f"{counted(slipped, 'target date')} moved later"]
    parts += [f"{new} {be(new)} new"] * bool(new)
    return f"This quarter: {words.listed(parts)}."


def late(
    overdue: int, moved: int, reviews: int, of_completed: int, quiet: int, until: str, silent=0
) -> list[str]:
    """What the day asks for; `until` is the last day of the quarter in words.

    `moved` actions would be overdue too, had their target date not been moved later. `silent`
    ones of the `quiet` had no update in the quarter before either.
    """
    said = [f"{overdue or 'No action'} {be(overdue)} overdue."]
    if moved:
        more = f"{moved} more" if overdue else f"{moved}"
        dates = "its original date" if moved == 1 else "their original dates"
        said[0] += f" {more} would be overdue against {dates}."
    if reviews:
        due = f"{counted(reviews, 'review')} {be(reviews)} due by {until}"
        said.append(f"{due}{_of_completed(reviews, of_completed)}.")
    if quiet:
        verb = "has" if quiet == 1 else "have"
        said.append(f"{counted(quiet, 'open action')} {verb} had no update this quarter.")
    if silent:
        of_them = f"{silent} of them" if quiet > 1 else "It"
        verb = "has" if silent == 1 else "have"
        said[-1] += f" {of_them} {verb} had none for two quarters."
    return said


def _of_completed(reviews: int, completed: int) -> str:
    if not completed:
        return ""
    number = "" if reviews == 1 else f"{completed} of them "
    return f", {number}of {'a completed action' if completed == 1 else 'completed actions'}"


def thin(card, about_all: int) -> str:
    """Of one of `coverage.thin`."""
    name = f"Indicator {card.number} ({card.indicator.short_name.lower()})"
    return f"{name} is a focus area with {naming(card.said.own, about_all)}."


def alone(cards) -> list[str]:
    """Of `coverage.rarely_alone`: those with 1 action of their own, then those with none."""
    said = []
    for count, actions, of_many in ((1, "only 1 action", "each"), (0, "no action", "any")):
        numbers = [card.number for card in cards if card.said.alone == count]
        if len(numbers) == 1:
            said.append(
                f"Indicator {numbers[0]} needs improvement, and {actions} targets it specifically."
            )
        elif numbers:
            who = f"Indicators {words.listed(numbers)} need improvement"
            said.append(f"{who}, and {actions} targets {of_many} of them specifically.")
    return said


def naming(own: int, about_all: int) -> str:
    """ "2 actions that name it, and 3 about all indicators"."""
    said = f"{counted(own, 'action')} that {'name' if own > 1 else 'names'} it"
    return f"{said}, and {about_all} about all indicators" if about_all else said


def unproven(unevidenced: int, unmeasured: int, everything: int) -> list[str]:
    said = []
    if unevidenced:
        said.append(
            f"{counted(unevidenced, 'completed action')} {be(unevidenced)} without evidence."
        )
    if unmeasured:
        actions = counted(everything, "action")
        said.append(f"{unmeasured} of {actions} {be(unmeasured)} without a success measure.")
    return said


def finding(sections, everything) -> str:
    """What the picture of delivery by section shows, from their counts and their total."""
    off = everything.counts[Delivery.OFF_TRACK]
    if not off:
        complete, total = everything.counts[Delivery.COMPLETE], everything.total
        return f"no action is off track and {complete or 'none'} of {total} {be(complete)} complete"
    by_section = sorted(sections, key=lambda section: -section.counts[Delivery.OFF_TRACK])
    worst, *others = [each for each in by_section if each.counts[Delivery.OFF_TRACK]]
    most = worst.counts[Delivery.OFF_TRACK]
    if not others:
        where = f"in {worst.name}"
    elif most > others[0].counts[Delivery.OFF_TRACK]:
        where = f"{most} of them in {worst.name}"
    else:
        where = f"in {len(others) + 1} sections"
    return f"{counted(off, 'action')} {be(off)} off track, {where}"
