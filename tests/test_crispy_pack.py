"""Our crispy template pack draws the form HTML that nhsuk-frontend expects."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from crispy_forms.bootstrap import PrependedText
from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Fieldset, Layout, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from tests.nhsuk_fixtures import drawn, fixtures_of, normal, words_of
from wres.nhsuk.fields import PARTS, DayMonthYearField, FileUpload, PlainErrors, Question
from wres.nhsuk.tags import date_parts, error_list, wrong_date_parts


def text_or_html(option) -> str:
    """The words of an option that may be a string, {"text": …} or {"html": …}."""
    html = option.get("html") if isinstance(option, dict) else None
    return mark_safe(html) if html else words_of(option)  # noqa: S308


def label_of(context) -> tuple[str, str, bool]:
    """Words, size and whether it is the page's heading, of a label or a legend."""
    given = context.get("label") or (context.get("fieldset") or {}).get("legend") or ""
    if isinstance(given, str):
        return given, "", False
    return words_of(given.get("heading") or given), given.get("size") or "", "heading" in given


def input_widget(context):
    css = [context.get("classes", "")]
    if context.get("code"):
        css.append("nhsuk-input--code")
    if context.get("width") and "--width-" not in css[0]:
        css.append(f"nhsuk-input--width-{context['width']}")
    attrs = {"class": " ".join(filter(None, css)) or None}
    for name in ("autocomplete", "inputmode", "type"):
        attrs[name] = context.get(name)
    if context.get("spellcheck") is False:
        attrs["spellcheck"] = "false"
    return {name: value for name, value in attrs.items() if value}


def text_area(context):
    attrs = {"autocomplete": context.get("autocomplete"), "maxlength": context.get("maxlength")}
    attrs["rows"] = context.get("rows")
    return {name: value for name, value in attrs.items() if value}


def options_of(context):
    return [(item["value"], item["text"]) for item in context["items"]]


def choice_attrs(context):
    kind = "radios" if "radio" in context else "checkboxes"
    sizes = [f"nhsuk-{kind}--{size}" for size in ("inline", "small") if context.get(size)]
    return {"class": " ".join(sizes)} if sizes else {}


def field_of(component, context) -> forms.Field:
    """The Django field that asks what the fixture asks."""
    if component == "input":
        return forms.CharField(widget=forms.TextInput(input_widget(context)))
    if component == "password-input":
        attrs = {"autocomplete": "current-password"} | input_widget(context)
        return forms.CharField(widget=forms.PasswordInput(attrs, render_value=True))
    if component in ("textarea", "character-count"):
        return forms.CharField(widget=forms.Textarea(text_area(context)))
    if component == "file-upload":
        return FileUpload()
    if component == "select":
        return forms.ChoiceField(choices=options_of(context))
    if component == "radios":
        attrs = choice_attrs(context | {"radio": True})
        return forms.ChoiceField(choices=options_of(context), widget=forms.RadioSelect(attrs))
    if component == "checkboxes":
        return forms.MultipleChoiceField(
            choices=options_of(context), widget=forms.CheckboxSelectMultiple(choice_attrs(context))
        )
    return DayMonthYearField()


def part_of(context, part) -> dict:
    """The options of a date's day, month or year, given by name or as an item of a list."""
    items = {item.get("name"): item for item in context.get("items", []) if item}
    return items.get(part) or context.get(part) or {}


def initial_of(component, context):
    if component == "date-input":
        values = context.get("values", {})
        given = [values.get(part) or part_of(context, part).get("value") for part in PARTS]
        return given if any(given) else None
    return context.get("value", context.get("values"))


def errors_of(context) -> list:
    if not context.get("errorMessage"):
        return []
    wrong = tuple(part for part in PARTS if part_of(context, part).get("error"))
    return [forms.ValidationError(words_of(context["errorMessage"]), params={"parts": wrong})]


def id_of(context) -> str:
    return context.get("id") or context.get("idPrefix") or context.get("name", "example")


def question(component, context) -> str:
    """The fixture asked by a form of ours, drawn by the pack."""
    id_ = id_of(context)
    words, size, is_heading = label_of(context)
    field = field_of(component, context)
    field.label, field.help_text = words, text_or_html(context.get("hint"))
    field.disabled = bool(context.get("disabled"))
    field.initial = initial_of(component, context)
    field.choice_hints = {
        item["value"]: text_or_html(item["hint"])
        for item in context.get("items", [])
        if item and "hint" in item
    }
    asked = type("OneQuestion", (forms.Form,), {id_: field})(auto_id="%s")
    asked.use_required_attribute = False
    asked._errors = forms.utils.ErrorDict()
    if errors := errors_of(context):
        asked._errors[id_] = asked.error_class(errors)
    frame = {
        "field": asked[id_],
        "label_size": size,
        "label_heading": is_heading,
        "crispy_prepended_text": text_or_html(context.get("prefix")),
        "crispy_appended_text": text_or_html(context.get("suffix")),
    }
    return render_to_string("nhsuk/field.html", frame)


