"""The plans of the organisation that a request is about, read once for its page and its frame."""

from django.http import Http404
from django.urls import reverse

from actions.dates import PrintedDate

# Pages that a plan of another year has too; from any other page a year leads to its plan.
PAGES_OF_EVERY_YEAR = {"plan", "summary", "plan_questions", "plan_roles"}


def plans_of(request):
    """Every plan of the organisation, as `PlanQuerySet.for_pages` answers them."""
    if not hasattr(request, "plans"):
        request.plans = request.organisation.plans.for_pages(request.user)
    return request.plans


def plan_of(request, year):
    """The plan of the year, which the page is about; 404 where there is none."""
    plan = request.plan = plans_of(request).of_year(year)
    if plan is None:
        raise Http404("There is no plan of this year.")
    return plan


def links(request, plan) -> list[dict]:
    """The years that have a plan, the first one first, while there are several.

    That of `plan` is current; one that has not begun says when it does.
    """
    plans = sorted(plans_of(request), key=lambda each: each.year)
    if plan is None or len(plans) < 2:
        return []
    return [
        {
            "text": each.years,
            "href": _same_page(request, each),
            "is_current": each.year == plan.year,
            "begins": PrintedDate(each.first_quarter.start).words
            if each.begins_after(request.today)
            else "",
        }
        for each in plans
    ]


def _same_page(request, plan):
    name = request.resolver_match.url_name
    if name == "my_actions":
        return f"{request.path}?year={plan.year}"
    shown = name if name in PAGES_OF_EVERY_YEAR else "plan"
    return reverse(shown, args=[plan.organisation_id, plan.year])
