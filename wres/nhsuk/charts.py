"""A chart as marks with their places, and its SVG: the same for a page, print and a paper.

Every mark names its look, of the table below. The look is written into the SVG, so that it needs
no style sheet and no `style` attribute; on a page classes of the same names may change it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

SVG = "http://www.w3.org/2000/svg"
TEXT_SIZE = 12  # pixels, at 320 px of a screen too: a chart is drawn at its own size there
NARROW = 260  # pixels that a fluid chart has at the least
WIDE_LETTERS, NARROW_LETTERS = "%mwMW@—", ".,:;'|!ijlt ·"

INK, QUIET, PALE = "#212b32", "#4c6272", "#768692"
BLUE, GREEN, AMBER, RED, PURPLE = "#005eb8", "#006b33", "#ffb81c", "#b3261e", "#7c2855"

LOOKS: dict[str, dict[str, str]] = {
    "text": {"fill": INK},
    "note": {"fill": QUIET},
    "strong": {"fill": INK, "font-weight": "bold"},
    "on-dark": {"fill": "#ffffff", "font-weight": "bold"},
    # White is a hollow square, BME a full dot: they differ in shape, colour and grey.
    "white": {"fill": "#ffffff", "stroke": INK, "stroke-width": "2"},
    "bme": {"fill": BLUE, "stroke": BLUE},
    "white-then": {"fill": "#ffffff", "stroke": PALE, "stroke-width": "1.5"},
    "bme-then": {"fill": PALE, "stroke": PALE},
    "gap": {"stroke": PURPLE, "stroke-width": "3"},
    "gap-then": {"stroke": "#aeb7bd", "stroke-width": "2"},
    "white-line": {"stroke": INK, "stroke-width": "2", "stroke-dasharray": "6 4"},
    "bme-line": {"stroke": BLUE, "stroke-width": "2.5"},
    "axis": {"stroke": "#aeb7bd"},
    "parity": {"stroke": GREEN, "stroke-dasharray": "3 3"},
    "range": {"fill": "#d3ebdb"},
    "gap-area": {"fill": "#eadde4"},
    "guide": {"stroke": "#aeb7bd", "stroke-dasharray": "1 4"},
    "complete": {"fill": BLUE},
    "on_track": {"fill": GREEN},
    "at_risk": {"fill": AMBER},
    "off_track": {"fill": RED},
    "not_stated": {"fill": "#ffffff", "stroke": QUIET},
    "none": {"fill": "#d8dde0"},
}
GROUND = {"range", "gap-area", "guide"}  # behind everything: words may lie on them
# What is drawn over a colour, so that it is told from the others without it.
HATCHES = {
    "on_track": '<circle cx="4" cy="4" r="1" fill="#ffffff" fill-opacity=".45"/>',
    "at_risk": '<path d="M0 8L8 0" stroke="#212b32" stroke-opacity=".35"/>',
    "off_track": '<path d="M0 0L8 8M8 0L0 8" stroke="#ffffff" stroke-opacity=".3"/>',
}


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    look: str


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    radius: float
    look: str


@dataclass(frozen=True)
class Line:
    x: float
    y: float
    to_x: float
    to_y: float
    look: str


@dataclass(frozen=True)
class Area:
    points: tuple[tuple[float, float], ...]
    look: str


@dataclass(frozen=True)
class Words:
    """`y` is where the letters stand; `anchor` is start, middle or end, as in SVG."""

    x: float
    y: float
    text: str
    anchor: str = "middle"
    look: str = "text"

    def box(self, scale: float = 1) -> Box:
        """About the room that the letters take; `scale` is pixels a unit of x."""
        width = sum(map(_letter, self.text)) * TEXT_SIZE
        start = self.x * scale - {"start": 0, "middle": 0.5, "end": 1}[self.anchor] * width
        return Box(start, self.y - 0.75 * TEXT_SIZE, width, TEXT_SIZE, self.look)


type Mark = Box | Dot | Line | Area | Words


@dataclass(frozen=True)
class Chart:
    """`title` states the finding and `description` says how to read it.

    `name` is that of its element, so that several stand on one page. Without a `width` the chart
    is as wide as there is room: then x and widths are percent.
    """

    name: str
    title: str
    description: str
    width: int | None
    height: int
    marks: tuple[Mark, ...]

    @property
    def svg(self) -> str:
        hatched = sorted({m.look for m in self.marks if isinstance(m, Box)} & HATCHES.keys())
        patterns = "".join(self._pattern(look) for look in hatched)
        defs = f"<defs>{patterns}</defs>" if patterns else ""
        return f"{self.opening()}{defs}{''.join(map(self._drawn, self.marks))}</svg>"

    def opening(self) -> str:
        room = f'viewBox="0 0 {self.width} {self.height}"' if self.width else 'width="100%"'
        height = "" if self.width else f' height="{self.height}"'
        return (
            f'<svg class="app-chart app-chart--{"drawn" if self.width else "fluid"}" xmlns="{SVG}" '
            f'{room}{height} role="img" focusable="false" font-size="{TEXT_SIZE}" '
            f'font-family="arial, sans-serif" '
            f'aria-labelledby="{self.name}-title {self.name}-words">'
            f'<title id="{self.name}-title">{escape(self.title)}</title>'
            f'<desc id="{self.name}-words">{escape(self.description)}</desc>'
        )

    def _pattern(self, look: str) -> str:
        size = 'width="8" height="8" patternUnits="userSpaceOnUse"'
        return f'<pattern id="{self.name}-{look}" {size}>{HATCHES[look]}</pattern>'

    def _drawn(self, mark: Mark) -> str:
        unit = "" if self.width else "%"
        look = "".join(f' {name}="{value}"' for name, value in LOOKS[mark.look].items())
        look = f' class="app-chart__{mark.look}"{look}'
        match mark:
            case Box(x, y, width, height, name):
                place = f'x="{x:g}{unit}" y="{y:g}" width="{width:g}{unit}" height="{height:g}"'
                over = f'<rect {place} fill="url(#{self.name}-{name})"/>' if name in HATCHES else ""
                return f"<rect {place}{look}/>{over}"
            case Dot(x, y, radius):
                return f'<circle cx="{x:g}{unit}" cy="{y:g}" r="{radius:g}"{look}/>'
            case Line(x, y, to_x, to_y):
                ends = f'x1="{x:g}{unit}" y1="{y:g}" x2="{to_x:g}{unit}" y2="{to_y:g}"'
                return f"<line {ends}{look}/>"
            case Area(points):
                path = " ".join(f"{x:g},{y:g}" for x, y in points)
                return f'<polygon points="{path}"{look}/>'
            case Words(x, y, text, anchor):
                place = f'x="{x:g}{unit}" y="{y:g}" text-anchor="{anchor}"'
                return f"<text {place}{look}>{escape(text)}</text>"


@dataclass(frozen=True)
class Swatch(Chart):
    """The marks beside a word of a key: an ornament, which is not read out."""

    def opening(self) -> str:
        size = f'width="{self.width}" height="{self.height}"'
        return f'<svg class="app-swatch" xmlns="{SVG}" {size} aria-hidden="true" focusable="false">'


def swatch(*marks: Mark, name: str = "", width: int = 18) -> Swatch:
    return Swatch(name, "", "", width, 18, marks)


def swatch_of(look: str, name: str) -> Swatch:
    """A piece of a bar as the key shows it; `name` is that of the bar's chart."""
    return swatch(Box(1, 1, 26, 16, look), name=f"{name}-key", width=28)


