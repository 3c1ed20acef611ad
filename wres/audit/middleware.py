"""The id of a request: in its log lines, its history rows and its answer."""

import logging
import uuid

from wres.audit import changes, kinds


class RequestIdMiddleware:
    """Give each request an id of our own; none is taken from outside."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = str(uuid.uuid4())
        with changes.origin(f"{request.method} {kinds.fit(request.path)}"[:200], request.id):
            response = self.get_response(request)
        response.headers["X-Request-Id"] = request.id
        return response


class RequestIdFilter(logging.Filter):
    """Put the id of the request into each log record."""

    def filter(self, record):
        record.request_id = changes.request_id()
        return True
