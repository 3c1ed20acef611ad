"""The executive summary of a plan, and the progress log of one of its quarters."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions import log
from actions.cycle import challenging
from actions.models import Challenge
from actions.summary import bars
from actions.summary.position import position
from actions.years import plan_of
from organisations.access import CHALLENGE, RUN_QUARTER


@require_safe
def summary(request, year):
    with_coverage = "coverage" in request.GET
    plan = plan_of(request, year)
    found = position(plan, request.today, with_coverage=with_coverage)
    picture = bars.picture(found.sections, found.scale)
    context = {"position": found, "picture": picture}
    context["may_ask"] = request.membership.may(CHALLENGE)
    if not with_coverage:  # which is a query more, and then the list is a link
        waiting = Challenge.objects.of_plan(found.plan).open().for_list()
        context["told"] = challenging.told(waiting, context["may_ask"])
    return render(request, "summary/page.html", context)


@require_safe
def page(request, year, slug):
    found = log.of_quarter(plan_of(request, year), slug, request.today, request.GET.get("page"))
    if found is None:
        raise Http404("The plan has no such quarter.")
    return render(
        request, "quarter/page.html", {"log": found, "may_run": request.membership.may(RUN_QUARTER)}
    )
