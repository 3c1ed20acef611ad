"""Printed cells of a plan → indicators and leads, each with its doubts.

A cell is understood as far as its words are known, and no further: what is not understood is a
doubt in words, for a person to settle, and no value is invented. `raw` is the cell as printed.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from indicators import standards
from wres.files.refused import quoted
from wres.files.spelling import folded, places

_RANGE = re.compile(r"\b([0-9]{1,2})\s*(?:[-–—]|\bto\b)\s*([0-9]{1,2})\b", re.IGNORECASE)
_NUMBER = re.compile("[0-9]{1,3}")
_INDICATOR_SEPARATOR = re.compile(
    r"[\s,;&+]+|\band\b|\bwres\b|\b(?:indicators?|metrics?)\b", re.IGNORECASE
)
# "Indicator 5: harassment by patients", of which the words say what the numbers say already.
_DESCRIBED = re.compile(
    r"(?P<numbers>(?:wres\s+)?(?:indicators?|metrics?)?\s*+(?::\s*+)?[0-9][0-9,;&\s]*(?:(?:and|to|[-–])\s*[0-9]+\s*)*)"
    r"[:.)–—-]\s*(?=[^\W\d_]{2})",
    re.IGNORECASE,
)


SOME_DOUBTS = 4  # of more, one about the whole cell says the same


@dataclass(frozen=True)
class IndicatorsCell:
    """Indicators of an action; `listed` keeps the printed order, of which the first is the
    proposal for the primary one. `all` stays a flag, so that it includes later indicators."""

    raw: str
    numbers: tuple[int, ...]
    listed: tuple[int, ...]
    all: bool
    doubts: tuple[str, ...]

    def expanded(self, known: Collection[int]) -> tuple[int, ...]:
        """The numbers, with All as every known one."""
        return tuple(sorted(known)) if self.all else self.numbers


def read_indicators(
    raw: str, known: Collection[int], standard: str = standards.WRES
) -> IndicatorsCell:
    """Reads "1,2", "1-8", "5, 6 & 7" or "All" as indicators among the known numbers.

    Numbers of another standard that the cell names beside ours are left out.
    """
    ours = standards.of_ours(raw, standard)
    described = _DESCRIBED.match(ours.lstrip())
    spread = _RANGE.sub(_spread, described["numbers"] if described else ours)
    tokens = [token for token in _INDICATOR_SEPARATOR.split(spread) if token]
    listed: list[int] = []
    doubts: list[str] = []
    for token in tokens:
        number = int(token) if _NUMBER.fullmatch(token) else None
        if token.lower() == "all":
            continue
        if number is None or number not in known:
            doubts.append(f"{quoted(token)} is no indicator of this standard. Which is meant?")
        elif number in listed:
            doubts.append(f"Indicator {number} is listed more than once. Is another meant?")
        else:
            listed.append(number)
    is_all = "all" in (token.lower() for token in tokens)
    if is_all and listed:
        doubts.append("All indicators are named, and some of them again. Are all meant?")
    if len(doubts) > SOME_DOUBTS:
        doubts = [f"{quoted(raw)} is not understood. Which indicators are meant?"]
    if not tokens:
        doubts.append("No indicator is named. Which does the action serve?")
    return IndicatorsCell(
        raw, tuple(sorted(listed)), tuple(listed), is_all, tuple(dict.fromkeys(doubts))
    )


def _spread(match: re.Match[str]) -> str:
    """ "1-3" as "1,2,3"; a range that runs backwards stays one word, to be doubted."""
    first, last = int(match[1]), int(match[2])
    if first >= last:
        return "".join(match[0].split())
    return ",".join(str(number) for number in range(first, last + 1))


_JOINERS = {"and", "-", "–", "—", "."}
_BLANK, _LINE = "\n", "\v"  # instead of a known name, and between the lines of a cell
_PART = re.compile(r"(?:[^,;/\v]|(?<! )/(?! ))+")  # between what always joins
_SOFT = re.compile(r"[&+/]|\band\b", re.IGNORECASE)  # what joins, or stands inside a name
_BETWEEN = re.compile(r"[\s,/&;+]+")
_PIECE = re.compile(r"[^\s,/&;+]+|[\s,/&;+]+")
_WORD = re.compile(r"\w")
_OPEN = re.compile(r"(?:\b(?:of|for|and|the|to|in|with)|[&,-])$", re.IGNORECASE)


@dataclass(frozen=True)
class KnownLead:
    """A post, team or group that leads actions, and other spellings of its name."""

    name: str
    aliases: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True)
class LeadsCell:
    """The leads of an action in printed order, and what is left that is no known lead."""

    raw: str
    names: tuple[str, ...]
    unmatched: tuple[str, ...]

    @property
    def doubts(self) -> tuple[str, ...]:
        if not self.names and not self.unmatched:
            return ("No lead is named. Who leads the action?",)
        return tuple(f"{quoted(text)} is no known lead. Who is it?" for text in self.unmatched)


def read_leads(raw: str, known: Sequence[KnownLead]) -> LeadsCell:
    """Finds known leads, the longest spelling first, and never splits what it does not know.

    The signs that join leads also stand inside names ("Workforce & OD", "Head of Health,
    Wellbeing and Engagement"). So a known name counts only where nothing but known names and
    joiners stand between it and the next comma, semicolon, line or spaced slash; "OD" in
    "Director of HR & OD" does not. What is left stays whole.
    """
    text = _LINE.join(_lines(raw))
    blanked, found = text, {}
    plain = _plain(text)
    for spelling, name in _spellings(tuple(known)):
        for start in _whole(_plain(spelling), plain):
            found[start] = name
            end = start + len(spelling)
            blanked = blanked[:start] + _BLANK * len(spelling) + blanked[end:]
            plain = plain[:start] + _BLANK * len(spelling) + plain[end:]
    unknown = _unknown(blanked)
    names = (found[at] for at in sorted(found) if not any(a <= at < b for a, b in unknown))
    left = (_without_joiners(text[a:b].replace(_LINE, " ")) for a, b in unknown)
    return LeadsCell(raw, tuple(dict.fromkeys(names)), tuple(part for part in left if part))


def _plain(text: str) -> str:
    """The text as names are looked for in it, each character in its place."""
    line = text.replace(_LINE, " ")
    return line.casefold() if line.isascii() else "".join(map(_small, line))


def _small(character: str) -> str:
    """The small letter, unless it is written as two."""
    small = character.casefold()
    return small if len(small) == 1 else character


def _whole(name: str, text: str) -> list[int]:
    """Where a name stands in a text and is no part of a longer one, as "OD" is of "OD-lead"."""
    found = []
    for start in places(name, text):
        end = start + len(name)
        is_after = text[start - 1 : start] in ("'", "-") if start else False
        is_before = text[end : end + 1] == "-" or (
            text[end : end + 1] == "'" and _WORD.match(text, end + 1) is not None
        )
        if not is_after and not is_before:
            found.append(start)
    return found


def _lines(raw: str) -> list[str]:
    """The lines of a cell, one that breaks off inside a name with the next: "Director of"."""
    lines: list[str] = []
    for line in filter(None, map(folded, raw.splitlines())):
        if lines and _OPEN.search(lines[-1]):
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    return lines


def _unknown(blanked: str) -> list[tuple[int, int]]:
    """Where a cell, its known names blanked, has what is no known lead, neighbours in one.

    "HR and OD" beside a comma and what is not known may be a part of that name.
    """
    parts = [part for part in _PART.finditer(blanked) if part[0].strip(" ./&+-–—")]
    is_unknown = [bool(_without_joiners(part[0])) for part in parts]
    doubtful = [
        unknown
        or (bool(_SOFT.search(part[0])) and _has_unknown_beside(blanked, parts, n, is_unknown))
        for n, (part, unknown) in enumerate(zip(parts, is_unknown, strict=True))
    ]
    runs: list[tuple[int, int]] = []
    for n, part in enumerate(parts):
        if doubtful[n] and n and doubtful[n - 1]:
            runs[-1] = (runs[-1][0], part.end())
        elif doubtful[n]:
            runs.append(part.span())
    return runs


def _has_unknown_beside(
    blanked: str, parts: Sequence[re.Match[str]], n: int, is_unknown: Sequence[bool]
) -> bool:
    """Whether a comma and what is not known stand beside a part."""
    pairs = [(n - 1, n)] * (n > 0) + [(n, n + 1)] * (n + 1 < len(parts))
    return any(
        (is_unknown[left] or is_unknown[right])
        and "," in blanked[parts[left].end() : parts[right].start()]
        for left, right in pairs
    )


@lru_cache(maxsize=8)
def _spellings(known: tuple[KnownLead, ...]) -> list[tuple[str, str]]:
    spellings = [
        (folded(spelling), lead.name) for lead in known for spelling in (lead.name, *lead.aliases)
    ]
    return sorted((pair for pair in spellings if pair[0]), key=lambda pair: -len(pair[0]))


def _without_joiners(text: str) -> str:
    """The text without the signs and the "and" that joined it to its neighbours."""
    words = _PIECE.findall(text)
    kept = [
        place
        for place, word in enumerate(words)
        if word.lower() not in _JOINERS and not _BETWEEN.fullmatch(word)
    ]
    return "".join(words[kept[0] : kept[-1] + 1]) if kept else ""
