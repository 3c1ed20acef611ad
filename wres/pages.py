"""Pages of no organisation, and the first page of each person."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from actions.outcomes import overview
from actions.plan import saved_filters
from actions.plan.years import plans_of
from wres.accounts.access import EDIT_PLAN, Role
from wres.accounts.models import Organisation
from wres.files.exports import csv_file, download

ORGANISATIONS_A_PAGE = 25


@require_safe
def start(request):
    """Straight to the only organisation that the person may see, else all of them in a table."""
    organisations = list(Organisation.objects.seen_by(request.user))
    if len(organisations) == 1:
        return redirect("organisation_start", organisations[0].pk)
    page = Paginator(organisations, ORGANISATIONS_A_PAGE).get_page(request.GET.get("page"))
    lines = overview.lines(list(page), request.today) if organisations else []
    return render(request, "start.html", {"page": page, "lines": lines})


@require_safe
def organisations_csv(request):
    organisations = list(Organisation.objects.seen_by(request.user))
    rows = [line.file_row for line in overview.lines(organisations, request.today)]
    return download("organisations.csv", csv_file(overview.FILE_HEADER, rows))


@require_safe
def organisation_start(request):
    """The saved filter with which the person starts, else the page that their role came for."""
    code, role = request.organisation.pk, request.membership.role
    plan = plans_of(request).current_on(request.today)
    if plan is None:
        return render(request, "no_plan.html", {"may_import": request.membership.may(EDIT_PLAN)})
    start_page, said = saved_filters.start_of(request.membership, plan)
    if start_page:
        return redirect(start_page)
    if said:
        messages.info(request, said)
    if role == Role.ACTION_LEAD:
        return redirect("my_actions", code)
    if role == Role.INCLUSION_LEAD:
        return redirect("plan", code, plan.year)
    return redirect("summary", code, plan.year)


@require_safe
@login_not_required
def how(request):
    return render(request, "how_outcomes_are_decided.html")


@require_safe
@login_not_required
def accessibility(request):
    return render(request, "accessibility.html")


@require_safe
@login_not_required
def privacy(request):
    return render(request, "privacy.html")


def bad_request(request, exception):
    """The page of a request that cannot be read; Django's own would try to read it again."""
    return HttpResponseBadRequest(render_to_string("400.html"))


def too_many_requests(request):
    """The page of somebody who tried too often; the sign-in library asks for it."""
    return render(request, "429.html", status=429)
