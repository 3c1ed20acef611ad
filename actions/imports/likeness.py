"""Titles that may be one action in other words: only suggested, never joined."""

import re
from collections import Counter
from collections.abc import Sequence

LIKENESS = 0.8  # share of words in common from which two titles may be the same action
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def alike_titles(titles: Sequence[str]) -> dict[int, int]:
    """By the place of a title, that of an earlier one which is like it.

    Titles that are alike share one of their rarest words, so only those are compared. Words end
    at every hyphen and sign.
    """
    words = [frozenset(_WORD.findall(title)) for title in titles]
    counts = Counter(word for its in words for word in its)
    places: dict[str, list[int]] = {}
    found: dict[int, int] = {}
    for place, its in enumerate(words):
        by_rarity = sorted(its, key=lambda word: (counts[word], word))
        rarest = by_rarity[: len(its) - int(LIKENESS * len(its)) + 1]
        for earlier in sorted({earlier for word in rarest for earlier in places.get(word, ())}):
            if len(its & words[earlier]) >= LIKENESS * len(its | words[earlier]):
                found[place] = earlier
                break
        for word in rarest:
            places.setdefault(word, []).append(place)
    return found
