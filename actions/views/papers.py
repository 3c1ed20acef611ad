"""The trust's own Word template, and files of a large plan that a worker makes."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.forms.paper_template import PaperTemplateForm, remove, template_of
from actions.models import LargeFile
from actions.quarter.large_files import WORDS
from actions.reports.papers.template import missing_styles
from indicators.imports.pages import refreshing
from wres.accounts.access import RUN_QUARTER, allowed
from wres.files import reader
from wres.files.exports import download
from wres.files.refused import RefusedError


@require_http_methods(["GET", "POST"])
@allowed(RUN_QUARTER)
def template(request):
    form = PaperTemplateForm.of(request)
    if form.is_valid():
        saved = form.save(request.organisation, by=request.user)
        messages.success(request, f"Papers will have the styles of {saved.file_name}")
        return redirect("paper_template", request.organisation.pk)
    context, held = {"form": form}, template_of(request.organisation)
    if held:
        saved = held.history.select_related("history_user").defer("data").latest()
        context |= {"template": held, "saved": saved}
        try:
            context["missing"] = reader.read(missing_styles, bytes(held.data))
        except RefusedError as refused:  # it was kept when more was taken than now
            context["refused"] = f"Papers do not use this template. {refused}"
    return render(request, "paper_template/page.html", context)


@require_safe
@allowed(RUN_QUARTER)
def template_file(request):
    held = template_of(request.organisation)
    if held is None:
        messages.info(request, "There is no template yet")
        return redirect("paper_template", request.organisation.pk)
    return download("paper-template.docx", bytes(held.data))


@require_POST
@allowed(RUN_QUARTER)
def remove_template(request):
    if remove(request.organisation, by=request.user):
        messages.success(request, "The template was removed. Papers already made stay as they are")
    else:
        messages.info(request, "There was no template to remove")
    return redirect("paper_template", request.organisation.pk)


@require_safe
def large_file(request, pk):
    """How far a file of a large plan is, which a worker makes."""
    files = LargeFile.objects.seen_by(request.membership).defer("data")
    wanted = get_object_or_404(files, pk=pk)
    request.plan = wanted.plan
    ahead = LargeFile.objects.for_a_worker().filter(at__lt=wanted.at).count()
    context = {"wanted": wanted, "kind": WORDS[wanted.kind]}
    context["ahead"] = ahead if wanted.state == LargeFile.WAITING else 0
    return refreshing(request, wanted, "large_files/page.html", context)


@require_safe
def large_file_data(request, pk):
    wanted = get_object_or_404(LargeFile.objects.seen_by(request.membership), pk=pk)
    if wanted.state != LargeFile.MADE:
        raise Http404("This file is not ready.")
    return download(wanted.file_name, bytes(wanted.data))
