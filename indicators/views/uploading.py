"""A file of figures from its upload to its saving: what it would change is shown first."""

import re

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from files.models import Upload
from files.writing import csv_file, download
from indicators import contents, saving, uploads
from indicators.forms.importing import ConfirmForm, UploadForm
from indicators.preview_page import PreviewPage
from organisations.access import IMPORT_FIGURES, allowed

REFRESHED_AFTER = 5  # seconds
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
    form = UploadForm(*sent, today=request.today)
    if form.is_bound and form.is_valid():
        return redirect(
            "figure_upload",
            request.organisation.pk,
            form.save(request.organisation, by=request.user).pk,
        )
    return render(request, "figures/import_upload.html", {"form": form, "templates": TEMPLATES})


@require_http_methods(["GET", "POST"])
@allowed(IMPORT_FIGURES)
def upload(request, pk):
    upload = _upload(request, pk)
    try:
        return _step(request, upload)
    except (saving.GoneError, Upload.DoesNotExist):  # by now, or while it was looked through
        return _gone(request, pk)


def _step(request, upload):
    if upload is None:
        raise saving.GoneError
    if upload.state != Upload.WAITING:
        return _progress(request, upload)
    if request.method == "POST":
        return _confirm(request, upload)
    preview = uploads.preview(upload, request.user, request.today)
    return _preview(request, ConfirmForm(preview=preview, ticked=_ticked(request, upload)))


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
    preview = uploads.preview(upload, request.user, request.today)
    form = ConfirmForm(request.POST, preview=preview, ticked=_ticked(request, upload))
    if not form.is_of_what_was_shown:
        return _moved(request, form)
    if not preview.changes_something or not form.is_valid():
        return _preview(request, form)
    if form.later:
        saving.remember(upload.pk, request.user, form.ticks)
        return redirect(request.path)
    try:
        return _save(request, form)
    except saving.MovedError:
        return _moved(request, form)


def _save(request, form):
    facts = {"by": request.user, "reason": form.reason, "today": request.today}
    if form.preview.is_of_several:
        saving.queue(form.preview, **facts)
        return redirect(request.path)
    origin = saving.save(form.preview, **facts)
    messages.success(request, f"Figures from {origin.file_name} saved")
    return redirect("figure_import", request.organisation.pk, origin.pk)


def _moved(request, form):
    """The preview as it is by now; ticks and the reason stay."""
    upload = _upload(request, form.preview.upload.pk)
    if upload is None:
        raise saving.GoneError
    now = uploads.preview(upload, request.user, request.today)
    return _preview(request, form.again(now), moved=True)


def _preview(request, form, moved=False):
    context = {"form": form, "moved": moved, "shown": PreviewPage(form.preview)}
    context["upload"] = form.preview.upload
    return render(request, "figures/import_preview.html", context, status=409 if moved else 200)


def _progress(request, upload):
    """How far the worker is; a page that refreshes itself unless it is asked not to."""
    if request.method == "POST":
        if "carry_on" in request.POST and upload.state != Upload.SAVED:
            saving.carry_on(upload)
        return redirect(request.path)
    is_moving = upload.state in {Upload.QUEUED, Upload.SAVING}
    refreshes = is_moving and request.GET.get("refresh") != "off"
    context = {"upload": upload, "is_moving": is_moving, "refreshes": refreshes}
    context["has_stopped"] = saving.has_stopped(upload)
    context["saved"] = contents.of_several(upload, request.user)
    response = render(request, "figures/import_progress.html", context)
    if refreshes:
        response.headers["Refresh"] = REFRESHED_AFTER
    return response


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
    upload = _upload(request, pk)
    if upload.state == Upload.SAVED:
        raise Http404("This file was saved.")
    found = uploads.preview(upload, request.user, request.today).problems
    rows = [(problem.row or None, problem.column, problem.message) for problem in found]
    return download("problems.csv", csv_file(["row", "column", "problem"], rows))
