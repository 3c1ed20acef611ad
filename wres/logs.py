"""Log lines: one JSON object each, with nothing that tells who a person is but their number.

gunicorn reads this module too, before there are any settings.
"""

import logging
import re
import time
import traceback
from datetime import UTC, datetime

from pythonjsonlogger.json import JsonFormatter

from wres.audit import kinds

access = logging.getLogger("wres.access")

# What a line may hold, in this order; whatever else a record carries is left out.
FIELDS = ("request_id", "user", "method", "path", "status", "milliseconds")
LONGEST = 4_000  # characters of a message, or of the words of an exception, that are looked at
# The database repeats the values of a row after these, to the end of what it says.
ROW_VALUES = re.compile(
    r"(DETAIL|LINE \d+): .*?(?=\n\n(?:The above exception|During handling)|\Z)", re.DOTALL
)
# Other errors repeat a value in quotes, and mail servers the address of a person. Each begins
# where the one before ended, so that a long line is looked through once.
IN_QUOTES = re.compile(r"""(: |value )("[^"]*"|'[^']*'|“[^“”]*”)""")
QUOTED_PATH = re.compile(r"""(["'])([^"'/]*+/[^"']*+)\1""")
EMAIL = re.compile(
    r"""(?:"[^"]*+"|(?<![\w.+'%!#$&*=?^`{|}~-])[\w.+'%!#$&*=?^`{|}~-]++)@[\w-]++(?:\.[\w-]++)+"""
)
AT = re.compile("@|%40|\uff20|\ufe6b")  # the sign of an address, as it may be written
BETWEEN_WORDS = re.compile(r"""([\s"'<>()\[\],]+)""")
LONG_WORD = 20  # characters, from which one with letters and digits may be a key
IN_A_FILE = re.compile(r'[\s|+-]*File "[^"]+", line \d+')
# What would begin another line, or turn the direction of one, in a terminal or in what collects.
UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
PROBES = {"/healthz", "/readyz"}


def in_one_line(text: str) -> str:
    """The text with each character that cannot be seen written as its number."""
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def without_values(text: str) -> str:
    """The text without row values and addresses of people, as far as they can be told."""
    text = ROW_VALUES.sub(r"\1: (left out)", text)
    return EMAIL.sub("(address left out)", text)


def without_links(text: str) -> str:
    """The text with each path in it made fit for the log, and what may be a key left out."""
    text = QUOTED_PATH.sub(lambda found: f"{found[1]}{kinds.fit(found[2])}{found[1]}", text)
    return "".join(map(_without_link, BETWEEN_WORDS.split(text)))


def _without_link(word: str) -> str:
    if "/" in word:
        return kinds.fit(word)
    if AT.search(word):
        return "(address left out)"
    is_mixed = any(map(str.isdigit, word)) and any(map(str.isalpha, word))
    return kinds.LEFT_OUT if len(word) >= LONG_WORD and is_mixed else word


def _fit(text: str) -> str:
    return in_one_line(without_links(without_values(text[:LONGEST])))


class _Careful(logging.Formatter):
    """Leaves row values, addresses of people and links that open something out of each line."""

    def format(self, record):
        record.exc_text = None  # another formatter may have left its own there
        return super().format(record)

    def formatException(self, exc_info):  # noqa: N802
        # Never with the values of local variables, whatever the interpreter is set to.
        parts = traceback.TracebackException(*exc_info, capture_locals=False).format()
        # A place in the code as it is; the words of an exception in one line, without values.
        said = (
            part if IN_A_FILE.match(part) else _fit(IN_QUOTES.sub(r"\1(left out)", part[:LONGEST]))
            for part in (part.strip("\n") for part in parts)
        )
        return "\n".join(said).rstrip()


def _message(record) -> str:
    args = record.args
    if isinstance(args, tuple):  # a path that is an argument by itself is made fit as a whole
        args = tuple(
            kinds.fit(each)
            if isinstance(each, str) and (each.startswith("/") or "://" in each[:20])
            else each
            for each in args
        )
    message = (str(record.msg) % args if args else str(record.msg))[:LONGEST]
    request = getattr(record, "request", None)
    if request is not None and hasattr(request, "path"):
        message = message.replace(request.path, kinds.fit(request.path))
    return _fit(message)


class JsonLines(_Careful, JsonFormatter):
    def add_fields(self, log_data, record, message_dict):
        at = datetime.fromtimestamp(record.created, UTC)
        log_data["time"] = at.isoformat(timespec="milliseconds")
        log_data["level"], log_data["logger"] = record.levelname, record.name
        log_data["message"] = _message(record)
        known = {name: getattr(record, name, None) for name in FIELDS}
        if known["request_id"] in (None, "-"):  # Django tells of a 5xx when the request is over
            known["request_id"] = getattr(getattr(record, "request", None), "id", None)
        known |= {name: _fit(str(known[name])) for name in ("method", "path") if known[name]}
        log_data |= {name: value for name, value in known.items() if value not in (None, "-")}
        if "exc_info" in message_dict:
            log_data["exception"] = message_dict["exc_info"]
        return log_data

    def process_log_record(self, log_data):
        return {name: value for name, value in log_data.items() if value is not None}


class TextLines(_Careful):
    """For people at a terminal."""

    def __init__(self):
        super().__init__("%(levelname)s %(name)s [%(request_id)s] %(careful_message)s")

    def format(self, record):
        record.careful_message = _message(record)
        record.request_id = getattr(record, "request_id", "-")
        return super().format(record)


OF_SERVERS = ("django", "django.server", "gunicorn.error", "gunicorn.access")
FORMATS = {"json": "wres.logs.JsonLines", "text": "wres.logs.TextLines"}


def configuration(kind: str, level: str, filters=()) -> dict:
    """The whole of logging, to stderr: for Django, and for gunicorn around it."""
    named = {name: {"()": name} for name in filters}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": named,
        "formatters": {"line": {"()": FORMATS[kind]}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": list(named),
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Their own handlers, where they have some, would write what was asked for as it came.
            **{name: {"propagate": True} for name in OF_SERVERS},
            "pikepdf": {"level": "CRITICAL"},  # it repeats what a file holds
        },
    }


class AccessMiddleware:
    """One line for each request, when its answer is there: what was asked, by whom, how long."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        began = time.perf_counter()
        response = self.get_response(request)
        facts = {
            "request_id": getattr(request, "id", None),
            # Where the page asked who it is; the log never asks itself.
            "user": getattr(getattr(request, "_cached_user", None), "pk", None),
            "method": request.method,
            "path": kinds.fit(request.path),
            "status": response.status_code,
            "milliseconds": round((time.perf_counter() - began) * 1000),
        }
        is_probe = request.path in PROBES and response.status_code == 200
        said = "%(method)s %(path)s %(status)s %(milliseconds)s ms"
        access.log(logging.DEBUG if is_probe else logging.INFO, said, facts, extra=facts)
        return response
