"""What somebody looks for in the log, and why a change is put back."""

from datetime import datetime, time, timedelta

from crispy_forms.layout import Fieldset, Submit
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.text import capfirst

from actions.history import undo, visible, words
from wres.accounts.models import SYSTEM_EMAIL, User
from wres.audit import changes
from wres.audit.logged_change import LoggedChange
from wres.audit.stale import Stale
from wres.nhsuk.fields import DayMonthYearField, PlainText
from wres.nhsuk.forms import LARGEST, PageForm, ShownForm, ShownVersion, key_of

ALL = ("", "All")


def _listed(message):
    return {"required": False, "error_messages": {"invalid_choice": message}}


class TrailFilter(PageForm):
    """Each field narrows the log; an empty one does not."""

    label_size = None

    person = forms.ChoiceField(label="Who", **_listed("Choose a person from the list"))
    kind = forms.ChoiceField(label="What happened", **_listed("Choose what happened from the list"))
    thing = forms.ChoiceField(label="Type of record", **_listed("Choose a kind from the list"))
    number = forms.IntegerField(
        label="Record number",
        required=False,
        min_value=1,
        max_value=LARGEST,
        widget=forms.TextInput({"inputmode": "numeric", "class": "nhsuk-input--width-5"}),
        error_messages={
            "invalid": "Enter the number of the thing as a whole number, such as 24",
            "min_value": "Enter the number of the thing as 1 or more",
            "max_value": "Enter a smaller number of the thing",
        },
    )
    since = DayMonthYearField(label="From", required=False)
    until = DayMonthYearField(label="To", required=False)

    def __init__(self, data, *, membership):
        self.chain = membership.organisation_id
        super().__init__(data, membership=membership)
        self.auto_id = "filter-%s"
        self.helper.disable_csrf = True

    def make_fields(self):
        membership = self.membership
        things = sorted((words.thing(model), model) for model in visible.models_for(membership))
        self.fields["thing"].choices = [ALL, *((m, capfirst(name)) for name, m in things)]
        kinds = [(kind.value, kind.label) for kind in visible.kinds_for(membership)]
        self.fields["kind"].choices = [ALL, *kinds]
        self.fields["person"].choices = [ALL, *_people(membership)]

    def buttons(self):
        return [Submit("", "Show entries")]

    def clean(self):
        given = super().clean()
        if given.get("number") and not given.get("thing") and "thing" not in self.errors:
            self.add_error("thing", "Choose the kind of thing that has this number")
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day must be the same as or after the first")
        return given

    def narrow(self, rows):
        """Those of the entries that were asked for; all when nothing was."""
        given = self.cleaned_data if self.is_bound else {}
        asked = {
            "person": given.get("person"),
            "kind": given.get("kind"),
            "model": given.get("thing"),
            "thing": given.get("number"),
        }
        rows = rows.filter(**{name: value for name, value in asked.items() if value})
        since, until = _start(given.get("since")), _start(given.get("until"), days=1)
        return rows.between(self.chain, since, until)


def _people(membership):
    """Members, and the system user, who did something that this member may see."""
    done = visible.entries_for(membership).filter(person=OuterRef("pk"))
    of_here = Q(memberships__organisation=membership.organisation_id) | Q(email=SYSTEM_EMAIL)
    people = User.objects.filter(of_here, Exists(done)).distinct().order_by("name", "pk")
    return [(str(pk), name) for pk, name in people.values_list("pk", "name")]


def _start(day, days=0):
    """The moment at which the London day begins, or the one so many days later."""
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time.min))


CONFIRM = "Tick question {} if the figure was right, or leave the change as it is"


class PutBackForm(ShownForm):
    """Opened on the newest history row of the thing, whose number is `newest`."""

    change: LoggedChange
    submit = "Put this change back"
    newest = ShownVersion()
    reason = PlainText(
        label="Why it is put back",
        help_text="It stays on record with your name",
        limit=changes.REASON_LIMIT,
        lines=2,
        error_messages={"required": "Say why it is put back"},
    )

    def stands(self):
        return self.change.newest

    def make_fields(self):
        for number, message in enumerate(self.change.questions(), start=1):
            self.fields[f"confirm_{key_of(message)}"] = forms.BooleanField(
                label=f"{number}. {message}", error_messages={"required": CONFIRM.format(number)}
            )

    def layout(self):
        ticks = [name for name in self.visible if name != "reason"]
        asked = [Fieldset("Questions: tick each that is right", *ticks)] if ticks else []
        return [*asked, self.as_question("reason")]

    def save(self, *, by, today):
        """`Stale` when something else came first, or a rule refuses it now."""
        if self.change.refusals:
            raise Stale(undo.CHANGED)
        given = self.cleaned_data
        return undo.put_back(
            self.change, given["newest"], by=by, reason=given["reason"], today=today
        )
