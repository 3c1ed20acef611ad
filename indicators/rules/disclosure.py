"""Few people stay hidden: which counts may be shown to whoever may not see small numbers.

A count is hidden when it, or what it leaves of its total, is of 1 to 10 people. What is shown
beside it could bring it back: the total minus the other parts. So further counts of its sums are
hidden, the smallest first, until each hidden count could still be one of five numbers or more for
somebody who knows all that is shown, and this rule. Nobody is no person: 0 is shown.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from indicators.rules.statistics import Counts

BELOW = 11  # people: a count below it is of few, as NHS workforce publications have it
POSSIBLE = 5  # numbers that a hidden count could be, at least
OUTSIDE = 0  # where a count leads that stands in one sum only

type Count = Hashable  # what a count is of


@dataclass(frozen=True)
class Sum:
    """A count that is the sum of others: the whole workforce of its bands, say."""

    total: Count
    parts: tuple[Count, ...]

    @property
    def counts(self) -> tuple[Count, ...]:
        return (self.total, *self.parts)


def is_few(people: int, below: int = BELOW) -> bool:
    return 0 < people < below


def may_tell(counts: Counts, below: int = BELOW) -> bool:
    """Whether the counts behind a figure may be told: all of them or none.

    The figure itself is published, so one count that is shown would give the others away: with a
    relative likelihood of 1.79 and three of its four counts the fourth is known.
    """
    pairs = [pair for pair in (counts.white, counts.bme) if pair]
    return not any(is_few(n, below) or is_few(of - n, below) for n, of in pairs)


def hidden(
    people: Mapping[Count, int], sums: Sequence[Sum], below: int = BELOW
) -> frozenset[Count]:
    """The counts that are not shown, of all that a page has and of the sums that hold among them.

    A count stands in two sums at most, as in a table with its totals: a sum that follows from the
    others is left out. ValueError otherwise.
    """
    away = {count for count, n in people.items() if is_few(n, below)}
    for total, part in ((each.total, part) for each in sums for part in each.parts):
        if people[part] and is_few(people[total] - people[part], below):
            away.add(part)
    table = _Table(people, sums)
    order = sorted(people, key=lambda count: (people[count], str(count)))
    while bare := [c for c in sorted(away, key=order.index) if table.is_known(c, away)]:
        # The smallest that stands in a sum with it, or else with another that is hidden.
        near = [
            {c for s in sums if of & set(s.counts) for c in s.counts} for of in ({bare[0]}, away)
        ]
        left = [c for some in near for c in order if c in some - away and people[c]]
        away.add(left[0])
    return frozenset(away)


class _Table:
    """A network whose nodes are the sums and whose edges are the counts: to change one count and
    leave all that is shown is to send people round a circle of hidden ones."""

    def __init__(self, people: Mapping[Count, int], sums: Sequence[Sum]):
        self.people = people
        self.ends: dict[Count, tuple[int, int]] = {}  # (to, from), of the sums by their number
        stands: dict[Count, list[tuple[int, int]]] = {}
        for n, each in enumerate(sums, start=1):
            for count in each.counts:
                stands.setdefault(count, []).append((n, -1 if count == each.total else 1))
        turned = _turned(len(sums), stands.values())
        for count, places in stands.items():
            ends = {sign * turned[n]: n for n, sign in places}
            self.ends[count] = ends.get(1, OUTSIDE), ends.get(-1, OUTSIDE)

    def is_known(self, count: Count, away: Collection[Count]) -> bool:
        """Whether a hidden count could be fewer than `POSSIBLE` numbers."""
        if count not in self.ends:
            return False
        to, of = self.ends[count]
        more = self._flow(to, of, count, away, POSSIBLE - 1)
        less = min(self.people[count] - 1, self._flow(of, to, count, away, POSSIBLE - 1))
        return more + less < POSSIBLE - 1

    def _flow(self, start: int, end: int, but: Count, away: Collection[Count], most: int) -> int:
        """How many people can go from one sum to another through hidden counts, `most` at most.

        Any number may be added to a count, and all but one taken from it.
        """
        moved: dict[Count, int] = dict.fromkeys(away, 0)
        flow = 0
        while flow < most:
            came: dict[int, tuple[int, Count, int]] = {start: (start, but, 0)}
            front = [start]
            for node in front:
                for count in away:
                    if count == but or count not in self.ends:
                        continue
                    to, of = self.ends[count]
                    spare = self.people[count] + moved[count] > 1
                    for here, there, step in ((of, to, 1), (to, of, -1)):
                        if here == node and there not in came and (step == 1 or spare):
                            came[there] = (node, count, step)
                            front.append(there)
            if end not in came:
                break
            node = end
            while node != start:
                node, count, step = came[node]
                moved[count] += step
            flow += 1
        return flow


def _turned(sums: int, stands: Iterable[list[tuple[int, int]]]) -> dict[int, int]:
    """1 or -1 for each sum, so that a count which stands in two is added in one only."""
    beside: dict[int, list[tuple[int, int]]] = {n: [] for n in range(1, sums + 1)}
    for places in stands:
        if len(places) > 2:
            raise ValueError("A count stands in more than two sums: leave out what follows.")
        if len(places) == 2:
            (one, sign), (other, its) = places
            beside[one].append((other, -sign * its))
            beside[other].append((one, -sign * its))
    turned: dict[int, int] = {}
    for first in beside:
        turned.setdefault(first, 1)
        front = [first]
        for node in front:
            for other, factor in beside[node]:
                if other not in turned:
                    front.append(other)
                if turned.setdefault(other, turned[node] * factor) != turned[node] * factor:
                    raise ValueError("These sums are no table with its totals.")
    return turned
