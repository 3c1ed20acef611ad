"""Confirming roles and settling the questions that the import asked."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from actions.forms.questions import RolesForm, accept_proposals, form_for, unsaid_links
from actions.forms.versions import ConflictError
from actions.imports.questions import asking_the_same, in_groups
from actions.models import Action, Placement, Question
from indicators.models import Indicator
from indicators.rules.comparison import State
from wres.accounts.access import EDIT_PLAN, allowed

A_PAGE = 25  # rows


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def roles(request, pk):
    actions = request.organisation.actions.select_related("plan", "section")
    action = get_object_or_404(actions, pk=pk)
    request.plan = action.plan
    form = RolesForm(request.POST if request.method == "POST" else None, action=action)
    conflict = None
    if form.is_bound and form.is_valid():
        try:
            form.save(by=request.user)
            messages.success(request, f"Roles of “{action.title}” saved")
            return redirect(action)
        except ConflictError as error:
            conflict, form = error, error.form
    context = {"action": action, "form": form, "conflict": conflict}
    return render(request, "settling/roles.html", context, status=409 if conflict else 200)


def _plan(request, year):
    request.plan = get_object_or_404(request.organisation.plans, year=year)
    return request.plan


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def all_roles(request, year):
    plan = _plan(request, year)
    if request.method == "POST":
        return _accept(request, plan)
    if "check" in request.GET:
        return _check_page(request, plan)
    actions = plan.actions.with_unsaid_roles().whole().order_by("position")
    page = Paginator(actions, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "settling/all_roles.html", {"plan": plan, "page": page})


def _accept(request, plan):
    agreed = request.POST.get("links", "")
    expected = int(agreed) if agreed.isascii() and agreed.isdigit() and len(agreed) < 9 else None
    given = accept_proposals(plan, by=request.user, expected=expected)
    if given is None:
        return _check_page(request, plan, changed=True)
    messages.success(request, f"{given} proposals accepted")
    return redirect("plan_roles", plan.organisation_id, plan.year)


def _check_page(request, plan, changed=False):
    """What accepting would do, before it is done."""
    unsaid = unsaid_links(plan).order_by()
    counts = unsaid.aggregate(links=Count("pk"), actions=Count("action", distinct=True))
    first = unsaid.filter(position=1).values("indicator").annotate(lists=Count("pk"))
    lists = {row["indicator"]: row["lists"] for row in first}
    bare = _without_figures(request.organisation, Indicator.objects.filter(pk__in=lists))
    starts = [(indicator, lists[indicator.pk]) for indicator in bare]
    context = {"plan": plan, "changed": changed, "starts": starts, **counts}
    status = 409 if changed else 200
    return render(request, "settling/check_roles.html", context, status=status)


def _without_figures(organisation, indicators):
    figures = organisation.figures.whole_organisation().filter(state=State.HELD)
    cells = organisation.pay_band_cells.filter(unit=None)
    indicators = indicators.exclude(pk__in=figures.values("indicator"))
    return indicators.exclude(pk__in=cells.values("indicator"))


@require_safe
@allowed(EDIT_PLAN)
def questions(request, year):
    plan = _plan(request, year)
    groups = in_groups(plan.questions.open())
    asked = plan.questions.for_list().filter(~Q(settled_on=None) | Q(pk__in=groups))
    page = Paginator(asked, A_PAGE).get_page(request.GET.get("page"))
    cells = _cells(plan, [question.row for question in page])
    for question in page:
        question.cell = cells.get(question.row, {}).get(question.column, "")
        question.others = groups.get(question.pk, 1) - 1
    context = {"plan": plan, "page": page, "open": len(groups)}
    return render(request, "settling/questions.html", context)


def _cells(plan, rows):
    """The printed cells of these rows of the plan's file, by row."""
    placements = Placement.objects.filter(section__plan=plan, row__in=rows)
    return dict(placements.values_list("row", "raw"))


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def question(request, pk):
    asked = Question.objects.of(request.organisation).for_page()
    question = get_object_or_404(asked, pk=pk)
    request.plan = question.plan
    form = form_for(question, request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _question_page(request, question, form)
    try:
        settled = form.save(by=request.user, today=request.today)
    except ConflictError as conflict:
        return _question_page(request, question, conflict.form, 409, conflict)
    except ValidationError as moved:
        return _moved(request, get_object_or_404(asked, pk=pk), moved)
    said = form.cleaned_data["answer"]
    if settled.settled_by == request.user and said in {"", settled.answer}:
        messages.success(request, f"Question about row {question.row} settled")
        return redirect("plan_questions", question.organisation_id, question.plan.year)
    return _question_page(request, settled, form, 409)


def _moved(request, question, error):
    """The question as it stands by now, and why the answer to it was not saved."""
    form = form_for(question, request.POST)
    if not form.has_error("is"):  # which would say the same
        form.add_error("is" if "is" in form.fields else None, error)
    return _question_page(request, question, form, 409)


def _others(question):
    """The actions of other rows that ask the same, in the order of the file."""
    asked = [] if question.action is None else asking_the_same(question)
    return [each.action for each in asked if each.pk != question.pk]


def _question_page(request, question, form, status=200, conflict=None):
    cells = _cells(question.plan, [question.row]).get(question.row, {})
    context = {
        "question": question,
        "action": question.action and Action.objects.whole().get(pk=question.action_id),
        "cells": cells.items(),
        "form": form,
        "conflict": conflict,
        "others": [] if question.settled_on else _others(question),
    }
    return render(request, "settling/question.html", context, status=status)
