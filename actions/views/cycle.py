"""What a quarter asks: opening it, who has answered, several updates at once, and completions."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.cycle import board, completing, opening, several, silent
from actions.forms.completion import CompletionForm
from actions.forms.quarter_opening import ChangedError, QuarterOpeningForm
from actions.models import Completion, Quarter
from actions.quarters import Quarter as NhsQuarter
from actions.years import plans_of
from organisations.access import RUN_QUARTER, TAKE_PART, allowed


@require_http_methods(["GET", "POST"])
@allowed(RUN_QUARTER)
def open_quarter(request, year, slug):
    row = _row(request, year, slug)
    context = {"plan": request.plan, "row": row, "quarter": row.nhs}
    if row.state == Quarter.CLOSED or row.nhs.start > request.today:
        return render(request, "cycle/cannot_open.html", context)
    form = context["form"] = QuarterOpeningForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            row = form.save(by=request.user, today=request.today)
        except ChangedError:
            context["form"] = QuarterOpeningForm(request.POST, row=_row(request, year, slug))
            return render(request, "cycle/open.html", context, status=409)
        due = f"{row.updates_due.day} {row.updates_due:%B %Y}"
        messages.success(request, f"{row.nhs} is open. Updates are due by {due}.")
        return redirect("quarter_answers", request.organisation.pk, year, slug)
    return render(request, "cycle/open.html", context)


@require_safe
@allowed(TAKE_PART)
def answers(request, year, slug):
    row = _row(request, year, slug)
    found = board.Board(request.plan, row, request.today, request.GET)
    may_run = request.membership.may(RUN_QUARTER)
    return render(request, "cycle/answers.html", {"board": found, "may_run": may_run})


@require_POST
@allowed(RUN_QUARTER)
def remind(request, year, slug):
    row = _row(request, year, slug)
    try:
        told = silent.remind(row, by=request.user, today=request.today)
        say = messages.success if told.on_their_way else messages.info
        say(request, told.words)
    except silent.NotAskingError as error:
        messages.info(request, str(error))
    return redirect("quarter_answers", request.organisation.pk, year, slug)


def _row(request, year, slug):
    """The quarter of the plan: one of its year, one that it has a row of, or today's."""
    plan = request.plan = get_object_or_404(
        request.organisation.plans.select_related("standard"), year=year
    )
    quarter = NhsQuarter.parse(slug)
    row = opening.row_of(plan, quarter)
    if row.pk is None and quarter.year != plan.year and quarter != NhsQuarter.on(request.today):
        raise Http404("The plan has no such quarter.")
    return row


@require_http_methods(["GET", "POST"])
@allowed(TAKE_PART)
def update_several(request):
    plan = request.plan = plans_of(request).current_on(request.today)
    if plan is None:
        raise Http404("This organisation has no plan yet.")
    data = request.POST if request.method == "POST" else None
    page = several.Several(plan, request.user, request.today, data)
    if request.method == "POST":
        for words in page.save():
            messages.success(request, words)
        if page.is_done:
            return redirect("my_actions", request.organisation.pk)
    status = 409 if page.has_conflict else 200
    return render(
        request, "cycle/several.html", {"page": page, "formset": page.wrong}, status=status
    )


@require_safe
@allowed(RUN_QUARTER)
def completions(request, year):
    plan = request.plan = get_object_or_404(
        request.organisation.plans.select_related("standard"), year=year
    )
    context = {"plan": plan, "page": completing.page(plan, request.GET.get("page"))}
    return render(request, "cycle/completions.html", context)


@require_http_methods(["GET", "POST"])
@allowed(RUN_QUARTER)
def completion(request, pk):
    found = Completion.objects.filter(action__organisation=request.organisation)
    claim = get_object_or_404(found.select_related(*completing.FOR_PAGE), pk=pk)
    request.plan = claim.action.plan
    form = CompletionForm(request.POST or None, claim=claim)
    if request.method == "POST" and form.is_valid() and form.save(request.user, request.today):
        messages.success(request, form.saved_words)
        return redirect("plan_completions", request.organisation.pk, request.plan.year)
    context = {"claim": claim, "form": form, "evidence": completing.evidence_of(claim)}
    return render(request, "cycle/completion.html", context)
