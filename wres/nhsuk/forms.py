"""The form of a page: what it is about, its questions, its button, and who came first.

    class WithdrawForm(PageForm):
        submit = "Withdraw this page"
        reason = PlainText(label="Why the page is withdrawn", limit=2_000)

        def save(self, *, by, today): ...

and its view:

    form = WithdrawForm.of(request, publication=publication)
    if form.is_valid():
        form.save(by=request.user, today=request.today)
        return redirect(…)
    return render(request, "publishing/withdraw.html", {"form": form})

What others may change meanwhile has a `ShownForm`: a hidden field (`Shown` or `ShownVersion`) says
what was shown, `save` asks inside its change whether that still stands (`refuse_unless_shown`), and
the view shows the form again with what was typed:

    if form.is_valid():
        try:
            saved = form.save(by=request.user, today=request.today)
        except Stale as stale:
            form = form.after(stale)
        else:
            return redirect(saved)
    return render(request, "…", {"form": form}, status=form.status)

Its template says so by {% include "components/changed-meanwhile.html" with stale=form.stale … %}.
A `VersionedForm` shows both versions there.
"""

import hashlib
from abc import ABCMeta, abstractmethod
from dataclasses import dataclass

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.forms.forms import DeclarativeFieldsMetaclass

from wres.audit.stale import Stale
from wres.nhsuk.fields import PARTS, DayMonthYear, PlainErrors, Question
from wres.words import day_words

INCOMPLETE = "This page was not complete. Open it again"
LARGEST = 2**63 - 1  # the largest number that the database holds


@dataclass(frozen=True)
class Difference:
    """A field that stands differently: when the form was opened, as typed, and now."""

    what: str
    opened: str
    yours: str
    now: str


class OnePage(PlainErrors):
    """For a form, before Django's: its questions in a column, above its one button.

    A subclass says the words of the button in `submit` (none: the page has its own), further fields
    and what depends on its subject in `make_fields`, and another order than that of the fields in
    `layout`. Hidden fields place themselves.
    """

    submit = "Save"
    submit_class = ""
    label_size: str | None = "m"  # s, m, l or xl; None for the labels of a list of fields
    stale: Stale | None = None  # why it is shown again, when something else came first

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.make_fields()
        self.helper = FormHelper()
        self.helper.form_tag = False
        hidden = [n for n, f in self.fields.items() if isinstance(f.widget, forms.HiddenInput)]
        self.helper.layout = Layout(*self.layout(), *hidden, *self.buttons())

    @classmethod
    def of(cls, request, **subject):
        """The form with what was sent, else as it is first shown."""
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        return cls(*sent, **subject)

    def make_fields(self):
        """Fields and choices that depend on what the form is about."""

    def layout(self) -> list:
        return [self.as_question(name) for name in self.visible]

    def buttons(self) -> list:
        if not self.submit:
            return []
        return [Submit("save", self.submit, css_class=self.submit_class or None)]

    @property
    def visible(self) -> list[str]:
        """The names of the fields that people see."""
        return [n for n, f in self.fields.items() if not isinstance(f.widget, forms.HiddenInput)]

    def as_question(self, name):
        return Question(name, size=self.label_size) if self.label_size else name

    @property
    def status(self) -> int:
        """The status of the page that shows the form."""
        return 409 if self.stale else 200


class PageForm(OnePage, forms.Form):
    """A form about what comes by keyword, each of which it has as an attribute."""

    def __init__(self, data=None, files=None, *, prefix=None, initial=None, stale=None, **subject):
        for name, value in subject.items():
            setattr(self, name, value)
        self.subject, self.stale = subject, stale
        super().__init__(data, files, prefix=prefix, initial=self.opened_with() | (initial or {}))

    def opened_with(self) -> dict:
        """What the fields say when the form is first shown."""
        return {}

    def again(self, data, **subject):
        """The same form with this data, on its subject as it stands now."""
        return type(self)(data, prefix=self.prefix, **self.subject | subject)

    def after(self, stale: Stale, **subject):
        """The form to show when saving met `stale`; `subject` is what has changed, read again."""
        form = stale.form or self.again(self.data.copy(), **subject)
        form.stale = stale
        return form


class Shown(forms.CharField):
    """In a hidden field, what the page showed, or the `digest` of it; without it, nothing was."""

    def __init__(self):
        super().__init__(widget=forms.HiddenInput, required=False, strip=False)


class ShownVersion(forms.IntegerField):
    """In a hidden field, the number of the version that the page showed."""

    def __init__(self, incomplete: str = INCOMPLETE):
        wrong = dict.fromkeys(("required", "invalid", "min_value", "max_value"), incomplete)
        super().__init__(
            min_value=0, max_value=LARGEST, widget=forms.HiddenInput, error_messages=wrong
        )


