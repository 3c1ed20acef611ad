"""Updating the progress of an action."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from actions.delivery import CLOSED
from actions.forms.progress import ProgressForm, QuickForm
from actions.updates import drafts, progress
from wres.audit.stale import Stale


@require_http_methods(["GET", "POST"])
def update(request, pk):
    actions = request.organisation.actions.select_related("plan", "section")
    action = get_object_or_404(actions, pk=pk)
    if not action.can_be_updated_by(request.membership):
        raise PermissionDenied("You do not lead this action.")
    request.plan = action.plan
    back = way_back(request, action)
    draft = drafts.of([action], request.user).get(action.pk)
    if request.method != "POST" and draft:
        draft.action = action
        form = ProgressForm.of_draft(draft, next_page=back)
    else:
        form = ProgressForm.of(request, action=action, next_page=back)
    if "draft" in request.POST and not form.too_long:
        drafts.keep(action, request.user, drafts.typed(request.POST))
        messages.success(request, f"Draft of “{action.title}” saved. It is no update until sent.")
        return HttpResponseRedirect(back)
    if request.method == "POST" and form.is_valid():
        try:
            saved = form.save(by=request.user, today=request.today)
        except Stale as stale:
            form = form.after(stale)
        else:
            messages.success(request, progress.saved_words(saved.action, request.today))
            return HttpResponseRedirect(back)
    context = {"action": action, "back": back, "form": form}
    return render(request, "actions/update.html", context, status=form.status)


@require_http_methods(["GET", "POST"])
def quick(request, pk):
    """An update from the row of a list, and back to it; its own page asks for what is missing."""
    actions = request.organisation.actions.select_related("plan", "section")
    action = get_object_or_404(actions, pk=pk)
    if not action.can_be_updated_by(request.membership):
        raise PermissionDenied("You do not lead this action.")
    request.plan, back = action.plan, way_back(request, action)
    form = QuickForm.of(request, action=action, next_page=back)
    if form.is_valid():
        try:
            saved = form.save(by=request.user, today=request.today)
        except Stale as stale:
            form = form.after(stale)
        else:
            messages.success(request, progress.saved_words(saved.action, request.today))
            return HttpResponseRedirect(back)
    context = {"action": action, "back": back, "form": form}
    return render(request, "actions/quick.html", context, status=form.status)


@require_POST
def unchanged(request, pk):
    """ "No change": one click, and one update."""
    action = get_object_or_404(request.organisation.actions.select_related("plan"), pk=pk)
    if not action.can_be_updated_by(request.membership):
        raise PermissionDenied("You do not lead this action.")
    version = request.POST.get("version", "")
    try:
        progress.say(action, version, by=request.user, today=request.today)
    except Stale as stale:
        messages.warning(request, str(stale))
        action.refresh_from_db()
        is_unsaid = action.status not in CLOSED and progress.why_not(action)
        return redirect("action_update" if is_unsaid else "action", request.organisation.pk, pk)
    messages.success(request, f"Recorded that “{action.title}” has not changed.")
    return HttpResponseRedirect(way_back(request, action))


def way_back(request, action):
    """The page that the person came from, if it is one of ours; else that of the action."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    here = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(asked, here, require_https=request.is_secure())
    if is_ours and asked.startswith("/"):
        return asked
    return action.get_absolute_url()
