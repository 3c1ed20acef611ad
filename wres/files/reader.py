"""A file that a person brought is read in a process of its own, with limits on time and memory.

One reader process is started beforehand and forks a child for each file, so that whatever a file
does to its reader ends with that child. It is a program of its own, which knows neither the
settings nor the database, and ends with the process that started it.
"""

import atexit
import gc
import importlib
import io
import logging
import os
import pickle  # nosec B403: each end is ours, on a socket that nobody else has
import resource
import selectors
import signal
import socket
import subprocess  # nosec B404: one program, our own
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, NoReturn

from wres.files.refused import MEGABYTE, RefusedError

SECONDS = 10  # of processor time, for one file
PATIENCE = 120  # seconds by the clock, for a reader that waits and computes nothing
MEMORY = 300 * MEGABYTE  # in use, with what the reader's own code needs
MOST_ANSWERED = 100 * MEGABYTE  # pickled; the largest table that is allowed takes 6
STOPPING = 5  # seconds until a reader process that does not end is ended
NICENESS = 5  # pages go before files

TOO_LONG = (
    "The selected file takes too long to read. Copy what you need from it into a new file, and "
    "select that"
)
TOO_MUCH = (
    "The selected file needs too much memory to read. Copy what you need from it into a new file, "
    "and select that"
)
STOPPED = (
    "The selected file could not be read, because the program that reads files stopped. Try "
    "again. If that does not help, copy what you need from it into a new file, and select that"
)

_OUT_OF_MEMORY, _FAULT = 1, 2  # how a child ends that has no answer
_REFUSALS = {
    -signal.SIGXCPU: TOO_LONG,
    -signal.SIGALRM: TOO_LONG,
    _OUT_OF_MEMORY: TOO_MUCH,
    -signal.SIGKILL: TOO_MUCH,  # by the system, when the machine has no memory left
}
_ANSWERED = (Exception, Enum, Decimal, date, tuple)  # beside dataclasses and built-in values
_CODE_BYTES = 10  # at most: a number in digits
_ROOT = Path(__file__).resolve().parents[2]
_PROGRAM = [sys.executable, "-c", "from wres.files.reader import serve; serve()"]
_ENVIRONMENT = ("PATH", "PYTHON", "LD_", "DYLD_", "LANG", "LC_", "TZ")  # no keys, no passwords

logger = logging.getLogger(__name__)


def read[**P, T](function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What a function of a module makes of a file, worked out in a child of the reader process.

    Its arguments, its answer and its errors are pickled; what it raises is raised here.
    `RefusedError` when it needs more than `SECONDS` of processor time, `PATIENCE` by the clock or
    `MEMORY`, when its answer is longer than `MOST_ANSWERED`, and when its process is ended.
    """
    question = pickle.dumps((SECONDS, PATIENCE, MEMORY, function, args, kwargs))
    answer, code = _answer(function.__module__, question)
    if code is None:  # the reader process itself was ended: another one is asked, once
        answer, code = _answer(function.__module__, question)
    if len(answer) > MOST_ANSWERED:
        code = _OUT_OF_MEMORY
    if code != 0:
        logger.warning("Reading a file with %s ended with %s", function.__qualname__, code)
        raise RefusedError(STOPPED if code is None else _REFUSALS.get(code, STOPPED))
    try:
        is_read, said = _Answer(io.BytesIO(answer)).load()
    except Exception as error:  # whatever such bytes can do
        logger.warning("Reading a file with %s answered %r", function.__qualname__, error)
        raise RefusedError(STOPPED) from error
    if is_read:
        return said  # type: ignore[no-any-return]
    raise said


class _Answer(pickle.Unpickler):  # nosec B301: it makes nothing but what is named here
    """What a child may say, even when a file has made it say something else than it should."""

    def find_class(self, module: str, name: str) -> type:
        found = getattr(sys.modules.get(module), name, None)
        if isinstance(found, type) and (is_dataclass(found) or issubclass(found, _ANSWERED)):
            return found
        raise pickle.UnpicklingError(f"with {module}.{name}, which is no plain value")


def _answer(module: str, question: bytes) -> tuple[bytes, int | None]:
    """What a child answers, and the code or signal with which it ended.

    The code is None when the reader process ended before it; another one is started next time.
    """
    reader, answer = start(), b""
    ours, theirs = socket.socketpair()
    codes, ended = socket.socketpair()
    ours.settimeout(PATIENCE + 10)  # seconds; the child is ended first
    with ours, codes:
        with theirs, ended, suppress(BrokenPipeError):
            reader.take(module, theirs, ended)
        try:
            with suppress(BrokenPipeError):
                ours.sendall(question)
            with ours.makefile("rb") as answers, suppress(ConnectionResetError):
                answer = answers.read(MOST_ANSWERED + 1)
        except TimeoutError:
            return b"", -signal.SIGALRM
        ours.close()  # so that a child with more to say ends
        code = codes.recv(_CODE_BYTES)
    if not code:
        _drop(reader)
    return answer, int(code) if code else None


class _Reader:
    """The reader process, as the process sees it that started it."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair()
        environment = {
            name: value for name, value in os.environ.items() if name.startswith(_ENVIRONMENT)
        }
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  # nosec B603: as it stands above
                _PROGRAM,
                cwd=_ROOT,
                env=environment,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
            )

    def take(self, module: str, connection: socket.socket, ended: socket.socket) -> None:
        """Have a child begin that reads a question and answers it on the connection."""
        name = module.encode()
        sent = [connection.fileno(), ended.fileno()]
        socket.send_fds(self._control, [bytes([len(name)]), name], sent)

    def stop(self) -> None:
        self._control.close()
        try:
            self._process.wait(STOPPING)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def forget(self) -> None:
        """Leave it to the process that this one was forked from."""
        self._control.close()
        self._process.returncode = 0


