"""The standards that a trust's documents speak of, and by which words: WRES and its sisters.

They travel in the same files and number their metrics alike, so a number is believed once it is
known whose it is.
"""

import re

WRES = "WRES"
# By the code of each, the words for it; the longest that fits is meant ("Bank WRES" is no WRES).
WORDS: dict[str, tuple[str, ...]] = {
    WRES: ("WRES", "Workforce Race Equality Standard", "Race Equality Standard"),
    "WDES": ("WDES", "Workforce Disability Equality Standard", "Disability Equality Standard"),
    "MWRES": ("MWRES", "Medical WRES", "Medical Workforce Race Equality Standard"),
    "Bank WRES": (
        *("Bank WRES", "BWRES", "Bank Workers WRES", "Bank Workforce Race Equality Standard"),
        *("Bank Workers' Workforce Race Equality Standard", "Bank only WRES", "WRES Bank"),
    ),
    "High impact actions": ("High impact action", "High impact actions", "HIA", "HIAs"),
    "WSOES": ("WSOES", "Workforce Sexual Orientation Equality Standard"),
    "Gender pay gap": ("Gender pay gap",),
}
COLUMNS = ("standard", "framework", "programme", "workforce standard")  # that say whose a row is
CHARACTERS = 300  # of a text that are looked through
_CODES = {words.casefold(): code for code, known in WORDS.items() for words in known}
_NAMED = re.compile(
    rf"\b(?:{'|'.join(sorted(map(re.escape, _CODES), key=len, reverse=True))})(?![^\W_])",
    re.IGNORECASE,
)


def named(text: str) -> list[str]:
    """The codes of the standards that a text names, each once, in its order."""
    short = " ".join(text[:CHARACTERS].replace("’", "'").split())
    return list(dict.fromkeys(_CODES[match[0].casefold()] for match in _NAMED.finditer(short)))


def other(text: str, ours: str) -> str:
    """The standard that a text names instead of ours, or "" where it names ours, or none."""
    found = named(text)
    return found[0] if found and ours not in found else ""


def without_names(text: str) -> str:
    """A heading without the standards it names: "metric" of "WRES/WDES metric"."""
    return _NAMED.sub("", text[:CHARACTERS]).strip(" /&,;-–()")


def of_ours(text: str, ours: str) -> str:
    """What a cell says of our standard: "2, 3" of "WRES 2, 3; WDES 5", and all where none is named.

    What stands before the first name is ours unless only others are named.
    """
    short = text.replace("’", "'")
    if len(short) > CHARACTERS or not (found := list(_NAMED.finditer(short))):
        return text
    ends = [*(match.start() for match in found[1:]), len(short)]
    parts = [
        short[match.end() : end]
        for match, end in zip(found, ends, strict=True)
        if _CODES[match[0].casefold()] == ours
    ]
    if parts and len(parts) == len(found):
        return text
    return "; ".join([short[: found[0].start()], *parts]).strip(" ;,&/|()\n") if parts else ""
