"""Two addresses for whoever watches over the installation; they say nothing that helps a stranger.

/healthz: this process answers. /readyz: it can serve people, or the names of what keeps it from it.
"""

import time
from threading import Lock

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from wres import readiness

ASKED_EVERY = 1  # seconds; whoever asks more often is given the last answer
CHECKS = {
    "database": readiness.database,
    "migrations": readiness.migrations,
    "static files": readiness.static_files,
}


@require_safe
@login_not_required
def healthz(request):
    return _plain("ok")


@require_safe
@login_not_required
def readyz(request):
    failing = _last.failing()
    return _plain("\n".join(failing) or "ok", status=503 if failing else 200)


def _plain(text, status=200):
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(text, status=status, content_type="text/plain", headers=headers)


class _Last:
    """What failed when it was last asked; one thread asks, the others wait for its answer."""

    def __init__(self):
        self._lock, self._names, self._until = Lock(), [], 0.0

    def failing(self) -> list[str]:
        with self._lock:
            if time.monotonic() >= self._until:
                found = [readiness.look(name, check) for name, check in CHECKS.items()]
                self._names = [each.name for each in found if not each.is_ok]
                self._until = time.monotonic() + ASKED_EVERY
            return self._names

    def forget(self):
        self._until = 0.0


_last = _Last()
PAGES = {"/healthz": healthz, "/readyz": readyz}


class HealthMiddleware:
    """Answer before anything asks for a session, a person, or the name that the host was called by.

    Probes call a server by its number, which is not among ALLOWED_HOSTS.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        page = PAGES.get(request.path_info)
        return page(request) if page else self.get_response(request)
