"""Figures that were imported: which, by whom, what they were before, and undoing an import."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from files.models import Upload
from files.writing import csv_file, download
from indicators import confirmed, contents, undoing
from indicators.forms.importing import UndoForm
from indicators.progress_page import refreshing
from organisations.access import IMPORT_FIGURES, READ, allowed

A_PAGE = 25  # imports
ROWS_SHOWN = 50  # figures of an import
NOTES_SHOWN = 50  # its questions, and the rows that were not read


@require_safe
@allowed(READ)
def listing(request):
    imports = contents.listed(request.organisation)
    context = {
        "page": Paginator(imports, A_PAGE).get_page(request.GET.get("page")),
        "held": contents.years_held(request.organisation),
        "may_import": request.membership.may(IMPORT_FIGURES),
    }
    if context["may_import"]:
        waiting = request.organisation.uploads.of(Upload.FIGURES)
        context["uploads"], context["uploads_count"] = waiting[:A_PAGE], waiting.count()
    return render(request, "figures/import_list.html", context)


@require_safe
@allowed(READ)
def page(request, pk):
    origin = get_object_or_404(contents.with_notes(request.organisation.figure_imports), pk=pk)
    made = contents.made(origin)
    page = Paginator(contents.Shown(origin, made.history_date), ROWS_SHOWN)
    page = page.get_page(request.GET.get("page"))
    questions = origin.questions.select_related("confirmed_by").order_by("row", "pk")
    may_import = request.membership.may(IMPORT_FIGURES)
    first = None if "all" in request.GET else NOTES_SHOWN
    context = {
        "origin": origin,
        "made": made,
        "undone": undoing.undone(origin),
        "page": page,
        "rows": contents.for_page(list(page)),
        "questions": confirmed.told(questions[:first]),
        "left_out": contents.not_read(origin)[:first],
        "may_import": may_import,
        "may_undo": may_import and origin.undone_on is None,
    }
    return render(request, "figures/import_page.html", context)


@require_safe
@allowed(IMPORT_FIGURES)
def not_read(request, pk):
    imports = contents.with_notes(request.organisation.figure_imports)
    rows = contents.not_read(get_object_or_404(imports, pk=pk))
    return download("not-read.csv", csv_file(["row", "not read"], rows))


@require_http_methods(["GET", "POST"])
@allowed(IMPORT_FIGURES)
def undo(request, pk):
    origin = get_object_or_404(request.organisation.figure_imports, pk=pk)
    if origin.undone_on is not None:
        return redirect("figure_import", request.organisation.pk, origin.pk)
    if under_way := undoing.under_way(origin):
        return _under_way(request, origin, under_way)
    form = UndoForm(request.POST if request.method == "POST" else None)
    try:
        if form.is_bound and form.is_valid():
            return _undo(request, origin, form)
    except undoing.ChangedSinceError as stopped:
        return _undo_page(request, origin, form, stopped.undoing, 409)
    found = None if undoing.is_large(origin) else undoing.prepare(origin)
    return _undo_page(request, origin, form, found)


def _undo(request, origin, form):
    is_done = form.save(request.organisation, origin, by=request.user, today=request.today)
    if not is_done:
        return redirect("figure_import_undo", request.organisation.pk, origin.pk)
    messages.success(request, f"The import of {origin.file_name} was undone")
    return redirect("figure_import", request.organisation.pk, origin.pk)


def _undo_page(request, origin, form, found, status=200):
    context = {"form": form, "origin": origin, "undoing": found}
    return render(request, "figures/import_undo.html", context, status=status)


def _under_way(request, origin, upload):
    """How far the worker is with a large import, or why it was not undone."""
    if request.method == "POST":
        if "again" in request.POST:
            undoing.ask_again(origin)
        return redirect(request.path)
    return refreshing(request, upload, "figures/import_undoing.html", {"origin": origin})
