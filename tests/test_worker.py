"""The worker's command survives a database that does not answer, and a file that fails."""

import signal
import time
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import OperationalError, connections

from indicators import jobs
from indicators.imports import worker
from indicators.management.commands import work as command


@pytest.fixture(autouse=True)
def _signals_as_before():
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture(autouse=True)
def _no_post(monkeypatch):
    """Letters are sent in a thread of their own: tests/test_letters.py."""
    monkeypatch.setattr(command, "Thread", lambda **_: SimpleNamespace(start=int, join=int))


@pytest.fixture
def working(monkeypatch):
    """`working(True, OSError(), …)`: what each turn comes to; how long it slept, and what it said.

    A stop follows the last turn.
    """

    def run(*turns, asleep=None):
        left, slept, said = [*turns, SystemExit(0)], [], StringIO()

        def turn(may_go_on):
            result = left.pop(0)
            if isinstance(result, BaseException):
                raise result
            return result

        monkeypatch.setattr(worker, "work", turn)
        monkeypatch.setattr(time, "sleep", asleep or slept.append)
        monkeypatch.setattr(connections, "close_all", lambda: None)
        monkeypatch.setattr(command, "close_old_connections", lambda: None)
        monkeypatch.setattr(jobs, "jobs", [])
        with pytest.raises(SystemExit):
            call_command("work", stderr=said)
        return slept, said.getvalue()

    return run


def test_it_looks_again_at_once_after_work_and_after_a_second_without(working):
    assert working(True, True, False, False, True) == ([1, 1], "")


def test_it_waits_longer_each_time_the_database_does_not_answer(working):
    locked = OperationalError("database is locked")
    slept, said = working(*[locked] * 6, True, False)
    assert slept == [2, 4, 8, 16, 30, 30, 1]
    assert said.count("The database did not answer, so it is tried again: database is locked") == 6


def test_it_goes_on_after_a_file_that_failed(working):
    slept, said = working(OSError("No space left"), False)
    assert slept == [1, 1]
    assert "The work on a file or letter failed: OSError('No space left')" in said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_at_once_while_it_has_nothing_to_do(working, number):
    slept, said = working(False, asleep=lambda seconds: signal.raise_signal(number))
    assert (slept, said) == ([], "")


def test_a_signal_in_the_middle_of_work_waits_for_the_end_of_the_step(monkeypatch):
    asked = []

    def turn(may_go_on):
        asked.append(may_go_on())
        signal.raise_signal(signal.SIGTERM)
        asked.append(may_go_on())
        return True

    monkeypatch.setattr(worker, "work", turn)
    monkeypatch.setattr(command, "close_old_connections", lambda: None)
    monkeypatch.setattr(connections, "close_all", lambda: None)
    call_command("work")
    assert asked == [True, False]
