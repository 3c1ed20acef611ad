"""Several people save at once; `make load` is the same with 20 people for a minute."""

import pytest

from tests.bench import load

pytestmark = pytest.mark.heavy


def test_of_what_four_people_save_at_once_nothing_is_lost(capsys):
    assert load.main(people=4, seconds=5) == 0
    assert "no save was lost" in capsys.readouterr().out
