"""The outcomes comparison of a year, as a page and as data."""

from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from actions import outcomes
from actions.plan.years import plans_of
from actions.reports.outcomes import HEADER, as_rows
from actions.reports.outcomes import as_json as outcomes_as_json
from indicators import then_and_now
from wres.accounts.access import EDIT_PLAN, IMPORT_FIGURES, PUBLISH
from wres.files.exports import csv_file, download


@require_safe
def latest(request):
    plan = plans_of(request).current_on(request.today)
    years = outcomes.years_held(request.organisation)
    if not years:
        return render(request, "outcomes/none.html", {"may_import": _may_import(request)})
    year = outcomes.shown_first(years, plan and plan.year)
    return redirect("outcomes", request.organisation.pk, year)


@require_safe
def page(request, year):
    found = _of_year(request, year)
    found.count_actions()
    can_edit = found.plan is not None and request.membership.may(EDIT_PLAN)
    context = {"outcomes": found, "can_edit": can_edit, "may_import": _may_import(request)}
    context["key"] = then_and_now.KEY
    context["may_publish"] = year in found.years and request.membership.may(PUBLISH)
    return render(request, "outcomes/page.html", context)


@require_safe
def as_json(request, year):
    return JsonResponse(outcomes_as_json(_of_year(request, year)))


@require_safe
def as_csv(request, year):
    rows = as_rows(_of_year(request, year))
    return download(f"{request.organisation.pk}-outcomes-{year}.csv", csv_file(HEADER, rows))


def _may_import(request):
    return request.membership.may(IMPORT_FIGURES)


def _of_year(request, year):
    """The outcomes of a round with figures or a plan, else 404."""
    hides_below = request.membership.hides_below
    found = outcomes.of_year(request.organisation, year, hides_below=hides_below)
    if year not in found.years and found.plan is None:
        raise Http404("There are no figures and no plan of this year.")
    request.plan = found.plan
    return found
