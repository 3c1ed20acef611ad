"""Closing a quarter and opening it again; the report of a closed quarter and its papers."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from actions.cycle import closing, history, papers, reported
from actions.cycle.large_files import is_large
from actions.forms.closing import CloseForm, ReopenForm
from actions.large_file_page import asked_for
from actions.models import Paper
from audit.trail import NotNowError
from files.writing import download
from organisations.access import PUBLISH, RUN_QUARTER, TAKE_PART, allowed


@require_http_methods(["GET", "POST"])
@allowed(RUN_QUARTER)
def close(request, year, slug):
    quarter = reported.quarter_or_404(request, year, slug)
    if quarter.state == quarter.CLOSED:
        return redirect("quarter_report", request.organisation.pk, year, slug)
    stand = closing.stand(quarter, request.today)
    data = request.POST if request.method == "POST" else None
    form = CloseForm(data, quarter=quarter, challenges=stand.challenges)
    refused = ""
    if form.is_bound and form.is_valid():
        try:
            form.save(by=request.user, today=request.today)
            messages.success(request, f"{quarter} is closed. Its report will stay as it is.")
            return redirect("quarter_report", request.organisation.pk, year, slug)
        except NotNowError as error:
            refused = str(error)
    context = {"quarter": quarter, "stand": stand, "form": form, "refused": refused}
    return render(request, "report/close.html", context, status=409 if refused else 200)


@require_http_methods(["GET", "POST"])
@allowed(RUN_QUARTER)
def reopen(request, year, slug):
    quarter = reported.quarter_or_404(request, year, slug)
    if quarter.state == quarter.OPEN:
        return redirect("quarter", request.organisation.pk, year, slug)
    form = ReopenForm(request.POST if request.method == "POST" else None, quarter=quarter)
    if form.is_bound and form.is_valid():
        form.save(by=request.user, today=request.today)
        messages.success(request, f"{quarter} is open again. Its earlier report is kept.")
        return redirect("quarter", request.organisation.pk, year, slug)
    return render(request, "report/reopen.html", {"quarter": quarter, "form": form})


@require_safe
def report(request, year, slug):
    quarter = reported.quarter_or_404(request, year, slug)
    found = reported.of_quarter(quarter, request.GET.get("version"))
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
    quarter = reported.quarter_or_404(request, year, slug)
    found = get_object_or_404(Paper, report__quarter=quarter, report__version=version, kind=kind)
    return download(found.file_name, bytes(found.data))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(TAKE_PART)
def draft(request, year, slug, kind):
    """A paper of an open quarter as it would be now; of a closed one, its report.

    That of a large plan is asked for first.
    """
    quarter = reported.quarter_or_404(request, year, slug)
    if quarter.state == quarter.CLOSED:
        return redirect("quarter_report", request.organisation.pk, year, slug)
    if kind not in dict(Paper.KINDS):
        raise Http404("There is no paper of this kind.")
    if request.method == "POST" or is_large(quarter.plan.actions.count(), kind, quarter):
        return asked_for(request, quarter.plan, kind, quarter)
    document = closing.stand(quarter, request.today).document(is_draft=True)
    name, made = papers.draft(quarter, document, kind)
    return download(name, made.data)


@require_safe
def compare(request, year):
    plan = request.plan = get_object_or_404(
        request.organisation.plans.select_related("organisation"), year=year
    )
    known = history.known(plan, request.today)
    before, after = history.chosen(known, request.GET.get("from"), request.GET.get("to"))
    found = history.compared(before, after, plan, request.today) if before else None
    context = {"plan": plan, "known": known, "before": before, "after": after, "found": found}
    context["reports"] = [each for each in reversed(known) if each.report]
    return render(request, "report/compare.html", context)
