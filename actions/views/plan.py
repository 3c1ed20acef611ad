"""The plan as a page and as a CSV file, through the same filter."""

from urllib.parse import quote

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods, require_safe

from actions.models import Plan
from actions.models.plan import UNSAID_CAP
from actions.plan.browse import Browsing
from actions.plan.filters import SORT_WORDS, TEXT_LIMIT, Day
from actions.plan.years import plan_of, plans_of
from actions.quarter.large_files import WRITERS, asked_for, is_large
from actions.quarter.opened import asking
from actions.reports import plan_table
from actions.reports.published import PublishedPlan
from wres.accounts.access import EDIT_PLAN
from wres.files.exports import cells, csv_file, download, names


@require_safe
def latest(request):
    plan = plans_of(request).current_on(request.today)
    if plan is None:
        return render(request, "no_plan.html", {"may_import": request.membership.may(EDIT_PLAN)})
    return redirect(plan)


@require_safe
def page(request, year):
    browsing = _browsing(request, year)
    here = f"{request.path}?{browsing.address}" if browsing.address else request.path
    context = {
        "plan": request.plan,
        "browsing": browsing,
        "here": here,
        "next": quote(here, safe=""),
        "left": _left_to_people(request) if request.membership.may(EDIT_PLAN) else [],
        "may_edit": request.membership.may(EDIT_PLAN),
        "quarters": _quarters(request.plan, browsing.day),
        "sorts": {name: capfirst(words) for name, words in SORT_WORDS.items()},
        "text_limit": TEXT_LIMIT,
    }
    return render(request, "plan/page.html", context)


@require_safe
def as_csv(request, year):
    browsing = _browsing(request, year)
    columns = plan_table.columns([int(key) for key in browsing.options.indicators])
    rows = (cells(columns, row) for row in plan_table.rows(browsing))
    data = csv_file(names(columns), rows)
    return download(request.plan.file_name("csv"), data)


@require_http_methods(["GET", "HEAD", "POST"])
def as_xlsx(request, year):
    return _whole(request, year, "xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
def as_docx(request, year):
    return _whole(request, year, "docx")


def _whole(request, year, kind):
    """The whole plan as it stands today; a large one is asked for first."""
    plan, today = plan_of(request, year), request.today
    if request.method == "POST" or is_large(plan.actions.count(), kind):
        return asked_for(request, plan, kind)
    published = PublishedPlan(plan, today, plan.updates_expected_since(today))
    return download(plan.file_name(kind), WRITERS[kind](published))


def _browsing(request, year):
    plan, today = plan_of(request, year), request.today
    day = Day.of(plan, today, plan.updates_expected_since(today))
    return Browsing(plan, request.membership, day, request.GET)


def _quarters(plan, day):
    """Those that ask for updates now, and that of the day."""
    return sorted({row.nhs for row in asking(plan, day.today)} | {day.quarter})


def _left_to_people(request):
    """What the import left to inclusion leads, how much of it there is, and the next plan."""
    plan = Plan.objects.for_list().get(pk=request.plan.pk)
    roles = plan.unsaid_roles
    many = f"{roles} or more" if roles == UNSAID_CAP else roles
    asked = [("plan_roles", "Roles to confirm", many)] if roles else []
    if plan.open_dates:
        asked.append(("plan_dates", "Dates carried forward to settle", plan.open_dates))
    if plan.open_questions:
        asked.append(("plan_questions", "Questions to settle", plan.open_questions))
    if plan.claims:
        asked.append(("plan_completions", "Completions to accept", plan.claims))
    links = [(name, f"{words} ({many})") for name, words, many in asked]
    links.append(("carry_forward", f"Carry forward to {Plan(year=plan.year + 1).years}"))
    place = [plan.organisation_id, plan.year]
    left = [{"href": reverse(name, args=place), "text": text} for name, text in links]
    by_hand = [("sections", place, "Sections"), ("leads", place[:1], "Leads")]
    by_hand += [("plan_approval", place, "Approval"), ("publish_plan", place, "Publish the plan")]
    by_hand.append(("plan_start", place[:1], "Start a plan without a file"))
    left += [{"href": reverse(name, args=where), "text": text} for name, where, text in by_hand]
    import_page = reverse("plan_import", args=place[:1])
    calendar = reverse("calendar", args=place[:1])
    return [
        *left,
        {"href": import_page, "text": "Import the plan from a file"},
        {"href": calendar, "text": "Follow the dates in your calendar"},
    ]
