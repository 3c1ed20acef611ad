"""Changing many actions at once: choosing them, saying what changes, checking, and doing it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from actions.forms.many import ChoosingForm, ManyForm
from actions.plan.browse import Browsing
from actions.plan.filters import Day
from actions.updates.many import LIMIT, EditedError, chosen, steps
from wres.accounts.access import EDIT_PLAN, allowed
from wres.words import counted


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def change_many(request, year):
    request.plan = get_object_or_404(request.organisation.plans, year=year)
    step = request.POST.get("step", "choose")
    if step == "choose":
        return _choose(request)
    form = ManyForm(request.POST, plan=request.plan)
    if not form.is_valid() or step == "back":
        return _values(request, form, len(form.cleaned_data.get("chosen", [])))
    if step != "agreed":
        return _check(request, form)
    try:
        done = form.save(by=request.user, today=request.today)
    except EditedError as edited:
        return _check(request, form, edited)
    words = f"{counted(done.actions, 'action')} changed. {done.what}."
    messages.success(request, words)
    return redirect(_back(request))


def _choose(request):
    """The actions that the filter of the address shows, and what may change."""
    plan = request.plan
    day = Day.of(plan, request.today, plan.updates_expected_since(request.today))
    browsing = Browsing(plan, request.membership, day, request.GET)
    found = browsing.actions.select_related("section").prefetch_related("action_leads__lead")
    actions = list(found[: LIMIT + 1])
    sent = request.POST if request.method == "POST" else None
    form = ChoosingForm(sent, listed=actions, is_filtered=browsing.filter.is_on)
    if len(actions) <= LIMIT and form.is_bound and form.is_valid():
        shown = form.shown
        return _values(request, ManyForm.begin(plan, form.cleaned_data["kind"], shown), len(shown))
    context = {"plan": plan, "browsing": browsing, "form": form, "limit": LIMIT}
    context |= {"count": len(actions), "back": _back(request)}
    return render(request, "many/choose.html", context)


def _values(request, form, count):
    context = {"plan": request.plan, "form": form, "count": count, "back": _back(request)}
    return render(request, "many/values.html", context)


def _check(request, form, edited=None):
    """What will change, and what will not; after an edit by another, as the actions now stand."""
    actions = chosen(request.plan, form.cleaned_data["chosen"])
    found = steps(form.change, actions)
    versions = ",".join(f"{action.pk}:{action.version}" for action in actions)
    context = {
        "plan": request.plan,
        "what": form.change.words,
        "changing": [step for step in found if not step.why_not],
        "staying": [step for step in found if step.why_not],
        "sent": [(k, versions if k == "chosen" and edited else v) for k, v in form.as_sent],
        "reason": form.cleaned_data["reason"],
        "edited": edited,
        "back": _back(request),
    }
    return render(request, "many/check.html", context, status=409 if edited else 200)


def _back(request):
    """The plan through the filter from which the person came."""
    query = request.GET.urlencode()
    return f"{request.plan.get_absolute_url()}{'?' if query else ''}{query}"
