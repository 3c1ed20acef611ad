"""What the person leads."""

import re
from urllib.parse import quote

from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions.plan.my_actions import Agenda
from actions.plan.years import plans_of
from wres.accounts.access import TAKE_PART, allowed

YEAR = re.compile("[0-9]{4}")


@require_safe
@allowed(TAKE_PART)
def page(request):
    plans = plans_of(request)
    year = request.GET.get("year", "")
    asked = plans.of_year(int(year)) if YEAR.fullmatch(year) else None
    plan = request.plan = asked or plans.current_on(request.today)
    if plan is None:
        return render(request, "no_plan.html")
    agenda = Agenda(plan, request.membership, request.today, request.GET.get("page"))
    context = {"plan": plan, "agenda": agenda}
    if agenda.counts:
        number = agenda.page.number
        here = f"{request.path}?page={number}" if number > 1 else request.path
        return render(
            request, "my_actions/page.html", context | {"here": here, "next": quote(here, safe="")}
        )
    people = request.organisation.memberships.administrators().select_related("user")
    return render(request, "my_actions/none.html", context | {"administrators": people[:5]})
