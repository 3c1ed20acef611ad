"""What a plan says by its looks: a coloured cell for a rating, an action that is struck through.

Neither is taken for what it may mean: it is asked about.
"""

import colorsys
import re
from collections.abc import Mapping

COLUMNS = ("rating", "status", "progress")  # whose empty cells may be coloured for a rating
SHADED = "{} (shading)"  # kept with a row's cells
STRUCK = "action (struck through)"  # the same
ASKS = {
    "red": "Is the action off track?",
    "amber": "Is the action at risk?",
    "green": "Is the action on track?",
    "blue": "Is the action complete?",
}
STRUCK_ASKS = "The action is struck through. Is it cancelled?"
_FILL = re.compile("[0-9a-fA-F]{6}")
_HUES = ((15, "red"), (65, "amber"), (170, "green"), (260, "blue"), (340, ""), (361, "red"))
PALE, DARK = 0.15, 0.3  # less colour, or less light, is white, grey or black


def colour(fill: str) -> str:
    """The colour of a rating that a fill such as "FFC000" is, or ""."""
    if not _FILL.fullmatch(fill):
        return ""
    red, green, blue = (int(fill[n : n + 2], 16) / 255 for n in (0, 2, 4))
    hue, strength, light = colorsys.rgb_to_hsv(red, green, blue)
    if strength < PALE or light < DARK:
        return ""
    return next(name for end, name in _HUES if hue * 360 < end)


def doubts(raw: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is asked of the looks of a row: column and words."""
    struck = [("status", STRUCK_ASKS)] if STRUCK in raw else []
    return struck + [
        (column, f"The cell is empty and shaded {shade}. {ASKS[shade]}")
        for column in COLUMNS
        if (shade := raw.get(SHADED.format(column), "")) in ASKS and not raw.get(column, "").strip()
    ]
