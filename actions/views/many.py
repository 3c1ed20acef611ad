"""Changing many actions at once: choosing them, saying what changes, checking, and doing it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from actions.forms.many import ChoosingForm, ManyForm
from actions.plan.browse import Browsing
from actions.plan.filters import Day
from actions.updates.many import LIMIT
from wres.accounts.access import EDIT_PLAN, allowed
from wres.audit.stale import Stale
from wres.words import counted


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def change_many(request, year):
    """One address for its steps: the choice of actions, what changes, the check, and doing it."""
    plan = request.plan = get_object_or_404(request.organisation.plans, year=year)
    query = request.GET.urlencode()
    back = f"{plan.get_absolute_url()}{'?' if query else ''}{query}"
    context = {"plan": plan, "back": back}  # the plan through the filter they came from
    step = request.POST.get("step", "choose")
    if step == "choose":
        return _choose(request, context)
    form = ManyForm.of(request, plan=plan)
    if not form.is_valid() or step == "back":
        context |= {"form": form, "count": len(form.cleaned_data.get("chosen", []))}
        return render(request, "many/values.html", context)
    if step == "agreed":
        try:
            done = form.save(by=request.user, today=request.today)
        except Stale as stale:
            form.stale = stale
        else:
            words = f"{counted(done.actions, 'action')} changed. {done.what}."
            messages.success(request, words)
            return redirect(back)
    context["form"] = form
    return render(request, "many/check.html", context, status=form.status)


def _choose(request, context):
    """The actions that the filter of the address shows, and what may change."""
    plan = request.plan
    day = Day.of(plan, request.today, plan.updates_expected_since(request.today))
    browsing = Browsing(plan, request.membership, day, request.GET)
    found = browsing.actions.select_related("section").prefetch_related("action_leads__lead")
    actions = list(found[: LIMIT + 1])
    form = ChoosingForm.of(request, listed=actions, is_filtered=browsing.filter.is_on)
    if len(actions) <= LIMIT and form.is_valid():
        shown = form.shown
        values = ManyForm.begin(plan, form.cleaned_data["kind"], shown)
        return render(request, "many/values.html", context | {"form": values, "count": len(shown)})
    context |= {"browsing": browsing, "form": form, "limit": LIMIT, "count": len(actions)}
    return render(request, "many/choose.html", context)
