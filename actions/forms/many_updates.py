"""An update of one action among several on a page: short, and saved only if it was touched."""

from django import forms

from actions.forms.evidence import PROOF
from actions.forms.progress import UpdateForm
from actions.updates import drafts, progress
from wres.nhsuk.forms import LARGEST

TYPED = ("happened", "next_steps", "evidence_link", "no_evidence_reason", "no_change")
CHOSEN = ("status", "delivery")


class ShortForm(UpdateForm):
    """Without dates and files, which the page of the one action has, and with "No change"."""

    no_change = forms.BooleanField(
        label="No change",
        help_text="Status and delivery stay as they are. Leave the rest empty",
        required=False,
    )
    submit, label_size = "", "s"  # the page has one button for all
    field_order = ("no_change", "status", "delivery", "happened", "next_steps", *PROOF)

    def make_fields(self):
        if progress.why_not(self.action):
            del self.fields["no_change"]

    def __init__(self, data=None, *, action, **kwargs):
        kwargs.setdefault("prefix", f"action-{action.pk}")
        super().__init__(data, action=action, **kwargs)
        self.about = action.title
        self.helper.disable_csrf = True
        for name in CHOSEN:
            self.fields[name].widget.attrs["class"] = "nhsuk-radios--inline"

    def _clean_fields(self):
        """What is said with one click asks for nothing more."""
        if self._typed.get("no_change") and "no_change" in self.fields:
            self.fields["status"].required = self.fields["happened"].required = False
        super()._clean_fields()

    def clean(self):
        if not self.cleaned_data.get("no_change"):
            return super().clean()
        said = [name for name in TYPED[:-1] if self.cleaned_data.get(name)]
        if said or self._is_chosen_anew:
            words = "Either tick “No change”, or say what has changed: not both"
            self.add_error("no_change", words)
        return self.cleaned_data

    def save(self, *, by, today):
        if not self.cleaned_data.get("no_change"):
            return super().save(by=by, today=today)
        version = str(self.cleaned_data["version"])
        update = progress.say(self.action, version, by=by, today=today)
        drafts.forget(self.action, by)
        return update

    @property
    def is_touched(self) -> bool:
        """Whether anything was typed or chosen since the form was opened."""
        return any(self._typed.get(name, "").strip() for name in TYPED) or self._is_chosen_anew

    @property
    def _is_chosen_anew(self) -> bool:
        opened = self.values_of(self._opened)
        return any(self._typed.get(name, "") != opened[name] for name in CHOSEN)

    @property
    def _typed(self):
        return drafts.typed(self.data, self.prefix)

    @property
    def _opened(self):
        """The action as it stood when the form was opened."""
        version = self._typed.get("version", "")
        if version == str(self.action.version) or not version.isdecimal():
            return self.action
        past = self.action.history.filter(version=min(int(version), LARGEST))
        return past.first() or self.action
