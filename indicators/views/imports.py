"""A file of figures from its upload to its saving, what was imported before, and undoing it."""

import re

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from indicators import jobs
from indicators.forms.imports import ConfirmForm, UndoForm, UploadForm
from indicators.imports import confirmed, contents, large, save, uploads
from indicators.imports import undo as undoing
from indicators.imports.large import StoredPage
from indicators.imports.pages import PreviewPage, refreshing
from wres.accounts.access import IMPORT_FIGURES, READ, SEE_FEW, allowed
from wres.files.exports import csv_file, download
from wres.files.models import Upload
from wres.files.refused import RefusedError

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
        "rows": contents.for_page(list(page), request.membership.hides_below),
        "questions": confirmed.told(questions[:first], sees_few=request.membership.may(SEE_FEW)),
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


CHECKSUM = re.compile(r"[0-9a-f]{64}")  # SHA-256, in hexadecimal
TEMPLATES = [
    ("long", "A row for each indicator and year"),
    ("counts", "The counts behind the figures"),
    ("bands", "Headcounts by pay band, for indicator 1"),
    ("board", "Headcounts of the board, for indicator 9"),
]


@require_http_methods(["GET", "POST"])
@allowed(IMPORT_FIGURES)
def start(request):
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent, organisation=request.organisation, today=request.today)
    if form.is_bound and form.is_valid():
        upload = form.save(by=request.user)
        return redirect("figure_upload", request.organisation.pk, upload.pk)
    return render(request, "figures/import_upload.html", {"form": form, "templates": TEMPLATES})


@require_http_methods(["GET", "POST"])
@allowed(IMPORT_FIGURES)
def upload(request, pk):
    upload = _upload(request, pk)
    try:
        return _step(request, upload)
    except RefusedError as refused:
        return _refused(request, upload, refused)
    except (save.GoneError, Upload.DoesNotExist):  # by now, or while it was looked through
        return _gone(request, pk)


def _refused(request, upload, refused):
    """The page of a file that could be read when it came, and cannot be read now."""
    upload.state, upload.message = Upload.REFUSED, str(refused)
    page = refreshing(request, upload, "figures/import_progress.html", {})
    page.status_code = 409
    return page


def _step(request, upload):
    if upload is None:
        raise save.GoneError
    if upload.state != Upload.WAITING:
        return _progress(request, upload)
    if request.method == "POST":
        return _confirm(request, upload)
    preview = _previewed(request, upload)
    return _preview(request, ConfirmForm(preview=preview, ticked=_ticked(request, upload)))


def _previewed(request, upload):
    """What the file would change: as the worker found it, or worked out now."""
    if upload.by_worker:
        return large.StoredPreview(upload, request.user)
    return uploads.preview(upload, request.today)


def _upload(request, pk):
    """The upload; None when it is gone and something was sent, else 404."""
    found = request.organisation.uploads.of(Upload.FIGURES).filter(pk=pk).first()
    if found is None and request.method != "POST":
        raise Http404("This file was saved or discarded.")
    return found


def _gone(request, pk):
    """After a second click: where the first one led, the import that it made, or the list."""
    if _upload(request, pk):
        return redirect(request.path)
    sent = request.POST.get("file", "")
    if CHECKSUM.fullmatch(sent) and (made := _import_of(request.organisation, sent)):
        return redirect("figure_import", request.organisation.pk, made.pk)
    messages.info(request, "This file was saved or discarded already")
    return redirect("figures", request.organisation.pk)


def _import_of(organisation, sha256):
    return organisation.figure_imports.filter(sha256=sha256).first()


def _ticked(request, upload):
    """The keys of the questions that this person has confirmed before."""
    return upload.answers.get("ticked", {}).get(str(request.user.pk), [])


def _confirm(request, upload):
    preview = _previewed(request, upload)
    form = ConfirmForm(request.POST, preview=preview, ticked=_ticked(request, upload))
    if not form.is_of_what_was_shown:
        return _moved(request, form)
    if not preview.changes_something or not form.is_valid():
        return _preview(request, form)
    if form.later:
        save.remember(upload.pk, request.user, form.ticks)
        return redirect(request.path)
    try:
        return _save(request, form)
    except save.MovedError:
        return _moved(request, form)


def _save(request, form):
    facts = {"by": request.user, "reason": form.reason, "today": request.today}
    if form.preview.upload.by_worker:
        save.queue(form.preview, **facts)
        return redirect(request.path)
    origin = save.save(form.preview, **facts)
    messages.success(request, f"Figures from {origin.file_name} saved")
    return redirect("figure_import", request.organisation.pk, origin.pk)


def _moved(request, form):
    """The preview as it is by now; ticks and the reason stay."""
    upload = _upload(request, form.preview.upload.pk)
    if upload is None or upload.state != Upload.WAITING:
        raise save.GoneError
    return _preview(request, form.again(_previewed(request, upload)), moved=True)


def _preview(request, form, moved=False):
    preview = form.preview
    asked = (request.GET.get("page"), request.GET.get("organisation", ""))
    by_worker = preview.upload.by_worker
    shown = StoredPage(preview, *asked) if by_worker else PreviewPage(preview)
    context = {"form": form, "moved": moved, "shown": shown, "upload": preview.upload}
    return render(request, "figures/import_preview.html", context, status=409 if moved else 200)


def _progress(request, upload):
    """How far the worker is; a page that refreshes itself unless it is asked not to."""
    if request.method == "POST":
        if "carry_on" in request.POST:
            jobs.carry_on(upload.pk)
        return redirect(request.path)
    context = {"upload": upload, "saved": contents.of_several(upload, request.user)}
    return refreshing(request, upload, "figures/import_progress.html", context)


@require_POST
@allowed(IMPORT_FIGURES)
def discard(request, pk):
    deleted, _ = request.organisation.uploads.filter(pk=pk, kind=Upload.FIGURES).delete()
    if deleted:
        messages.success(request, "The file was discarded")
    return redirect("figures", request.organisation.pk)


@require_safe
@allowed(IMPORT_FIGURES)
def problems(request, pk):
    upload = _waiting(request, pk)
    try:
        found = _previewed(request, upload).problems
    except RefusedError as refused:
        return _refused(request, upload, refused)
    rows = [(problem.row or None, problem.column, problem.message) for problem in found]
    return download("problems.csv", csv_file(["row", "column", "problem"], rows))


@require_safe
@allowed(IMPORT_FIGURES)
def upload_not_read(request, pk):
    upload = _waiting(request, pk)
    try:
        rows = _previewed(request, upload).not_read
    except RefusedError as refused:
        return _refused(request, upload, refused)
    return download("not-read.csv", csv_file(["row", "not read"], rows))


def _waiting(request, pk):
    upload = _upload(request, pk)
    if upload.state != Upload.WAITING:
        raise Http404("This file is with the worker, or was saved.")
    return upload