def a_field(**given) -> SimpleNamespace:
    """What the parts of a field's template read of it."""
    return SimpleNamespace(**{"auto_id": "x", "id_for_label": "x", "label": "", **given})


def part(name: str, field, **variables) -> str:
    html = render_to_string(f"nhsuk/parts/{name}.html", {"field": field, **variables})
    return re.sub(r' (id|for)="x\w*"', "", html)  # theirs are shown without a field


def hint(context, fixture) -> str:
    words = text_or_html({**context, "html": fixture.get("callBlock") or context.get("html")})
    return part("hint_and_errors", a_field(help_text=words))


def error_message(context, fixture) -> str:
    words = text_or_html({**context, "html": fixture.get("callBlock") or context.get("html")})
    return part("hint_and_errors", a_field(errors=[words]))


def label(context, fixture) -> str:
    html = fixture.get("callBlock") or context.get("html")
    given = {**context, "html": html}
    is_heading = bool(context.get("heading"))
    words = text_or_html(given) or words_of(context.get("heading"))
    frame = {"label_size": context.get("size"), "label_heading": is_heading}
    return part("label", a_field(label=words), **frame)


def fieldset(context, fixture) -> str:
    words, size, is_heading = label_of({"label": context["legend"]})
    frame = {"legend": words, "legend_size": size, "legend_heading": is_heading}
    layout = SimpleNamespace(css_class="", css_id="", flat_attrs="")
    html = fixture.get("callBlock") or context.get("html") or ""
    frame |= {"fieldset": layout, "fields": mark_safe(html)}  # noqa: S308
    return render_to_string("nhsuk/layout/fieldset.html", frame)


PARTS_OF_FIELDS = {
    "hint": hint,
    "error-message": error_message,
    "label": label,
    "fieldset": fieldset,
}
FIELDS = (
    "input",
    "textarea",
    "character-count",
    "select",
    "radios",
    "checkboxes",
    "date-input",
    "file-upload",
    "password-input",
)
VARIABLES = (*FIELDS, *PARTS_OF_FIELDS)

# What the pack leaves out, by the reason, so that a fixture of a later version of the package is
# either drawn as it should be or decided upon here.
OWN_ID = "a label is found by its field's id"
NO_ERROR_WORDS = "an error always has words"
BESIDE = "a button beside a field belongs to another form"
OPTION_STATES = "an option that cannot be chosen is not offered"
REVEALS = "what a question reveals would be out of reach without scripts"
ALL_OR_NONE = "a tick that changes other ticks would do nothing without scripts"
DIVIDERS = "options are not divided"
NO_LEGEND = "every group of options has a legend"
OTHER_WORDS = "the words are English"
OTHER_COUNTS = "the limit is of characters, as the database has it"
PART_STATES = "a date is whole: it has three parts, none of them disabled alone"
BROWSER_FILLS = "no date here is one that a browser knows of a person"
OWN_NAMES = "the parts of a date are named as Django names them"
BUTTON_LOOKS = "the button of a file has one look"
TOGGLE = "the button that shows a password has one state"
CAPTIONS = "labels have no captions: pages have breadcrumbs"
HEADING_LEVEL = "a label that is a heading is the page's first"


def with_small(names: list[str]) -> list[str]:
    return [each for name in names for each in (name, f"{name}, small")]


CONDITIONAL = with_small(
    [
        "with conditional content",
        "with conditional content, error message",
        "with conditional content, error message (nested)",
        "with conditional content, special characters",
    ]
)
SOME_DISABLED = with_small(["disabled input", "disabled with enabled input"])
OF_EVERY_FIELD = {NO_ERROR_WORDS: ["with error only"]}
LABEL_ID = {OWN_ID: ["label, with id attribute on"]}
LEGEND_ID = {OWN_ID: ["legend, with id attribute on"]}

