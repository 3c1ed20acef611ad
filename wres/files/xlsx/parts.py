"""The parts of a workbook, read by their elements as they come."""

import colorsys
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Protocol
from xml.parsers import expat  # nosec B407: archives.check has refused every document type

from wres.files.refused import RefusedError
from wres.files.xlsx.archive import pieces

MAX_NAMED = 10_000  # sheets, relations or number formats of a workbook
MAX_DEPTH = 200  # elements within elements
MAX_ELEMENTS = 3_000_000  # of a part: its blank cells count too
MAX_STYLES = 100_000  # Excel allows 65,490
CODE_CHARACTERS = 255  # of a number format; Excel allows no more
TRUE = ("1", "true")
TOO_MUCH = (
    "The selected workbook has too many blank cells, sheets, styles or merged cells. "
    "Copy the table alone into a new workbook"
)


class Part(Protocol):
    """Takes the elements of a part by their names without prefix, as they come."""

    def start(self, name: str, attrs: dict[str, str]) -> None: ...
    def end(self, name: str) -> None: ...
    def text(self, text: str) -> None: ...


class _Plain(dict[str, str]):
    """The names of elements without their prefix, each worked out once."""

    def __missing__(self, tag: str) -> str:
        name = tag.rpartition(":")[2]
        if len(self) < MAX_NAMED:
            self[tag] = name
        return name


def read_part[P: Part](archive: zipfile.ZipFile, name: str, part: P) -> P:
    """Reads a part of the archive. KeyError without it, ExpatError when it is no XML.

    The parser remembers each open element, so their depth is limited: RefusedError beyond it.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    plain, depth, elements = _Plain(), 0, 0

    def start(tag: str, attrs: dict[str, str]) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if depth > MAX_DEPTH or elements > MAX_ELEMENTS:
            raise RefusedError(TOO_MUCH)
        part.start(plain[tag], attrs)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        part.end(plain[tag])

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = part.text
    for piece in pieces(archive, _spelled(archive, name)):
        parser.Parse(piece, False)
    parser.Parse(b"", True)
    return part


def _spelled(archive: zipfile.ZipFile, name: str) -> str:
    """The name as the archive spells it: case does not count in the names of parts."""
    folded = name.casefold()
    return next((each for each in archive.namelist() if each.casefold() == folded), name)


def keep[T](found: list[T], item: T, limit: int = MAX_NAMED) -> None:
    if len(found) >= limit:
        raise RefusedError(TOO_MUCH)
    found.append(item)


class Attributes:
    """A part that says what it has to say in the attributes of its elements."""

    def end(self, name: str) -> None:
        """Nothing ends with its element."""

    def text(self, text: str) -> None:
        """Nothing stands between its tags."""


class Names(Attributes):
    """The sheets of a workbook, or the relations of a part to others."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []  # name, relation, whether it is hidden
        self.relations: list[tuple[str, str, str]] = []  # id, type, target
        self.is_1904 = False

    def start(self, name: str, attrs: dict[str, str]) -> None:
        plain = {key.rpartition(":")[2]: value for key, value in attrs.items()}
        if name == "sheet":
            is_hidden = plain.get("state", "visible") != "visible"
            keep(self.sheets, (plain["name"], plain["id"], is_hidden))
        elif name == "workbookPr":
            self.is_1904 = plain.get("date1904") in TRUE
        elif name == "Relationship" and plain.get("TargetMode") != "External":
            keep(self.relations, (plain["Id"], plain["Type"], plain["Target"]))


# The colours of a theme, in the order of the numbers by which cells name them.
THEME = (
    *("lt1", "dk1", "lt2", "dk2"),
    *("accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink", "folHlink"),
)
INDEXED = {  # of the palette that was there before themes, what is no grey, by its number
    **{"2": "FF0000", "3": "00FF00", "4": "0000FF", "5": "FFFF00", "10": "FF0000", "11": "00FF00"},
    **{"12": "0000FF", "13": "FFFF00", "16": "800000", "17": "008000", "18": "000080"},
    **{"42": "CCFFCC", "43": "FFFF99", "44": "99CCFF", "47": "FFCC99", "48": "3366FF"},
    **{"50": "99CC00", "51": "FFCC00", "52": "FF9900", "53": "FF6600", "57": "339966"},
}
_RGB = re.compile("[0-9A-Fa-f]{6}")
_TINT = re.compile(r"-?[01](?:\.[0-9]{1,20})?")