class Abstract(ABCMeta, DeclarativeFieldsMetaclass):
    """Of forms whose bases name what each of them has to say."""


class ShownForm(PageForm, metaclass=Abstract):
    """A form of what others may change while its page is open.

    It has one field `Shown` or `ShownVersion`, and says in `stands` what that holds.
    """

    changed = ""  # what to say when something else came first; else what `Stale` says

    @property
    def shown_as(self) -> str:
        """The name of its hidden field."""
        kinds = (Shown, ShownVersion)
        return next(name for name, field in self.base_fields.items() if isinstance(field, kinds))

    @abstractmethod
    def stands(self):
        """What stands now of all that the page shows: a digest, or the number of a version."""

    def opened_with(self):
        return {self.shown_as: self.stands()}

    @property
    def is_as_shown(self) -> bool:
        """Whether what stands now was shown, of a form that is not looked through yet."""
        return self[self.shown_as].data == str(self.stands())

    def refuse_unless_shown(self, now):
        """Inside the change: raise `Stale` unless what stands `now` is what the page showed."""
        if self.cleaned_data[self.shown_as] != now:
            raise Stale(self.changed)

    def again(self, data, **subject):
        """The form of the next page: what was typed stays, on what stands now."""
        form = super().again(data, **subject)
        form.data[form.add_prefix(form.shown_as)] = str(form.initial[form.shown_as])
        for name, field in form.fields.items():
            if isinstance(field, forms.MultipleChoiceField):  # some may be gone by now
                key, there = form.add_prefix(name), {str(value) for value, _ in field.choices}
                form.data.setlist(key, [each for each in data.getlist(key) if each in there])
        return form


class VersionedForm(ShownForm):
    """A form of one row, opened on a version of it, that shows both versions on a conflict.

    It reads its fields from a row, or from what one was, in `values_of`; `then` is the history row
    that ended that, or None for now. What the person changed stays as typed, and what they left
    alone is as the row now stands.
    """

    @abstractmethod
    def values_of(self, row, then=None) -> dict: ...

    def others(self, since) -> list[Difference]:
        """What else came meanwhile that is no field of the row."""
        return []

    def conflict(self, row, *, opened, last, since=None, **subject) -> Stale:
        """What to raise inside the change when `row`, just read, is not as it was shown.

        `opened` is what it was then, None when there was no such version; `since` and `last` are
        the first and the last row of its history that came meanwhile, where there are such.
        `subject` is what the form is about as it stands now, where that is another.
        """
        base, now = self.values_of(opened, since) if opened else {}, self.values_of(row)
        data = self.data.copy()
        for name in self._read(now):
            if name in base and not self.is_changed(name, base[name]):
                put_value(data, self.add_prefix(name), self.fields[name], now[name])
        return Stale(
            self.changed,
            who=last and last.history_user,
            at=last and last.history_date,
            differences=self._differences(base, now) + self.others(since),
            form=self.again(data, **subject),
        )

    def is_changed(self, name, value) -> bool:
        """Whether what was typed is another value than this."""
        field = self.fields[name]
        typed = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        return field.has_changed(value, typed)

    def _read(self, values):
        return [name for name in values if name in self.fields]

    def _differences(self, base, now):
        found = []
        for name in self._read(now):
            three = (base.get(name, now[name]), self.cleaned_data[name], now[name])
            opened, yours, theirs = (words_of(self.fields[name], value) for value in three)
            if theirs != opened or (not base and yours != theirs):
                found.append(Difference(self.name_of(name), opened, yours, theirs))
        return found

    def name_of(self, name) -> str:
        """The label of a field, without whether it may be left empty."""
        return str(self.fields[name].label).removesuffix(" (optional)")


def words_of(field, value) -> str:
    """A value of a field as a person reads it."""
    if isinstance(field, forms.MultipleChoiceField):
        chosen = {str(each) for each in value}
        return "; ".join(str(label) for key, label in field.choices if str(key) in chosen)
    if isinstance(field, forms.ChoiceField):
        words = {str(key): str(label) for key, label in field.choices}
        return words.get("" if value is None else str(value), "Not said")
    if isinstance(field, forms.BooleanField):
        return "Yes" if value else "No"
    if isinstance(field.widget, DayMonthYear):
        return day_words(value) if value else ""
    return _text(field, value)


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
        data[name] = _text(field, value)


def _text(field, value):
    shown = field.prepare_value(value)
    return "" if shown is None else str(shown)


def key_of(text: str) -> str:
    """A name for the field of a text, the same whatever else is on the page."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def number_in(sent, name) -> int | None:
    """The whole number that an address or a form brings; None where it brings none."""
    text = sent.get(name, "")
    is_number = text.isascii() and text.isdigit() and len(text) < len(str(LARGEST))
    return int(text) if is_number else None
