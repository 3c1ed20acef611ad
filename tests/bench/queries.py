"""How many questions each page asks the database of the settings, with nothing kept of it; JSON.

python -m tests.bench.queries '{"session": "…", "pages": ["/RZZ/audit/"]}'
"""

import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from wres.accounts.sign_in import timeouts  # noqa: E402

TRANSACTION = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")  # which asks nothing


def count(session, pages):
    timeouts.EVERY = float("inf")  # a click is noted once a minute, which is no page's question
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    return {page: _asked(client, page) for page in pages}


def _asked(client, page):
    client.get(page)  # Django asks some databases once what they can do
    cache.clear()
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(page)
    if answer.status_code != 200:
        raise RuntimeError(f"{page} answers {answer.status_code}.")
    return sum(not query["sql"].startswith(TRANSACTION) for query in seen)


if __name__ == "__main__":
    json.dump(count(**json.loads(sys.argv[1])), sys.stdout)
