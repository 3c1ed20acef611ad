"""Check the types of the whole product, and those of its rules strictly: python -m tests.types

A new module is checked by itself; a new rule strictly, once the house names it as one.
"""

import subprocess
import sys

from tests.test_house import PURE, ROOT

PAPERS = ["words", "tables", "fixed", "pdf"]  # which set rules on paper
MYPY = [sys.executable, "-m", "mypy"]
STRICT = ["--config-file=", "--strict", "--follow-imports=silent", "--cache-dir=.mypy_cache/strict"]


def main():
    """The number of checks that found something wrong."""
    papers = [f"actions/reports/papers/{name}.py" for name in PAPERS]
    commands = [MYPY, [*MYPY, *STRICT, *PURE, *papers]]
    return sum(subprocess.run(each, cwd=ROOT, check=False).returncode != 0 for each in commands)


if __name__ == "__main__":
    sys.exit(main())
