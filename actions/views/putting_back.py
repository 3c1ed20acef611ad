"""One change of the trail is put back: what would become of what, a reason, a new change."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from actions.forms.putting_back import PutBackForm
from actions.putting_back import KINDS, NotAsShownError
from organisations import access

COLUMNS = ["What", "Now", "Becomes"]


@require_http_methods(["GET", "POST"])
def put_back(request, kind, history_id):
    change = _found(request, kind, history_id)
    form = PutBackForm(request.POST if request.method == "POST" else None, change=change)
    if form.is_bound and (change.refusals or form.is_valid()):
        try:
            done = _save(request, form)
        except NotAsShownError:
            now = _found(request, kind, history_id)
            again = PutBackForm(request.POST, change=now).again()
            return _page(request, now, again, is_late=True)
        messages.success(request, f"The change was put back: {done.title}")
        return redirect(done.address or request.path)
    return _page(request, change, form)


def _found(request, kind, history_id):
    """The change, for those who may make it on its own page."""
    access.check(request, KINDS[kind].permission)
    change = KINDS[kind].find(request.organisation, history_id)
    if change is None:
        raise Http404("The organisation has no such change.")
    return change


def _save(request, form):
    if form.change.refusals:
        raise NotAsShownError
    return form.save(by=request.user, today=request.today)


def _page(request, change, form, *, is_late=False):
    context = {"change": change, "form": form, "columns": COLUMNS, "is_late": is_late}
    status = 409 if is_late else 200
    return render(request, "trail/put_back.html", context, status=status)
