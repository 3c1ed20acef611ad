"""What goes out: published pages, the trust's Word template, files of a large plan."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions import outcomes
from actions.forms import publication
from actions.forms.publication import PaperTemplateForm, PublishForm, WithdrawForm
from actions.models import LargeFile, Publication
from actions.plan.years import plan_of, plans_of
from actions.quarter import over_time
from actions.quarter import publication as publishing
from actions.quarter import report as reported
from actions.quarter.large_files import WORDS
from actions.reports.papers.template import missing_styles
from indicators.imports.pages import refreshing
from wres.accounts.access import PUBLISH, RUN_QUARTER, TAKE_PART, allowed
from wres.files import reader
from wres.files.exports import download
from wres.files.refused import RefusedError


@require_safe
@allowed(PUBLISH)
def listing(request):
    organisation = request.organisation
    published = organisation.publications.select_related("published_by", "withdrawn_by")
    context = {
        "published": published[:50],
        "reports": over_time.newest_reports(organisation)[::-1],
        "years": outcomes.years_held(organisation),
        "plans": plans_of(request),
    }
    return render(request, "publishing/list.html", context)


@require_http_methods(["GET", "POST"])
@allowed(PUBLISH)
def quarter(request, year, slug):
    row = reported.quarter_or_404(request, year, slug)
    report = row.reports.standing().last()
    if report is None:
        raise Http404("This quarter is not closed.")
    return _publish(request, publishing.of_quarter(request.organisation, report))


@require_http_methods(["GET", "POST"])
@allowed(PUBLISH)
def outcomes_of(request, year):
    proposed = publishing.of_outcomes(request.organisation, year)
    if proposed is None:
        raise Http404("There are no figures of this year.")
    return _publish(request, proposed)


@require_http_methods(["GET", "POST"])
@allowed(PUBLISH)
def plan_of_year(request, year):
    plan = plan_of(request, year)
    return _publish(request, publishing.of_plan(request.organisation, plan))


def _publish(request, proposed):
    form = PublishForm(request.POST if request.method == "POST" else None, proposed=proposed)
    refused = ""
    if form.is_bound and form.is_valid():
        try:
            made = form.save(request.organisation, by=request.user, today=request.today)
            messages.success(request, "The page is public now. Anyone may read it.")
            return redirect("public", request.organisation.pk, made.slug)
        except publishing.NotAsShownError as error:
            refused, form = str(error), PublishForm(proposed=proposed)
        except publishing.TakenError as error:
            refused = str(error)
    document = proposed.document
    context = {"proposed": proposed, "form": form, "refused": refused, "document": document}
    context["parts"] = reported.with_pictures(document)
    return render(request, "publishing/preview.html", context, status=409 if refused else 200)


@require_http_methods(["GET", "POST"])
@allowed(PUBLISH)
def withdraw(request, pk):
    publication = get_object_or_404(request.organisation.publications, pk=pk, withdrawn_on=None)
    data = request.POST if request.method == "POST" else None
    form = WithdrawForm(data, publication=publication)
    if form.is_bound and form.is_valid():
        form.save(by=request.user, today=request.today)
        messages.success(request, "The page is withdrawn. Nobody can read it any more.")
        return redirect("publications", request.organisation.pk)
    return render(request, "publishing/withdraw.html", {"publication": publication, "form": form})


@require_safe
@login_not_required
@cache_control(public=True, max_age=300)
def public(request, owner, slug):
    """A published page, or that it was withdrawn; it needs no sign-in and shows no navigation."""
    published = Publication.objects.filter(organisation=owner, slug=slug)
    publication = published.order_by("withdrawn_on").filter(withdrawn_on=None).first()
    if publication is None:
        if published.exists():
            return render(request, "publishing/withdrawn.html", status=410)
        raise Http404("Nothing is published here.")
    document = publishing.document_of(publication)
    context = {"publication": publication, "document": document}
    context["parts"] = reported.with_pictures(document)
    return render(request, "publishing/public.html", context)


@require_http_methods(["GET", "POST"])
@allowed(RUN_QUARTER)
def template_page(request):
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PaperTemplateForm(*data)
    if form.is_bound and form.is_valid():
        template = form.save(request.organisation, by=request.user)
        messages.success(request, f"Papers will have the styles of {template.file_name}")
        return redirect("paper_template", request.organisation.pk)
    template = publication.of(request.organisation)
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
def template_file(request):
    template = publication.of(request.organisation)
    if template is None or template.data is None:
        messages.info(request, "There is no template yet")
        return redirect("paper_template", request.organisation.pk)
    return download("paper-template.docx", bytes(template.data))


@require_POST
@allowed(RUN_QUARTER)
def remove(request):
    if publication.remove(request.organisation, by=request.user):
        messages.success(request, "The template was removed. Papers already made stay as they are")
    else:
        messages.info(request, "There was no template to remove")
    return redirect("paper_template", request.organisation.pk)


@require_safe
def page(request, pk):
    wanted = _asked(request, pk)
    request.plan = wanted.plan
    ahead = LargeFile.objects.for_a_worker().filter(at__lt=wanted.at).count()
    context = {"wanted": wanted, "kind": WORDS[wanted.kind]}
    context["ahead"] = ahead if wanted.state == LargeFile.WAITING else 0
    return refreshing(request, wanted, "large_files/page.html", context)


@require_safe
def file(request, pk):
    wanted = _asked(request, pk)
    if wanted.state != LargeFile.MADE:
        raise Http404("This file is not ready.")
    return download(wanted.file_name, bytes(wanted.data))


def _asked(request, pk):
    asked = LargeFile.objects.filter(plan__organisation=request.organisation)
    if not request.membership.may(TAKE_PART):
        asked = asked.filter(quarter=None)  # drafts are for who works on them
    if not request.path.endswith("/download/"):
        asked = asked.defer("data")
    return get_object_or_404(asked.select_related("plan__standard", "quarter"), pk=pk)
