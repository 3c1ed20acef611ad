"""What every page is given: its organisation, the day, and the way to the other pages."""

from django.conf import settings
from django.urls import reverse

from actions.plan.years import links, plans_of
from wres.accounts.access import (
    CHALLENGE,
    IMPORT_FIGURES,
    MANAGE_PEOPLE,
    RUN_QUARTER,
    SEE_TRAIL,
    TAKE_PART,
)
from wres.accounts.demonstration import demonstration_people
from wres.accounts.sign_in import timeouts


def page(request):
    """The context of base.html."""
    membership = getattr(request, "membership", None)
    user = getattr(request, "user", None)
    return {
        "timeout": timeouts.facts(request) if user and user.is_authenticated else None,
        "organisation": getattr(request, "organisation", None),
        "membership": membership,
        "takes_part": membership is not None and membership.may(TAKE_PART),
        "today": getattr(request, "today", None),
        "demonstration": settings.IS_DEMONSTRATION,
        "demonstration_people": demonstration_people if settings.IS_DEMONSTRATION else None,
        "navigation": _navigation(request, membership) if membership else [],
        "plan_years": links(request, getattr(request, "plan", None)) if membership else [],
    }


def _navigation(request, membership):
    """The main pages of the organisation; the one being looked at is marked current."""
    plans = plans_of(request)
    plan = getattr(request, "plan", None) or plans.current_on(request.today)
    code = request.organisation.pk
    items = []
    if plan:
        items += [
            ("Summary", reverse("summary", args=[code, plan.year])),
            ("Outcomes", reverse("outcomes_latest", args=[code])),
            ("Plan", reverse("plan", args=[code, plan.year])),
        ]
        if any(each.is_led for each in plans):
            items.append(("My actions", reverse("my_actions", args=[code])))
        if membership.may(CHALLENGE) or membership.may(RUN_QUARTER):
            items.append(("Challenges", reverse("challenges", args=[code])))
    if membership.may(IMPORT_FIGURES):
        items.append(("Figures", reverse("figures", args=[code])))
    if membership.may(MANAGE_PEOPLE):
        items.append(("People", reverse("people", args=[code])))
    if membership.may(SEE_TRAIL):
        items.append(("What happened", reverse("audit", args=[code])))
    here = max((href for _, href in items if request.path.startswith(href)), key=len, default="")
    return [{"text": text, "href": href, "current": href == here} for text, href in items]
