"""Starting and approving a plan by hand; adding an action to it, moving one, cancelling one."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from actions.delivery import CLOSED
from actions.forms.approval import ApprovalForm
from actions.forms.names import StartPlanForm
from actions.forms.new_action import NewActionForm
from actions.forms.one_change import CancelForm, MoveForm
from actions.plan.years import plan_of
from wres.accounts.access import EDIT_PLAN, allowed
from wres.audit.stale import Stale
from wres.nhsuk.forms import number_in


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def start(request):
    form = StartPlanForm.of(request, organisation=request.organisation, today=request.today)
    if form.is_valid():
        plan = form.save(by=request.user)
        messages.success(request, f"The {plan} is started. Add its sections and actions")
        return redirect("sections", request.organisation.pk, plan.year)
    return render(request, "plan/start.html", {"form": form})


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def approval(request, year):
    plan = plan_of(request, year)
    form = ApprovalForm.of(request, plan=plan, today=request.today)
    if form.is_valid():
        words = form.save(by=request.user).approval_words or "No approval is recorded"
        messages.success(request, f"Saved. {words}")
        return redirect(plan)
    return render(request, "plan/approval.html", {"plan": plan, "form": form})


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def add(request, year):
    """The form begins with what the address names: a section, an indicator, an action to copy."""
    plan = plan_of(request, year)
    if not plan.sections.exists():
        messages.warning(request, "Add a section first: every action stands in one")
        return redirect("sections", request.organisation.pk, year)
    begin = {
        "like": request.organisation.actions.filter(pk=number_in(request.GET, "copy")).first(),
        "section": plan.sections.filter(pk=number_in(request.GET, "section")).first(),
        "indicator": plan.standard.indicators.filter(
            number=number_in(request.GET, "indicator")
        ).first(),
    }
    form = NewActionForm.of(request, plan=plan, **begin)
    if form.is_valid():
        action = form.save(by=request.user, today=request.today)
        messages.success(request, f"“{action.title}” added, with the reference {action.reference}")
        return redirect(action)
    context = {"plan": plan, "form": form, "like": begin["like"]}
    return render(request, "actions/add.html", context)


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def move(request, pk):
    return _one_change(request, pk, MoveForm, "moved to {action.section}")


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def cancel(request, pk):
    return _one_change(request, pk, CancelForm, "cancelled")


def _one_change(request, pk, form_class, done):
    actions = request.organisation.actions.select_related("plan", "section")
    action = get_object_or_404(actions, pk=pk)
    request.plan = action.plan
    form = form_class.of(request, action=action)
    if action.status in CLOSED and form_class is CancelForm:
        return redirect(action)
    if form.is_valid():
        try:
            action = form.save(by=request.user, today=request.today)
        except Stale as stale:
            form = form.after(stale)
        else:
            messages.success(request, f"“{action.title}” {done.format(action=action)}")
            return redirect(action)
    context = {"action": action, "form": form}
    return render(request, "actions/one_change.html", context, status=form.status)
