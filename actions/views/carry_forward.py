"""Carrying a plan forward to the next year, and the dates that it took over."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from actions.forms.carry_forward import CarriedDatesForm, CarryForwardForm, PlanChangedError
from actions.plan.carry_forward import ChangedError, TakenError, asked_in, next_plan, unfinished
from actions.plan.years import plan_of
from wres.accounts.access import EDIT_PLAN, allowed
from wres.words import counted


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def carry_forward(request, year):
    plans = request.organisation.plans.select_related("standard", "organisation")
    plan = request.plan = get_object_or_404(plans, year=year)
    data = request.POST if request.method == "POST" else None
    form = CarryForwardForm(data, plan=plan, actions=unfinished(plan))
    if successor := next_plan(plan):
        return _taken(request, plan, successor)
    if not (form.is_bound and form.is_valid()):
        return _page(request, plan, form)
    try:
        made = form.save(by=request.user, today=request.today)
    except PlanChangedError:
        return _page(request, plan, CarryForwardForm(plan=plan, actions=unfinished(plan)), 409)
    except TakenError:
        return _taken(request, plan, next_plan(plan))
    messages.success(request, _said(made))
    if made.questions:
        return redirect("plan_dates", plan.organisation_id, made.plan.year)
    return redirect(made.plan)


def _page(request, plan, form, status=200):
    context = {"plan": plan, "form": form, "changed": status == 409}
    context["sections"] = plan.sections.all()
    context["focus"] = plan.plan_indicators.focus()
    return render(request, "plan/carry_forward.html", context, status=status)


def _taken(request, plan, successor):
    context = {"plan": plan, "successor": successor}
    status = 409 if request.method == "POST" else 200
    return render(request, "plan/carried_forward.html", context, status=status)


def _said(made):
    dates = counted(made.questions, "date")
    asked = f" Say what becomes of {dates}, on one page." if made.questions else ""
    return f"{counted(made.actions, 'action')} carried forward to the {made.plan}.{asked}"


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def dates(request, year):
    plan = plan_of(request, year)
    form = _form(request, plan, request.POST if request.method == "POST" else None)
    if not (form.is_bound and form.is_valid()):
        return _dates_page(request, plan, form)
    try:
        settled = form.save(by=request.user)
    except ChangedError:
        return _dates_page(request, plan, _form(request, plan), 409)
    messages.success(request, f"{counted(settled, 'date')} settled")
    return redirect("plan_dates", plan.organisation_id, plan.year)


def _form(request, plan, data=None):
    return CarriedDatesForm(data, plan=plan, asked=asked_in(plan), today=request.today)


def _dates_page(request, plan, form, status=200):
    context = {"plan": plan, "form": form, "changed": status == 409}
    return render(request, "plan/dates.html", context, status=status)
