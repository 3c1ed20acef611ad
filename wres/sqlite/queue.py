"""The order in which writers of a SQLite database have their turn: first come, first served.

SQLite's write lock has no queue: whoever finds it taken sleeps and tries again, and of twenty who
do so one can starve. So each draws a ticket first. A ticket is a lock on one byte of the folder in
which the database lies, and the number of the byte is the time. It is somebody's turn when no byte
below their own is locked.

The kernel gives back the lock of a process that ends, however it ends. Nothing is written for it,
so a full disk is no matter, and no process is known by a number that another may have later.

Only the order is kept here: that one writes at a time is seen to by SQLite. Where no ticket can be
drawn (a system without such locks, a folder that may not be read), people wait as SQLite does.
"""

import os
import struct
import time
from weakref import WeakSet

try:
    import fcntl

    SET, ASK, NOBODY = fcntl.F_OFD_SETLK, fcntl.F_OFD_GETLK, fcntl.F_UNLCK
    HAS_TICKETS = True
except (ImportError, AttributeError):  # no Linux
    HAS_TICKETS = False

LOCK = "hhqqi0q"  # struct flock: kind, whence, start, length, process
LOOK_EVERY = 0.005  # seconds


class Ticket:
    """A place in the queue of a folder, from when it is drawn until it is given back."""

    def __init__(self, folder: str) -> None:
        """OSError where the folder may not be read."""
        self._folder = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        _drawn.add(self)
        self.number = time.monotonic_ns()  # one clock for all processes of the machine
        self._lock(SET, fcntl.F_RDLCK, self.number, 1)

    def is_next(self) -> bool:
        """Whether all who came before have had their turn, or have gone."""
        return self._lock(ASK, fcntl.F_WRLCK, 0, self.number) == NOBODY

    def wait(self, until: float) -> bool:
        """Wait for the turn; False when it has not come by then, a time of `time.monotonic`."""
        while not self.is_next():
            if time.monotonic() >= until:
                return False
            time.sleep(LOOK_EVERY)
        return True

    def give_back(self) -> None:
        """Let the next have their turn; twice is once."""
        if self._folder >= 0:
            # Said, and not left to the closing: a process forked meanwhile has it open too.
            self._lock(SET, NOBODY, 0, 0)
            self.close()

    def close(self) -> None:
        folder, self._folder = self._folder, -1
        os.close(folder)

    def __del__(self) -> None:
        if getattr(self, "_folder", -1) >= 0:
            self.give_back()

    def _lock(self, command: int, kind: int, start: int, length: int) -> int:
        given = struct.pack(LOCK, kind, os.SEEK_SET, start, length, 0)
        answer: int = struct.unpack(LOCK, fcntl.fcntl(self._folder, command, given))[0]
        return answer


def draw(folder: str) -> Ticket | None:
    """A ticket, or None where there are none."""
    try:
        return Ticket(folder) if HAS_TICKETS else None
    except OSError:
        return None


_drawn: WeakSet[Ticket] = WeakSet()  # the tickets of this process


def _hold_none() -> None:
    """A process that is forked may outlive the one that waits in the queue."""
    for ticket in list(_drawn):
        if ticket._folder >= 0:
            ticket.close()


if HAS_TICKETS:
    os.register_at_fork(after_in_child=_hold_none)
