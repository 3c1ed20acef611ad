"""How many questions each page asks the database of the settings; JSON.

python -m tests.bench.log_queries '{"session": "…", "pages": ["/RZZ/audit/"]}'
"""

import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402


def count(session, pages):
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    client.get(pages[0])  # notes the click, once a minute
    return {page: _asked(client, page) for page in pages}


def _asked(client, page):
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(page)
    if answer.status_code != 200:
        raise RuntimeError(f"{page} answers {answer.status_code}.")
    return len(seen)


if __name__ == "__main__":
    json.dump(count(**json.loads(sys.argv[1])), sys.stdout)
