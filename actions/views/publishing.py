"""The pages that anyone may read, and how an inclusion lead publishes and withdraws them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from actions import outcomes
from actions.cycle import history, publishing, reported
from actions.forms.publishing import PublishForm, WithdrawForm
from actions.models import Publication
from organisations.access import PUBLISH, allowed


@require_safe
@allowed(PUBLISH)
def listing(request):
    organisation = request.organisation
    published = organisation.publications.select_related("published_by", "withdrawn_by")
    context = {
        "published": published[:50],
        "reports": history.newest_reports(organisation)[::-1],
        "years": outcomes.years_held(organisation),
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
