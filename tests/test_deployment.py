"""What the papers for a trust's IT say is what the code reads."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
READ = re.compile(r"env\.\w+\(\s*(?:#[^\n]*\n\s*)*\"([A-Z_]+)\"")
OF_A_PROVIDER = re.compile(r"env\.\w+\(f\"OIDC_\{name\.upper\(\)\}_([A-Z_]+)\"")
BY_GUNICORN = re.compile(r"environ\.get\(\"([A-Z_]+)\"")


def words_of(file):
    return (ROOT / file).read_text()


def in_the_table():
    """Each setting that has a row; those of one identity provider by the provider `trust`."""
    rows = re.findall(r"^\| (`[A-Z_`, ]+`) \|", words_of("docs/deployment.md"), re.MULTILINE)
    return {name for row in rows for name in re.findall("[A-Z_]+", row)}


def test_the_table_names_every_setting_and_no_other():
    read = set(READ.findall(words_of("wres/settings.py")))
    read |= {f"OIDC_TRUST_{end}" for end in OF_A_PROVIDER.findall(words_of("wres/settings.py"))}
    read |= set(BY_GUNICORN.findall(words_of("gunicorn.conf.py")))
    assert len(read) > 30
    assert in_the_table() == read


@pytest.mark.parametrize("file", ["docs/deployment.md", "compose.yaml", "Dockerfile"])
def test_every_command_that_is_named_exists(file):
    known = {path.stem for path in ROOT.glob("[a-z]*/**/management/commands/*.py")}
    known |= {"collectstatic", "migrate", "check"}
    named = set(re.findall(r"manage\.py\"?,? \"?([a-z_]+)", words_of(file)))
    assert named
    assert named <= known


def test_what_containers_are_given_is_a_setting():
    given = set(re.findall(r"^ {4,}([A-Z_]+): ", words_of("compose.yaml"), re.MULTILINE))
    assert given - {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"} <= in_the_table()
    assert "WRES_MODE" in given


def test_a_container_is_built_without_secrets_tests_and_history():
    ignored = set(words_of(".dockerignore").split())
    assert {".git", "var", "tests", "*.env", ".venv"} <= ignored


def test_a_container_runs_as_nobody_in_particular():
    users = re.findall(r"^USER (\S+)", words_of("Dockerfile"), re.MULTILINE)
    assert users[-1:] == ["wres"]
    assert "/healthz" in words_of("Dockerfile")
