"""The plan as a page and as a CSV file, through the same filter."""

from urllib.parse import quote

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from actions.browsing import Browsing
from actions.filters import SORT_WORDS, TEXT_LIMIT, Day
from actions.quarters import Quarter
from actions.querysets import UNSAID_CAP
from actions.reports import plan as report
from actions.reports.csv import csv_response
from organisations.access import EDIT_PLAN


@require_safe
def latest(request):
    plan = request.organisation.plans.first()
    if plan is None:
        raise Http404("This organisation has no plan yet.")
    return redirect(plan)


@require_safe
def page(request, year):
    browsing = _browsing(request, year)
    here = f"{request.path}?{browsing.address}" if browsing.address else request.path
    context = {
        "plan": request.plan,
        "browsing": browsing,
        "next": quote(here, safe=""),
        "may_edit": request.membership.may(EDIT_PLAN),
        "quarter": Quarter.on(request.today),
        "unsaid_roles": _up_to_cap(request.plan.unsaid_roles),
        "sorts": SORT_WORDS,
        "text_limit": TEXT_LIMIT,
    }
    return render(request, "plan/page.html", context)


def _up_to_cap(count):
    return f"{count} or more" if count == UNSAID_CAP else count


@require_safe
def as_csv(request, year):
    browsing = _browsing(request, year)
    name = f"{request.organisation.pk}-action-plan-{request.plan.years}.csv"
    return csv_response(name, report.header(browsing), report.rows(browsing))


def _browsing(request, year):
    plans = request.organisation.plans.for_list()
    plan = request.plan = get_object_or_404(plans, year=year)
    day = Day(request.today, plan.updates_expected_since(request.today), plan.date)
    return Browsing(plan, request.membership, day, request.GET)
