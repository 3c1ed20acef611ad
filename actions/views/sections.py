"""The sections of a plan and the leads of the organisation: added, named, ordered, removed."""

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from actions.forms.names import NameForm
from actions.models import Lead, Section
from actions.plan import sections
from actions.plan.years import plan_of
from wres.accounts.access import EDIT_PLAN, allowed
from wres.audit import changes
from wres.audit.stale import Stale

IN_USE = "Actions are listed in this section. Move them first, then remove it."


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def listing(request, year):
    plan = plan_of(request, year)
    form = NameForm.of(request, row=Section(plan=plan))
    if form.is_valid():
        section = form.save(by=request.user)
        messages.success(request, f"Section “{section.name}” added")
        return redirect("sections", request.organisation.pk, year)
    counts = {name: Count(name, distinct=True) for name in ("placements", "actions")}
    held = plan.sections.annotate(**{f"{name}_count": each for name, each in counts.items()})
    return render(request, "plan/sections.html", {"plan": plan, "form": form, "sections": held})


def _section(request, pk):
    found = Section.objects.filter(plan__organisation=request.organisation)
    section = get_object_or_404(found.select_related("plan"), pk=pk)
    request.plan = section.plan
    return section


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def edit(request, pk):
    return _named(request, _section(request, pk), "sections", [request.plan.year])


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def lead(request, pk):
    return _named(request, get_object_or_404(request.organisation.leads, pk=pk), "leads", [])


def _named(request, row, back, place):
    """A name is changed; then the list in which it stands."""
    was, place = row.name, [request.organisation.pk, *place]
    form = NameForm.of(request, row=row)
    if form.is_valid():
        form.save(by=request.user)
        messages.success(request, f"“{was}” is now called “{row.name}”")
        return redirect(back, *place)
    context = {"form": form, "was": was, "back": reverse(back, args=place)}
    return render(request, "plan/name.html", context)


@require_POST
@allowed(EDIT_PLAN)
def order(request, pk):
    section = _section(request, pk)
    with changes.change(request.organisation.pk, by=request.user):
        sections.step(section, up=request.POST.get("to") == "up")
    return redirect("sections", request.organisation.pk, section.plan.year)


@require_POST
@allowed(EDIT_PLAN)
def remove(request, pk):
    section = _section(request, pk)
    with changes.change(request.organisation.pk, by=request.user):
        if section.is_used():
            raise Stale(IN_USE)
        section.delete()
    messages.success(request, f"Section “{section.name}” removed")
    return redirect("sections", request.organisation.pk, section.plan.year)


@require_http_methods(["GET", "POST"])
@allowed(EDIT_PLAN)
def leads(request):
    row = Lead(organisation=request.organisation)
    form = NameForm.of(request, row=row)
    if form.is_valid():
        messages.success(request, f"Lead “{form.save(by=request.user).name}” added")
        return redirect("leads", request.organisation.pk)
    held = request.organisation.leads.annotate(count=Count("action_leads"))
    return render(request, "plan/leads.html", {"form": form, "leads": held})
