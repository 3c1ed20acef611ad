"""A plan's file: uploaded, looked through, settled, and then saved or discarded."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.forms.import_decisions import AlikeForm, LeadsForm, RewordedForm
from actions.forms.imports import ColumnsForm, ConfirmForm, UndoForm, UploadForm
from actions.imports import uploads
from actions.imports.preview import Kind
from actions.imports.reading import PlanRead
from actions.imports.rows import NoActionsError
from actions.imports.undo import prepare, undo_import, undone
from actions.models import LeftOut, PlanImport
from actions.plan.years import plans_of
from actions.quarters import Quarter
from wres.accounts.access import EDIT_PLAN, allowed
from wres.files.exports import csv_file, download
from wres.files.models import Upload
from wres.files.refused import RefusedError

A_PAGE = 25  # rows
SHOWN = 50  # problems, rows that are not understood, and questions; the total is said beside them
GONE = "This file is no longer waiting: it was saved or discarded"


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def start(request):
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    facts = {"organisation": request.organisation, "today": request.today}
    form = UploadForm(*data, **facts, initial=_facts_of_plan(request))
    if form.is_bound and form.is_valid():
        upload = form.save(by=request.user)
        return redirect("plan_upload", request.organisation.pk, upload.pk)
    context = {
        "form": form,
        "waiting": request.organisation.uploads.of(Upload.PLAN)[:A_PAGE],
        "imports": PlanImport.objects.of(request.organisation)[:A_PAGE],
    }
    return render(request, "plan_import/start.html", context)


def _facts_of_plan(request):
    """The year and the date of the latest plan, which an import most often brings again."""
    plan = request.plan = plans_of(request).current_on(request.today)
    if plan is None:
        return {"year": str(Quarter.on(request.today).year)}
    return {"year": str(plan.year), "date": plan.date}


def _upload(request, pk):
    found = Upload.objects.select_related("person")
    upload = get_object_or_404(found, organisation=request.organisation, kind=Upload.PLAN, pk=pk)
    upload.organisation = request.organisation
    return upload


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def preview(request, pk):
    if request.method == "POST":
        return _confirm(request, pk)
    upload = _upload(request, pk)
    try:
        shown = uploads.preview(upload)
    except NoActionsError:
        return redirect("plan_upload_columns", request.organisation.pk, upload.pk)
    except RefusedError as refused:
        return _refused(request, upload, refused)
    return _preview_page(request, upload, ConfirmForm(preview=shown))


def _refused(request, upload, refused):
    context = {"upload": upload, "refused": refused}
    return render(request, "plan_import/refused.html", context, status=409)


def _is_gone(request, pk):
    return not request.organisation.uploads.filter(kind=Upload.PLAN, pk=pk).exists()


def _confirm(request, pk):
    if _is_gone(request, pk):
        return _gone(request)
    upload = _upload(request, pk)
    try:
        form = ConfirmForm(request.POST, preview=uploads.preview(upload))
        if not form.is_valid():
            return _preview_page(request, upload, form)
        saved = form.save(upload, by=request.user, today=request.today)
    except RefusedError as refused:
        return _refused(request, upload, refused)
    except uploads.ChangedSinceError as changed:
        return _preview_page(request, upload, form.again(changed.preview), 409)
    return _saved(request, upload, saved) if saved else _gone(request)


def _gone(request):
    messages.info(request, GONE)
    return redirect("plan_import", request.organisation.pk)


def _saved(request, upload, saved):
    plan, new, changed = saved.load.plan, len(saved.load.new), saved.changed_count
    messages.success(request, f"{plan} saved from {upload.file_name}: {new} new, {changed} changed")
    return redirect(plan)


def _preview_page(request, upload, form, status=200):
    shown = form.preview
    request.plan = shown.load.plan if shown.load.plan.pk else None
    kind = _kind(request, shown)
    page = Paginator(shown.rows_by_kind[kind], A_PAGE).get_page(request.GET.get("page"))
    context = {
        "upload": upload,
        "preview": shown,
        "form": form,
        "kind": kind,
        "counts": [(each, len(shown.rows_by_kind[each])) for each in Kind],
        "page": page,
        "rows": shown.shown(page.object_list),
        "shown": SHOWN,
        "changed_since": status == 409,
    }
    return render(request, "plan_import/preview.html", context, status=status)


def _kind(request, shown):
    """Which rows are listed: those asked for, else new ones, or changed ones where none is new."""
    asked = request.GET.get("show")
    if asked in set(Kind):
        return Kind(asked)
    return next((kind for kind in Kind if shown.rows_by_kind[kind]), Kind.NEW)


@require_safe
@allowed(EDIT_PLAN)
def problems(request, pk):
    upload = _upload(request, pk)
    try:
        read = uploads.read_upload(upload)
    except RefusedError as refused:
        return _refused(request, upload, refused)
    return download("problems.csv", csv_file(["where", "column", "text", "problem"], read.told))


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def leads(request, pk):
    return _settle(request, pk, "leads", LeadsForm)


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def alike(request, pk):
    return _settle(request, pk, "alike", AlikeForm)


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def reworded(request, pk):
    return _settle(request, pk, "reworded", RewordedForm)


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def columns(request, pk):
    """Which column each unknown heading is, and which other tables are to be read."""
    if request.method == "POST" and _is_gone(request, pk):
        return _gone(request)
    upload = _upload(request, pk)
    found: PlanRead | NoActionsError
    try:
        found = uploads.read_upload(upload)
    except NoActionsError as refused:
        found = refused
    except RefusedError as refused:
        return _refused(request, upload, refused)
    facts = {"upload": upload, "unknown": found.unknown, "unread": found.unread}
    form = ColumnsForm(request.POST if request.method == "POST" else None, **facts)
    if form.is_bound and form.is_valid():
        try:
            form.save()
        except uploads.GoneError:
            return _gone(request)
        return redirect("plan_upload", request.organisation.pk, upload.pk)
    return render(request, "plan_import/columns.html", {"upload": upload, "form": form})


def _settle(request, pk, kind, form_class):
    if request.method == "POST" and _is_gone(request, pk):
        return _gone(request)
    upload = _upload(request, pk)
    try:
        return _settling(request, upload, kind, form_class)
    except RefusedError as refused:
        return _refused(request, upload, refused)
    except uploads.GoneError:
        return _gone(request)


def _settling(request, upload, kind, form_class):
    here = redirect(f"plan_upload_{kind}", request.organisation.pk, upload.pk)
    if "undo" in request.POST:
        uploads.settle(upload, kind, {request.POST["undo"]: None})
        return here
    shown = uploads.preview(upload)
    request.plan = shown.load.plan if shown.load.plan.pk else None
    form = form_class(request.POST if request.method == "POST" else None, preview=shown)
    if form.is_bound and form.is_valid():
        form.save(upload)
        return here if form.more else redirect("plan_upload", request.organisation.pk, upload.pk)
    context = {"upload": upload, "form": form, "settled": upload.answers.get(kind, {})}
    return render(request, f"plan_import/{kind}.html", context)


@require_safe
@allowed(EDIT_PLAN)
def imported(request, pk):
    """A file that was imported, and what was not understood of it."""
    found, lines = _imported(request, pk)
    request.plan = found.plan
    context = {"import": found, "lines": lines, "shown": SHOWN, "undone": undone(found)}
    return render(request, "plan_import/imported.html", context)


def _imported(request, pk):
    """A file that was imported, and the lines of it that were not understood."""
    found = get_object_or_404(PlanImport.objects.of(request.organisation), pk=pk)
    kept = LeftOut.objects.filter(origin=found).first()
    return found, kept.lines if kept else []


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def undo(request, pk):
    """Undoing a file that was imported, as a whole."""
    found, _ = _imported(request, pk)
    request.plan = found.plan
    if found.undone_on is not None:
        return redirect(found)
    form = UndoForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        facts = {"by": request.user, "reason": form.cleaned_data["reason"], "today": request.today}
        if undo_import(request.organisation, found.pk, **facts):
            messages.success(request, f"The import of {found.file_name} was undone")
        return redirect(found)
    context = {"import": found, "form": form, "undoing": prepare(found), "shown": SHOWN}
    return render(request, "plan_import/undo.html", context)


@require_safe
@allowed(EDIT_PLAN)
def left_out(request, pk):
    lines = [(each["where"], each["text"], each["why"]) for each in _imported(request, pk)[1]]
    return download("not-understood.csv", csv_file(["where", "text", "why"], lines))


@require_POST
@allowed(EDIT_PLAN)
def discard(request, pk):
    deleted, _ = request.organisation.uploads.filter(kind=Upload.PLAN, pk=pk).delete()
    if not deleted:
        return _gone(request)
    messages.info(request, "The file was discarded. Nothing of it was saved")
    return redirect("plan_import", request.organisation.pk)
