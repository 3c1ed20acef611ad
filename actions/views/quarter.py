"""The executive summary of a plan, and the progress log of one of its quarters."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions import log
from actions.summary import bars
from actions.summary.position import position
from actions.years import plan_of


@require_safe
def summary(request, year):
    with_coverage = "coverage" in request.GET
    plan = plan_of(request, year)
    found = position(plan, request.today, with_coverage=with_coverage)
    picture = bars.picture(found.sections, found.scale)
    return render(request, "summary/page.html", {"position": found, "picture": picture})


@require_safe
def page(request, year, slug):
    found = log.of_quarter(plan_of(request, year), slug, request.today, request.GET.get("page"))
    if found is None:
        raise Http404("The plan has no such quarter.")
    return render(request, "quarter/page.html", {"log": found})
