"""The application, whose forms wait for a file `go`: to stop it while one is under way."""

import os
from pathlib import Path

from tests.patience import wait_until
from wres.wsgi import application as ours

FOLDER = Path(os.environ["WRES_VAR"])


def application(environ, start_response):
    if environ["REQUEST_METHOD"] == "POST":
        (FOLDER / "begun").touch()
        wait_until((FOLDER / "go").exists)
    return ours(environ, start_response)
