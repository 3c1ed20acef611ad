"""What happened in the organisation, and putting one change back."""

from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from actions.forms.history import PutBackForm, TrailFilter
from actions.history import differences, log
from actions.history.changelog import through_words
from actions.history.export import ROWS_AT_MOST, as_csv
from actions.history.undo import KINDS
from actions.history.visible import entries_for
from wres.accounts import access
from wres.accounts.access import SEE_RECORDS, SEE_TRAIL, allowed
from wres.accounts.sign_in import second_factor
from wres.audit.stale import Stale
from wres.nhsuk.forms import number_in

COLUMNS = ["What", "Now", "Becomes"]


def of_the_trail(view):
    """For who may see the log; an administrator, who sees sign-ins in it, by a second factor."""

    @wraps(view)
    @allowed(SEE_TRAIL)
    def guarded(request, *args, **kwargs):
        sees_all = request.membership.may(SEE_RECORDS)
        if sees_all and not second_factor.was_used(request):
            return second_factor.ask(request)
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@of_the_trail
def listing(request):
    form, asked = _asked(request)
    page, before = None, number_in(request.GET, "before")
    if not form.is_bound or form.is_valid():
        entries = form.narrow(entries_for(request.membership))
        page = log.page(entries, request.membership, before)
    context = {"form": form, "page": page, "asked": asked.urlencode(), "most": ROWS_AT_MOST}
    context["is_first"] = before is None
    return render(request, "trail/list.html", context)


@require_safe
@of_the_trail
def as_file(request):
    form, asked = _asked(request)
    if form.is_bound and not form.is_valid():
        page = reverse("audit", args=[request.organisation.pk])
        return redirect(f"{page}?{asked.urlencode()}")
    entries = form.narrow(entries_for(request.membership))
    return as_csv(entries, f"{request.organisation.pk}-audit-{request.today}.csv")


@require_safe
@of_the_trail
def entry(request, pk):
    found = get_object_or_404(log.with_names(entries_for(request.membership)), pk=pk)
    context = {
        "row": log.rows([found], request.membership)[0],
        "lines": differences.lines_of(found) if found.history_id else [],
        "through": through_words(found.through),
        "put_back": _put_back(request.membership, found),
    }
    return render(request, "trail/entry.html", context)


def _asked(request):
    """The filter's form, bound where something was asked for, and what was, as in an address."""
    asked = request.GET.copy()
    asked.pop("before", None)
    return TrailFilter(asked or None, membership=request.membership), asked


def _put_back(membership, found) -> str:
    """The page on which the person may put the change back; nothing where they may not."""
    for name, kind in KINDS.items():
        if found.history_id and kind.model._meta.label == found.model:
            address = reverse(f"put_back_{name}", args=[found.chain, found.history_id])
            return address if membership.may(kind.permission) else ""
    return ""


@require_http_methods(["GET", "POST"])
def put_back(request, kind, history_id):
    """Puts a change back, for those who may make it on its own page."""
    access.check(request, KINDS[kind].permission)
    change = KINDS[kind].find(request.organisation, history_id)
    if change is None:
        raise Http404("The organisation has no such change.")
    form = PutBackForm.of(request, change=change)
    if form.is_bound and (change.refusals or form.is_valid()):
        try:
            done = form.save(by=request.user, today=request.today)
        except Stale as stale:
            change = KINDS[kind].find(request.organisation, history_id)
            form = form.after(stale, change=change)
        else:
            messages.success(request, f"The change was put back: {done.title}")
            return redirect(done.address or request.path)
    context = {"change": change, "form": form, "columns": COLUMNS}
    return render(request, "trail/put_back.html", context, status=form.status)
