"""Forms of what people settle of a plan's file before it is saved: leads and likenesses."""

import hashlib

from crispy_forms.helper import FormHelper
from django import forms

from actions.imports import uploads
from actions.imports.decisions import likely, pieces
from actions.models import Lead
from wres.nhsuk.fields import PlainErrors, PlainText

A_PAGE = 25  # spellings or likenesses that a page asks about
NEW, LATER, SAME_AS = "new", "later", "as:"
NAME_LIMIT = Lead._meta.get_field("name").max_length
NAMES_LIMIT = 2_000  # characters of the names of several new leads
SAME, ANOTHER = "same", "another"


class LeadsForm(PlainErrors, forms.Form):
    """Whose the spellings are that are no known lead, once for all rows that have them."""

    def __init__(self, data=None, *, preview):
        super().__init__(data)
        names = [lead.name for lead in preview.load.leads.known]
        later = preview.load.decisions.later
        waiting = sorted(preview.spellings, key=lambda spelling: spelling.key in later)
        self.spellings = waiting[:A_PAGE]
        self.more = len(waiting) - len(self.spellings)
        for spelling in self.spellings:
            self._add_fields(spelling, names, LATER if spelling.key in later else "")

    def _add_fields(self, spelling, names, chosen):
        choices = [("", "Not settled yet"), (NEW, "A new lead"), (LATER, "Leave it: ask later")]
        fields = lead_fields(spelling.text, names, choices, chosen)
        self.fields |= dict(zip(_names(spelling), fields, strict=True))

    @property
    def groups(self):
        """Each spelling with its fields, for the page."""
        return [(each, [self[name] for name in _names(each)]) for each in self.spellings]

    def clean(self):
        given = super().clean()
        for spelling in self.spellings:
            is_name, names_name, _ = _names(spelling)
            is_new = given.get(is_name) == NEW and names_name in given
            if is_new and (words := wrong_names(given[names_name])):
                self.add_error(names_name, words)
        return given

    def save(self, upload) -> int:
        """Keep what was settled with the upload; how many spellings that is."""
        said = {each.key: self._said(each) for each in self.spellings}
        said = {key: decision for key, decision in said.items() if decision}
        uploads.settle(upload, "leads", said)
        return len(said)

    def _said(self, spelling):
        is_name, names_name, kind_name = _names(spelling)
        given = self.cleaned_data
        if not given[is_name]:
            return None
        names, kind = named(given[is_name], given[names_name], given[kind_name])
        return {"spelling": spelling.text, "names": names, "kind": kind}


def _names(spelling):
    """The names of a spelling's three fields, the same whatever else is on the page."""
    key = hashlib.sha256(spelling.key.encode()).hexdigest()[:16]
    return f"is_{key}", f"names_{key}", f"kind_{key}"


def lead_fields(text, names, choices, chosen=""):
    """The fields in which a person says who `text` is, given the names of the known leads."""
    near = likely(text, names)
    others = sorted((name for name in names if name not in near), key=str.casefold)
    groups = [("Perhaps the same as", near), ("The same as", others)]
    same = [(words, [(SAME_AS + name, name) for name in group]) for words, group in groups if group]
    who = forms.ChoiceField(
        label="Who is it?", choices=choices + same, required=False, initial=chosen
    )
    name = PlainText(
        label="Name, if it is a new lead",
        help_text="If these are several leads, put each on a line of its own",
        limit=NAMES_LIMIT,
        lines=2,
        required=False,
        initial="\n".join(pieces(text)),
    )
    kind = forms.ChoiceField(label="Kind, if it is a new lead", choices=Lead.KINDS, required=False)
    return who, name, kind


def named(chosen, text, kind):
    """The names of the leads that a person chose or entered, and the kind of new ones."""
    if chosen == NEW:
        return _lines(text), kind
    return [chosen.removeprefix(SAME_AS)] if chosen.startswith(SAME_AS) else [], ""


def wrong_names(text) -> str:
    """What to do about the names of new leads; nothing when they can be taken."""
    names = _lines(text)
    longest = max(map(len, names), default=0)
    if not names:
        return "Enter the name of the new lead"
    if longest > NAME_LIMIT:
        return f"Each name must be {NAME_LIMIT} characters or fewer. One has {longest}"
    return ""


def _lines(text):
    return list(dict.fromkeys(" ".join(line.split()) for line in text.split("\n") if line.strip()))


class AlikeForm(PlainErrors, forms.Form):
    """Whether new actions that are much like earlier ones are the same."""

    def __init__(self, data=None, *, preview):
        super().__init__(data)
        self.alike = preview.alike[:A_PAGE]
        self.more = len(preview.alike) - len(self.alike)
        for each in self.alike:
            self.fields[_name(each)] = forms.ChoiceField(
                label=f"Are rows {each.earlier.row} and {each.row.row} the same action?",
                choices=[(SAME, "The same action"), (ANOTHER, "Another action")],
                widget=forms.RadioSelect,
                required=False,
            )
        self.helper = FormHelper()
        self.helper.form_tag = False

    @property
    def groups(self):
        return [(each, self[_name(each)]) for each in self.alike]

    def save(self, upload) -> int:
        """Keep what was settled with the upload; how many likenesses that is."""
        said = {
            str(each.row.row): {
                "earlier": each.earlier.row,
                "is_same": self.cleaned_data[_name(each)] == SAME,
                "message": each.message,
            }
            for each in self.alike
            if self.cleaned_data[_name(each)]
        }
        uploads.settle(upload, "alike", said)
        return len(said)


class RewordedForm(PlainErrors, forms.Form):
    """Whether rows that are much like actions of the plan are these, in other words."""

    def __init__(self, data=None, *, preview):
        super().__init__(data)
        self.reworded = preview.reworded[:A_PAGE]
        self.more = len(preview.reworded) - len(self.reworded)
        for each in self.reworded:
            self.fields[_name(each)] = forms.ChoiceField(
                label=f"Is {each.row.words} the same action?",
                choices=[(SAME, "The same action, reworded"), (ANOTHER, "A new action")],
                widget=forms.RadioSelect,
                required=False,
            )
        self.helper = FormHelper()
        self.helper.form_tag = False

    @property
    def groups(self):
        return [(each, self[_name(each)]) for each in self.reworded]

    def save(self, upload) -> int:
        """Keep what was settled with the upload; how many rows that is."""
        said = {
            str(each.row.row): {
                "placement": each.placement.pk,
                "is_same": self.cleaned_data[_name(each)] == SAME,
                "text": each.row.raw["action"],
            }
            for each in self.reworded
            if self.cleaned_data[_name(each)]
        }
        uploads.settle(upload, "reworded", said)
        return len(said)


def _name(alike):
    return f"row_{alike.row.row}"
