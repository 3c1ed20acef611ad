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

NOT_SENT = (
    "{} is invited, but the email could not be sent. Send it again from the list of people when "
    "the mail server answers"
)


@require_http_methods(["GET", "POST"])
@allowed(MANAGE_PEOPLE)
def add(request):
    if request.method == "GET":
        return _page(request, _form(request))
    with change(request.organisation.pk, by=request.user, reason="Invited by email"):
        form = _form(request, request.POST)
        if not form.is_valid():
            return _page(request, form)
        invitation, key = form.save(by=request.user)
    return _send(request, invitation, key)


@require_POST
@allowed(MANAGE_PEOPLE)
def send_again(request, pk):
    with change(request.organisation.pk, by=request.user, reason="Sent again: the old link ended"):
        invitation = _open(request, pk)
        key = letters.renew(invitation)
        invitation.save()
    return _send(request, invitation, key)


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


def _send(request, invitation, key):
    """Send the letter and say what became of it, in the same words whoever it is to."""
    if letters.send(invitation, key, request.build_absolute_uri("/")):
        messages.success(request, f"{invitation.email} is invited")
    else:
        messages.warning(request, NOT_SENT.format(invitation.email))
    return redirect("people", request.organisation.pk)
