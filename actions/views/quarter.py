"""A quarter: opened, answered, closed with its report and papers, and opened again."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.forms.evidence import CompletionForm
from actions.forms.quarter import CloseForm, QuarterOpeningForm, ReopenForm
from actions.models import Completion, Paper, Quarter
from actions.plan.years import plans_of
from actions.quarter import closed, opened, over_time, papers, reminders
from actions.quarter.answers import Board
from actions.quarter.large_files import asked_for, is_large
from actions.quarter.report import of_quarter, quarter_or_404
from actions.quarters import Quarter as NhsQuarter
from actions.updates.completion import FOR_PAGE, evidence_of
from actions.updates.completion import page as page_of_completions
from actions.updates.several import Several
from wres.accounts.access import PUBLISH, RUN_QUARTER, TAKE_PART, allowed
from wres.audit.stale import Stale
from wres.files.exports import download
from wres.words import day_words


@require_http_methods(["GET", "POST"])
@allowed(RUN_QUARTER)
def close(request, year, slug):
    quarter = quarter_or_404(request, year, slug)
    if quarter.state == quarter.CLOSED:
        return redirect("quarter_report", request.organisation.pk, year, slug)
    stand = closed.stand(quarter, request.today)
    form = CloseForm.of(request, quarter=quarter, challenges=stand.challenges)
    if form.is_valid():
        try:
            form.save(by=request.user, today=request.today)
        except Stale as stale:
            form.stale = stale
        else:
            messages.success(request, f"{quarter} is closed. Its report will stay as it is.")
            return redirect("quarter_report", request.organisation.pk, year, slug)
    context = {"quarter": quarter, "stand": stand, "form": form}
    return render(request, "report/close.html", context, status=form.status)


@require_http_methods(["GET", "POST"])
@allowed(RUN_QUARTER)
def reopen(request, year, slug):
    quarter = quarter_or_404(request, year, slug)
    if quarter.state == quarter.OPEN:
        return redirect("quarter", request.organisation.pk, year, slug)
    form = ReopenForm.of(request, quarter=quarter)
    if form.is_valid():
        form.save(by=request.user, today=request.today)
        messages.success(request, f"{quarter} is open again. Its earlier report is kept.")
        return redirect("quarter", request.organisation.pk, year, slug)
    return render(request, "report/reopen.html", {"quarter": quarter, "form": form})


@require_safe
def report(request, year, slug):
    quarter = quarter_or_404(request, year, slug)
    found = of_quarter(quarter, request.GET.get("version"))
    if found is None:
        raise Http404("This quarter has no such report.")
    is_standing = quarter.state == quarter.CLOSED and not found.report.reopened_on
    context = {
        "quarter": quarter,
        "shown": found,
        "may_reopen": is_standing and request.membership.may(RUN_QUARTER),
        "may_publish": is_standing and request.membership.may(PUBLISH),
    }
    return render(request, "report/page.html", context)


@require_safe
def paper(request, year, slug, version, kind):
    quarter = quarter_or_404(request, year, slug)
    found = get_object_or_404(Paper, report__quarter=quarter, report__version=version, kind=kind)
    return download(found.file_name, bytes(found.data))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(TAKE_PART)
def draft(request, year, slug, kind):
    """A paper of an open quarter as it would be now; of a closed one, its report.

    That of a large plan is asked for first.
    """
    quarter = quarter_or_404(request, year, slug)
    if quarter.state == quarter.CLOSED:
        return redirect("quarter_report", request.organisation.pk, year, slug)
    if kind not in dict(Paper.KINDS):
        raise Http404("There is no paper of this kind.")
    if request.method == "POST" or is_large(quarter.plan.actions.count(), kind, quarter):
        return asked_for(request, quarter.plan, kind, quarter)
    document = closed.stand(quarter, request.today).document(is_draft=True)
    name, made = papers.draft(quarter, document, kind)
    return download(name, made.data)


@require_safe
def compare(request, year):
    plan = request.plan = get_object_or_404(
        request.organisation.plans.select_related("organisation"), year=year
    )
    known = over_time.known(plan, request.today)
    before, after = over_time.chosen(known, request.GET.get("from"), request.GET.get("to"))
    found = over_time.compared(before, after, plan, request.today) if before else None
    context = {"plan": plan, "known": known, "before": before, "after": after, "found": found}
    context["reports"] = [each for each in reversed(known) if each.report]
    return render(request, "report/compare.html", context)


@require_http_methods(["GET", "POST"])
@allowed(RUN_QUARTER)
def open_quarter(request, year, slug):
    row = _row(request, year, slug)
    context = {"plan": request.plan, "row": row, "quarter": row.nhs}
    if row.state == Quarter.CLOSED or row.nhs.start > request.today:
        return render(request, "cycle/cannot_open.html", context)
    form = QuarterOpeningForm.of(request, row=row)
    if form.is_valid():
        try:
            row = form.save(by=request.user, today=request.today)
        except Stale as stale:
            context["row"] = _row(request, year, slug)
            form = form.after(stale, row=context["row"])
        else:
            due = day_words(row.updates_due)
            messages.success(request, f"{row.nhs} is open. Updates are due by {due}.")
            return redirect("quarter_answers", request.organisation.pk, year, slug)
    return render(request, "cycle/open.html", context | {"form": form}, status=form.status)


@require_safe
@allowed(TAKE_PART)
def answers(request, year, slug):
    row = _row(request, year, slug)
    found = Board(request.plan, row, request.today, request.GET)
    may_run = request.membership.may(RUN_QUARTER)
    return render(request, "cycle/answers.html", {"board": found, "may_run": may_run})


@require_POST
@allowed(RUN_QUARTER)
def remind(request, year, slug):
    row = _row(request, year, slug)
    try:
        told = reminders.remind_silent(row, by=request.user, today=request.today)
        say = messages.success if told.on_their_way else messages.info
        say(request, told.words)
    except Stale as stale:
        messages.info(request, str(stale))
    return redirect("quarter_answers", request.organisation.pk, year, slug)


def _row(request, year, slug):
    """The quarter of the plan: one of its year, one that it has a row of, or today's."""
    plan = request.plan = get_object_or_404(
        request.organisation.plans.select_related("standard"), year=year
    )
    quarter = NhsQuarter.parse(slug)
    row = opened.row_of(plan, quarter)
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
    page = Several(plan, request.user, request.today, data)
    if request.method == "POST":
        for words in page.save():
            messages.success(request, words)
        if page.is_done:
            return redirect("my_actions", request.organisation.pk)
    context, status = {"page": page, "formset": page.wrong}, 409 if page.has_conflict else 200
    return render(request, "cycle/several.html", context, status=status)


@require_safe
@allowed(RUN_QUARTER)
def completions(request, year):
    plan = request.plan = get_object_or_404(
        request.organisation.plans.select_related("standard"), year=year
    )
    context = {"plan": plan, "page": page_of_completions(plan, request.GET.get("page"))}
    return render(request, "cycle/completions.html", context)


@require_http_methods(["GET", "POST"])
@allowed(RUN_QUARTER)
def completion(request, pk):
    found = Completion.objects.filter(action__organisation=request.organisation)
    claim = get_object_or_404(found.select_related(*FOR_PAGE), pk=pk)
    request.plan = claim.action.plan
    form = CompletionForm.of(request, claim=claim)
    if form.is_valid() and form.save(request.user, request.today):
        messages.success(request, form.saved_words)
        return redirect("plan_completions", request.organisation.pk, request.plan.year)
    context = {"claim": claim, "form": form, "evidence": evidence_of(claim)}
    return render(request, "cycle/completion.html", context)
