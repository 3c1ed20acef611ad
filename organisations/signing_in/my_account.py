"""A person's own account: the page that leads to all of it."""

from allauth.mfa.models import Authenticator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from organisations.signing_in import identity, second_factor

FACTOR_WORDS = {
    Authenticator.Type.TOTP: "a code app",
    Authenticator.Type.WEBAUTHN: "a passkey",
}


@require_safe
def page(request):
    memberships = request.user.memberships.filter(is_active=True).select_related("organisation")
    held = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    context = {
        "memberships": memberships.order_by("organisation__name")[:100],
        "factors": [words for kind, words in FACTOR_WORDS.items() if kind in held],
        "providers": identity.tied_to(request.user),
        "was_used": second_factor.was_used(request),
    }
    return render(request, "account/my_account.html", context)
