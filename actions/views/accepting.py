"""Somebody opens the link of an invitation and accepts it.

A newcomer gives their name and a password, or comes back from an identity provider; who has an
account signs in first. The key goes from the address into the session at once, as a hash.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from actions.accepting import NoLongerError, accept
from actions.forms.accepting import AcceptForm, AcceptSignedInForm
from organisations import invitation as letters
from organisations.models import User
from organisations.signing_in import identity, invited

GONE = 410  # the status of a page for a link that was good once


@require_safe
@login_not_required
@never_cache
def link(request, key):
    invited.remember(request, letters.hash_of(key))
    return redirect("invitation")


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def page(request):
    invitation = invited.opened(request)
    if invitation is None:
        return render(request, "invitation/gone.html", status=GONE)
    if request.user.is_authenticated:
        return _signed_in(request, invitation)
    if User.objects.filter(email=invitation.email).exists():
        return render(request, "invitation/sign_in.html", {"invitation": invitation})
    return _newcomer(request, invitation)


def _signed_in(request, invitation):
    if request.user.email != invitation.email:
        return render(request, "invitation/another.html", {"invitation": invitation})
    if request.method == "GET":
        context = {"invitation": invitation, "form": AcceptSignedInForm()}
        return render(request, "invitation/accept.html", context)
    return _accept(request, invitation, request.user)


def _newcomer(request, invitation):
    known = identity.brought(request, invitation)
    data = request.POST if request.method == "POST" else None
    form = AcceptForm(data, invitation=invitation, identity=known)
    if not form.is_valid():
        context = {"invitation": invitation, "form": form, "identity": known}
        context["providers"] = [] if known else identity.providers()
        return render(request, "invitation/accept.html", context)
    return _accept(request, invitation, form.newcomer(), known)


def _accept(request, invitation, who, known=None):
    try:
        user = accept(invitation.key_hash, who, known)
    except NoLongerError:
        return render(request, "invitation/gone.html", status=GONE)
    messages.success(request, f"You can now use the pages of {invitation.organisation}")
    return invited.enter(request, user, invitation, known)
