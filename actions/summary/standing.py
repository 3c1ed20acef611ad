"""How many actions of a plan there are by section and delivery on a day."""

from dataclasses import dataclass
from datetime import timedelta
from operator import itemgetter
from urllib.parse import urlencode

from actions.delivery import DELIVERY_LOOKS, Delivery, Status, delivery

# From best to worst; what is cancelled or carried forward comes last.
SCALE = (
    Delivery.COMPLETE,
    Delivery.ON_TRACK,
    Delivery.AT_RISK,
    Delivery.OFF_TRACK,
    Delivery.NOT_STATED,
    Delivery.NONE,
)


@dataclass(frozen=True)
class Cell:
    """A number of the delivery table, and the filter of the plan that lists its actions."""

    words: str
    count: int
    query: str


@dataclass(frozen=True)
class SectionStanding:
    """The actions of a section by delivery, each counted once; all sections have no `pk`."""

    pk: int | None
    name: str
    counts: dict[Delivery, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def cells(self, scale) -> list[Cell]:
        section = {"section": self.pk} if self.pk else {}
        steps = [
            Cell(words(step), self.counts[step], urlencode(section | {"delivery": step.value}))
            for step in scale
        ]
        return [*steps, Cell("All", self.total, urlencode(section))]


def words(step: Delivery) -> str:
    return DELIVERY_LOOKS[step].words


def judge(standing, today) -> tuple[dict[tuple[int, Delivery], int], int]:
    """{(section id, delivery): actions}, and how many the day has made worse than stated.

    The database counts what has passed (`ActionQuerySet.standing`), the rule judges each kind:
    past its target, past its review or without the update that is due, and neither.
    """
    counts, worsened = {}, 0
    yesterday = today - timedelta(days=1)
    for row in standing:
        status, stated = Status(row["status"]), Delivery(row["stated_delivery"])
        rest = row["count"] - row["late"] - row["slack"]
        kinds = [
            (row["late"], yesterday, None),
            (row["slack"], None, yesterday),
            (rest, None, None),
        ]
        for number, target, review in filter(itemgetter(0), kinds):
            judged = delivery(status, stated, target, review, False, today)
            key = row["section_id"], judged.delivery
            counts[key] = counts.get(key, 0) + number
            worsened += number if judged.made_worse_by else 0
    return counts, worsened


def of_section(pk, name, counts) -> SectionStanding:
    """That of the section with this id, or without one that of all sections."""
    chosen = dict.fromkeys(SCALE, 0)
    for (section, step), number in counts.items():
        if pk in (None, section):
            chosen[step] += number
    return SectionStanding(pk, name, chosen)