DECLINED = {
    "input": OF_EVERY_FIELD | LABEL_ID | {BESIDE: ["with button", "with button and error message"]},
    "textarea": OF_EVERY_FIELD | LABEL_ID,
    "character-count": OF_EVERY_FIELD
    | LABEL_ID
    | {
        OTHER_COUNTS: [
            "to configure in JavaScript",
            "with count type 'characters'",
            "with count type 'characters' and error message",
            "with count type 'characters' and threshold",
            "with count type 'characters' and value",
            "with count type 'length'",
            "with count type 'words'",
            "with count type 'words' and error message",
            "with count type 'words' and threshold",
            "with count type 'words' and value",
            "with maxwords",
            "with neither maxlength, maxwords nor textarea description set",
            "with neither maxlength nor maxwords set",
            "with threshold",
        ],
        "pasted text is never cut off": ["with maxlength attribute"],
        OTHER_WORDS: ["with translations"],
    },
    "select": OF_EVERY_FIELD
    | LABEL_ID
    | {
        OPTION_STATES: ["disabled option"],
        BESIDE: ["with button", "with button and error message"],
        DIVIDERS: ["with divider"],
    },
    "radios": OF_EVERY_FIELD
    | LEGEND_ID
    | {
        OPTION_STATES: SOME_DISABLED,
        REVEALS: [
            *CONDITIONAL,
            "with nested conditional radios",
            *with_small(["with pre-checked value"]),
        ],
        DIVIDERS: with_small(["with divider"]),
        NO_LEGEND: with_small(["without fieldset"]),
    },
    "checkboxes": OF_EVERY_FIELD
    | LEGEND_ID
    | {
        OPTION_STATES: SOME_DISABLED,
        REVEALS: [*CONDITIONAL, *with_small(["with pre-checked values"])],
        ALL_OR_NONE: [
            *with_small(
                [
                    'with "all" option',
                    'with "none" option',
                    'with "none" option, conditional content',
                ]
            ),
            'with "all" option (named group)',
            'with "all" option (named group, unique)',
            'with "none" option, deprecated',
            'with "none" option (named group)',
            'with "none" option (named group, unique)',
        ],
        NO_LEGEND: with_small(["without fieldset"]),
    },
    "date-input": OF_EVERY_FIELD
    | LEGEND_ID
    | {
        PART_STATES: [
            "disabled input",
            "disabled input (using items)",
            "disabled with enabled input",
            "day and month",
            "day and month (using items)",
            "day and month (with empty item)",
            "month and year",
            "month and year (using items)",
            "month and year (with empty item)",
            "month and year with fields",
            "month and year with fields overriding values",
            "month and year with values",
        ],
        BROWSER_FILLS: ["with autocomplete values", "with autocomplete values (using items)"],
        OWN_NAMES: ["with custom name prefix"],
        "a wrong part has words above it": ["with errors only", "with errors only (using items)"],
        OTHER_WORDS: ["with translations"],
    },
    "file-upload": OF_EVERY_FIELD
    | LABEL_ID
    | {
        BUTTON_LOOKS: [
            "button, with primary",
            "button, with small primary",
            "button, with small secondary",
        ],
        "a form takes one file": ["with multiple"],
        OTHER_WORDS: ["with translations"],
    },
    "password-input": OF_EVERY_FIELD
    | {
        TOGGLE: [
            "disabled",
            "disabled button",
            "with button double click not prevented",
            "with button double click prevented",
        ],
        "a password has nothing before it": ["with prefix", "with prefix and error message"],
        OTHER_WORDS: ["with translations"],
    },
    "error-message": {
        "an error says that it is one": ["without visually hidden text"],
        OTHER_WORDS: ["with translations"],
    },
    "label": {
        CAPTIONS: [
            f"text and caption{place}, with size {size}"
            for place in ("", ' "after" as a paragraph', ' "before" as a paragraph')
            for size in ("S", "M", "L", "XL")
        ],
        HEADING_LEVEL: [
            "with deprecated page heading",
            "with deprecated page heading overriding heading",
            "with heading level 2",
            "with heading level 3",
            "with heading options only",
        ],
        OWN_ID: ["with id attribute", "with id attribute on heading"],
        "a size is given as a size": ["size class", "size class overriding size option"],
    },
    "fieldset": {
        CAPTIONS: ["with HTML", "with HTML via call block"],
        "the legend of a group of fields is larger than their labels": ["without legend heading"],
    },
}


def render(component, fixture):
    context = fixture["context"]
    if component in PARTS_OF_FIELDS:
        return PARTS_OF_FIELDS[component](context, fixture)
    return like_the_package(component, question(component, context), context)


