"""Two quarters of an organisation side by side: what became of each action between them."""

from dataclasses import dataclass
from datetime import date

from actions.delivery import CLOSED, STATUS_WORDS, Delivery, Status, apart, moved_later, times
from actions.summary.delivery_counts import SCALE, words
from wres.words import day_words


@dataclass(frozen=True)
class Stood:
    """How an action stood at the end of a quarter. `pk` is the action's.

    `origin` is that of the action from which it was carried forward, in whichever plan it began.
    """

    pk: int
    title: str
    section: str
    status: Status
    delivery: Delivery
    target_date: date | None
    slips: int
    origin: int | None = None

    @property
    def key(self) -> int:
        """What is the same in the plans of different years."""
        return self.origin or self.pk


@dataclass(frozen=True)
class Move:
    """What became of an action, in words."""

    stood: Stood
    words: str


@dataclass(frozen=True)
class Comparison:
    """The actions of the later quarter against those of the earlier one."""

    before: tuple[Stood, ...]
    after: tuple[Stood, ...]
    lists: dict[str, tuple[Move, ...]]

    @property
    def delivery_rows(self) -> list[tuple[str, int, int, str]]:
        """(delivery, actions then, actions now, the difference in words)."""
        rows = []
        for step in SCALE:
            then, now = (
                sum(each.delivery is step for each in stood) for stood in (self.before, self.after)
            )
            if then or now:
                rows.append((words(step), then, now, difference(then, now)))
        return rows


def difference(then: int, now: int) -> str:
    """ "1 more", "2 fewer", "the same"."""
    if then == now:
        return "the same"
    return f"{now - then} more" if now > then else f"{then - now} fewer"


def compare(before: list[Stood], after: list[Stood]) -> Comparison:
    """What became of each action; an action in one of them only is new, or left the plan.

    One that was carried forward is the same. What was finished and stayed behind is no news.
    """
    then = {each.key: each for each in before}
    both = [(then[each.key], each) for each in after if each.key in then]
    now = {each.key for each in after}
    lists = {
        "Moved in delivery": _moves(both, _moved),
        "Completed": _moves(both, _completed),
        "Status changed otherwise": _moves(both, _changed),
        "Target moved later": _moves(both, _slipped),
        "New": tuple(Move(each, "New since then") for each in after if each.key not in then),
        "Cancelled or carried forward": _moves(both, _dropped),
        "No longer in the plan": tuple(
            Move(each, f"Was {words(each.delivery).lower()}")
            for each in before
            if each.key not in now and each.status not in CLOSED
        ),
    }
    return Comparison(tuple(before), tuple(after), lists)


def _moves(both, told) -> tuple[Move, ...]:
    said = [(now, told(then, now)) for then, now in both]
    return tuple(Move(now, words) for now, words in said if words)


def _moved(then, now) -> str:
    if then.delivery is now.delivery or now.status in CLOSED:
        return ""
    return f"From {words(then.delivery).lower()} to {words(now.delivery).lower()}"


def _completed(then, now) -> str:
    if now.status is not Status.COMPLETED or then.status is Status.COMPLETED:
        return ""
    return f"Was {STATUS_WORDS[then.status].lower()}, {words(then.delivery).lower()}"


def _changed(then, now) -> str:
    goes_on = then.status is Status.CARRIED_FORWARD  # in the next plan, which is no change of it
    if then.status is now.status or now.status in CLOSED or goes_on:
        return ""
    return f"From {STATUS_WORDS[then.status].lower()} to {STATUS_WORDS[now.status].lower()}"


def _dropped(then, now) -> str:
    if now.status is then.status or now.status not in CLOSED - {Status.COMPLETED}:
        return ""
    return f"{STATUS_WORDS[now.status]}; was {STATUS_WORDS[then.status].lower()}"


def _slipped(then, now) -> str:
    if not moved_later(then.target_date, now.target_date):
        return ""
    if now.target_date is None:
        return f"Target {day_words(then.target_date)} taken away"
    by = apart(then.target_date, now.target_date)
    often = f", moved later {times(now.slips)} in all" if now.slips else ""
    return f"From {day_words(then.target_date)} to {day_words(now.target_date)}, {by} later{often}"
