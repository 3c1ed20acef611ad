"""The page that asks for a second factor, and the pages around setting one up."""

from allauth.account.utils import get_next_redirect_url
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from organisations.signing_in import second_factor


@require_safe
def needed(request):
    """Why a second factor is needed and how to give one; once it is given, back to the page."""
    asked = get_next_redirect_url(request)
    back = asked or request.session.get(second_factor.NEXT) or reverse("start")
    if second_factor.was_used(request):
        request.session.pop(second_factor.NEXT, None)
        return redirect(back)
    request.session[second_factor.NEXT] = back
    held = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    context = {
        "held": held & set(second_factor.FACTORS),
        "has_code": Authenticator.Type.TOTP in held,
        "has_passkey": Authenticator.Type.WEBAUTHN in held,
        "back": urlencode({"next": back}),
    }
    return render(request, "mfa/needed.html", context)


@require_safe
def picture(request):
    """The QR code of the secret that is being set up in this browser."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404("No code app is being set up.")
    adapter = get_adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    return HttpResponse(svg, content_type="image/svg+xml")


class Factors(IndexView):
    """What the person signs in with beside the password."""

    def get_context_data(self, **kwargs):
        came_from = self.request.session.get(second_factor.NEXT)
        return super().get_context_data(**kwargs) | {"came_from": came_from}


class RecoveryCodes(ViewRecoveryCodesView):
    """The codes that stand in for a lost phone; after setting up, the way back to the page."""

    def get_context_data(self, **kwargs):
        came_from = self.request.session.get(second_factor.NEXT)
        return super().get_context_data(**kwargs) | {"came_from": came_from}
