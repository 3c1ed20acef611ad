"""One indicator: its outcome, its figures over the years, its actions, and what the plan says."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from actions import outcomes
from actions.forms.plan_indicator import ChangedMeanwhileError, PlanIndicatorForm
from actions.outcomes import over_the_years
from actions.outcomes.indicator import actions_about
from actions.plan.years import plans_of
from actions.updates.challenges import About, told_about
from indicators import chart, pay_band_grid
from indicators.rules.comparison import Aim, Unit
from wres.accounts.access import CHALLENGE, EDIT_PLAN, allowed


@require_safe
def page(request, number):
    plan = plans_of(request).current_on(request.today)
    usual = plan.year if plan else None
    hides_below = request.membership.hides_below
    found = outcomes.of_year(
        request.organisation, _year(request), number=number, usual=usual, hides_below=hides_below
    )
    if not found.cards:
        raise Http404("There is no indicator of this number.")
    request.plan, card = found.plan, found.cards[0]
    context = {"outcomes": found, "card": card, "tag": card.group_tag}
    shows_all = request.GET.get("figures") == "all"
    context["table"] = over_the_years.table(card.figures, card.unit, shows_all=shows_all)
    context["picture"] = _picture(card)
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


def _year(request):
    """The round asked for, or None for the usual; what is no year counts as not asked."""
    text = request.GET.get("year", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None


def _picture(card):
    held = [figure.held() for figure in card.figures]
    picture = chart.draw(held, Aim(card.indicator.aim), card.unit, card.target_range)
    return picture and picture.chart(
        f"{card.indicator.short_name}. {card.finding}", card.years_said
    )


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def edit(request, year, number):
    found = outcomes.of_year(request.organisation, year, number=number)
    if found.plan is None or not found.cards:
        raise Http404("The plan says nothing of such an indicator.")
    request.plan, card = found.plan, found.cards[0]
    sent = request.POST if request.method == "POST" else None
    form = PlanIndicatorForm(sent, card=card, plan=found.plan)
    context = {"card": card, "form": form}
    if not form.is_valid():
        return render(request, "indicators/edit.html", context)
    try:
        form.save(by=request.user)
    except ChangedMeanwhileError as conflict:
        context |= {"form": conflict.form, "conflict": conflict}
        return render(request, "indicators/edit.html", context, status=409)
    messages.success(request, f"Saved the plan settings for indicator {number}")
    return redirect("outcomes", request.organisation.pk, year)
