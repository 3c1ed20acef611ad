"""Files changed a little, the same each time: every reader takes them or refuses them in words.

`make fuzz` tries for as long as it is asked to, guided by what code a file reaches.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.archives import changed_inside
from tests.fuzz.readers import READERS

pytestmark = pytest.mark.slow

PIECES = [
    b"",
    b"\x00",
    b"\xff",
    b"\r",
    b'"',
    b"9" * 40,
    b"-1",
    b"1e309",
    b"<",
    b"</w:tbl>",
    b'<!DOCTYPE a [<!ENTITY b "c">]>&b;',
    b'r="ZZZ9999999"',
    b'w:val="99999999999"',
    "\u0663\u202e".encode(),
    b"=1+1",
]
EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(PIECES) | st.binary(max_size=8)),
    min_size=1,
    max_size=4,
)


def edited(data, edits):
    """The bytes with pieces put in place of others, at fractions of their length."""
    for where, gone, piece in edits:
        place = int(where * len(data))
        data = data[:place] + piece + data[place + gone :]
    return data


@pytest.mark.parametrize("name", READERS)
def test_a_whole_file_is_read(name):
    assert all(READERS[name].survives(seed) for seed in READERS[name].seeds())


@pytest.mark.parametrize("name", READERS)
@settings(
    max_examples=40,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2), part=st.integers(0, 40), edits=EDITS)
def test_a_changed_file_is_read_or_refused(name, seed, part, edits):
    seeds = list(READERS[name].seeds())
    READERS[name].survives(
        changed_inside(seeds[seed % len(seeds)], part, lambda data: edited(data, edits))
    )
