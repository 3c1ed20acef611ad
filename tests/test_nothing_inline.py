"""No page holds a script, a style or a handler of its own, which the policy would refuse."""

import re

import pytest
from bs4 import BeautifulSoup

from tests import test_access
from tests.asked import html_of
from tests.test_access import PAGES

address_of = test_access.address_of
DATA = {"application/json"}
LEADS = {"href", "src", "action", "formaction", "poster", "data", "srcset"}
ADMIN = ["/admin/", "/admin/actions/action/", "/admin/actions/historicalaction/"]


def inline(page):
    """What stands in a page of HTML that a strict policy refuses, each in words."""
    soup = BeautifulSoup(page, "html.parser")
    for script in soup.find_all("script"):
        if not script.get("src") and script.get("type") not in DATA:
            yield f"a script: {script.text[:40]}"
    yield from (f"a style: {style.text[:40]}" for style in soup.find_all("style"))
    for tag in soup.find_all(True):
        for name, value in tag.attrs.items():
            if name == "style" or name.startswith("on"):
                yield f"{tag.name} {name}"
            elif name in LEADS and re.match(r"\s*(javascript|data|vbscript):", str(value), re.I):
                yield f"{tag.name} {name}={value[:40]}"
            elif name in {"src", "srcset"} and re.match(r"(https?:)?//", str(value)):
                yield f"{tag.name} from another host: {value}"


@pytest.mark.parametrize("who", ["ife", "ada"])
def test_no_page_has_anything_inline(who, address_of, request, sign_in):
    client = sign_in(request.getfixturevalue(who))
    addresses = [address_of(page) for page in PAGES] + ADMIN * (who == "ada")
    found = {
        address: list(inline(html_of(client.get(address, follow=True)))) for address in addresses
    }
    assert {address: words for address, words in found.items() if words} == {}


@pytest.mark.parametrize(
    "path",
    ["/accounts/login/", "/accounts/password/reset/", "/privacy/", "/accessibility/", "/nowhere/"],
)
def test_no_page_for_everyone_has_anything_inline(client, db, path):
    assert list(inline(client.get(path).content)) == []


@pytest.mark.parametrize(
    "page",
    [
        "<p style='color: red'>",
        "<style>p {}</style>",
        "<script>1</script>",
        "<script type=module>1</script>",
        "<a onclick='x()'>",
        "<a href=' JavaScript:x()'>",
        "<img src='//elsewhere.example/a.png'>",
    ],
)
def test_it_would_be_found(page):
    assert list(inline(page))
