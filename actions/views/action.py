"""The page of one action, and its edit form."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from actions.dates import date_words
from actions.delivery import CLOSED, DELIVERY_LOOKS, Delivery, slippage
from actions.forms.action import ActionForm
from actions.history.changelog import Changelog
from actions.models import Plan
from actions.quarters import Quarter
from actions.updates import completion, evidence
from actions.updates.challenges import About, told_about
from wres.accounts.access import CHALLENGE, EDIT_PLAN, UPDATE_ANY, allowed
from wres.audit.stale import Stale

UPDATES_SHOWN = 10
CHANGES_SHOWN = 20
A_PAGE = 50  # entries of a whole log


@require_safe
def page(request, pk):
    actions = request.organisation.actions.for_page(request.today).with_led_by(request.user)
    action = get_object_or_404(actions, pk=pk)
    request.plan, request.acts_for_leads = action.plan, action.acts_for_leads
    if request.GET.get("updates") == "all":
        updates = action.updates.for_page_of_action()
        return _whole_log(request, action, "actions/updates.html", updates)
    changelog = Changelog(action)
    if request.GET.get("trail") == "all":
        return _whole_log(request, action, "actions/trail.html", changelog.entries)
    context = {"action": action, "changelog": changelog}
    context["may_edit"] = request.membership.may(EDIT_PLAN)
    context["may_cancel"] = action.status not in CLOSED
    context["may_update"] = action.can_be_updated_by(request.membership)
    context |= _progress(action) | _standing(action, request.today) | _history(action, changelog)
    context |= _carried(action) | _evidence(action, request)
    context["told"] = told_about(About(action.plan, action), request.membership.may(CHALLENGE))
    return render(request, "actions/action.html", context)


def _whole_log(request, action, template, entries):
    entries = Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
    return render(request, template, {"action": action, "page": entries})


def _progress(action):
    """The newest updates, and the one that stated the delivery that counts."""
    updates = list(action.updates.for_page_of_action().with_claim()[: UPDATES_SHOWN + 1])
    stated = [update for update in updates if update.delivery == action.stated_delivery]
    is_open = action.status not in CLOSED and action.stated_delivery != Delivery.NOT_STATED
    return {
        "stated_by": stated[0] if stated and is_open else None,
        "claim": completion.newest(updates),
        "updates": updates[:UPDATES_SHOWN],
        "has_more_updates": len(updates) > UPDATES_SHOWN,
    }


def _standing(action, today):
    """Delivery on the day, in the words and the colour of its scale; places and questions."""
    plan, quarter = action.plan, action.plan.quarter_on(today)
    told_since = plan.told_since(quarter)
    if quarter == Quarter.on(today):
        expected_since = told_since if action.updates_are_overdue else None
    else:
        expected_since = plan.updates_expected_since(today)
    judged = action.delivery_on(today, expected_since)
    is_open, updated_on = action.status not in CLOSED, action.updated_on
    return {
        "judged": judged,
        "is_silent": is_open and updated_on is not None and updated_on < told_since,
        "look": DELIVERY_LOOKS[judged.delivery],
        "questions": list(action.questions.for_list()),
        "places": list(action.placements.select_related("section")),
    }


def _evidence(action, request):
    """What shows how it goes, and who may withdraw it."""
    return {
        "evidence": evidence.of_page(action),
        "may_withdraw_any": request.membership.may(UPDATE_ANY),
    }


def _carried(action):
    """The pages of the same action in later plans, each with the years of its plan."""
    pairs = [each.split(":") for each in (action.carried_to or "").split(",") if each]
    code = action.organisation_id
    named = [(reverse("action", args=[code, pk]), Plan(year=int(year))) for pk, year in pairs]
    return {"carried_to": [(href, plan.years) for href, plan in named]}


def _history(action, changelog):
    """The first target ever set, how far the target has moved since, and the newest changes."""
    first = action.first_target_date
    return {
        "first_target": date_words(first) or changelog.first_target,
        "slippage": slippage(first, action.target_date, action.slips),
        "entries": changelog.entries[:CHANGES_SHOWN],
        "entry_count": len(changelog.entries),
    }


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def edit(request, pk):
    actions = request.organisation.actions.select_related("plan__standard", "section")
    action = get_object_or_404(actions, pk=pk)
    request.plan = action.plan
    form = ActionForm.of(request, action=action)
    if form.is_valid():
        try:
            action = form.save(by=request.user, today=request.today)
        except Stale as stale:
            form = form.after(stale)
        else:
            messages.success(request, f"Changes to {action.title} saved")
            return redirect(action)
    context = {"action": action, "form": form}
    return render(request, "actions/edit.html", context, status=form.status)