class Theme(Attributes):
    """The colours of a workbook's theme in hexadecimal, by their numbers."""

    def __init__(self) -> None:
        self._named: dict[str, str] = {}
        self._name = ""

    @property
    def colours(self) -> list[str]:
        return [self._named.get(name, "") for name in THEME]

    def start(self, name: str, attrs: dict[str, str]) -> None:
        if name in THEME:
            self._name = name
        elif name in ("srgbClr", "sysClr") and self._name:
            self._named.setdefault(self._name, attrs.get("lastClr") or attrs.get("val", ""))
            self._name = ""


def colour(attrs: Mapping[str, str], theme: Sequence[str]) -> str:
    """A colour in hexadecimal, or "": its own, of the old palette, or of the theme and tinted."""
    if "rgb" in attrs:
        return attrs["rgb"][-6:]
    number = attrs.get("theme", "")
    known = {str(place): rgb for place, rgb in enumerate(theme)}
    rgb = known.get(number) or INDEXED.get(attrs.get("indexed", ""), "")
    tint = attrs.get("tint", "")
    if not (_RGB.fullmatch(rgb) and _TINT.fullmatch(tint)):
        return rgb
    red, green, blue = (int(rgb[n : n + 2], 16) / 255 for n in (0, 2, 4))
    hue, light, strength = colorsys.rgb_to_hls(red, green, blue)
    share = max(-1.0, min(1.0, float(tint)))
    light = light * (1 + share) if share < 0 else light * (1 - share) + share
    mixed = colorsys.hls_to_rgb(hue, light, strength)
    return "".join(f"{round(255 * part):02X}" for part in mixed)


class Styles(Attributes):
    """The number formats of a workbook, and which of them each style of a cell has.

    `looks` are by the style of a cell: its fill in hexadecimal or "", and whether it is struck
    through. `theme` has the colours that cells name by their numbers.
    """

    def __init__(self, theme: Sequence[str] = ()) -> None:
        self._theme = theme
        self.codes: dict[int, str] = {}
        self.cells: list[int] = []
        self._looks: list[tuple[int, int]] = []  # numbers of fill and font
        self._fills: list[str] = []
        self._struck: list[bool] = []
        self._is_of_cells = self._is_solid = False

    @property
    def looks(self) -> list[tuple[str, bool]]:
        fills, struck = dict(enumerate(self._fills)), dict(enumerate(self._struck))
        return [(fills.get(fill, ""), struck.get(font, False)) for fill, font in self._looks]

    def start(self, name: str, attrs: dict[str, str]) -> None:
        if name == "fill":
            keep(self._fills, "", MAX_STYLES)
        elif name == "patternFill" and self._fills:
            self._is_solid = attrs.get("patternType") == "solid"
        elif name == "fgColor" and self._fills and self._is_solid:
            self._fills[-1] = colour(attrs, self._theme)
        elif name == "font":
            keep(self._struck, False, MAX_STYLES)
        elif name == "strike" and self._struck:
            self._struck[-1] = attrs.get("val", "1") in TRUE
        if name == "numFmt" and len(self.codes) < MAX_NAMED:
            self.codes[int(attrs["numFmtId"])] = attrs["formatCode"][:CODE_CHARACTERS]
        elif name == "xf" and self._is_of_cells:
            keep(self.cells, int(attrs.get("numFmtId", "0")), MAX_STYLES)
            fill, font = int(attrs.get("fillId", "0")), int(attrs.get("fontId", "0"))
            keep(self._looks, (fill, font), MAX_STYLES)
        elif name == "cellXfs":
            self._is_of_cells = True

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._is_of_cells = False
