"""Forms of an action that two people may have open at once.

Each carries the version of the action that it was opened on. When the action has another one by
the time it is sent, `ConflictError` brings the form again on top of the new version: what the
person changed stays as typed, what they left alone is as the action now stands.
"""

from dataclasses import dataclass

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from actions.dates import date_words
from actions.history.changelog import yes_or_no
from wres.audit import changes
from wres.audit.people import with_who
from wres.nhsuk.fields import PARTS, DayMonthYear, PlainErrors

NEWEST = 2**31 - 1  # the largest version that the database holds


@dataclass(frozen=True)
class Difference:
    """A field that stands differently: when the form was opened, as typed, and now."""

    what: str
    opened: str
    yours: str
    now: str


class ConflictError(changes.NotNowError):
    """The action is no longer as it was when the form was opened; nothing was saved."""

    def __init__(self, form, differences, last):
        super().__init__("The action has been changed meanwhile")
        self.form = form
        self.differences = differences
        self.who, self.at = last.history_user, last.history_date


class VersionedForm(PlainErrors, forms.Form):
    """A form of one action, opened on a version of it.

    A form names its fields in `layout` and reads their values from an action, or from what one
    was, in `values_of`; `then` is the history row that ended that, or None for now.
    """

    version = forms.IntegerField(
        min_value=0,
        max_value=NEWEST,
        widget=forms.HiddenInput,
        error_messages={"required": "This page was not complete. Open it again from the action"},
    )
    submit = "Save"

    def __init__(self, data=None, *, action, **kwargs):
        self.action = action
        initial = self.values_of(action) | {"version": action.version}
        super().__init__(data, initial=initial, **kwargs)
        self.make_fields()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.layout(), "version", Submit("save", self.submit))

    def make_fields(self):
        """Fields and choices that depend on the action."""

    def layout(self):
        return [name for name in self.fields if name != "version"]

    def values_of(self, row, then=None) -> dict:
        raise NotImplementedError

    def again(self, data, action):
        """The same form, with this data, on the action as it now stands."""
        return type(self)(data, action=action, prefix=self.prefix)

    def others(self, since) -> list[Difference]:
        """What else came meanwhile that is no field of the action."""
        return []

    # Meeting another's change

    def refuse_if_edited(self, action):
        """Raise `ConflictError` unless the action, just read, has the version of the form."""
        version = self.cleaned_data["version"]
        if action.version == version:
            return
        opened = action.history.filter(version=version).first()
        later = with_who(action.history.filter(version__gt=version))
        then = later.order_by("history_id").first()
        base = self.values_of(opened, then) if opened else {}
        now = self.values_of(action)
        data = self._on_top(base, now, action)
        differences = self._differences(base, now) + self.others(then)
        raise ConflictError(self.again(data, action), differences, action.history.first())

    def _on_top(self, base, now, action):
        data = self.data.copy()
        data[self.add_prefix("version")] = str(action.version)
        for name in now:
            if name in base and not self._is_changed(name, base[name]):
                put_value(data, self.add_prefix(name), self.fields[name], now[name])
        return data

    def _is_changed(self, name, value):
        field = self.fields[name]
        typed = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        return field.has_changed(value, typed)

    def _differences(self, base, now):
        found = []
        for name, value in now.items():
            opened, yours = base.get(name, value), self.cleaned_data[name]
            words = [self.words_of(name, each) for each in (opened, yours, value)]
            if words[2] != words[0] or (not base and words[1] != words[2]):
                found.append(Difference(self.name_of(name), *words))
        return found

    def name_of(self, name) -> str:
        """The label of a field, without whether it may be left empty."""
        return str(self.fields[name].label).removesuffix(" (optional)")

    def words_of(self, name, value) -> str:
        """A value of a field as a person reads it."""
        field = self.fields[name]
        if isinstance(field, forms.MultipleChoiceField):
            chosen = {str(each) for each in value}
            return "; ".join(str(label) for key, label in field.choices if str(key) in chosen)
        if isinstance(field, forms.ChoiceField):
            return str(dict(_texts(field.choices)).get(str(value), "Not said"))
        if isinstance(field, forms.BooleanField):
            return yes_or_no(value).capitalize()
        if isinstance(field.widget, DayMonthYear):
            return date_words(value)
        return str(value)


def _texts(choices):
    return [(str(key), label) for key, label in choices]


def put_value(data, name, field, value):
    """Write a value into posted data as the field's input would have sent it."""
    if isinstance(field.widget, DayMonthYear):
        for part, text in zip(PARTS, field.widget.decompress(value), strict=True):
            data[f"{name}_{part}"] = text
    elif isinstance(field, forms.MultipleChoiceField):
        data.setlist(name, [str(each) for each in value])
    elif isinstance(field, forms.BooleanField):
        data.setlist(name, ["on"] if value else [])
    else:
        data[name] = str(value)
