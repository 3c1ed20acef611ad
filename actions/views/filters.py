"""Saved filters: the list, saving, renaming and sharing, deleting, and starting with one."""

from contextlib import nullcontext

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.forms.saved_filter import SavedFilterForm
from actions.models import SavedFilter, StartPage
from actions.plan import saved_filters
from actions.plan.years import plans_of
from wres.accounts.access import TAKE_PART, allowed
from wres.audit.changes import change
from wres.nhsuk.forms import number_in

A_PAGE = 25


@require_safe
@allowed(TAKE_PART)
def listing(request):
    seen = SavedFilter.objects.seen_by(request.membership).for_list()
    page = Paginator(seen, A_PAGE).get_page(request.GET.get("page"))
    for saved in page:
        saved.may_change = saved_filters.may_change(saved, request.membership)
    start = StartPage.objects.filter(membership=request.membership).first()
    request.plan = plans_of(request).current_on(request.today)
    context = {"page": page, "start": start, "plan": request.plan}
    return render(request, "filters/list.html", context)


@require_http_methods(["GET", "POST"])
@allowed(TAKE_PART)
def add(request, year):
    plan = request.plan = get_object_or_404(request.organisation.plans, year=year)
    found = saved_filters.read(request.GET.urlencode(), plan, request.membership)
    if not found.filter.is_on:
        messages.warning(request, "There is no filter to save. Filter the plan first.")
        return redirect(plan)
    query = found.filter.query()
    here = {"organisation": request.organisation, "owner": request.user}
    context = {"words": found.words, "back": f"{plan.get_absolute_url()}?{query}"}
    return _named(request, lambda: SavedFilter(query=query, **here), "filters/add.html", context)


@require_http_methods(["GET", "POST"])
@allowed(TAKE_PART)
def edit(request, pk):
    return _named(request, lambda: _changeable(request, pk), "filters/edit.html", {})


def _named(request, find, template, context):
    """The page of the name of the filter that `find` answers; sent, it is saved if it fits."""
    is_sent = request.method == "POST"
    with change(request.organisation.pk, by=request.user) if is_sent else nullcontext():
        form = SavedFilterForm.of(request, saved=find(), membership=request.membership)
        if form.is_valid():
            form.save()
    if form.is_valid():
        messages.success(request, f"The filter “{form.saved.name}” is saved")
        return redirect("filters", request.organisation.pk)
    return render(request, template, context | {"form": form})


@require_http_methods(["GET", "POST"])
@allowed(TAKE_PART)
def delete(request, pk):
    saved = _changeable(request, pk)
    if request.method == "GET":
        return render(request, "filters/delete.html", {"saved": saved})
    saved_filters.delete(saved, by=request.user)
    messages.success(request, f"The filter “{saved.name}” is deleted")
    return redirect("filters", request.organisation.pk)


def _changeable(request, pk):
    """A filter that the person sees, else 404, and may change, else 403."""
    seen = SavedFilter.objects.seen_by(request.membership).for_list()
    saved = get_object_or_404(seen, pk=pk)
    if not saved_filters.may_change(saved, request.membership):
        raise PermissionDenied("This filter is another person's.")
    return saved


@require_POST
@allowed(TAKE_PART)
def start(request):
    """Start with the filter that was sent, or with the page of the role when none was."""
    saved = None
    if request.POST.get("filter"):
        seen = SavedFilter.objects.seen_by(request.membership)
        saved = seen.filter(pk=number_in(request.POST, "filter")).first()
        if saved is None:
            raise Http404("There is no such filter.")
    saved_filters.start_with(request.membership, saved, by=request.user)
    words = f"You start with “{saved.name}”" if saved else "You start with the usual first page"
    messages.success(request, words)
    return redirect("filters", request.organisation.pk)
