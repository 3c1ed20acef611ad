"""Confirming roles and settling the questions that the import asked."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from actions.forms.questions import form_for
from actions.forms.roles import ProposalsForm, RolesForm
from actions.imports.questions import in_groups, others_asking, printed_cells
from actions.models import Action, Question
from wres.accounts.access import EDIT_PLAN, allowed
from wres.audit.stale import Stale

A_PAGE = 25  # rows


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def roles(request, pk):
    actions = request.organisation.actions.select_related("plan", "section")
    action = get_object_or_404(actions, pk=pk)
    request.plan = action.plan
    form = RolesForm.of(request, action=action)
    if form.is_valid():
        try:
            form.save(by=request.user)
        except Stale as stale:
            form = form.after(stale)
        else:
            messages.success(request, f"Roles of “{action.title}” saved")
            return redirect(action)
    context = {"action": action, "form": form}
    return render(request, "settling/roles.html", context, status=form.status)


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def all_roles(request, year):
    """The roles to confirm, and with `?check` what accepting all proposals would do."""
    plan = request.plan = get_object_or_404(request.organisation.plans, year=year)
    if request.method == "GET" and "check" not in request.GET:
        actions = plan.actions.with_unsaid_roles().whole().order_by("position")
        page = Paginator(actions, A_PAGE).get_page(request.GET.get("page"))
        return render(request, "settling/all_roles.html", {"plan": plan, "page": page})
    form = ProposalsForm.of(request, plan=plan)
    if form.is_valid():
        try:
            given = form.save(by=request.user)
        except Stale as stale:
            form = form.after(stale)
        else:
            messages.success(request, f"{given} proposals accepted")
            return redirect("plan_roles", plan.organisation_id, plan.year)
    context = {"plan": plan, "form": form, **form.counts, "starts": form.bare_starts}
    return render(request, "settling/check_roles.html", context, status=form.status)


@require_safe
@allowed(EDIT_PLAN)
def questions(request, year):
    plan = request.plan = get_object_or_404(request.organisation.plans, year=year)
    groups = in_groups(plan.questions.open())
    asked = plan.questions.for_list().filter(~Q(settled_on=None) | Q(pk__in=groups))
    page = Paginator(asked, A_PAGE).get_page(request.GET.get("page"))
    cells = printed_cells(plan, [question.row for question in page])
    for question in page:
        question.cell = cells.get(question.row, {}).get(question.column, "")
        question.others = groups.get(question.pk, 1) - 1
    context = {"plan": plan, "page": page, "open": len(groups)}
    return render(request, "settling/questions.html", context)


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def question(request, pk):
    asked = Question.objects.of(request.organisation).for_page()
    question = get_object_or_404(asked, pk=pk)
    request.plan = question.plan
    form = form_for(question).of(request, question=question)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data["answer"]
        try:
            settled = form.save(by=request.user, today=request.today)
        except Stale as stale:
            question = get_object_or_404(asked, pk=pk)
            anew = form_for(question)(request.POST, question=question)
            form = stale.form or anew
            form.stale = stale
        else:
            if settled.settled_by == request.user and said in {"", settled.answer}:
                messages.success(request, f"Question about row {question.row} settled")
                return redirect("plan_questions", question.organisation_id, question.plan.year)
            question, form.stale = settled, Stale()
    context = {"question": question, "form": form, "others": others_asking(question)}
    context["cells"] = printed_cells(question.plan, [question.row]).get(question.row, {}).items()
    context["action"] = question.action and Action.objects.whole().get(pk=question.action_id)
    return render(request, "settling/question.html", context, status=form.status)
