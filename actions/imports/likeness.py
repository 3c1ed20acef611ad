"""Titles that may be one action in other words: found by their rarest words, and only suggested."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import islice, pairwise

from wres.files.spelling import fold

TITLE_CHARACTERS = 1_000  # of a title that are compared
LIKENESS = 0.8  # share of words in common from which two titles may be the same action
LOOKED_UP = 400  # places of a title's rarest words that are looked up
NEIGHBOURS = 8  # of them, those with which it is compared
_WORD = re.compile(r"[^\W_]+")

type Words = tuple[str, ...]


def words_of(text: str) -> Words:
    """What two titles have in common that differ in signs, spaces and capitals only."""
    return tuple(_WORD.findall(fold(text[: 2 * TITLE_CHARACTERS].replace("&", " and "))))


class Titles:
    """Places by the words of their titles, and by each two words that stand side by side."""

    def __init__(self) -> None:
        self._places: dict[Words, list[int]] = defaultdict(list)

    def add(self, place: int, *titles: Words) -> None:
        for words in {words for title in titles for words in _found_by(title)}:
            self._places[words].append(place)

    def near(self, title: Words) -> list[int]:
        """The places that share most of a title, as far as its rarest words lead to them."""
        lists = [self._places[words] for words in _found_by(title) if words in self._places]
        found = (place for places in sorted(lists, key=len) for place in places)
        shared = Counter(islice(found, LOOKED_UP))
        return [place for place, _ in shared.most_common(NEIGHBOURS)]


def _found_by(title: Words) -> dict[Words, None]:
    return dict.fromkeys([*((word,) for word in title), *pairwise(title)])


def alike_titles(titles: Sequence[str]) -> dict[int, int]:
    """By the place of a title, that of an earlier one which is like it."""
    before, found = Titles(), {}
    words: list[frozenset[str]] = []
    for place, title in enumerate(map(words_of, titles)):
        its = frozenset(title)
        for earlier in sorted(before.near(title)):
            if len(its & words[earlier]) >= LIKENESS * len(its | words[earlier]):
                found[place] = earlier
                break
        before.add(place, title)
        words.append(its)
    return found
