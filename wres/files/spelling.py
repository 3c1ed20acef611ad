"""Words of a file as they are kept and as they are compared, however they were typed."""

import unicodedata
from collections.abc import Iterator

MAX_MARKS = 30  # on a letter, as Unicode's stream-safe text has at most
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # control and bidirectional characters, line separators
APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´", "'"))


def composed(text: str) -> str:
    """The text in Unicode form NFC, unless it heaps more marks on a letter than any language.

    Composing takes the square of the time for such heaps.
    """
    if text.isascii():
        return text
    heap = 0
    for character in text:
        heap = heap + 1 if unicodedata.combining(character) else 0
        if heap > MAX_MARKS:
            return text
    return unicodedata.normalize("NFC", text)


def places(word: str, text: str) -> Iterator[int]:
    """Where a word or name stands in a text, with no letter or digit before or behind it."""
    start = text.find(word) if word else -1
    while start >= 0:
        end = start + len(word)
        before, behind = text[start - 1 : start] if start else "", text[end : end + 1]
        is_whole = not any(each.isalnum() or each == "_" for each in (before, behind))
        if is_whole:
            yield start
        start = text.find(word, end if is_whole else start + 1)


def visible(text: str) -> str:
    """The text on one line, composed, without what cannot be seen, such as a turn of direction."""
    line = composed(" ".join(text.split()))
    seen = "".join(c for c in line if unicodedata.category(c) not in UNSEEN)
    return " ".join(seen.split())


def folded(text: str) -> str:
    """The text with one kind of space and apostrophe; its capitals are kept."""
    return " ".join(composed(text).translate(APOSTROPHES).split())


def fold(text: str) -> str:
    """The text as it is compared: one kind of space and apostrophe, and no capitals."""
    return folded(text).casefold()
