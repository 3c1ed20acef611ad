"""Template tags of the NHS.UK look: what the component and form templates cannot work out."""

from functools import lru_cache

from django import forms, template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from wres.nhsuk.charts import Chart
from wres.nhsuk.fields import PARTS, DayMonthYear
from wres.words import day_words

register = template.Library()

# The first that fits: a template of templates/nhsuk/fields, and the class of its input.
KINDS = (
    (DayMonthYear, "date_input", "nhsuk-input nhsuk-date-input__input"),
    (forms.CheckboxSelectMultiple, "checkboxes", "nhsuk-checkboxes__input"),
    (forms.RadioSelect, "radios", "nhsuk-radios__input"),
    (forms.CheckboxInput, "checkbox", "nhsuk-checkboxes__input"),
    (
        forms.PasswordInput,
        "password_input",
        "nhsuk-input nhsuk-password-input__input nhsuk-js-password-input-input",
    ),
    (forms.FileInput, "file_upload", "nhsuk-file-upload__input"),
    (forms.Textarea, "input", "nhsuk-textarea"),
    (forms.Select, "input", "nhsuk-select"),
    (forms.Widget, "input", "nhsuk-input"),
)
ERROR_CLASSES = {"nhsuk-input", "nhsuk-textarea", "nhsuk-select"}
SPELLED_AS_TYPED = {"spellcheck": "false"}
EXTRA_ATTRS = (
    (forms.PasswordInput, {**SPELLED_AS_TYPED, "autocapitalize": "none"}),
    (forms.EmailInput, SPELLED_AS_TYPED),
    (forms.URLInput, SPELLED_AS_TYPED),
)


def kind_of(widget: forms.Widget) -> tuple[str, str]:
    return next((name, css) for cls, name, css in KINDS if isinstance(widget, cls))


def character_limit(field: forms.BoundField) -> int | None:
    """The most characters of a text area, which counts them as one types."""
    widget = field.field.widget
    return widget.attrs.get("maxlength") if isinstance(widget, forms.Textarea) else None


@register.filter
def field_template(field: forms.BoundField) -> str:
    """The template that draws this kind of field."""
    name = "character_count" if character_limit(field) else kind_of(field.field.widget)[0]
    return f"nhsuk/fields/{name}.html"


register.filter(character_limit)


def input_attrs(field: forms.BoundField) -> dict[str, object]:
    """Class and other attributes of a field's input, beside those that Django writes."""
    widget = field.field.widget
    css = kind_of(widget)[1]
    base = css.split()[0]
    error = f"{base}--error" if field.errors and base in ERROR_CLASSES else ""
    attrs: dict[str, object] = {}
    attrs["placeholder"] = False  # it vanishes as one types, and is too pale to read
    for cls, extra in EXTRA_ATTRS:
        if isinstance(widget, cls):
            attrs.update(extra)
    if isinstance(widget, forms.Textarea):
        attrs["cols"] = False
        attrs["rows"] = widget.attrs.get("rows") if widget.attrs.get("rows") != "10" else "5"
    if character_limit(field):
        css += " nhsuk-js-character-count"
        attrs["maxlength"] = False  # the browser would cut pasted text off without a word
        attrs["aria-describedby"] = f"{field.auto_id}-info {field.aria_describedby or ''}".strip()
    attrs["class"] = " ".join(filter(None, [css, error, widget.attrs.get("class")]))
    return attrs


@register.filter
def nhsuk_input(field: forms.BoundField) -> SafeString:
    """The input itself, in its NHS.UK class."""
    return field.as_widget(attrs=input_attrs(field))


@register.filter
def choices(field: forms.BoundField) -> list[dict]:
    """The options of radios or checkboxes, each with its hint if the field has choice_hints."""
    widget = field.field.widget
    css = kind_of(widget)[1]
    attrs = {**field.build_widget_attrs({}), "id": field.auto_id, "class": css}
    attrs.pop("aria-describedby", None)  # the fieldset says it once
    hints = getattr(field.field, "choice_hints", {})
    options = list(widget.subwidgets(field.html_name, field.value(), attrs=attrs))
    for option in options:
        option["hint"] = hints.get(str(option["value"]), "")
        if option["hint"]:
            option["attrs"]["aria-describedby"] = f"{option['attrs']['id']}_item_helptext"
    return options


def wrong_date_parts(field: forms.BoundField) -> set[str]:
    """The parts of a date to mark: those its errors name, else all three."""
    named = [
        error.params.get("parts", ()) if error.params else () for error in field.errors.as_data()
    ]
    return {part for parts in named for part in (parts or PARTS)}


