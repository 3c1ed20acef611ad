"""Finding a Chromium, or installing one through whatever this machine has."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.patience import PATIENCE

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
INSTALLERS = [
    ["apt-get", "update", "-qq"],
    ["apt-get", "install", "-y", "-qq", "chromium"],
    [sys.executable, "-m", "playwright", "install", "chromium"],
]


def find():
    """The path of a Chromium on this machine, or None."""
    on_path = filter(None, (shutil.which(name) for name in NAMES))
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return next(on_path, None) or (str(own) if own.exists() else None)


def find_or_install():
    """As `find`; installs one when there is none, and raises RuntimeError saying so if it fails."""
    found = find()
    for command in [] if found else INSTALLERS:
        if shutil.which(command[0]) and (command[0] != "apt-get" or os.geteuid() == 0):
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL, timeout=PATIENCE)
            found = found or find()
    if not found:
        raise RuntimeError("The browser journeys need Chromium. Install it, then run them again.")
    return found


if __name__ == "__main__":
    print(find_or_install())
