"""Challenges: the list of them, the page of each, and asking one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from actions.forms.challenge import AnswerForm, ChallengeForm
from actions.models import Challenge
from actions.updates.challenges import About, about_of, by_quarter
from wres.accounts.access import CHALLENGE, EDIT_PLAN, TAKE_PART, allowed
from wres.audit.stale import Stale
from wres.nhsuk.forms import number_in

A_PAGE = 25
PARAMETERS = {"action": "action", "indicator": "indicator__number", "year": "quarter__plan__year"}


@require_safe
@allowed(TAKE_PART)
def listing(request):
    challenges = Challenge.objects.of(request.organisation).for_list()
    narrowed = {field: number_in(request.GET, name) for name, field in PARAMETERS.items()}
    chosen = {field: number for field, number in narrowed.items() if number is not None}
    if is_open := request.GET.get("open") == "yes":
        challenges = challenges.open()
    page = Paginator(challenges.filter(**chosen), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "groups": by_quarter(page), "is_narrowed": is_open or bool(chosen)}
    return render(request, "challenges/list.html", context)


@require_http_methods(["GET", "POST"])
@allowed(TAKE_PART)
def page(request, pk):
    challenges = Challenge.objects.of(request.organisation).for_list()
    challenge = get_object_or_404(challenges, pk=pk)
    request.plan, may_answer = challenge.quarter.plan, request.membership.may(EDIT_PLAN)
    if request.method == "POST" and not may_answer:
        raise PermissionDenied("You cannot answer a challenge.")
    form = AnswerForm.of(request, challenge=challenge)
    if form.is_valid():
        try:
            form.save(by=request.user, today=request.today)
        except Stale as stale:
            challenge = get_object_or_404(challenges, pk=pk)
            form = form.after(stale)
        else:
            messages.success(request, "Your answer is saved")
            return redirect("challenge", request.organisation.pk, pk)
    context = {"challenge": challenge, "about": about_of(challenge), "form": form}
    context["may_answer"] = challenge.is_open and may_answer
    context["may_ask"] = request.membership.may(CHALLENGE)
    return render(request, "challenges/page.html", context, status=form.status)


@require_http_methods(["GET", "POST"])
@allowed(CHALLENGE)
def ask_of_action(request, pk):
    actions = request.organisation.actions.select_related("plan__standard")
    action = get_object_or_404(actions, pk=pk)
    return _ask(request, About(action.plan, action=action))


@require_http_methods(["GET", "POST"])
@allowed(CHALLENGE)
def ask_of_indicator(request, year, number):
    plan = get_object_or_404(request.organisation.plans.select_related("standard"), year=year)
    indicator = plan.standard.indicators.filter(number=number).first()
    if indicator is None:
        raise Http404("There is no indicator of this number.")
    return _ask(request, About(plan, indicator=indicator))


def _ask(request, about):
    request.plan = about.plan
    form = ChallengeForm.of(request, about=about)
    if not form.is_valid():
        return render(request, "challenges/ask.html", {"about": about, "form": form})
    challenge = form.save(by=request.user, today=request.today)
    messages.success(request, "Your challenge is sent. The inclusion lead will answer it.")
    return redirect("challenge", request.organisation.pk, challenge.pk)
