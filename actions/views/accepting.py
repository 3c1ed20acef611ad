"""Somebody opens the link of an invitation and accepts it.

A newcomer gives their name and a password, or comes back from an identity provider; who has an
account signs in first. The key goes from the address into the session at once, as a hash.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from actions.accepting import NameTakenError, NoLongerError, accept
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
    data = request.POST if request.method == "POST" else None
    form = AcceptSignedInForm(data, invitation=invitation, user=request.user)
    if not form.is_valid():
        return _page(request, invitation, form)
    return _accept(request, invitation, request.user, form)


def _newcomer(request, invitation):
    known = identity.brought(request, invitation)
    data = request.POST if request.method == "POST" else None
    form = AcceptForm(data, invitation=invitation, identity=known)
    if not form.is_valid():
        return _page(request, invitation, form, known)
    return _accept(request, invitation, form.newcomer(), form, known)


def _page(request, invitation, form, known=None):
    context = {"invitation": invitation, "form": form, "identity": known}
    is_new = not request.user.is_authenticated
    context["providers"] = identity.providers() if is_new and not known else []
    return render(request, "invitation/accept.html", context)


def _accept(request, invitation, who, form, known=None):
    try:
        user = accept(invitation.key_hash, who, known, name=form.cleaned_data.get("name", ""))
    except NoLongerError:
        return render(request, "invitation/gone.html", status=GONE)
    except NameTakenError as error:  # while the page was open
        form.add_error("name" if "name" in form.fields else None, str(error))
        return _page(request, invitation, form, known)
    messages.success(request, f"You can now use the pages of {invitation.organisation}")
    return invited.enter(request, user, invitation, known)
