"""The executive summary of a plan, and the progress log of one of its quarters."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from actions import log
from actions.summary import bars
from actions.summary.position import position


@require_safe
def summary(request, year):
    with_coverage = "coverage" in request.GET
    found = position(request.organisation, year, request.today, with_coverage=with_coverage)
    if found is None:
        raise Http404("There is no plan of this year.")
    request.plan = found.plan
    picture = bars.picture(found.sections, found.scale)
    return render(request, "summary/page.html", {"position": found, "picture": picture})


@require_safe
def page(request, year, slug):
    request.plan = get_object_or_404(request.organisation.plans, year=year)
    found = log.of_quarter(request.plan, slug, request.today, request.GET.get("page"))
    if found is None:
        raise Http404("The plan has no such quarter.")
    return render(request, "quarter/page.html", {"log": found})
