"""Updating the progress of an action."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from actions.delivery import DELIVERY_LOOKS
from actions.forms.progress import ProgressForm, QuickForm
from actions.forms.versions import ConflictError
from actions.updates import drafts, progress


@require_http_methods(["GET", "POST"])
def update(request, pk):
    actions = request.organisation.actions.select_related("plan", "section")
    action = get_object_or_404(actions, pk=pk)
    if not action.can_be_updated_by(request.membership):
        raise PermissionDenied("You do not lead this action.")
    request.plan = action.plan
    back = way_back(request, action)
    form = _form(request, action, back)
    if "draft" in request.POST and not form.too_long:
        drafts.keep(action, request.user, drafts.typed(request.POST))
        messages.success(request, f"Draft of “{action.title}” saved. It is no update until sent.")
        return HttpResponseRedirect(back)
    if request.method == "POST" and form.is_valid():
        try:
            saved = form.save(by=request.user, today=request.today)
        except ConflictError as conflict:
            return _page(request, action, back, conflict.form, conflict)
        messages.success(request, _saved_words(saved.action, request.today))
        return HttpResponseRedirect(back)
    return _page(request, action, back, form)


def _form(request, action, back):
    """The form as it was sent, else as the person's draft left it, else new."""
    if request.method == "POST":
        return ProgressForm(request.POST, files=request.FILES, action=action)
    if draft := drafts.of([action], request.user).get(action.pk):
        draft.action = action
        return ProgressForm.of_draft(draft, next_page=back)
    return ProgressForm(action=action, next_page=back)


@require_http_methods(["GET", "POST"])
def quick(request, pk):
    """An update from the row of a list, and back to it; its own page asks for what is missing."""
    actions = request.organisation.actions.select_related("plan", "section")
    action = get_object_or_404(actions, pk=pk)
    if not action.can_be_updated_by(request.membership):
        raise PermissionDenied("You do not lead this action.")
    request.plan, back, conflict = action.plan, way_back(request, action), None
    data = request.POST if request.method == "POST" else None
    form = QuickForm(data, action=action, next_page=back)
    if form.is_bound and form.is_valid():
        try:
            saved = form.save(by=request.user, today=request.today)
        except ConflictError as found:
            form, conflict = found.form, found
        else:
            messages.success(request, _saved_words(saved.action, request.today))
            return HttpResponseRedirect(back)
    context = {"action": action, "back": back, "form": form, "conflict": conflict}
    return render(request, "actions/quick.html", context, status=409 if conflict else 200)


@require_POST
def unchanged(request, pk):
    """ "No change": one click, and one update."""
    action = get_object_or_404(request.organisation.actions.select_related("plan"), pk=pk)
    if not action.can_be_updated_by(request.membership):
        raise PermissionDenied("You do not lead this action.")
    version = request.POST.get("version", "")
    try:
        progress.say(action, version, by=request.user, today=request.today)
    except progress.CannotSayError as cannot:
        messages.warning(request, str(cannot))
        return redirect(cannot.page, request.organisation.pk, pk)
    messages.success(request, f"Recorded that “{action.title}” has not changed.")
    return HttpResponseRedirect(way_back(request, action))


def _saved_words(action, today):
    """That it is saved and how the action stands now, which its list may show no longer."""
    judged = action.delivery_on(today, None)  # the update of this quarter has just come
    now = DELIVERY_LOOKS[judged.delivery].words.lower()
    return f"Progress of “{action.title}” saved. It is now {now}."


def _page(request, action, back, form, conflict=None):
    context = {"action": action, "back": back, "form": form, "conflict": conflict}
    status = 409 if conflict else 200
    return render(request, "actions/update.html", context, status=status)


def way_back(request, action):
    """The page that the person came from, if it is one of ours; else that of the action."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    here = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(asked, here, require_https=request.is_secure())
    if is_ours and asked.startswith("/"):
        return asked
    return action.get_absolute_url()
