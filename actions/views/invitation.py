"""An invitation: its link, and accepting it with an account or a new one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from actions.forms.people import AcceptForm, AcceptSignedInForm
from actions.people.invitation import NameTakenError, accept
from wres.accounts import invitation as invitations
from wres.accounts.models import User
from wres.accounts.sign_in import identity
from wres.audit.stale import Stale

GONE = 410  # the status of a page for a link that was good once


@require_safe
@login_not_required
@never_cache
def link(request, key):
    invitations.remember(request, invitations.hash_of(key))
    return redirect("invitation")


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def page(request):
    """Whose invitation it is accepts it: signed in, or as a newcomer."""
    invitation = invitations.opened(request)
    if invitation is None:
        return render(request, "invitation/gone.html", status=GONE)
    who, context = request.user, {"invitation": invitation, "identity": None, "providers": []}
    if who.is_authenticated and who.email != invitation.email:
        return render(request, "invitation/another.html", context)
    if not who.is_authenticated and User.objects.filter(email=invitation.email).exists():
        return render(request, "invitation/sign_in.html", context)
    if who.is_authenticated:
        known, form = None, AcceptSignedInForm.of(request, invitation=invitation, user=who)
    else:
        known = identity.brought(request, invitation)
        form = AcceptForm.of(request, invitation=invitation, identity=known)
        context |= {"identity": known, "providers": [] if known else identity.providers()}
    if form.is_valid():
        name = form.cleaned_data.get("name", "")
        try:
            user = accept(invitation.key_hash, form.newcomer() or who, known, name=name)
        except Stale:
            return render(request, "invitation/gone.html", status=GONE)
        except NameTakenError as error:  # while the page was open
            form.add_error("name" if "name" in form.fields else None, str(error))
        else:
            messages.success(request, f"You can now use the pages of {invitation.organisation}")
            return invitations.enter(request, user, invitation, known)
    return render(request, "invitation/accept.html", context | {"form": form})
