"""Look for known holes in what the product stands on, and for unsafe calls in it.

python -m tests.audits

Where a registry does not answer the line says "not checked", which is no failure: a machine
without it can still test. A finding is one, unless `[tool.wres.audits]` of pyproject.toml accepts
it with a reason and an end.
"""

import json
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

PATIENCE = 60  # seconds for a tool that asks a registry
APPS = ["actions", "indicators", "wres"]
BIN = Path(sys.executable).parent
TOOLS = {
    "bandit": [BIN / "bandit", "-q", "-r", *APPS, "-c", "pyproject.toml", "-f", "json"],
    "pip-audit": [
        *[BIN / "pip-audit", "-r", "requirements.txt", "--disable-pip", "--require-hashes"],
        *["--timeout", "10", "--progress-spinner", "off", "-f", "json"],
    ],
    "npm audit": [
        *[BIN / "npm", "audit", "--json", "--package-lock-only"],
        *["--fetch-timeout=10000", "--fetch-retries=0"],
    ],
}


class NotCheckedError(Exception):
    """The tool could not learn what is known: no registry answered it."""


@dataclass(frozen=True)
class Finding:
    """What a tool found, by the name under which it can be accepted."""

    id: str
    words: str


def of_bandit(said: dict) -> list[Finding]:
    return [
        Finding(row["test_id"], f"{row['filename']}:{row['line_number']}: {row['issue_text']}")
        for row in said["results"]
    ]


def of_pip_audit(said: dict) -> list[Finding]:
    """NotCheckedError where the registry's knowledge of any package is missing."""
    packages = said["dependencies"]
    found = [
        Finding(hole["id"], f"{package['name']} {package['version']}: {hole['id']}")
        for package in packages
        for hole in package.get("vulns", [])
    ]
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    if unknown and not found:
        raise NotCheckedError(f"the registry told nothing of {len(unknown)} packages")
    return found


def of_npm(said: dict) -> list[Finding]:
    if "vulnerabilities" not in said:
        raise NotCheckedError("the registry has no audits")
    ways = [way for row in said["vulnerabilities"].values() for way in row["via"]]
    holes = {way["url"]: way for way in ways if isinstance(way, dict)}
    return [
        Finding(url.rsplit("/", 1)[-1], f"{hole['name']}: {hole['title']}")
        for url, hole in holes.items()
    ]


READERS = {"bandit": of_bandit, "pip-audit": of_pip_audit, "npm audit": of_npm}


def run(tool: str) -> list[Finding]:
    """What the tool finds; NotCheckedError where it has no answer in time."""
    try:
        done = subprocess.run(
            TOOLS[tool], capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        return READERS[tool](json.loads(done.stdout))
    except subprocess.TimeoutExpired:
        raise NotCheckedError(f"no answer in {PATIENCE} seconds") from None
    except ValueError:
        raise NotCheckedError("no registry answered") from None


def verdict(tool: str, today: date, accepted: list[dict], find=run) -> tuple[str, bool]:
    """The lines to print of a tool, and whether they are a failure."""
    try:
        found = find(tool)
    except NotCheckedError as why:
        return f"{tool}: not checked, {why}", tool == "bandit"  # which asks nobody
    ends = {row["id"]: row["until"] for row in accepted}
    open_ones = [each for each in found if ends.get(each.id, date.min) < today]
    if not open_ones:
        return f"{tool}: nothing found, {len(found)} accepted", False
    return "\n".join(f"{tool}: {each.words} ({each.id})" for each in open_ones), True


def main() -> int:
    with Path("pyproject.toml").open("rb") as file:
        accepted = tomllib.load(file)["tool"]["wres"]["audits"]["accepted"]
    today = datetime.now(UTC).date()
    verdicts = [verdict(tool, today, accepted) for tool in TOOLS]
    for words, _ in verdicts:
        print(words)
    return int(any(fails for _, fails in verdicts))


if __name__ == "__main__":
    sys.exit(main())
