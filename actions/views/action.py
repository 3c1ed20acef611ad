"""The page of one action, and its edit form."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from actions.changelog import Changelog, date_words
from actions.delivery import CLOSED, DELIVERY_LOOKS, Delivery
from actions.forms.action import ActionForm
from actions.forms.versions import ConflictError
from actions.quarters import Quarter
from organisations.access import EDIT_PLAN, UPDATE_ANY, allowed

UPDATES_SHOWN = 10
CHANGES_SHOWN = 20
A_PAGE = 50  # entries of a whole log


@require_safe
def page(request, pk):
    actions = request.organisation.actions.for_page(request.user, request.today)
    action = get_object_or_404(actions, pk=pk)
    request.plan = action.plan
    if request.GET.get("updates") == "all":
        return _whole_log(
            request, action, "actions/updates.html", action.updates.for_page_of_action()
        )
    changelog = Changelog(action)
    if request.GET.get("trail") == "all":
        return _whole_log(request, action, "actions/trail.html", changelog.entries())
    context = {"action": action, "may_edit": request.membership.may(EDIT_PLAN)}
    context["may_update"] = request.membership.may(UPDATE_ANY) or action.is_led
    context |= _standing(action, request.today) | _slippage(action, changelog)
    context |= _latest(action, changelog)
    return render(request, "actions/action.html", context)


def _whole_log(request, action, template, entries):
    entries = Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
    return render(request, template, {"action": action, "page": entries})


def _standing(action, today):
    """Delivery on the day, in the words and the colour of its scale."""
    expected_since = Quarter.on(today).start if action.updates_are_overdue else None
    judged = action.delivery_on(today, expected_since)
    unsaid = any(link.role == link.UNSPECIFIED for link in action.links.all())
    return {
        "judged": judged,
        "look": DELIVERY_LOOKS[judged.delivery],
        "has_unsaid_roles": unsaid,
    }


def _slippage(action, changelog):
    """The first target ever set, every move, and how far the target is from the first now."""
    first, now = action.first_target_date, action.target_date
    return {
        "first_target": changelog.first_target() or date_words(first),
        "moves": changelog.moves(),
        "days_in_all": (now - first).days if first and now else None,
    }


def _latest(action, changelog):
    """The newest updates and changes, and how many there are of each."""
    updates = list(action.updates.for_page_of_action()[: UPDATES_SHOWN + 1])
    entries = changelog.entries()
    stated = [update for update in updates if update.delivery == action.stated_delivery]
    is_open = action.status not in CLOSED and action.stated_delivery != Delivery.NOT_STATED
    return {
        "stated_by": stated[0] if stated and is_open else None,
        "updates": updates[:UPDATES_SHOWN],
        "has_more_updates": len(updates) > UPDATES_SHOWN,
        "entries": entries[:CHANGES_SHOWN],
        "entry_count": len(entries),
        "questions": list(action.questions.for_list()),
    }


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def edit(request, pk):
    actions = request.organisation.actions.select_related("plan__standard", "section")
    action = get_object_or_404(actions, pk=pk)
    request.plan = action.plan
    form = ActionForm(request.POST if request.method == "POST" else None, action=action)
    if form.is_bound and form.is_valid():
        try:
            action = form.save(by=request.user, today=request.today)
        except ConflictError as conflict:
            return _page(request, action, conflict.form, conflict)
        messages.success(request, f"Changes to {action.title} saved")
        return redirect(action)
    return _page(request, action, form)


def _page(request, action, form, conflict=None):
    context = {"action": action, "form": form, "conflict": conflict}
    return render(request, "actions/edit.html", context, status=409 if conflict else 200)
