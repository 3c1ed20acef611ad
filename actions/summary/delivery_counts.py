"""How many actions a plan has by section and delivery on a day, and as bars."""

from dataclasses import dataclass
from operator import itemgetter
from urllib.parse import urlencode

from actions.delivery import DELIVERY_LOOKS, Delivery, Reason, Status, delivery
from wres.nhsuk.charts import Chart, stacked_bars, swatch_of

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
    """A number of the delivery table, and the filter of the plan that lists its actions.

    That of all deliveries has no `step`.
    """

    step: Delivery | None
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
            Cell(
                step, words(step), self.counts[step], urlencode(section | {"delivery": step.value})
            )
            for step in scale
        ]
        return [*steps, Cell(None, "All", self.total, urlencode(section))]


def words(step: Delivery) -> str:
    return DELIVERY_LOOKS[step].words


def judge(standing) -> tuple[dict[tuple[int, Delivery], int], int]:
    """{(section id, delivery): actions}, and how many the day has made worse than stated.

    The database counts what has passed (`ActionQuerySet.standing`), the rule judges each kind:
    past its target, past its review or without the update that is due, and neither.
    """
    counts, worsened = {}, 0
    for row in standing:
        status, stated = Status(row["status"]), Delivery(row["stated_delivery"])
        kinds = [
            (row["late"], {Reason.TARGET_PASSED: None}),
            (row["slack"], {Reason.REVIEW_PASSED: None}),
            (row["count"] - row["late"] - row["slack"], {}),
        ]
        for number, worse in filter(itemgetter(0), kinds):
            judged = delivery(status, stated, worse)
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


def picture(name: str, title: str, rows, scale) -> Chart:
    """A bar for each row with `name` and `counts`, cut in the order of the scale."""
    cut = [(row.name, [(step.value, row.counts[step]) for step in scale]) for row in rows]
    return stacked_bars(name, title, cut)


def key(name: str, scale) -> list[tuple[Chart, str]]:
    """(swatch, words) of each step, beside the picture of this name."""
    return [(swatch_of(step.value, name), words(step)) for step in scale]
