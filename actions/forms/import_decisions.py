"""Forms of what people settle of a plan's file before it is saved: leads and likenesses."""

from abc import abstractmethod

from django import forms

from actions.imports import uploads
from actions.imports.decisions import likely, pieces
from actions.imports.preview import Preview
from actions.models import Lead
from wres.nhsuk.fields import PlainText
from wres.nhsuk.forms import Abstract, PageForm, key_of

A_PAGE = 25  # spellings or likenesses that a page asks about
NEW, LATER, SAME_AS = "new", "later", "as:"
NAME_LIMIT = Lead._meta.get_field("name").max_length
NAMES_LIMIT = 2_000  # characters of the names of several new leads
SAME, ANOTHER = "same", "another"


class DecisionsForm(PageForm, metaclass=Abstract):
    """What people settle of a file that waits, a page at a time."""

    preview: Preview
    kind = ""  # of what is settled, as the upload keeps it
    submit = ""

    @abstractmethod
    def waiting(self) -> list:
        """What is to be settled, the first of it on this page."""

    @abstractmethod
    def add_fields(self, each): ...

    @abstractmethod
    def fields_of(self, each):
        """The field or fields of it, for the page."""

    @abstractmethod
    def said(self, each) -> tuple[str, dict] | None:
        """The key and the decision that the upload keeps; None where nothing was settled."""

    def make_fields(self):
        waiting = self.waiting()
        self.listed, self.more = waiting[:A_PAGE], len(waiting[A_PAGE:])
        for each in self.listed:
            self.add_fields(each)

    @property
    def groups(self):
        return [(each, self.fields_of(each)) for each in self.listed]

    def save(self, upload) -> int:
        """Keep what was settled with the upload; how much that is. `Stale` when it is gone."""
        said = dict(filter(None, map(self.said, self.listed)))
        uploads.settle(upload, self.kind, said)
        return len(said)


class LeadsForm(DecisionsForm):
    """Whose the spellings are that are no known lead, once for all rows that have them."""

    kind = "leads"

    def waiting(self):
        later = self.preview.load.decisions.later
        return sorted(self.preview.spellings, key=lambda spelling: spelling.key in later)

    def add_fields(self, spelling):
        names = [lead.name for lead in self.preview.load.leads.known]
        chosen = LATER if spelling.key in self.preview.load.decisions.later else ""
        choices = [("", "Not settled yet"), (NEW, "A new lead"), (LATER, "Leave it: ask later")]
        fields = lead_fields(spelling.text, names, choices, chosen)
        self.fields |= dict(zip(_names(spelling), fields, strict=True))

    def fields_of(self, spelling):
        return [self[name] for name in _names(spelling)]

    def clean(self):
        given = super().clean()
        for spelling in self.listed:
            is_name, names_name, _ = _names(spelling)
            is_new = given.get(is_name) == NEW and names_name in given
            if is_new and (words := wrong_names(given[names_name])):
                self.add_error(names_name, words)
        return given

    def said(self, spelling):
        chosen, text, new_kind = (self.cleaned_data[name] for name in _names(spelling))
        if not chosen:
            return None
        names, kind = named(chosen, text, new_kind)
        return spelling.key, {"spelling": spelling.text, "names": names, "kind": kind}


def _names(spelling):
    """The names of a spelling's three fields, the same whatever else is on the page."""
    key = key_of(spelling.key)
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


class SameForm(DecisionsForm):
    """Whether each row is the same action as another that is much like it."""

    words = {SAME: "The same action", ANOTHER: "Another action"}

    @abstractmethod
    def question(self, each) -> str:
        """What is asked of it."""

    @abstractmethod
    def facts(self, each) -> dict:
        """What the decision is about, as the upload keeps it."""

    def add_fields(self, each):
        self.fields[_name(each)] = forms.ChoiceField(
            label=self.question(each),
            choices=list(self.words.items()),
            widget=forms.RadioSelect,
            required=False,
        )

    def fields_of(self, each):
        return self[_name(each)]

    def said(self, each):
        if not (chosen := self.cleaned_data[_name(each)]):
            return None
        return str(each.row.row), self.facts(each) | {"is_same": chosen == SAME}


class AlikeForm(SameForm):
    """Whether new actions that are much like earlier ones are the same."""

    kind = "alike"

    def waiting(self):
        return self.preview.alike

    def question(self, alike):
        return f"Are rows {alike.earlier.row} and {alike.row.row} the same action?"

    def facts(self, alike):
        return {"earlier": alike.earlier.row, "message": alike.message}


class RewordedForm(SameForm):
    """Whether rows that are much like actions of the plan are these, in other words."""

    kind = "reworded"
    words = {SAME: "The same action, reworded", ANOTHER: "A new action"}

    def waiting(self):
        return self.preview.reworded

    def question(self, reworded):
        return f"Is {reworded.row.words} the same action?"

    def facts(self, reworded):
        return {"placement": reworded.placement.pk, "text": reworded.row.raw["action"]}


def _name(alike):
    return f"row_{alike.row.row}"