def like_the_package(component: str, html: str, context: dict) -> str:
    """Our HTML with the names that Django gives to ids and parts changed into the package's."""
    html = html.replace(f'name="{id_of(context)}"', f'name="{context.get("name", "")}"')
    html = html.replace("_item_helptext", "-item-hint").replace("_helptext", "-hint")
    html = html.replace("_error", "-error").replace(' aria-invalid="true"', "")
    html = html.replace(' accept=".csv,.xlsx"', "")  # the package's examples take any file
    if component in ("radios", "checkboxes"):
        html = re.sub(r'((?:id|for|aria-describedby)="[\w-]+)_0\b', r"\1", html)
        html = re.sub(r'((?:id|for|aria-describedby)="[\w-]+)_0(-item-hint)', r"\1\2", html)
        html = re.sub(
            r'((?:id|for|aria-describedby)="[\w-]+)_(\d+)',
            lambda found: f"{found[1]}-{int(found[2]) + 1}",
            html,
        )
    if component == "date-input":
        html = re.sub(r'((?:id|for)="[\w-]+)_(day|month|year)"', r'\1-\2"', html)
        html = re.sub(r'name="[\w-]+_(day|month|year)"', r'name="\1"', html)
    return html


@pytest.mark.parametrize(("component", "name"), drawn(VARIABLES, DECLINED))
def test_field_matches_the_package(component, name):
    fixture = fixtures_of(component)[name]
    assert normal(render(component, fixture)) == normal(fixture["html"])


def test_a_submit_button_is_a_button_that_is_pressed_once():
    expected = fixtures_of("button")["with double click prevented"]["html"]
    button = Submit("save", "Save and continue").render(forms.Form(), Context())
    ours = re.sub(r' (id|name|value)="[^"]*"', "", button)
    assert normal(ours) == normal(expected)


class UpdateForm(PlainErrors, forms.Form):
    """A form with most kinds of field, as an action lead sees one."""

    what = forms.CharField(label="What happened", max_length=50, widget=forms.Textarea)
    delivery = forms.ChoiceField(
        label="Delivery",
        choices=[("on_track", "On track"), ("at_risk", "At risk")],
        widget=forms.RadioSelect,
    )
    target = DayMonthYearField(label="Target date", help_text="For example, 31 3 2026")
    link = forms.URLField(label="Evidence link", required=False)
    helper_row = forms.CharField(widget=forms.HiddenInput, initial="3")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.layout = Layout(
            Question("what", size="l", heading=True),
            Fieldset("When and how", "delivery", "target"),
            PrependedText("link", "https"),
            "helper_row",
            ButtonHolder(Submit("save", "Save update")),
        )


def page_of(form) -> BeautifulSoup:
    return BeautifulSoup(render_crispy_form(form), "html.parser")


def test_a_form_is_posted_without_the_browsers_own_checks():
    form = page_of(UpdateForm()).form
    assert form["method"] == "post"
    assert form.has_attr("novalidate")
    assert form.select_one("input[type=hidden][name=helper_row]")["value"] == "3"


def test_the_one_question_of_a_page_is_its_heading():
    assert page_of(UpdateForm()).h1.label.text.strip() == "What happened"


def test_a_text_area_counts_characters_and_is_described_by_the_count():
    area = page_of(UpdateForm()).textarea
    assert not area.has_attr("maxlength")
    assert area["aria-describedby"] == "id_what-info"
    assert "up to 50 characters" in page_of(UpdateForm()).select_one("#id_what-info").text


def test_chosen_options_stay_chosen():
    page = page_of(UpdateForm({"delivery": "at_risk"}))
    assert [option["value"] for option in page.select("input[checked]")] == ["at_risk"]


def test_every_described_by_names_something_on_the_page():
    page = page_of(UpdateForm({"target_day": "31", "target_month": "4", "target_year": "2026"}))
    names = {
        name
        for tag in page.select("[aria-describedby]")
        for name in tag["aria-describedby"].split()
    }
    assert {"id_target_helptext", "id_target_error", "id_what_error"} <= names
    assert all(page.find(id=name) for name in names)


def test_every_error_in_the_summary_leads_to_an_input_of_the_page():
    form = UpdateForm({"target_day": "31", "target_month": "4", "target_year": "2026"})
    page = page_of(form)
    links = [item["href"] for item in error_list(form) if "href" in item]
    assert links == ["#id_what", "#id_delivery_0", "#id_target_day"]
    assert all(page.select_one(f"input{link}, textarea{link}") for link in links)


