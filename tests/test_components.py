"""Our components draw the HTML that nhsuk-frontend expects of them."""

import re
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from tests.nhsuk_fixtures import drawn, fixtures_of, normal, words_of


def body(context: dict, fixture: dict) -> dict:
    """The text or the HTML of a fixture, in the two variables of our components."""
    html = fixture.get("callBlock") or context.get("html")
    return {"text": context.get("text"), "html": mark_safe(html) if html else ""}  # noqa: S308


def inline(context: dict, fixture: dict):
    """A fixture's text, or its HTML where our component has the one variable."""
    parts = body(context, fixture)
    return parts["html"] or parts["text"]


def options(given) -> dict:
    """The options of a part that may be given as its text alone."""
    return given if isinstance(given, dict) else {"text": given}


def heading(context: dict) -> dict:
    given = options(context.get("heading"))
    return {
        "heading": given.get("text"),
        **{key: given.get(key) for key in ("level", "size", "id")},
    }


def tag(context, fixture):
    return {**context, "text": inline(context, fixture)}


def back_link(context, fixture):
    return {**context, "text": inline(context, fixture)}


def breadcrumb(context, fixture):
    return {"items": context["items"], "back": context.get("backLink")}


def button(context, fixture):
    return {**context, "prevent_double_click": context.get("preventDoubleClick")}


def details(context, fixture):
    summary = inline(options(context["summary"]), {})
    return {**context, **body(context, fixture), "summary": summary}


def error_summary(context, fixture):
    return {
        "heading": inline(options(context["heading"]), {}),
        "items": [item for item in context.get("errorList", []) if item],
        "description": inline(options(context.get("description")), fixture),
        "no_focus": context.get("disableAutoFocus"),
    }


def notification_banner(context, fixture):
    return {
        **body(context, fixture),
        "heading": words_of(context.get("heading")),
        "title": words_of(context.get("title")),
        "variant": context.get("variant"),
        "role": context.get("role"),
        "no_focus": context.get("disableAutoFocus"),
    }


def summary_list_row(row):
    actions = row.get("actions", [])
    links = actions.get("items", []) if isinstance(actions, dict) else actions
    return {
        "key": words_of(row["key"]),
        "value": inline(options(row["value"]), {}),
        "border": row.get("border"),
        "actions": [
            link and {**link, "hidden_text": link.get("visuallyHiddenText")} for link in links
        ],
    }


def summary_list(context):
    """The rows of a list, which a page wraps in a dl; rows beside others' actions say so."""
    rows = [summary_list_row(row) for row in context["rows"] if row]
    some_have = any(row["actions"] for row in rows)
    html = "".join(
        render_to_string(
            "components/summary-list-row.html",
            {**row, "no_actions": some_have and not any(row["actions"])},
        )
        for row in rows
    )
    classes = "nhsuk-summary-list"
    if context.get("border") is False:
        classes += " nhsuk-summary-list--no-border"
    if context.get("lastRowBorder") is False:
        classes += " nhsuk-summary-list--no-last-row-border"
    return f'<dl class="{classes}">{html}</dl>'


def card(context, fixture):
    parts = body(context, fixture)
    description = words_of(context.get("description"))
    return {**context, **heading(context), "html": parts["html"], "description": description}


def plain(context, fixture):
    return {**context, **body(context, fixture)}


VARIABLES = {
    "action-link": tag,
    "back-link": back_link,
    "breadcrumb": breadcrumb,
    "button": button,
    "card": card,
    "details": details,
    "error-summary": error_summary,
    "inset-text": plain,
    "notification-banner": notification_banner,
    "pagination": plain,
    "summary-list": None,
    "tag": tag,
    "warning-callout": lambda context, fixture: {**plain(context, fixture), **heading(context)},
}

# What our components leave out, by the reason, so that a fixture of a later version of the
# package is either drawn as it should be or decided upon here.
BUTTON = "it is a link here: only forms have buttons"
REVERSE = "we have no dark page backgrounds"
ICON = "our buttons have words alone"
FOCUS = "leaving the option out does the same"
NO_BODY = "pages write what needs more than text around it themselves"
CARE = "the colours of urgent care are for advice to patients"
OTHER_WORDS = "the words are English"

