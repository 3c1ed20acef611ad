"""How many actions a plan has by section and delivery on a day, and as bars."""

from dataclasses import dataclass
from operator import itemgetter
from urllib.parse import urlencode

from actions.delivery import DELIVERY_LOOKS, Delivery, Reason, Status, delivery

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


ROW = 62  # pixels a section takes: its name, its bar and the space below
NAME_AT, BAR_AT, COUNT_AT = 16, 24, 44  # pixels from the top of a row
NAME_LENGTH = 34  # characters of a section's name that fit a narrow screen
ROOM_FOR_COUNT = 7  # percent of the width that a number needs


@dataclass(frozen=True)
class Piece:
    """A piece of a bar, in percent of the width; `middle` is where its number stands."""

    step: Delivery
    count: int
    start: float
    width: float

    @property
    def middle(self) -> float:
        return round(self.start + self.width / 2, 2)

    @property
    def has_room(self) -> bool:
        return self.width >= ROOM_FOR_COUNT


@dataclass(frozen=True)
class Bar:
    """A section's bar; all lengths are in proportion to the section with most actions."""

    name: str
    total: int
    top: int
    pieces: tuple[Piece, ...]

    @property
    def name_at(self) -> int:
        return self.top + NAME_AT

    @property
    def bar_at(self) -> int:
        return self.top + BAR_AT

    @property
    def count_at(self) -> int:
        return self.top + COUNT_AT


@dataclass(frozen=True)
class Picture:
    """The bars, and their height in pixels."""

    bars: tuple[Bar, ...]

    @property
    def height(self) -> int:
        return ROW * len(self.bars)


def picture(sections, scale) -> Picture:
    """The bars of sections with `name`, `total` and `counts`, cut in the order of the scale."""
    longest = max((section.total for section in sections), default=0) or 1
    bars = [
        Bar(_short(section.name), section.total, n * ROW, _pieces(section, scale, longest))
        for n, section in enumerate(sections)
    ]
    return Picture(tuple(bars))


def _pieces(section, scale, longest) -> tuple[Piece, ...]:
    pieces, start = [], 0
    for step in scale:
        if count := section.counts[step]:
            at, width = (round(100 * number / longest, 2) for number in (start, count))
            pieces.append(Piece(step, count, at, width))
            start += count
    return tuple(pieces)


def _short(name) -> str:
    return name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1].rstrip()}…"
