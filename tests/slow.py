"""The application, whose forms wait for a file `go`: to stop it while one is under way."""

import os
import time
from pathlib import Path

from wres.wsgi import application as ours

FOLDER = Path(os.environ["WRES_VAR"])
PATIENCE = 120  # seconds


def application(environ, start_response):
    if environ["REQUEST_METHOD"] == "POST":
        (FOLDER / "begun").touch()
        until = time.monotonic() + PATIENCE
        while not (FOLDER / "go").exists() and time.monotonic() < until:
            time.sleep(0.01)
    return ours(environ, start_response)