def test_an_empty_field_is_asked_for_by_its_name():
    assert [item["text"] for item in error_list(UpdateForm({"helper_row": "3"}))] == [
        "Enter what happened",
        "Select delivery",
        "Enter target date",
    ]


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (forms.DecimalField(label="BME share"), "Enter BME share"),
        (forms.FileField(label="File of figures"), "Select file of figures"),
        (forms.BooleanField(label="I have told the leads"), 'Tick "I have told the leads"'),
        (forms.CharField(error_messages={"required": "Say why"}), "Say why"),
    ],
)
def test_each_kind_of_field_is_asked_for_in_its_way(field, words):
    form = type("OneField", (PlainErrors, forms.Form), {"asked": field})({})
    assert form.errors["asked"] == [words]


def test_the_buttons_of_a_form_stand_together():
    assert page_of(UpdateForm()).select_one(".nhsuk-button-group button").text == "Save update"


def test_errors_of_a_formset_are_all_listed():
    formset = forms.formset_factory(UpdateForm, extra=2)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-link": "x", "form-1-link": "x"}
    )
    assert len(error_list(formset)) == 10
    assert "#id_form-1-target_day" in [item.get("href") for item in error_list(formset)]


def test_a_formset_is_drawn_with_its_count_of_forms():
    formset = forms.formset_factory(UpdateForm, extra=2)()
    page = BeautifulSoup(render_crispy_form(formset, FormHelper()), "html.parser")
    assert page.select_one("[name=form-TOTAL_FORMS]")["value"] == "2"
    assert len(page.select("textarea")) == 2


class DateForm(forms.Form):
    target = DayMonthYearField(label="Target date")
    review = DayMonthYearField(label="Review date", required=False)


def given(day, month, year) -> DateForm:
    return DateForm({"target_day": day, "target_month": month, "target_year": year})


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("31", "3", "2026"), date(2026, 3, 31)),
        (("01", "04", "2026"), date(2026, 4, 1)),
        (("28", "February", "2026"), date(2026, 2, 28)),
        ((" 9 ", " sept ", "2026"), date(2026, 9, 9)),
        (("29", "Feb", "2028"), date(2028, 2, 29)),
    ],
)
def test_a_date_is_read_from_its_three_parts(parts, expected):
    form = given(*parts)
    assert form.is_valid()
    assert form.cleaned_data == {"target": expected, "review": None}


@pytest.mark.parametrize(
    ("parts", "words", "wrong"),
    [
        (("", "", ""), "Enter target date", {"day", "month", "year"}),
        (("29", "2", "2026"), "Target date must be a real date", {"day"}),
        (("31", "4", "2026"), "Target date must be a real date", {"day"}),
        (("32", "4", "2026"), "Target date must be a real date", {"day"}),
        (("1", "13", "2026"), "Target date must be a real date", {"month"}),
        (("1", "Ma", "2026"), "Target date must be a real date", {"month"}),
        (("0", "0", "2026"), "Target date must be a real date", {"day", "month"}),
        (("1", "4", "26"), "Target date must have a year of 4 numbers", {"year"}),
        (("1", "4", "9999"), "Target date must be in a year from 2000 to 2099", {"year"}),
        (("１", "4", "2026"), "Target date must be a real date", {"day"}),
        (("", "4", "2026"), "Target date must include a day", {"day"}),
        (("1", "", ""), "Target date must include a month and year", {"month", "year"}),
        (("1" * 5000, "4", "2026"), "Target date must be a real date", {"day"}),
    ],
)
def test_a_wrong_date_says_which_part_is_wrong(parts, words, wrong):
    form = given(*parts)
    assert form.errors["target"] == [words]
    assert wrong_date_parts(form["target"]) == wrong


def test_the_parts_of_a_wrong_date_are_kept_as_typed():
    page = BeautifulSoup(given("31", "April", "2026")["target"].as_widget(), "html.parser")
    assert [tag["value"] for tag in page.select("input")] == ["31", "April", "2026"]


def test_a_date_shows_the_day_it_was_given():
    form = DateForm(initial={"target": date(2026, 3, 31)})
    values = [part["value"] for part in date_parts(form["target"])]
    assert values == ["31", "3", "2026"]


def test_a_date_typed_again_as_it_was_has_not_changed():
    parts = {"target_day": "31", "target_month": "March", "target_year": "2026"}
    assert not DateForm(parts, initial={"target": date(2026, 3, 31)}).has_changed()
    assert DateForm(parts, initial={"target": date(2026, 3, 30)}).has_changed()