type Parts = Iterable[tuple[str, int]]  # (look, how many)

ON = {"complete": "on-dark", "on_track": "on-dark", "off_track": "on-dark"}
BAR, ROW, NAME_AT, BAR_AT = 26, 58, 15, 22  # pixels: of a bar, and of a bar with its name above
NAME_LENGTH = 34  # characters of a name that fit a narrow screen


def stacked_bar(name: str, title: str, parts: Parts) -> Chart:
    """One bar as wide as there is room, cut into its parts in their order."""
    counted = list(parts)
    total = sum(number for _, number in counted)
    how = "One bar, cut by how many there are of each."
    return Chart(name, title, how, None, BAR, tuple(_pieces(counted, 0, total)))


def stacked_bars(name: str, title: str, rows: Iterable[tuple[str, Parts]]) -> Chart:
    """A bar below each name, all in proportion to the longest."""
    named = [(words, list(parts)) for words, parts in rows]
    totals = [sum(number for _, number in parts) for _, parts in named]
    marks: list[Mark] = []
    for n, ((words, parts), total) in enumerate(zip(named, totals, strict=True)):
        short = words if len(words) <= NAME_LENGTH else f"{words[: NAME_LENGTH - 1].rstrip()}…"
        marks.append(Words(0, n * ROW + NAME_AT, f"{short} ({total})", "start"))
        marks += _pieces(parts, n * ROW + BAR_AT, max(totals))
    how = "A bar a row, as long as there are many, cut by how many there are of each."
    return Chart(name, title, how, None, ROW * len(named), tuple(marks))


