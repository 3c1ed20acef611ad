"""People: who has which role, and whom an administrator invites."""

from contextlib import nullcontext

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.forms.people import EditPersonForm, InvitePersonForm, WithdrawForm
from actions.models import LeadMember
from wres.accounts import invitation as invitations
from wres.accounts.access import MANAGE_PEOPLE, allowed
from wres.accounts.models import Invitation
from wres.audit.changes import change


@require_safe
@allowed(MANAGE_PEOPLE)
def listing(request):
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
    """Checked as it is saved: whoever is the last administrator then stays one."""
    memberships, organisation = request.organisation.memberships, request.organisation
    with change(organisation.pk, by=request.user) if request.method == "POST" else nullcontext():
        person = get_object_or_404(memberships.select_related("user"), pk=pk)
        form = EditPersonForm.of(request, instance=person, organisation=organisation)
        if form.is_valid():
            form.save()
    if form.is_valid():
        messages.success(request, f"Changes to {person.user} saved")
        return redirect("people", organisation.pk)
    return render(request, "people/edit.html", {"form": form, "person": person.user})


@require_http_methods(["GET", "POST"])
@allowed(MANAGE_PEOPLE)
def add(request):
    """Says that they are invited in the same words whoever it is."""
    organisation, why = request.organisation, "Invited by email"
    is_sent = request.method == "POST"
    with change(organisation.pk, by=request.user, reason=why) if is_sent else nullcontext():
        form = InvitePersonForm.of(request, organisation=organisation)
        if form.is_valid():
            invitation = form.save(by=request.user)
    if form.is_valid():
        messages.success(request, f"{invitation.email} is invited")
        return redirect("people", organisation.pk)
    return render(request, "people/add.html", {"form": form, "days": settings.INVITATION_DAYS})


@require_POST
@allowed(MANAGE_PEOPLE)
def send_again(request, pk):
    with change(request.organisation.pk, by=request.user, reason="Sent again: the old link ended"):
        invitation = get_object_or_404(request.organisation.invitations.open(), pk=pk)
        invitations.renew(invitation)
        invitation.save()
        invitations.send(invitation)
    messages.success(request, f"{invitation.email} is invited")
    return redirect("people", request.organisation.pk)


@require_http_methods(["GET", "POST"])
@allowed(MANAGE_PEOPLE)
def withdraw(request, pk):
    invitation = get_object_or_404(request.organisation.invitations.open(), pk=pk)
    form = WithdrawForm.of(request)
    if not form.is_valid():
        context = {"form": form, "invitation": invitation}
        return render(request, "people/withdraw.html", context)
    reason = form.cleaned_data["reason"]
    with change(request.organisation.pk, by=request.user, reason=reason):
        invitation = get_object_or_404(request.organisation.invitations.open(), pk=pk)
        invitation.state = Invitation.WITHDRAWN
        invitation.save()
    messages.success(request, f"The invitation of {invitation.email} is withdrawn")
    return redirect("people", request.organisation.pk)
