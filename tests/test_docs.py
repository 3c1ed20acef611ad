"""What the documents name is there: tests, commands, targets, files, and each requirement."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).parent.parent
TOP = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"]
DOCS = TOP + [str(path.relative_to(ROOT)) for path in sorted((ROOT / "docs").rglob("*.md"))]
# ASVS 5.0.0, levels 1 and 2: the last requirement of each section, which begins with the first.
LAST = {
    **{"1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1},
    **{"3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4},
    **{"5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5},
    **{"6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2},
    **{"8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4},
    **{"10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4},
    **{"11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2},
    **{"13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1},
    **{"16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4, "17.3": 2},
}
STATES = {"Met", "Partly", "Not met", "Installation", "Not applicable"}


def text_of(name):
    return (ROOT / name).read_text()


def requirements():
    """Number, state, words and tests of each row of the table; a range of numbers one by one."""
    for row in re.findall(r"^\| (\d[\d.-]*) \|(.*)\|(.*)\|(.*)\|$", text_of("docs/asvs.md"), re.M):
        first, _, last = row[0].partition("-")
        section = first.rsplit(".", 1)[0]
        upto = int((last or first).rsplit(".", 1)[1])
        for number in range(int(first.rsplit(".", 1)[1]), upto + 1):
            yield f"{section}.{number}", *(cell.strip() for cell in row[1:])


def test_every_requirement_of_the_level_stands_in_the_table_once():
    wanted = [f"{section}.{n}" for section, last in LAST.items() for n in range(1, last + 1)]
    assert sorted(number for number, *_ in requirements()) == sorted(wanted)


def test_every_requirement_has_a_state_and_words_and_what_is_met_a_test():
    for number, state, words, tests in requirements():
        assert state in STATES, number
        assert words.endswith("."), number
        assert tests or state != "Met", number


def test_the_count_above_the_table_agrees():
    states = [state for _, state, *_ in requirements()]
    said = re.search(r"Of (\d+) requirements: (.*)\.", text_of("docs/asvs.md"))
    assert int(said[1]) == len(states)
    for part in said[2].split(", "):
        count, state = part.split(" ", 1)
        assert states.count(state.capitalize()) == int(count), state


@pytest.mark.parametrize("name", DOCS)
def test_every_test_named_exists(name):
    for path, test in re.findall(r"`(?:tests/)?([\w/]*test_\w+\.py)(?:::(\w+))?`", text_of(name)):
        source = ROOT / "tests" / path
        assert source.exists(), path
        assert not test or f"def {test}(" in source.read_text(), f"{path}::{test}"


@pytest.mark.parametrize("name", DOCS)
def test_every_command_and_target_named_exists(name):
    commands = set(re.findall(r"manage\.py ([a-z_]+)", text_of(name)))
    assert commands <= set(get_commands())
    targets = set(re.findall(r"`make ([a-z-]+)`", text_of(name)))
    assert targets <= set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.M))


def test_the_readme_is_short_and_leads_to_every_page():
    text = text_of("README.md")
    assert len(text.splitlines()) < 80
    linked = {link.removesuffix("README.md") for link in re.findall(r"\]\(([^)#:]+)\)", text)}
    pages = {name for name in DOCS if not name.startswith("docs/decisions/")}
    assert pages - {"README.md"} <= linked
    assert "docs/decisions/" in linked


def test_every_command_of_ours_is_explained():
    ours = {name for name, app in get_commands().items() if (ROOT / str(app)).is_dir()}
    for name in ours - {"demonstrate"}:
        assert f"manage.py {name}" in text_of("docs/commands.md"), name


def drawn():
    """The folders of the picture of the house: four spaces deep or more, two for each level."""
    above = []
    for line in text_of("docs/house.md").splitlines():
        if found := re.match(r"((?:  ){2,})((?:\w+/ ?)+)(?: |$)", line):
            above = above[: len(found[1]) // 2 - 2]
            names = found[2].replace("/", " ").split()
            yield from ("/".join([*above, name]) for name in names)
            above.append(names[-1])


def test_every_folder_of_the_house_is_drawn_and_there():
    folders = set(drawn())
    for name in folders:
        assert (ROOT / name).is_dir(), name
    rooms = {
        str(each.parent.relative_to(ROOT))
        for each in ROOT.glob("[a-z]*/**/__init__.py")
        if not {"management", "migrations", "node_modules", "tests"} & set(each.parts)
    }
    assert rooms - {"actions/reports/papers"} <= folders


def test_every_choice_is_listed_and_answers_the_same_four_questions():
    listed = re.findall(r"\]\(([\w-]+\.md)\)", text_of("docs/decisions/README.md"))
    choices = {path.name for path in (ROOT / "docs/decisions").glob("*.md")} - {"README.md"}
    assert sorted(listed) == sorted(choices)
    for name in choices:
        headings = re.findall(r"^## (.+)", text_of(f"docs/decisions/{name}"), re.M)
        assert headings == ["The question", "What we tried", "What we chose", "When to look again"]


@pytest.mark.parametrize("name", DOCS)
def test_every_link_leads_to_a_file(name):
    for link in re.findall(r"\]\(([^)#:]+)\)", text_of(name)):
        assert (ROOT / name).parent.joinpath(link).exists(), link


def test_every_exception_to_an_audit_has_its_reason():
    for path in ROOT.glob("[a-z]*/**/*.py"):
        if {"node_modules", "tests"} & set(path.parts):
            continue
        for line in path.read_text().splitlines():
            if "# nosec" in line:
                assert re.search(r"# nosec B\d+: \S+ \S+ \S+", line), f"{path}: {line}"
