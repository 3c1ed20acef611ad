"""The rule: what putting one change back makes of which value, or why it no longer fits."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wres.audit.undo import Step, propose

NAMES = ["title", "status", "target"]
ROWS = st.fixed_dictionaries({name: st.integers(0, 3) for name in NAMES})
OLD, NEW = {"title": "Old", "status": 1}, {"title": "New", "status": 1}


@pytest.mark.parametrize(
    ("before", "after", "now", "step", "moves", "fits"),
    [
        (OLD, NEW, NEW, Step.CHANGE, {"title": ("New", "Old")}, True),
        (OLD, NEW, NEW | {"status": 2}, Step.CHANGE, {"title": ("New", "Old")}, True),
        (OLD, NEW, NEW | {"title": "Newer"}, Step.CHANGE, {"title": ("Newer", "Old")}, False),
        (OLD, NEW, None, Step.CHANGE, {"title": (None, "Old")}, False),
        (OLD, OLD, OLD, Step.CHANGE, {}, False),
        (OLD, None, None, Step.MAKE, {"title": (None, "Old"), "status": (None, 1)}, True),
        (OLD, None, OLD, Step.MAKE, {"title": (None, "Old"), "status": (None, 1)}, False),
        (None, NEW, NEW, Step.REMOVE, {"title": ("New", None), "status": (1, None)}, True),
        (None, NEW, OLD, Step.REMOVE, {"title": ("Old", None), "status": (1, None)}, False),
        (None, NEW, None, Step.REMOVE, {"title": ("New", None), "status": (1, None)}, False),
    ],
)
def test_a_change_is_put_back_only_on_what_it_left(before, after, now, step, moves, fits):
    found = propose(before, after, now)
    assert (found.step, found.moves, found.fits) == (step, moves, fits)


def test_what_was_changed_later_is_named():
    assert propose(OLD, NEW, NEW | {"title": "Newer"}).later == ("title",)


def test_a_change_that_neither_found_nor_left_a_row_is_none():
    with pytest.raises(ValueError, match="finds a row or leaves one"):
        propose(None, None, OLD)


def put(now, proposal):
    """The row that the proposal makes of the row as it is now."""
    if proposal.step is Step.REMOVE:
        return None
    return (now or {}) | {name: back for name, (_, back) in proposal.moves.items()}


@given(before=st.none() | ROWS, after=st.none() | ROWS, beside=ROWS, name=st.sampled_from(NAMES))
def test_putting_back_and_putting_that_back_leaves_it_as_before(before, after, beside, name):
    assume(before or after)
    now = after
    if before and after and before[name] == after[name]:
        now = after | {name: beside[name]}  # something else was changed meanwhile
    first = propose(before, after, now)
    assume(first.fits)
    back = put(now, first)
    second = propose(now, back, back)
    assert second.fits
    assert put(back, second) == now


@given(before=ROWS, after=ROWS, now=ROWS)
def test_what_another_change_has_set_since_is_never_overwritten(before, after, now):
    found = propose(before, after, now)
    if found.fits:
        assert all(now[name] == after[name] for name in found.moves)
        assert all(put(now, found)[n] == now[n] for n in NAMES if n not in found.moves)
