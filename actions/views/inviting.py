"""Administrators invite people, send an invitation again and withdraw it."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from actions.forms.people import InvitePersonForm, WithdrawForm
from audit.trail import change
from organisations import invitation as letters
from organisations.access import MANAGE_PEOPLE, allowed
from organisations.models import Invitation


@require_http_methods(["GET", "POST"])
@allowed(MANAGE_PEOPLE)
def add(request):
    if request.method == "GET":
        return _page(request, _form(request))
    with change(request.organisation.pk, by=request.user, reason="Invited by email"):
        form = _form(request, request.POST)
        if not form.is_valid():
            return _page(request, form)
        invitation = form.save(by=request.user)
    return _invited(request, invitation)


@require_POST
@allowed(MANAGE_PEOPLE)
def send_again(request, pk):
    with change(request.organisation.pk, by=request.user, reason="Sent again: the old link ended"):
        invitation = _open(request, pk)
        letters.renew(invitation)
        invitation.save()
        letters.send(invitation)
    return _invited(request, invitation)


@require_http_methods(["GET", "POST"])
@allowed(MANAGE_PEOPLE)
def withdraw(request, pk):
    invitation = _open(request, pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "invitation": invitation}
        return render(request, "people/withdraw.html", context)
    reason = form.cleaned_data["reason"]
    with change(request.organisation.pk, by=request.user, reason=reason):
        invitation = _open(request, pk)
        invitation.state = Invitation.WITHDRAWN
        invitation.save()
    messages.success(request, f"The invitation of {invitation.email} is withdrawn")
    return redirect("people", request.organisation.pk)


def _open(request, pk):
    return get_object_or_404(request.organisation.invitations.open(), pk=pk)


def _form(request, data=None):
    return InvitePersonForm(data, organisation=request.organisation, submit="Send invitation")


def _page(request, form):
    return render(request, "people/add.html", {"form": form, "days": settings.INVITATION_DAYS})


def _invited(request, invitation):
    """Say so in the same words whoever it is."""
    messages.success(request, f"{invitation.email} is invited")
    return redirect("people", request.organisation.pk)
