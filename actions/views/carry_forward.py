"""Carrying a plan forward to the next year, and the dates that it took over."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from actions.forms.carry_forward import CarriedDatesForm, CarryForwardForm
from actions.plan.carry_forward import asked_in, next_plan, unfinished
from actions.plan.years import plan_of
from wres.accounts.access import EDIT_PLAN, allowed
from wres.audit.stale import Stale
from wres.words import counted


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def carry_forward(request, year):
    plans = request.organisation.plans.select_related("standard", "organisation")
    plan = request.plan = get_object_or_404(plans, year=year)
    form = CarryForwardForm.of(request, plan=plan, actions=unfinished(plan))
    if next_plan(plan) is None and form.is_valid():
        try:
            made = form.save(by=request.user, today=request.today)
        except Stale as stale:
            form = form.after(stale, actions=unfinished(plan))
        else:
            messages.success(request, made.words)
            if made.questions:
                return redirect("plan_dates", plan.organisation_id, made.plan.year)
            return redirect(made.plan)
    if successor := next_plan(plan):
        context = {"plan": plan, "successor": successor}
        status = 409 if form.is_bound else 200
        return render(request, "plan/carried_forward.html", context, status=status)
    context = {"plan": plan, "form": form, "sections": plan.sections.all()}
    context["focus"] = plan.plan_indicators.focus()
    return render(request, "plan/carry_forward.html", context, status=form.status)


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def dates(request, year):
    plan = plan_of(request, year)
    form = CarriedDatesForm.of(request, plan=plan, dates=asked_in(plan), today=request.today)
    if form.is_valid():
        try:
            settled = form.save(by=request.user)
        except Stale as stale:
            form = form.after(stale, dates=asked_in(plan))
        else:
            messages.success(request, f"{counted(settled, 'date')} settled")
            return redirect("plan_dates", plan.organisation_id, plan.year)
    context = {"plan": plan, "form": form}
    return render(request, "plan/dates.html", context, status=form.status)
