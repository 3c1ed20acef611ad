"""Readers of files that do what a hostile file makes a reader do, in a process of their own.

They stand in a module that needs nothing, since the reader process imports it.
"""

import os
import signal
import sys
import time
from pathlib import Path


def computes_for_ever(*args, **kwargs):
    while True:
        pass


def computes_in_c(*args, **kwargs):
    """In one call, which no handler of signals in Python could break into."""
    return 3 ** (3**20)


def computes_half_a_second():
    """The seconds of processor time that it had."""
    while time.process_time() < 0.5:
        pass
    return time.process_time()


def waits_for_ever(*args, **kwargs):
    time.sleep(3_600)


def waits(seconds):
    time.sleep(seconds)
    return seconds


def eats_memory(*args, **kwargs):
    return [bytearray(1_000_000) for _ in range(1_000)]


def eats_memory_at_once(*args, **kwargs):
    return bytearray(1_000_000_000)


def takes(size):
    return len(bytearray(size))


def answers_without_end(*args, **kwargs):
    return b"x" * 120_000_000


def aborts(*args, **kwargs):
    """As a library does in C++ that has no memory left."""
    os.abort()


def crashes(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGSEGV)


def is_ended(*args, **kwargs):
    """As the system does, when the machine has no memory left."""
    os.kill(os.getpid(), signal.SIGKILL)


def exits(*args, **kwargs):
    raise SystemExit(0)


class DemandingError(Exception):
    """Cannot be made from its words alone, so that it does not come through a pickle."""

    def __init__(self, row, column):
        super().__init__(f"row {row}, {column}")


def fails(*args, **kwargs):
    raise DemandingError(1, "year")


def answers_a_function(*args, **kwargs):
    return lambda: None


class Program:
    """Something that runs when it is made from its pickle."""

    def __reduce__(self):
        return os.abort, ()


def answers_a_program(*args, **kwargs):
    return [Program()]


def refuses(error):
    raise error


def environment():
    return dict(os.environ)


def open_sockets():
    """How many sockets the process has open."""
    names = (Path("/proc/self/fd") / number for number in os.listdir("/proc/self/fd"))
    return sum(os.readlink(name).startswith("socket:") for name in names if name.is_symlink())


def loaded(module):
    return [name for name in sys.modules if name.split(".")[0] == module]


def family():
    """The numbers of the reader process and of its children."""
    process = os.getppid()
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [process, *map(int, children)]
