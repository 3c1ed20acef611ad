"""Who has which role, for administrators."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from actions.forms.people import EditPersonForm
from actions.models import LeadMember
from audit.trail import change
from organisations.access import MANAGE_PEOPLE, allowed


@require_safe
@allowed(MANAGE_PEOPLE)
def people(request):
    memberships = list(request.organisation.memberships.for_list())
    links = LeadMember.objects.filter(lead__organisation=request.organisation)
    leads = {}
    for link in links.select_related("lead").order_by("lead__name"):
        leads.setdefault(link.user_id, []).append(link.lead.name)
    for membership in memberships:
        membership.lead_names = leads.get(membership.user_id, [])
    headings = ["Name", "Email address", "Role", "Acts for", "Access", "Change"]
    context = {
        "memberships": memberships,
        "headings": headings,
        "invitations": request.organisation.invitations.for_list(),
        "now": timezone.now(),
    }
    return render(request, "people/people.html", context)


@require_http_methods(["GET", "POST"])
@allowed(MANAGE_PEOPLE)
def edit(request, pk):
    memberships = request.organisation.memberships.select_related("user")
    if request.method == "GET":
        return _edit_page(request, _edit_form(request, get_object_or_404(memberships, pk=pk)))
    with change(request.organisation.pk, by=request.user):
        form = _edit_form(request, get_object_or_404(memberships, pk=pk), request.POST)
        if not form.is_valid():
            return _edit_page(request, form)
        form.save()
    messages.success(request, f"Changes to {form.instance.user} saved")
    return redirect("people", request.organisation.pk)


def _edit_form(request, membership, data=None):
    return EditPersonForm(
        data, instance=membership, organisation=request.organisation, submit="Save changes"
    )


def _edit_page(request, form):
    return render(request, "people/edit.html", {"form": form, "person": form.instance.user})
