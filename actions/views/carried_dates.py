"""The dates that a plan took over from the one before, on one page."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from actions.carried_dates import ChangedError, asked_in
from actions.forms.carried_dates import CarriedDatesForm
from actions.lists.listed import counted
from actions.years import plan_of
from organisations.access import EDIT_PLAN, allowed


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def dates(request, year):
    plan = plan_of(request, year)
    form = _form(request, plan, request.POST if request.method == "POST" else None)
    if not (form.is_bound and form.is_valid()):
        return _page(request, plan, form)
    try:
        settled = form.save(by=request.user)
    except ChangedError:
        return _page(request, plan, _form(request, plan), 409)
    messages.success(request, f"{counted(settled, 'date')} settled")
    return redirect("plan_dates", plan.organisation_id, plan.year)


def _form(request, plan, data=None):
    return CarriedDatesForm(data, plan=plan, asked=asked_in(plan), today=request.today)


def _page(request, plan, form, status=200):
    context = {"plan": plan, "form": form, "changed": status == 409}
    return render(request, "plan/dates.html", context, status=status)
