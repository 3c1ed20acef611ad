"""Pages that anyone may read: what is published, publishing it, and withdrawing it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from actions import outcomes
from actions.forms.publication import PublishForm, WithdrawForm
from actions.models import Publication
from actions.plan.years import plan_of, plans_of
from actions.quarter import over_time
from actions.quarter.publication import document_of, of_outcomes, of_plan, of_quarter
from actions.quarter.report import quarter_or_404
from actions.reports import public as pages
from wres.accounts.access import PUBLISH, allowed
from wres.audit.stale import Stale


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
def publish_quarter(request, year, slug):
    row = quarter_or_404(request, year, slug)
    report = row.reports.standing().last()
    if report is None:
        raise Http404("This quarter is not closed.")
    return _publish(request, of_quarter(request.organisation, report))


@require_http_methods(["GET", "POST"])
@allowed(PUBLISH)
def publish_outcomes(request, year):
    proposed = of_outcomes(request.organisation, year)
    if proposed is None:
        raise Http404("There are no figures of this year.")
    return _publish(request, proposed)


@require_http_methods(["GET", "POST"])
@allowed(PUBLISH)
def publish_plan(request, year):
    plan = plan_of(request, year)
    return _publish(request, of_plan(request.organisation, plan))


def _publish(request, proposed):
    form = PublishForm.of(request, proposed=proposed)
    if form.is_valid():
        try:
            made = form.save(request.organisation, by=request.user, today=request.today)
        except Stale as stale:
            form = PublishForm(proposed=proposed, stale=stale)  # the names are checked anew
        else:
            messages.success(request, "The page is public now. Anyone may read it.")
            return redirect("public", request.organisation.pk, made.slug)
    document = proposed.document
    context = {"proposed": proposed, "form": form, "document": document}
    context |= {"facts": pages.facts(document), "sections": pages.sections(document)}
    return render(request, "publishing/preview.html", context, status=form.status)


@require_http_methods(["GET", "POST"])
@allowed(PUBLISH)
def withdraw(request, pk):
    publication = get_object_or_404(request.organisation.publications, pk=pk, withdrawn_on=None)
    form = WithdrawForm.of(request, publication=publication)
    if form.is_valid():
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
    document = document_of(publication)
    context = {"publication": publication, "document": document}
    context |= {"facts": pages.facts(document), "sections": pages.sections(document)}
    return render(request, "publishing/public.html", context)