DECLINED = {
    "action-link": {
        REVERSE: ["default, reverse", "with HTML, reverse"],
        BUTTON: ["as a button", "as a button, reverse"],
    },
    "back-link": {
        REVERSE: ["default, reverse"],
        BUTTON: [
            "with HTML",
            "with HTML via call block",
            "with text escaping",
            "as a button",
            "as a button, reverse",
        ],
    },
    "breadcrumb": {
        NO_BODY: ["attributes"],
        REVERSE: ["reverse"],
        BUTTON: ["with back link as a button"],
    },
    "button": {
        ICON: [
            f"{variant}with icon at {place}{size}"
            for variant in (
                "",
                "login ",
                "reverse ",
                "secondary ",
                "secondary, solid background ",
                "warning ",
            )
            for place in ("start", "end")
            for size in ("", ", small")
        ],
        FOCUS: ["with double click not prevented"],
    },
    "card": {
        NO_BODY: [
            "basic with summary list and action",
            "basic with summary list and action as a button",
            "basic with summary list and actions",
            "basic with summary list and actions array",
            "basic with summary list and actions as buttons",
            "basic with summary list and actions (empty items)",
            "basic with summary list and actions, without heading",
            "feature with A to Z content",
            "secondary non-clickable with custom description",
            "secondary with summary list and actions",
            "secondary with summary list and actions (empty items)",
            "secondary with summary list and actions, without heading",
            "warning with actions",
            "with image",
            "with image and caption",
            "with image and custom HTML",
        ],
        CARE: [
            "emergency (red and black)",
            "emergency (red and black) with action link",
            "non-urgent (blue)",
            "urgent (red)",
        ],
    },
    "error-summary": {FOCUS: ["auto-focus explicitly enabled"]},
    "notification-banner": {
        FOCUS: ["auto-focus explicitly enabled, with success variant"],
        NO_BODY: ["custom tabindex", "paragraph with heading class"],
    },
    "pagination": {
        OTHER_WORDS: ["numbered with translations", "with translations"],
        "only the names of the options are older": ["with deprecated options"],
    },
    "summary-list": {
        BUTTON: ["with actions as buttons", "with multiple actions as buttons"],
        NO_BODY: [
            "with item widths",
            "as a card",
            "as a card (clickable) without actions",
            "as a card (feature) with actions",
            "as a card (feature) with custom HTML",
            "as a card (secondary) with actions",
            "as a card (type emergency) with actions",
            "as a card (type non-urgent) with actions",
            "as a card (type urgent) with actions",
            "as a card with action",
            "as a card with action as a button",
            "as a card with actions",
            "as a card with actions as buttons",
            "as a card with multiple actions",
        ],
    },
    "tag": {
        "a tag is given a colour or a class, not both": ["colour class overriding colour option"]
    },
}


def render(component, fixture):
    context = fixture["context"]
    if component == "summary-list":
        return summary_list(context)
    return render_to_string(f"components/{component}.html", VARIABLES[component](context, fixture))


@pytest.mark.parametrize(("component", "name"), drawn(VARIABLES, DECLINED))
def test_component_matches_the_package(component, name):
    fixture = fixtures_of(component)[name]
    assert normal(render(component, fixture)) == normal(fixture["html"])


def element(html: str, selector: str):
    return BeautifulSoup(html, "html.parser").select_one(selector)


def test_a_sorted_column_says_which_way():
    expected = fixtures_of("tables")["sortable server-side"]["html"]
    ours = render_to_string(
        "components/sort-header.html", {"text": "Name", "href": "#", "sort": "descending"}
    )
    theirs = element(expected, "th")
    theirs["class"].remove("nhsuk-u-width-one-half")
    assert normal(ours) == normal(str(theirs))


def test_page_links_keep_the_filters_of_the_address(rf):
    request = rf.get("/RKE/plan/2025/?section=2&page=5")
    page = Paginator(range(200), 10).page(5)
    html = Template("{% pages page %}").render(Context({"request": request, "page": page}))
    links = [link["href"] for link in BeautifulSoup(html, "html.parser").select("li a")]
    assert links == [f"?section=2&page={number}" for number in (1, 4, 5, 6, 20)]
    assert element(html, "[aria-current=page]").text == "5"
    assert element(html, "[rel=prev]")["href"] == "?section=2&page=4"


def test_one_page_has_no_page_links(rf):
    page = Paginator(range(3), 10).page(1)
    html = Template("{% pages page %}").render(Context({"request": rf.get("/"), "page": page}))
    assert html.strip() == ""


def test_a_removable_filter_says_what_its_link_does():
    html = render_to_string(
        "components/filter-chips.html",
        {"filters": [{"text": "Section: Culture", "href": "?"}], "clear_href": "?"},
    )
    assert element(html, "a.app-filters__link").text == "Remove filter Section: Culture"


@pytest.mark.parametrize(
    ("is_month", "words", "machine"),
    [(False, "31 March 2026", "2026-03-31"), (True, "March 2026", "2026-03")],
)
def test_a_date_is_in_words_and_for_machines(is_month, words, machine):
    html = render_to_string(
        "components/date.html", {"day": date(2026, 3, 31), "is_month": is_month}
    )
    assert element(html, "time").text == words
    assert element(html, "time")["datetime"] == machine


def test_a_script_in_a_name_is_shown_as_text():
    html = render_to_string("components/tag.html", {"text": "<script>alert(1)</script>"})
    assert "&lt;script&gt;" in html
    assert "<script>" not in html


def test_every_template_is_at_most_80_lines_and_has_nothing_inline():
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        text = path.read_text()
        assert len(text.splitlines()) <= 80, path
        script = r'<script(?![^>]*\b(src=|type="application/json"))'
        found = re.search(rf"<style|{script}|\sstyle=|\son[a-z]+=", text)
        assert not found, f"{path}: {found}"
