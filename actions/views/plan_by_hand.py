"""Starting and approving a plan by hand; adding an action to it, moving one, cancelling one."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from actions.delivery import CLOSED
from actions.forms.approval import ApprovalForm
from actions.forms.names import StartPlanForm
from actions.forms.new_action import NewActionForm
from actions.forms.one_change import CancelForm, MoveForm
from actions.forms.versions import ConflictError
from actions.plan.years import plan_of
from wres.accounts.access import EDIT_PLAN, allowed


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def start(request):
    data = request.POST if request.method == "POST" else None
    form = StartPlanForm(data, organisation=request.organisation, today=request.today)
    if form.is_bound and form.is_valid():
        plan = form.save(by=request.user)
        messages.success(request, f"The {plan} is started. Add its sections and actions")
        return redirect("sections", request.organisation.pk, plan.year)
    return render(request, "plan/start.html", {"form": form})


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def approval(request, year):
    plan = plan_of(request, year)
    data = request.POST if request.method == "POST" else None
    form = ApprovalForm(data, plan=plan, today=request.today)
    if form.is_bound and form.is_valid():
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
        "like": _named(request, "copy", request.organisation.actions),
        "section": _named(request, "section", plan.sections),
        "indicator": _named(request, "indicator", plan.standard.indicators, "number"),
    }
    form = NewActionForm(request.POST if request.method == "POST" else None, plan=plan, **begin)
    if form.is_bound and form.is_valid():
        action = form.save(by=request.user, today=request.today)
        messages.success(request, f"“{action.title}” added, with the reference {action.reference}")
        return redirect(action)
    context = {"plan": plan, "form": form, "like": begin["like"]}
    return render(request, "actions/add.html", context)


def _named(request, name, among, field="pk"):
    """The row that the address names, or None: an address that names none leaves the form empty."""
    text = request.GET.get(name, "")[:15]
    return among.filter(**{field: int(text)}).first() if text.isascii() and text.isdigit() else None


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
    request.plan, conflict = action.plan, None
    form = form_class(request.POST if request.method == "POST" else None, action=action)
    if action.status in CLOSED and form_class is CancelForm:
        return redirect(action)
    if form.is_bound and form.is_valid():
        try:
            action = form.save(by=request.user, today=request.today)
        except ConflictError as found:
            form, conflict = found.form, found
        else:
            messages.success(request, f"“{action.title}” {done.format(action=action)}")
            return redirect(action)
    context = {"action": action, "form": form, "conflict": conflict}
    return render(request, "actions/one_change.html", context, status=409 if conflict else 200)
