"""The expected HTML that nhsuk-frontend ships for each component, and how to compare with it."""

import json
from pathlib import Path

from bs4 import BeautifulSoup, Comment, NavigableString

COMPONENTS = Path(__file__).parent.parent / "node_modules/nhsuk-frontend/dist/nhsuk/components"


def fixture_name(fixture: dict) -> str:
    described = fixture.get("description")
    return f"{fixture['name']}, {described}" if described else fixture["name"]


def fixtures_of(component: str) -> dict[str, dict]:
    """The fixtures of a component by their names, as the package's file has them."""
    text = (COMPONENTS / component / "fixtures.json").read_text()
    fixtures = json.loads(text)["fixtures"]
    named = {fixture_name(fixture): fixture for fixture in fixtures}
    assert len(named) == len(fixtures), f"two fixtures of {component} have one name"
    return named


def drawn(components, declined: dict[str, dict[str, list[str]]]) -> list[tuple[str, str]]:
    """Every fixture of the components except those that are declined, with a reason, by name."""
    unknown = set(declined) - set(components)
    assert not unknown, f"fixtures are declined of components that are not drawn: {unknown}"
    pairs = []
    for component in components:
        names = fixtures_of(component)
        declined_names = {name for names in declined.get(component, {}).values() for name in names}
        stale = declined_names - set(names)
        assert not stale, f"{component} has no such fixtures any more: {stale}"
        pairs += [(component, name) for name in names if name not in declined_names]
    return pairs


def words_of(option) -> str:
    """The text of an option that may be a string or {"text": …}."""
    return option.get("text", "") if isinstance(option, dict) else option or ""


def normal(html: str):
    """The HTML as nested tuples: order of attributes and classes, and white space, do not count."""
    return _children(BeautifulSoup(html, "html.parser"))


def _children(node):
    children, text = [], ""
    for child in node.children:
        if isinstance(child, Comment):
            continue
        if isinstance(child, NavigableString):
            text += str(child)
        else:
            children += [*_text(text), _element(child)]
            text = ""
    return tuple(children + _text(text))


def _text(text: str) -> list[str]:
    words = " ".join(text.split())
    return [words] if words else []


def _element(element):
    attrs = {
        name: " ".join(sorted(value)) if isinstance(value, list) else value
        for name, value in element.attrs.items()
    }
    return (element.name, tuple(sorted(attrs.items())), _children(element))
