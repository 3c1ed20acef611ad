"""Which action is this row? The rows of a file beside what the plan prints, in one assignment.

A row is known by the reference of its action; else by its words, wherever it stands. What is left
is compared by likeness, title first, then leads, indicators and dates, and the best pairs are
proposed: no row gets the action of other words until a person says that it is the same one. Each
placement is given away once. Section and number only break ties.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import fuzz

from actions.imports.export_cells import compared
from actions.imports.likeness import NEIGHBOURS, Titles, Words, words_of
from actions.imports.printed import REFERENCE, PlanRow, indicators_of
from actions.imports.status import SHADED, STRUCK
from actions.models import Action, Placement, Section
from wres.files.spelling import fold

FACTS = ("leads", "indicators", "completion")
ALIKE = 60.0  # of 100, from which two titles may be one action reworded
LESS_ALIKE = 40.0  # the same where two facts of the three are the same too
NEAREST = 50  # placements with which a row is paired where very many are called the same

type Facts = tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """An action in one of its places, with the cells that an export would write there now.

    `placement` is None where the action is printed nowhere.
    """

    action: Action
    standing: Mapping[str, str]
    placement: Placement | None = None

    @cached_property
    def titles(self) -> frozenset[Words]:
        """The words of its title, as last loaded and as it stands."""
        both = self.loaded, self.standing
        return frozenset(filter(None, (words_of(cells.get("action", "")) for cells in both)))

    @cached_property
    def facts(self) -> tuple[Facts, Facts]:
        return _facts_of(self.loaded), _facts_of(self.standing)

    @property
    def loaded(self) -> Mapping[str, str]:
        return self.placement.raw if self.placement else {}

    @cached_property
    def folded_section(self) -> str:
        return fold((self.placement or self.action).section.name)

    @property
    def number(self) -> str:
        return self.placement.number if self.placement else ""

    @property
    def row(self) -> int:
        return self.placement.row if self.placement else 0


@dataclass(frozen=True)
class Matched:
    """Placements by the row of the file that prints them now, and those that no row prints.

    `proposed` are the rows that may print theirs in other words: until a person says so they say
    nothing. `misled` has the actions that rows name by their reference, and by their words not.
    `unplaced` are rows of actions that stand nowhere. `sections` are the plan's by each title.
    """

    placements: Mapping[int, Placement]
    vanished: tuple[Placement, ...]
    proposed: frozenset[int] = frozenset()
    misled: Mapping[int, Action] = field(default_factory=dict)
    unplaced: Mapping[int, Action] = field(default_factory=dict)
    sections: Mapping[str, Section] = field(default_factory=dict)

    def stands_elsewhere(self, row: PlanRow) -> bool:
        """Whether the file says that a known row stands in another section or has a new number.

        A number that is only counted moves with every row above it, and is no news.
        """
        placement = self.placements[row.row]
        is_numbered = not row.is_counted and placement.number != row.number
        return is_numbered or self.sections.get(fold(row.section)) != placement.section

    def is_same(self, row: PlanRow, column: str) -> bool:
        """Whether the cell is as it was last loaded."""
        placement = self.placements.get(row.row)
        if placement is None:
            return False
        if column == "indicators":
            return indicators_of(placement.raw) == indicators_of(row.raw)
        looks = [SHADED.format(column), *([STRUCK] if column == "status" else [])]
        return all(placement.raw.get(name) == row.raw.get(name) for name in (column, *looks))


def _facts_of(cells: Mapping[str, str]) -> Facts:
    texts = cells.get("leads", ""), indicators_of(cells), cells.get("completion", "")
    said = (compared(text).casefold() for text in texts)
    return tuple("" if each == "none" else each for each in said)


def sections_by_name(sections: Iterable[Section]) -> dict[str, Section]:
    """Sections by each of their titles, as compared."""
    return {fold(name): each for each in sections for name in (*each.aliases, each.name)}


def match(
    rows: Iterable[PlanRow], held: Sequence[Held], said: Mapping[int, tuple[int, bool]]
) -> Matched:
    """`said` is what people have settled: by row, a placement's id and whether it is the row's."""
    matching = _Matching(rows, held, said)
    matching.by_decision()
    matching.by_reference()
    matching.by_words()
    proposed = {row: each for row, each in matching.proposals() if each.placement}
    pairs = matching.certain | proposed
    known = {row: each.placement for row, each in pairs.items() if each.placement}
    taken = {placement.pk for placement in known.values()}
    placements = [each.placement for each in held if each.placement]
    return Matched(
        known,
        tuple(each for each in placements if each.pk not in taken),
        frozenset(proposed),
        {row: each.action for row, each in matching.misled.items()},
        {row: each.action for row, each in pairs.items() if each.placement is None},
        sections_by_name({placement.section for placement in placements}),
    )


class _Matching:
    """Rows by their number and placements by their place, those left and those free so far."""

    def __init__(self, rows, held, said) -> None:
        self.rows: dict[int, PlanRow] = {row.row: row for row in rows}
        self.titles = {number: words_of(row.raw["action"]) for number, row in self.rows.items()}
        self.facts = {number: _facts_of(row.raw) for number, row in self.rows.items()}
        self.sections = {number: fold(row.section) for number, row in self.rows.items()}
        self.held: Sequence[Held] = held
        self.said = said
        self.certain: dict[int, Held] = {}
        self.misled: dict[int, Held] = {}
        self.left, self.free = set(self.rows), set(range(len(self.held)))
        self.by_title: dict[Words, list[int]] = defaultdict(list)
        self.called: dict[Words, set[int]] = defaultdict(set)  # the actions that have a title
        for place, each in enumerate(self.held):
            for title in each.titles:
                self.by_title[title].append(place)
                self.called[title].add(each.action.pk)

    def take(self, row: int, place: int) -> None:
        self.certain[row] = self.held[place]
        self.left.discard(row)
        self.free.discard(place)

    def by_decision(self) -> None:
        places = {each.placement.pk: n for n, each in enumerate(self.held) if each.placement}
        for row, (placement, is_same) in self.said.items():
            place = places.get(placement)
            if is_same and row in self.left and place in self.free:
                self.take(row, place)

    def by_reference(self) -> None:
        """A row whose words are exactly those of another action is left to its words."""
        places_of: dict[str, list[int]] = defaultdict(list)
        for place, each in enumerate(self.held):
            places_of[each.standing.get(REFERENCE, "")].append(place)
        own = set(places_of)
        for place, each in enumerate(self.held):  # in a file of the plan that it is carried from
            before = each.action.predecessor.reference if each.action.predecessor else ""
            if before not in own:
                places_of[before].append(place)
        named = {of: {self.held[p].action.pk for p in places} for of, places in places_of.items()}
        rows_of: dict[str, list[int]] = defaultdict(list)
        for row in sorted(self.left):
            reference = self.rows[row].reference
            if not reference or reference not in places_of:
                continue
            called = self.called.get(self.titles[row])
            if called and not called & named[reference]:
                self.misled[row] = self.held[places_of[reference][0]]
            else:
                rows_of[reference].append(row)
        for reference, rows in rows_of.items():
            self._pair(rows, places_of[reference])

    def by_words(self) -> None:
        """Rows of one title beside the placements that have it: certain if nothing else fits."""
        rows_of: dict[Words, list[int]] = defaultdict(list)
        for row in sorted(self.left):
            if self.titles[row] in self.by_title:
                rows_of[self.titles[row]].append(row)
        for title, rows in rows_of.items():
            places = [place for place in self.by_title[title] if place in self.free]
            if len(self.called[title]) == 1 and len(rows) <= len(places):
                self._pair(rows, places, self._has_more_in_common)
            else:
                self._pair_alike(rows, places)

    def _pair_alike(self, rows: Iterable[int], places: Iterable[int]) -> None:
        """Of several actions, or more rows, of one title: who has the same leads and indicators.

        Where even these are more or fewer, the dates and the place have to be the same too.
        """
        rows_of: dict[Facts, list[int]] = defaultdict(list)
        for row in rows:
            rows_of[self.facts[row][:2]].append(row)
        places_of: dict[Facts, list[int]] = defaultdict(list)
        for place in places:
            for facts in {its[:2] for its in self.held[place].facts}:
                places_of[facts].append(place)
        for facts, same in rows_of.items():
            fits = places_of[facts]
            is_even = len(same) == len(fits) or len({self.held[p].action.pk for p in fits}) <= 1
            self._pair(same, fits, None if is_even else self._is_as_it_was)

    def _pair(
        self,
        rows: Iterable[int],
        places: Iterable[int],
        may: Callable[[int, int], bool] | None = None,
    ) -> None:
        """Give the placements away, the best pairs first."""
        rows, places = list(rows), sorted(places, key=lambda place: self.held[place].row)
        while rows and places:
            near = self._near_to(places)
            pairs = [(self._score(row, p), -row, -p) for row in rows for p in near(row)]
            before = len(self.left)
            for _, minus_row, minus_place in sorted(pairs, reverse=True):
                row, place = -minus_row, -minus_place
                if row in self.left and place in self.free and (may is None or may(row, place)):
                    self.take(row, place)
            if len(places) <= NEAREST or len(self.left) == before:
                return
            rows = [row for row in rows if row in self.left]
            places = [place for place in places if place in self.free]

    def _near_to(self, places: Sequence[int]) -> Callable[[int], Iterable[int]]:
        """By row, the placements; of very many those of its place, its facts and next to it."""
        if len(places) <= NEAREST:
            return lambda row: places
        alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for place in places:
            held = self.held[place]
            for key in {(held.folded_section, held.number), *held.facts}:
                alike[key].append(place)

        def near(row: int) -> Iterable[int]:
            start = bisect_left(places, row, key=lambda place: self.held[place].row)
            start = max(0, min(start - NEAREST // 2, len(places) - NEAREST))
            found = [*places[start : start + NEAREST]]
            for key in ((self.sections[row], self.rows[row].number), self.facts[row]):
                found += alike.get(key, [])[:NEAREST]
            return dict.fromkeys(found)

        return near

    def _score(self, row: int, place: int) -> tuple[float, int, bool, bool, int]:
        """Likeness of the titles, facts that are the same; section and number only break ties."""
        printed, held = self.rows[row], self.held[place]
        in_section = self.sections[row] == held.folded_section
        in_number = in_section and printed.number == held.number
        distance = abs(printed.row - held.row)
        return self._likeness(row, place), self._same(row, place), in_section, in_number, -distance

    def _likeness(self, row: int, place: int) -> float:
        """Of the titles, from 0 to 100; one that holds the other whole is very like it."""
        if self.titles[row] in self.held[place].titles:
            return 100.0
        mine = " ".join(self.titles[row])
        found = [0.0]
        for its in map(" ".join, self.held[place].titles):
            found += [fuzz.token_sort_ratio(mine, its), 0.9 * fuzz.token_set_ratio(mine, its)]
        return max(found)

    def _same(self, row: int, place: int) -> int:
        """How many of leads, indicators and dates say the same, and say something."""
        both = zip(self.facts[row], *self.held[place].facts, strict=True)
        return sum(bool(fact) and fact in its for fact, *its in both)

    def _has_more_in_common(self, row: int, place: int) -> bool:
        """Whether a row of the same title has one fact more in common, if both say any."""
        says = [
            fact and its
            for fact, its in zip(self.facts[row], self.held[place].facts[1], strict=True)
        ]
        _, same, _, in_number, _ = self._score(row, place)
        return not any(says) or same > 0 or in_number

    def _is_as_it_was(self, row: int, place: int) -> bool:
        _, _, _, in_number, _ = self._score(row, place)
        return in_number and self.facts[row] in self.held[place].facts

    def proposals(self) -> Iterator[tuple[int, Held]]:
        """Of what is left, the pairs that may be one action in other words, the best first."""
        titles = Titles()
        places_at: dict[tuple[str, str], list[int]] = defaultdict(list)
        facts: dict[Facts, list[int]] = defaultdict(list)
        for place in sorted(self.free):
            titles.add(place, *self.held[place].titles)
            places_at[self.held[place].folded_section, self.held[place].number].append(place)
            for its in set(self.held[place].facts):
                facts[its].append(place)
        pairs = [
            (self._score(row, place), -row, -place)
            for row in self.left - self.said.keys()
            for place in self._neighbours(row, titles, places_at, facts)
        ]
        given: set[int] = set()
        asked: set[int] = set()
        for score, minus_row, minus_place in sorted(pairs, reverse=True):
            row, place = -minus_row, -minus_place
            if _may_be_one(score) and row not in asked and place not in given:
                asked.add(row)
                given.add(place)
                yield row, self.held[place]

    def _neighbours(self, row: int, titles: Titles, places_at, facts) -> Iterable[int]:
        """Free placements that share the rarest words of a row, its place, or all else it says."""
        near = titles.near(self.titles[row])
        near += places_at.get((self.sections[row], self.rows[row].number), ())[:NEIGHBOURS]
        near += facts.get(self.facts[row], ())[:NEIGHBOURS]
        return dict.fromkeys(near)


def _may_be_one(score: tuple[float, int, bool, bool, int]) -> bool:
    likeness, same, _, in_number, _ = score
    return (
        likeness >= ALIKE
        or (likeness >= LESS_ALIKE and same > 1)
        or (same == len(FACTS) and in_number)
    )
