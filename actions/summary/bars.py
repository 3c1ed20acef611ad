"""Actions by delivery as bars, one a section: where each piece lies, in shares of the width."""

from dataclasses import dataclass

from actions.delivery import Delivery

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
