"""The executive summary of a plan, and the progress log of one of its quarters."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from actions.history import progress_log
from actions.models import Challenge
from actions.plan.years import plan_of
from actions.quarter import papers
from actions.quarters import Quarter
from actions.summary.position import position
from actions.updates import challenges
from wres.accounts.access import CHALLENGE, PUBLISH, RUN_QUARTER


@require_safe
def summary(request, year):
    plan = plan_of(request, year)
    return _summary(request, plan, plan.quarter_on(request.today))


@require_safe
def summary_of(request, year, slug):
    """The summary of any quarter: of a closed one its report, of an open one as it stands now."""
    plan, quarter = plan_of(request, year), Quarter.parse(slug)
    has_it = plan.first_quarter <= quarter <= plan.quarter_on(request.today)
    if not has_it and not plan.quarters.filter(year=quarter.year, number=quarter.number).exists():
        raise Http404("The plan has no such quarter yet.")
    return _summary(request, plan, quarter)


def _summary(request, plan, quarter):
    with_coverage = "coverage" in request.GET
    found = position(plan, request.today, of=quarter, with_coverage=with_coverage)
    if found.has_report and request.resolver_match.url_name == "quarter_summary":
        return redirect("quarter_report", request.organisation.pk, plan.year, quarter.slug)
    context = {"position": found, "with_coverage": with_coverage}
    context["drafts"] = papers.kinds_of_draft(found.everything.total)
    may_ask = context["may_ask"] = request.membership.may(CHALLENGE)
    if not with_coverage:  # which is a query more, and then the list is a link
        waiting = Challenge.objects.of_plan(found.plan).open().for_list()
        context["told"] = challenges.told(waiting, may_ask)
    return render(request, "summary/page.html", context)


@require_safe
def page(request, year, slug):
    found = progress_log.of_quarter(
        plan_of(request, year), slug, request.today, request.GET.get("page")
    )
    if found is None:
        raise Http404("The plan has no such quarter.")
    context = {
        "log": found,
        "has_report": found.row is not None and found.row.reports.exists(),
        "may_run": request.membership.may(RUN_QUARTER),
        "may_publish": request.membership.may(PUBLISH),
    }
    return render(request, "quarter/page.html", context)