def _pieces(parts: Parts, top: float, whole: int) -> list[Mark]:
    """The pieces of a bar; a number that has no room on a narrow screen is left out."""
    marks: list[Mark] = []
    start = 0
    for look, number in parts:
        if not number:
            continue
        at, width = (round(100 * many / whole, 2) for many in (start, number))
        marks.append(Box(at, top, width, BAR, look))
        middle = round(at + width / 2, 2)
        words = Words(middle, top + BAR / 2 + 4, str(number), look=ON.get(look, "strong"))
        if words.box(NARROW / 100).width + 6 <= width * NARROW / 100:
            marks.append(words)
        start += number
    return marks


def clashes(chart: Chart) -> list[tuple[Words, Mark]]:
    """Words that lie across a mark or other words, with what they lie across: there are none."""
    scale = 1 if chart.width else NARROW / 100
    words = [mark for mark in chart.marks if isinstance(mark, Words)]
    return [
        (each, mark)
        for each in words
        for mark in chart.marks
        if mark is not each and touches(each, mark, scale)
    ]


def touches(words: Words, mark: Mark, scale: float = 1) -> bool:
    """Whether the words lie across the mark: wholly on a box, or on the ground, they do not."""
    own = words.box(scale)
    match mark:
        case _ if mark.look in GROUND:
            return False
        case Words():
            return _overlap(own, mark.box(scale))
        case Box(x, y, width, height, look):
            other = Box(x * scale, y, width * scale, height, look)
            return _overlap(own, other) and not _inside(own, other)
        case Dot(x, y, r, look):
            return _overlap(own, Box(x * scale - r, y - r, 2 * r, 2 * r, look))
        case Line(x, y, to_x, to_y):
            return _crosses(own, (x * scale, y), (to_x * scale, to_y))
        case Area():
            return False


def _letter(letter: str) -> float:
    if letter in NARROW_LETTERS:
        return 0.3
    return 0.9 if letter in WIDE_LETTERS else 0.74 if letter.isupper() else 0.58


def _overlap(a: Box, b: Box) -> bool:
    across = a.x < b.x + b.width and b.x < a.x + a.width
    return across and a.y < b.y + b.height and b.y < a.y + a.height


def _inside(a: Box, b: Box) -> bool:
    across = b.x <= a.x and a.x + a.width <= b.x + b.width
    return across and b.y <= a.y and a.y + a.height <= b.y + b.height


def _crosses(box: Box, start: tuple[float, float], end: tuple[float, float]) -> bool:
    """Whether the line from start to end has a point in the box: cut at each of its sides."""
    (x, y), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
    first, last = 0.0, 1.0
    sides = [(-dx, x - box.x), (dx, box.x + box.width - x)]
    sides += [(-dy, y - box.y), (dy, box.y + box.height - y)]
    for step, room in sides:
        if step == 0:
            if room < 0:
                return False
        elif step < 0:
            first = max(first, room / step)
        else:
            last = min(last, room / step)
    return first <= last
