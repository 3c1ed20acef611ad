"""Who of an organisation needs a second factor: its administrators, or everyone."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from wres.accounts.access import MANAGE_PEOPLE, allowed
from wres.accounts.models import SigningInRule
from wres.audit.changes import REASON_LIMIT, change
from wres.nhsuk.fields import PlainErrors, PlainText, Question

WHO = [("administrators", "Administrators only"), ("everyone", "Everyone")]
UNCHANGED = "This is the rule already. Choose the other one, or go back"


class RuleForm(PlainErrors, forms.Form):
    """Who needs a second factor; a change needs its reason."""

    who = forms.ChoiceField(
        label="Who needs a second factor",
        choices=WHO,
        widget=forms.RadioSelect,
        error_messages={"required": "Select who needs a second factor"},
    )
    reason = PlainText(
        label="Why this changes",
        help_text="Kept in the audit trail",
        limit=REASON_LIMIT,
        lines=3,
        error_messages={"required": "Say why this changes"},
    )

    def __init__(self, data=None, *, rule):
        who = "everyone" if rule.second_factor_for_all else "administrators"
        super().__init__(data, initial={"who": who})
        self.rule = rule
        hints = {
            "administrators": "Who manages people, imports figures or sees the records",
            "everyone": "All pages of the organisation ask for it, from each person's next click",
        }
        self.fields["who"].choice_hints = hints
        self.helper = FormHelper()
        self.helper.form_tag = False
        asked = [Question("who"), Question("reason")]
        self.helper.layout = Layout(*asked, Submit("save", "Save this rule"))

    def clean_who(self):
        if self.cleaned_data["who"] == self.initial["who"]:
            raise forms.ValidationError(UNCHANGED)
        return self.cleaned_data["who"]

    def save(self):
        self.rule.second_factor_for_all = self.cleaned_data["who"] == "everyone"
        self.rule.save()


def _rule_of(organisation):
    found = SigningInRule.objects.filter(organisation=organisation).first()
    return found or SigningInRule(organisation=organisation)


@require_http_methods(["GET", "POST"])
@allowed(MANAGE_PEOPLE)
def page(request):
    if request.method == "GET":
        return _page(request, RuleForm(rule=_rule_of(request.organisation)))
    reason = request.POST.get("reason", "")[:REASON_LIMIT]
    with change(request.organisation.pk, by=request.user, reason=reason):
        form = RuleForm(request.POST, rule=_rule_of(request.organisation))
        if not form.is_valid():
            return _page(request, form)
        form.save()
    messages.success(request, f"Saved: {form.rule.words}")
    return redirect("people", request.organisation.pk)


def _page(request, form):
    return render(request, "people/signing_in_rule.html", {"form": form, "rule": form.rule})
