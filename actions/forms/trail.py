"""What somebody looks for in the log."""

from datetime import datetime, time, timedelta

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.text import capfirst

from actions.trail import seen, words
from organisations.models import SYSTEM_EMAIL, User
from wres.nhsuk_forms import DayMonthYearField

ALL = ("", "All")
LARGEST = 2**63 - 1  # the largest number that the database can hold


def _listed(message):
    return {"required": False, "error_messages": {"invalid_choice": message}}


class TrailFilter(forms.Form):
    """Each field narrows the log; an empty one does not."""

    person = forms.ChoiceField(label="Who", **_listed("Choose a person from the list"))
    kind = forms.ChoiceField(label="What happened", **_listed("Choose what happened from the list"))
    thing = forms.ChoiceField(label="Kind of thing", **_listed("Choose a kind from the list"))
    number = forms.IntegerField(
        label="Number of the thing",
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
        super().__init__(data, auto_id="filter-%s")
        self.chain = membership.organisation_id
        things = sorted((words.thing(model), model) for model in seen.models_for(membership))
        self.fields["thing"].choices = [ALL, *((m, capfirst(name)) for name, m in things)]
        kinds = [(kind.value, kind.label) for kind in seen.kinds_for(membership)]
        self.fields["kind"].choices = [ALL, *kinds]
        self.fields["person"].choices = [ALL, *_people(membership)]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*self.fields, Submit("", "Show entries"))

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
    done = seen.entries_for(membership).filter(person=OuterRef("pk"))
    of_here = Q(memberships__organisation=membership.organisation_id) | Q(email=SYSTEM_EMAIL)
    people = User.objects.filter(of_here, Exists(done)).distinct().order_by("name", "pk")
    return [(str(pk), name) for pk, name in people.values_list("pk", "name")]


def _start(day, days=0):
    """The moment at which the London day begins, or the one so many days later."""
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time.min))