_lock = threading.Lock()
_readers: list[_Reader] = []  # the one that is alive


def start() -> _Reader:
    """The reader process; started where there is none, so that the first file need not wait."""
    with _lock:
        if not _readers:
            _readers.append(_Reader())
        return _readers[0]


def _drop(reader: _Reader) -> None:
    with _lock:
        if reader in _readers:
            _readers.remove(reader)
            reader.stop()


def _stop() -> None:
    while _readers:
        _readers.pop().stop()


def _forget() -> None:
    global _lock
    _lock = threading.Lock()  # another thread may have held it
    while _readers:
        _readers.pop().forget()


atexit.register(_stop)
os.register_at_fork(after_in_child=_forget)


@dataclass
class _Child:
    """A child that reads a file, as the reader process sees it."""

    pid: int
    alive: socket.socket  # the child alone holds the other end, so that this one ends with it
    ended: socket.socket  # where the code is awaited with which it ends

    def end(self) -> None:
        _, status = os.waitpid(self.pid, 0)
        with self.alive, self.ended, suppress(BrokenPipeError):
            self.ended.sendall(b"%d" % os.waitstatus_to_exitcode(status))


def serve() -> None:
    """The reader process: a child for each question, until whoever started this one is gone."""
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # it ends with its starter
        signal.signal(ending, signal.SIG_IGN)
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    children: dict[socket.socket, _Child] = {}
    with socket.socket(fileno=0) as control, selectors.PollSelector() as waiting:
        waiting.register(control, selectors.EVENT_READ)
        try:
            while True:
                for key, _ in waiting.select():
                    if key.fileobj in children:
                        waiting.unregister(key.fileobj)
                        children.pop(key.fileobj).end()
                    elif (child := _begin(control, children)) is not None:
                        waiting.register(child.alive, selectors.EVENT_READ)
                        children[child.alive] = child
                    else:
                        return
        finally:
            for child in children.values():
                os.kill(child.pid, signal.SIGKILL)
                child.end()


def _begin(control: socket.socket, children: Mapping[socket.socket, _Child]) -> _Child | None:
    """A child for the next question; None when nobody is there who could ask one."""
    length, handles, _, _ = socket.recv_fds(control, 1, 2)
    if not length:
        return None
    module = control.recv(length[0], socket.MSG_WAITALL).decode()
    with suppress(Exception):  # a child that fails to import it can say so
        importlib.import_module(module)
    gc.freeze()  # a child that looks for rubbish need not copy what is shared
    connection, ended = (socket.socket(fileno=handle) for handle in handles)
    alive, held = socket.socketpair()
    with connection, held:
        pid = os.fork()
        if pid == 0:
            others = [pipe for each in children.values() for pipe in (each.alive, each.ended)]
            _read(connection, [control, alive, ended, *others])
    return _Child(pid, alive, ended)


def _read(connection: socket.socket, others: Iterable[socket.socket]) -> NoReturn:
    """The child: read one question, answer it and end."""
    code = 0
    try:
        for pipe in others:  # which belong to the reader process and to other files
            pipe.close()
        with connection.makefile("rb") as questions:
            question = pickle.load(questions)  # noqa: S301  # nosec B301: from who started us
        seconds, patience, memory, function, args, kwargs = question
        _limit(seconds, patience, memory)
        said = _outcome(function, args, kwargs)
        with connection.makefile("wb") as answers:
            pickle.dump(said, answers)
    except MemoryError:
        code = _OUT_OF_MEMORY
    except BrokenPipeError:  # nobody waits for the answer any more
        code = _FAULT
    except BaseException:
        traceback.print_exc()
        code = _FAULT
    os._exit(code)


def _limit(seconds: int, patience: float, memory: int) -> None:
    os.nice(NICENESS)
    signal.setitimer(signal.ITIMER_REAL, patience)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_CPU, seconds)
    with suppress(FileNotFoundError):  # Linux alone can limit memory: elsewhere there is no /proc
        pages = Path("/proc/self/statm").read_text().split()
        mapped, resident = (int(count) * resource.getpagesize() for count in pages[:2])
        _lower(resource.RLIMIT_AS, mapped - resident + memory)


def _lower(limit: int, most: int) -> None:
    soft, hard = resource.getrlimit(limit)
    known = [each for each in (soft, hard) if each != resource.RLIM_INFINITY]
    resource.setrlimit(limit, (min([most, *known]), hard))


def _outcome(
    function: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[bool, object]:
    """Whether the function has answered, and its answer or its error."""
    try:
        return True, function(*args, **kwargs)
    except MemoryError:
        raise
    except Exception as error:
        error.add_note(traceback.format_exc())
        try:
            pickle.loads(pickle.dumps(error))  # noqa: S301  # nosec B301: what was just written
        except Exception:  # an error whose class asks for more than its words
            error = RuntimeError(traceback.format_exc())
        return False, error
