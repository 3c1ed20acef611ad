"""One indicator: its outcome, its figures over the years, its actions, and what the plan says."""

import re

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from actions import outcomes
from actions.forms.plan_indicator import PlanIndicatorForm
from actions.outcomes import over_the_years
from actions.outcomes.indicator import actions_about
from actions.plan.years import plans_of
from actions.updates.challenges import About, told_about
from indicators import chart, pay_band_grid
from indicators.rules.comparison import Aim, Unit
from wres.accounts.access import CHALLENGE, EDIT_PLAN, allowed
from wres.audit.stale import Stale

YEAR = re.compile("[0-9]{4}")


@require_safe
def page(request, number):
    plan = plans_of(request).current_on(request.today)
    usual = plan.year if plan else None
    asked, hides_below = request.GET.get("year", ""), request.membership.hides_below
    year = int(asked) if YEAR.fullmatch(asked) else None  # what is no year counts as not asked
    asked_for = {"number": number, "usual": usual, "hides_below": hides_below}
    found = outcomes.of_year(request.organisation, year, **asked_for)
    if not found.cards:
        raise Http404("There is no indicator of this number.")
    request.plan, card = found.plan, found.cards[0]
    context = {"outcomes": found, "card": card, "tag": card.group_tag}
    shows_all = request.GET.get("figures") == "all"
    context["table"] = over_the_years.table(card.figures, card.unit, shows_all=shows_all)
    held = [figure.held() for figure in card.figures]
    aim = Aim(card.indicator.aim)
    picture = chart.draw(held, aim, card.unit, card.target_range)
    title = f"{card.indicator.short_name}. {card.finding}"
    context["picture"] = picture and picture.chart(title, card.years_said)
    if card.unit is Unit.GRID:
        context["grid"] = pay_band_grid.of_year(
            request.organisation, card.indicator, found.year, hides_below
        )
    if found.plan:
        context["about"] = actions_about(found.plan, card.indicator, request.today)
        context["can_edit"] = request.membership.may(EDIT_PLAN)
        about = About(found.plan, indicator=card.indicator)
        context["told"] = told_about(about, request.membership.may(CHALLENGE))
    return render(request, "indicators/page.html", context)


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def edit(request, year, number):
    found = outcomes.of_year(request.organisation, year, number=number)
    if found.plan is None or not found.cards:
        raise Http404("The plan says nothing of such an indicator.")
    request.plan, card = found.plan, found.cards[0]
    form = PlanIndicatorForm.of(request, card=card, plan=found.plan)
    if form.is_valid():
        try:
            form.save(by=request.user)
        except Stale as stale:
            form = form.after(stale)
        else:
            messages.success(request, f"Saved the plan settings for indicator {number}")
            return redirect("outcomes", request.organisation.pk, year)
    context = {"card": card, "form": form}
    return render(request, "indicators/edit.html", context, status=form.status)
