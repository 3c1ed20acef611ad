"""A plan's file: uploaded, looked through, settled, and then saved or discarded."""

from functools import wraps

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.forms.import_decisions import AlikeForm, LeadsForm, RewordedForm
from actions.forms.imports import ColumnsForm, ConfirmForm, UndoForm, UploadForm
from actions.imports import uploads
from actions.imports.preview import Kind
from actions.imports.reading import PlanRead
from actions.imports.rows import NoActionsError
from actions.imports.undo import prepare, undo_import, undone
from actions.models import PlanImport
from actions.plan.years import plans_of
from actions.quarters import Quarter
from wres.accounts.access import EDIT_PLAN, allowed
from wres.audit.stale import Stale
from wres.files.exports import csv_file, download
from wres.files.models import Upload
from wres.files.refused import RefusedError

A_PAGE = 25  # rows
SHOWN = 50  # problems, rows that are not understood, and questions; the total is said beside them
GONE = "This file is no longer waiting: it was saved or discarded"


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def start(request):
    """A new file, for the latest plan first, which an import most often brings again."""
    plan = request.plan = plans_of(request).current_on(request.today)
    year = {"year": str(Quarter.on(request.today).year)}
    facts = {"year": str(plan.year), "date": plan.date} if plan else year
    about = {"organisation": request.organisation, "today": request.today}
    form = UploadForm.of(request, **about, initial=facts)
    if form.is_valid():
        upload = form.save(by=request.user)
        return redirect("plan_upload", request.organisation.pk, upload.pk)
    context = {
        "form": form,
        "waiting": request.organisation.uploads.of(Upload.PLAN)[:A_PAGE],
        "imports": PlanImport.objects.of(request.organisation)[:A_PAGE],
    }
    return render(request, "plan_import/start.html", context)


def of_upload(view):
    """A page of a file that waits: one that is gone by now is said so, one refused shows why."""

    @wraps(view)
    @allowed(EDIT_PLAN)
    def found(request, pk):
        waiting = request.organisation.uploads.filter(kind=Upload.PLAN, pk=pk)
        upload = waiting.select_related("person").first()
        if upload is None and request.method != "POST":
            raise Http404("This file was saved or discarded.")
        try:
            if upload is None:
                raise Stale(GONE)
            upload.organisation = request.organisation
            return view(request, upload)
        except Stale:  # already, or while it was looked through
            messages.info(request, GONE)
            return redirect("plan_import", request.organisation.pk)
        except RefusedError as refused:
            context = {"upload": upload, "refused": refused}
            return render(request, "plan_import/refused.html", context, status=409)

    return found


@require_http_methods(["GET", "POST"])
@of_upload
def preview(request, upload):
    """What the file would change; sent, it is saved if that is still so."""
    try:
        shown = uploads.preview(upload)
    except NoActionsError:
        if request.method == "POST":
            raise
        return redirect("plan_upload_columns", request.organisation.pk, upload.pk)
    form = ConfirmForm.of(request, preview=shown)
    if form.is_valid():
        try:
            saved = form.save(upload, by=request.user, today=request.today)
        except Stale as stale:
            shown = uploads.preview(upload)
            form = form.after(stale, preview=shown)
        else:
            if saved is None:
                raise Stale(GONE)
            plan, words = saved.load.plan, saved.saved_words
            messages.success(request, f"{plan} saved from {upload.file_name}: {words}")
            return redirect(plan)
    request.plan = shown.load.plan if shown.load.plan.pk else None
    kind = shown.kind_listed(request.GET.get("show"))
    page = Paginator(shown.rows_by_kind[kind], A_PAGE).get_page(request.GET.get("page"))
    context = {"upload": upload, "preview": shown, "form": form, "kind": kind, "page": page}
    context["counts"] = [(each, len(shown.rows_by_kind[each])) for each in Kind]
    context |= {"rows": shown.shown(page.object_list), "shown": SHOWN}
    return render(request, "plan_import/preview.html", context, status=form.status)


@require_safe
@of_upload
def problems(request, upload):
    told = uploads.read_upload(upload).told
    return download("problems.csv", csv_file(["where", "column", "text", "problem"], told))


@require_http_methods(["GET", "POST"])
@of_upload
def leads(request, upload):
    return _settle(request, upload, LeadsForm)


@require_http_methods(["GET", "POST"])
@of_upload
def alike(request, upload):
    return _settle(request, upload, AlikeForm)


@require_http_methods(["GET", "POST"])
@of_upload
def reworded(request, upload):
    return _settle(request, upload, RewordedForm)


def _settle(request, upload, form_class):
    kind, code = form_class.kind, request.organisation.pk
    if "undo" in request.POST:
        uploads.settle(upload, kind, {request.POST["undo"]: None})
        return redirect(f"plan_upload_{kind}", code, upload.pk)
    shown = uploads.preview(upload)
    request.plan = shown.load.plan if shown.load.plan.pk else None
    form = form_class.of(request, preview=shown)
    if form.is_valid():
        form.save(upload)
        return redirect(f"plan_upload_{kind}" if form.more else "plan_upload", code, upload.pk)
    context = {"upload": upload, "form": form, "settled": upload.answers.get(kind, {})}
    return render(request, f"plan_import/{kind}.html", context)


@require_http_methods(["GET", "POST"])
@of_upload
def columns(request, upload):
    """Which column each unknown heading is, and which other tables are to be read."""
    found: PlanRead | NoActionsError
    try:
        found = uploads.read_upload(upload)
    except NoActionsError as refused:
        found = refused
    form = ColumnsForm.of(request, upload=upload, found=found)
    if form.is_valid():
        form.save()
        return redirect("plan_upload", request.organisation.pk, upload.pk)
    return render(request, "plan_import/columns.html", {"upload": upload, "form": form})


@require_POST
@of_upload
def discard(request, upload):
    upload.delete()
    messages.info(request, "The file was discarded. Nothing of it was saved")
    return redirect("plan_import", request.organisation.pk)


@require_safe
@allowed(EDIT_PLAN)
def imported(request, pk):
    """A file that was imported, and what was not understood of it."""
    found = get_object_or_404(PlanImport.objects.of(request.organisation), pk=pk)
    request.plan, lines = found.plan, found.lines_left_out
    context = {"import": found, "lines": lines, "shown": SHOWN, "undone": undone(found)}
    return render(request, "plan_import/imported.html", context)


@require_safe
@allowed(EDIT_PLAN)
def left_out(request, pk):
    found = get_object_or_404(PlanImport.objects.of(request.organisation), pk=pk)
    lines = [(each["where"], each["text"], each["why"]) for each in found.lines_left_out]
    return download("not-understood.csv", csv_file(["where", "text", "why"], lines))


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def undo(request, pk):
    """Undoing a file that was imported, as a whole."""
    found = get_object_or_404(PlanImport.objects.of(request.organisation), pk=pk)
    request.plan = found.plan
    if found.undone_on is not None:
        return redirect(found)
    form = UndoForm.of(request)
    if form.is_valid():
        facts = {"by": request.user, "reason": form.cleaned_data["reason"], "today": request.today}
        if undo_import(request.organisation, found.pk, **facts):
            messages.success(request, f"The import of {found.file_name} was undone")
        return redirect(found)
    context = {"import": found, "form": form, "undoing": prepare(found), "shown": SHOWN}
    return render(request, "plan_import/undo.html", context)
