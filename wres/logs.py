"""Log lines: one JSON object each, with nothing that tells who a person is but their number.

gunicorn reads this module too, before there are any settings.
"""

import logging
import re
import time
import traceback
from datetime import UTC, datetime

from pythonjsonlogger.json import JsonFormatter

access = logging.getLogger("wres.access")

# What a line may hold, in this order; whatever else a record carries is left out.
FIELDS = ("request_id", "user", "method", "path", "status", "milliseconds")
# The database repeats the values of a row after these, to the end of what it says.
ROW_VALUES = re.compile(
    r"(DETAIL|LINE \d+): .*?(?=\n\n(?:The above exception|During handling)|\Z)", re.DOTALL
)
# Other errors repeat a value in quotes, and mail servers the address of a person.
IN_QUOTES = re.compile(r"""(: |value )("[^"]*"|'[^']*'|“[^”]*”)""")
EMAIL = re.compile(r"(?<![\w.+'%-])[\w.+'%-]++@[\w-]+(\.[\w-]+)+")
# Parts of an address that open something to whoever has it.
SECRET_PARTS = {"token", "key"}
PROBES = {"/healthz", "/readyz"}


def without_values(text: str) -> str:
    """The text without row values and addresses of people, as far as they can be told."""
    text = ROW_VALUES.sub(r"\1: (left out)", text)
    return EMAIL.sub("(address left out)", text)


def path_of(request) -> str:
    """The path without its query string, and without the parts of it that are secret."""
    path, match = request.path, getattr(request, "resolver_match", None)
    for name, value in match.kwargs.items() if match else ():
        if name in SECRET_PARTS:
            path = path.replace(str(value), "…")
    return path


class _Careful(logging.Formatter):
    """Leaves row values, addresses of people and secret parts of a path out of each message."""

    def formatException(self, exc_info):  # noqa: N802
        # Never with the values of local variables, whatever the interpreter is set to.
        lines = traceback.TracebackException(*exc_info, capture_locals=False).format()
        return without_values(IN_QUOTES.sub(r"\1(left out)", "".join(lines).rstrip()))


def _message(record):
    message = without_values(record.getMessage())
    request = getattr(record, "request", None)
    if request is not None and hasattr(request, "path"):
        message = message.replace(request.path, path_of(request))
    return message


class JsonLines(_Careful, JsonFormatter):
    def add_fields(self, log_data, record, message_dict):
        at = datetime.fromtimestamp(record.created, UTC)
        log_data["time"] = at.isoformat(timespec="milliseconds")
        log_data["level"], log_data["logger"] = record.levelname, record.name
        log_data["message"] = _message(record)
        known = {name: getattr(record, name, None) for name in FIELDS}
        if known["request_id"] in (None, "-"):  # Django tells of a 5xx when the request is over
            known["request_id"] = getattr(getattr(record, "request", None), "id", None)
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
        "loggers": {"pikepdf": {"level": "CRITICAL"}},  # it repeats what a file holds
        "root": {"handlers": ["console"], "level": level},
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
            "user": _number_of(request),
            "method": request.method,
            "path": path_of(request),
            "status": response.status_code,
            "milliseconds": round((time.perf_counter() - began) * 1000),
        }
        is_probe = request.path in PROBES and response.status_code == 200
        said = "%(method)s %(path)s %(status)s %(milliseconds)s ms"
        access.log(logging.DEBUG if is_probe else logging.INFO, said, facts, extra=facts)
        return response


def _number_of(request):
    """The number of the signed-in person, where the page asked who it is; never asks itself."""
    return getattr(getattr(request, "_cached_user", None), "pk", None)