@register.filter
def date_parts(field: forms.BoundField) -> list[dict]:
    """The three inputs of a date with their words, width and whether each is wrong."""
    attrs = {**field.build_widget_attrs({}), "id": field.auto_id, "inputmode": "numeric"}
    invalid = attrs.pop("aria-invalid", None)
    context = field.field.widget.get_context(field.html_name, field.value(), attrs)
    wrong = wrong_date_parts(field)
    parts = context["widget"]["subwidgets"]
    for part in parts:
        width = 4 if part["part"] == "year" else 2
        css = f"nhsuk-input nhsuk-input--width-{width} nhsuk-date-input__input"
        part["wrong"] = part["part"] in wrong
        part["label"] = part["part"].capitalize()
        part["attrs"]["class"] = css + (" nhsuk-input--error" if part["wrong"] else "")
        if part["wrong"] and invalid:
            part["attrs"]["aria-invalid"] = invalid
    return parts


def first_input(field: forms.BoundField) -> str:
    """The id that a link in the error summary goes to."""
    if isinstance(field.field.widget, DayMonthYear):
        wrong = wrong_date_parts(field)
        return f"{field.auto_id}_{next(part for part in PARTS if part in wrong)}"
    if isinstance(field.field.widget, forms.RadioSelect):
        return f"{field.auto_id}_0"
    return field.auto_id


def form_errors(form: forms.BaseForm) -> list[dict[str, str]]:
    """All errors of a form: those of the whole form first, then in the order of its fields."""
    whole = [{"text": error} for error in form.non_field_errors()]
    hidden = [{"text": error} for field in form.hidden_fields() for error in field.errors]
    seen = [
        {"text": error, "href": f"#{first_input(field)}"}
        for field in form.visible_fields()
        for error in field.errors
    ]
    return whole + hidden + seen


@register.filter
def error_list(form) -> list[dict[str, str]]:
    """The errors of a form, a formset or a list of forms, as the error summary lists them.

    In a list, each form says what it is `about`.
    """
    if not form:
        return []
    if isinstance(form, list):
        named = [(one.about, error) for one in form for error in form_errors(one)]
        return [error | {"text": f"{about}: {error['text']}"} for about, error in named]
    if isinstance(form, forms.BaseFormSet):
        whole = [{"text": error} for error in form.non_form_errors()]
        return whole + [error for one in form.forms for error in form_errors(one)]
    return form_errors(form)


@register.simple_tag(takes_context=True)
def page_errors(context) -> list[dict[str, str]]:
    """The errors of the page's form or formset, which its views call just that."""
    return error_list(context.get("form") or context.get("formset"))


@register.filter
def own_classes(css: str) -> str:
    """The classes of these styles: crispy forms adds those of another to its buttons."""
    return " ".join(name for name in css.split() if name.startswith(("nhsuk-", "app-")))


@register.filter
def contents(value):
    """The items of a list of options without the empty ones."""
    return [item for item in value or [] if item]


register.filter(day_words)


@register.filter
def drawn(chart: Chart) -> SafeString:
    """The SVG of a chart, which has escaped its words itself."""
    return SafeString(chart.svg)  # nosec B703: every word in it was escaped


@register.filter
def options(choices: dict, chosen) -> SafeString:
    """The options of a select; as a loop of the template it took a tenth of the plan's time."""
    return _options(tuple(choices.items()), chosen)


@lru_cache(maxsize=128)  # a list has the same few selects in every row
def _options(choices: tuple, chosen) -> SafeString:
    return format_html_join(
        "\n",
        '<option value="{}"{}>{}</option>',
        (
            (value, mark_safe(" selected") if value == chosen else "", words)  # nosec B308: no text of anybody
            for value, words in choices
        ),
    )


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pages(context, page) -> dict:
    """The page numbers of a Django page, each keeping the rest of the address."""
    query = context["request"].GET.copy()

    def link(number: int) -> str:
        query["page"] = number
        return f"?{query.urlencode()}"

    def item(number) -> dict:
        if number == page.paginator.ELLIPSIS:
            return {"ellipsis": True}
        return {"number": number, "href": link(number), "current": number == page.number}

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "items": [item(number) for number in numbers],
        "previous": {"href": link(page.number - 1)} if page.has_previous() else None,
        "next": {"href": link(page.number + 1)} if page.has_next() else None,
        "hidden": page.paginator.num_pages == 1,
    }
