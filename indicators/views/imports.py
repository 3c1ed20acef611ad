"""A file of figures from its upload to its saving, what was imported before, and undoing it."""

import re
from functools import wraps

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
from wres.audit.stale import Stale
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
    """Undoing a file; a large one is left to a worker, and this page says how far that is."""
    origin = get_object_or_404(request.organisation.figure_imports, pk=pk)
    if origin.undone_on is not None:
        return redirect("figure_import", request.organisation.pk, origin.pk)
    if under_way := undoing.under_way(origin):
        if request.method != "POST":
            context = {"origin": origin}
            return refreshing(request, under_way, "figures/import_undoing.html", context)
        if "again" in request.POST:
            undoing.ask_again(origin)
        return redirect(request.path)
    form = UndoForm.of(request)
    if form.is_valid():
        facts = {"by": request.user, "today": request.today}
        try:
            is_done = form.save(request.organisation, origin, **facts)
        except Stale as stale:
            form.stale = stale
        else:
            if not is_done:
                return redirect(request.path)
            messages.success(request, f"The import of {origin.file_name} was undone")
            return redirect("figure_import", request.organisation.pk, origin.pk)
    found = None if undoing.is_large(origin) else undoing.prepare(origin)
    context = {"form": form, "origin": origin, "undoing": found}
    return render(request, "figures/import_undo.html", context, status=form.status)


GONE = "This file was saved or discarded already"
WITH_WORKER = "This file is with the worker, or was saved."
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
    form = UploadForm.of(request, organisation=request.organisation, today=request.today)
    if form.is_valid():
        upload = form.save(by=request.user)
        return redirect("figure_upload", request.organisation.pk, upload.pk)
    return render(request, "figures/import_upload.html", {"form": form, "templates": TEMPLATES})


def of_upload(view):
    """A page of a file that waits, also after a second click, when the first has saved it."""

    @wraps(view)
    @allowed(IMPORT_FIGURES)
    def found(request, pk):
        uploads_there = request.organisation.uploads.of(Upload.FIGURES).filter(pk=pk)
        upload = uploads_there.first()
        if upload is None and request.method != "POST":
            raise Http404("This file was saved or discarded.")
        try:
            if upload is None:
                raise Stale(GONE)
            return view(request, upload)
        except RefusedError as refused:  # it could be read when it came
            upload.state, upload.message = Upload.REFUSED, str(refused)
            page = refreshing(request, upload, "figures/import_progress.html", {})
            page.status_code = 409
            return page
        except (Stale, Upload.DoesNotExist):  # by now, or while it was looked through
            now = uploads_there.first()
            if now and upload.state == now.state == Upload.WAITING:
                raise
            if now:
                return redirect(request.path)
        sent = request.POST.get("file", "")
        if CHECKSUM.fullmatch(sent):
            made = request.organisation.figure_imports.filter(sha256=sent).first()
            if made:
                return redirect("figure_import", request.organisation.pk, made.pk)
        messages.info(request, GONE)
        return redirect("figures", request.organisation.pk)

    return found


@require_http_methods(["GET", "POST"])
@of_upload
def upload(request, upload):
    """What the file would change, and what people say of it, until it is saved."""
    if upload.state != Upload.WAITING:
        return _progress(request, upload)
    ticked = upload.answers.get("ticked", {}).get(str(request.user.pk), [])
    form = ConfirmForm.of(request, preview=_previewed(request, upload), ticked=ticked)
    try:
        if form.is_bound and not form.is_as_shown:
            raise Stale(form.changed)
        if form.preview.changes_something and form.is_valid():
            return _save(request, form)
    except Stale as stale:
        now = request.organisation.uploads.of(Upload.FIGURES).get(pk=upload.pk)
        if now.state != Upload.WAITING:
            raise
        preview = _previewed(request, now)
        if preview.digest == request.POST.get("digest"):
            raise
        upload, form = now, form.after(stale, preview=preview, ticked=())
    preview = form.preview
    asked = (request.GET.get("page"), request.GET.get("organisation", ""))
    shown = StoredPage(preview, *asked) if upload.by_worker else PreviewPage(preview)
    context = {"form": form, "shown": shown, "upload": preview.upload}
    return render(request, "figures/import_preview.html", context, status=form.status)


def _progress(request, upload):
    """How far the worker is; a page that refreshes itself unless it is asked not to."""
    if request.method == "POST":
        if "carry_on" in request.POST:
            jobs.carry_on(upload.pk)
        return redirect(request.path)
    context = {"upload": upload, "saved": contents.of_several(upload, request.user)}
    return refreshing(request, upload, "figures/import_progress.html", context)


def _previewed(request, upload):
    """What the file would change: as the worker found it, or worked out now."""
    if upload.by_worker:
        return large.StoredPreview(upload, request.user)
    return uploads.preview(upload, request.today)


def _save(request, form):
    """Save what was confirmed, or go on to the next questions."""
    upload, facts = form.preview.upload, {"by": request.user, "today": request.today}
    if form.later:
        save.remember(upload.pk, request.user, form.ticks)
        return redirect(request.path)
    if upload.by_worker:
        save.queue(form.preview, reason=form.reason, **facts)
        return redirect(request.path)
    origin = save.save(form.preview, reason=form.reason, **facts)
    messages.success(request, f"Figures from {origin.file_name} saved")
    return redirect("figure_import", request.organisation.pk, origin.pk)


@require_POST
@allowed(IMPORT_FIGURES)
def discard(request, pk):
    deleted, _ = request.organisation.uploads.filter(pk=pk, kind=Upload.FIGURES).delete()
    if deleted:
        messages.success(request, "The file was discarded")
    return redirect("figures", request.organisation.pk)


@require_safe
@of_upload
def problems(request, upload):
    if upload.state != Upload.WAITING:
        raise Http404(WITH_WORKER)
    found = _previewed(request, upload).problems
    rows = [(problem.row or None, problem.column, problem.message) for problem in found]
    return download("problems.csv", csv_file(["row", "column", "problem"], rows))


@require_safe
@of_upload
def upload_not_read(request, upload):
    if upload.state != Upload.WAITING:
        raise Http404(WITH_WORKER)
    rows = _previewed(request, upload).not_read
    return download("not-read.csv", csv_file(["row", "not read"], rows))
