"""Few people stay hidden, whatever is added up and taken away again."""

from itertools import product
from random import Random

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from indicators.rules import disclosure
from indicators.rules.disclosure import Sum, hidden, may_tell
from indicators.rules.statistics import Counts

WHOLE = Sum("all", ("a", "b", "c"))


@pytest.mark.parametrize(
    ("people", "away"),
    [
        ({"a": 7, "b": 40, "c": 300, "all": 347}, {"a", "b"}),  # 347 - 40 - 300 would be 7
        ({"a": 1, "b": 2, "c": 300, "all": 303}, {"a", "b", "c"}),  # 1 and 2 make 3
        ({"a": 0, "b": 40, "c": 300, "all": 340}, set()),  # nobody is no person
        ({"a": 0, "b": 4, "c": 300, "all": 304}, {"b", "c"}),  # and is not hidden for others
        ({"a": 11, "b": 40, "c": 300, "all": 351}, set()),
        ({"a": 10, "b": 0, "c": 0, "all": 10}, {"a", "all"}),
    ],
)
def test_what_a_total_would_give_away_is_hidden_too(people, away):
    assert hidden(people, [WHOLE]) == away


def test_what_a_count_leaves_of_its_total_is_of_few_people_too():
    people = {"appointed": 892, "not": 8, "shortlisted": 900}
    assert hidden(people, [Sum("shortlisted", ("appointed", "not"))]) == {"appointed", "not"}


def test_a_count_of_no_sum_hides_itself_alone():
    assert hidden({"a": 3, "b": 50}, []) == {"a"}


def test_another_limit_hides_more():
    assert hidden({"a": 15, "b": 50}, [], below=20) == {"a"}


@pytest.mark.parametrize(
    ("white", "bme", "told"),
    [
        ((300, 900), (40, 120), True),
        ((300, 900), (7, 120), False),
        ((895, 900), (40, 120), False),  # 5 are left
        ((0, 900), (40, 120), True),
        ((300, 900), None, True),
    ],
)
def test_counts_behind_a_figure_are_told_together_or_not(white, bme, told):
    assert may_tell(Counts(white, bme)) is told


def table(chance):
    """Headcounts by unit and group, with the totals of both and of all."""
    units, groups = chance.randint(2, 4), chance.randint(2, 3)
    people = {
        (unit, group): chance.choice([0, chance.randint(1, 12), chance.randint(11, 60)])
        for unit, group in product(range(units), range(groups))
    }
    sums = [Sum((u, "all"), tuple((u, g) for g in range(groups))) for u in range(units)]
    sums += [Sum(("all", g), tuple((u, g) for u in range(units))) for g in range(groups)]
    for each in sums:
        people[each.total] = sum(people[part] for part in each.parts)
    sums.append(Sum(("all", "all"), tuple((u, "all") for u in range(units))))
    sums.append(Sum(("all", "all"), tuple(("all", g) for g in range(groups))))
    people["all", "all"] = sum(people[u, "all"] for u in range(units))
    return people, sums


def numbers_that_fit(people, sums, away, count):
    """The least and the most that a hidden count can be in any table of whole numbers that has
    all that is shown, each hidden one of one person or more."""
    names = list(people)
    rows = [[(c in each.parts) - (c == each.total) for c in names] for each in sums]
    lowest = [1 if c in away else people[c] for c in names]
    highest = [np.inf if c in away else people[c] for c in names]
    goal = np.array([c == count for c in names], dtype=float)
    ends = []
    for sign in (1, -1):
        found = milp(
            sign * goal,
            constraints=LinearConstraint(rows, 0, 0),
            bounds=Bounds(lowest, highest),
            integrality=np.ones(len(names)),
        )
        ends.append(np.inf if found.fun is None else round(sign * found.fun))
    return ends


@pytest.mark.parametrize("seed", range(60))
def test_whoever_tries_every_table_that_fits_finds_five_numbers_or_more(seed):
    people, sums = table(Random(seed))
    away = hidden(people, sums)
    assert {c for c, n in people.items() if 0 < n < disclosure.BELOW} <= away
    for count in away:
        least, most = numbers_that_fit(people, sums, away, count)
        assert most - least + 1 >= disclosure.POSSIBLE, (count, people[count], least, most)


def test_the_attack_finds_what_one_hidden_count_is():
    people = {"a": 7, "b": 40, "c": 300, "all": 347}
    assert numbers_that_fit(people, [WHOLE], {"a"}, "a") == [7, 7]


def test_most_of_a_large_table_is_still_shown():
    people, sums = table(Random(1))
    large = {count: n * 100 for count, n in people.items()}
    assert hidden(large, sums) == frozenset()
