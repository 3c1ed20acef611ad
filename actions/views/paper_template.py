"""The trust's own Word template for papers: seen, replaced, downloaded and removed."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.forms import paper_template
from actions.forms.paper_template import PaperTemplateForm
from actions.reports.papers.template import missing_styles
from files import reader
from files.refused import RefusedError
from files.writing import download
from organisations.access import RUN_QUARTER, allowed


@require_http_methods(["GET", "POST"])
@allowed(RUN_QUARTER)
def page(request):
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PaperTemplateForm(*data)
    if form.is_bound and form.is_valid():
        template = form.save(request.organisation, by=request.user)
        messages.success(request, f"Papers will have the styles of {template.file_name}")
        return redirect("paper_template", request.organisation.pk)
    template = paper_template.of(request.organisation)
    if template is None or template.data is None:
        return render(request, "paper_template/page.html", {"form": form})
    context = {
        "form": form,
        "template": template,
        "saved": template.history.select_related("history_user").defer("data").latest(),
    }
    try:
        context["missing"] = reader.read(missing_styles, bytes(template.data))
    except RefusedError as refused:  # it was kept when more was taken than now
        context["refused"] = f"Papers do not use this template. {refused}"
    return render(request, "paper_template/page.html", context)


@require_safe
@allowed(RUN_QUARTER)
def file(request):
    template = paper_template.of(request.organisation)
    if template is None or template.data is None:
        messages.info(request, "There is no template yet")
        return redirect("paper_template", request.organisation.pk)
    return download("paper-template.docx", bytes(template.data))


@require_POST
@allowed(RUN_QUARTER)
def remove(request):
    if paper_template.remove(request.organisation, by=request.user):
        messages.success(request, "The template was removed. Papers already made stay as they are")
    else:
        messages.info(request, "There was no template to remove")
    return redirect("paper_template", request.organisation.pk)
