"""What the report of a quarter says of the quarters before it."""

from typing import Any

from actions.reports.document import Column, Kind, Part, Table
from actions.summary import standing, trend
from actions.summary.headlines import counted
from indicators.figures import initial


def trend_of(position, is_draft) -> list[Part]:
    """Delivery quarter by quarter; nothing until a quarter was reported before."""
    points = position.trend
    if not points:
        return []
    scale = trend.scale(points)
    said = trend.words(points, last="now" if is_draft else "in this quarter")
    steps = [Column(standing.words(step), Kind.NUMBER) for step in scale]
    columns = (Column("Quarter"), *steps, Column("All", Kind.NUMBER))
    rows: tuple[tuple[Any, ...], ...] = tuple(
        (name, *numbers) for name, numbers in trend.rows(points, scale)
    )
    table = Table(said[0].rstrip("."), columns, rows, is_picture=True)
    return [Part("trend", "Delivery quarter by quarter", tuple(said), table)]


def changes_of(changes, before) -> list[Part]:
    """What became of the actions since the quarter reported before."""
    names = "Delivery", f"At the end of {before.name}", "This quarter"
    columns = (Column(names[0]), *(Column(name, Kind.NUMBER) for name in names[1:]))
    heading = f"What changed since {before.name}"
    rows = tuple((*row[:3], initial(row[3])) for row in changes.delivery_rows)
    table = Table("Actions by delivery, then and now", (*columns, Column("Difference")), rows)
    said = f"{before.name} was reported with {counted(len(changes.before), 'action')}; "
    said += f"this quarter has {counted(len(changes.after), 'action')}."
    lists = enumerate(changes.lists.items(), start=1)
    moved = [_moves(f"change-{n}", name, moves) for n, (name, moves) in lists]
    return [Part("changes", heading, (said,), table), *moved]


def _moves(name, words, moves) -> Part:
    heading = f"{words}: {len(moves)}"
    if not moves:
        return Part(name, heading, ("None.",), level=3)
    columns = tuple(map(Column, ("Action", "Section", "What changed")))
    rows = tuple((move.stood.title, move.stood.section, move.words) for move in moves)
    return Part(name, heading, (), Table(heading, columns, rows), level=3)
