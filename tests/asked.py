"""What the pages ask for: their forms and the parameters of their addresses, as a stranger would
find them."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urljoin, urlsplit

from bs4 import BeautifulSoup

MARKER = "<w r='\"&>"
HOSTILE = [
    MARKER,
    "",
    " ",
    "\x00",
    "\u202eevil\u200b",
    "\ud7ff\ufffe",
    "-1",
    "0",
    "9" * 30,
    "9223372036854775808",
    "1e309",
    "NaN",
    "\u0663\uff13",
    "2026-02-30",
    "0001-01-01",
    "null",
    "[]",
    "{{7*7}}{% debug %}",
    "${jndi:ldap://127.0.0.1/a}",
    "'; DROP TABLE actions_action; --",
    "../../../../etc/passwd",
    "//evil.example/",
    "javascript:alert(1)",
    "=cmd|' /C calc'!A0",
    "a\r\nBcc: all@example.org",
    "/a\r\nSet-Cookie: a=b",
    "pk__regex=(",
    "\u0130" * 300,
    "a" * 10_000,
]
# Parameters of addresses that no link of the small world shows.
KNOWN = {"page", "year", "next", "show", "organisation", "open", "trail", "figures", "updates"}
KNOWN |= {"version", "figure", "part", "from", "to", "coverage", "check", "all", "refresh", "q"}
KNOWN |= {"status", "delivery", "lead", "section", "indicator", "quarter", "sort", "person"}
KNOWN |= {"kind", "thing", "after", "before", "code"}


def html_of(response):
    """The page that was answered; nothing where it is a file."""
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return response.content.decode() if is_page else ""


@dataclass(frozen=True)
class Form:
    """A form of a page: where it is sent, and what a browser would send with nothing typed."""

    address: str
    fields: tuple[tuple[str, str], ...]

    @property
    def names(self):
        return sorted({name for name, _ in self.fields})

    def filled(self, **changed):
        """Its fields as lists of values, with some of them changed."""
        sent = {}
        for name, value in self.fields:
            sent.setdefault(name, []).append(value)
        return sent | changed


def forms_of(page, address):
    """The forms of a page that are sent with POST, its radios and ticks as their first choice."""
    found = []
    for form in BeautifulSoup(page, "html.parser").find_all("form"):
        if form.get("method", "get").lower() == "post":
            where = urljoin(address, form.get("action") or address)
            found.append(Form(where, tuple(_fields(form))))
    return found


def _fields(form):
    chosen = set()
    for field in form.find_all(["input", "select", "textarea", "button"]):
        name, kind = field.get("name"), field.get("type", "text")
        is_choice = kind in {"radio", "checkbox"}
        if not name or name == "csrfmiddlewaretoken" or kind == "file":
            continue
        if is_choice and name in chosen:
            continue
        chosen.add(name)
        yield name, _value(field)


def _value(field):
    if field.name == "textarea":
        return field.text.removeprefix("\n")
    if field.name == "select":
        options = field.find_all("option")
        picked = [each for each in options if each.has_attr("selected")] or options[:1]
        return picked[0].get("value", picked[0].text) if picked else ""
    default = "on" if field.get("type") == "checkbox" else ""
    return field.get("value", default)


def parameters_of(page):
    """The names that the page's links and searches put after the question mark, and known ones."""
    soup = BeautifulSoup(page, "html.parser")
    names = set(KNOWN)
    for link in soup.find_all("a", href=True):
        names |= set(parse_qs(urlsplit(link["href"]).query))
    for form in soup.find_all("form"):
        if form.get("method", "get").lower() == "get":
            names |= {each["name"] for each in form.find_all(attrs={"name": True})}
    return sorted(names)
