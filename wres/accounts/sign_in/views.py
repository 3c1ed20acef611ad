"""The sign-in page with its identity providers, and the page of a person's own account."""

from allauth.account.views import LoginView
from allauth.mfa.models import Authenticator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wres.accounts.sign_in import identity, second_factor, timeouts


class SignInView(LoginView):
    def get_context_data(self, **kwargs):
        found = {
            "identity_providers": identity.providers(),
            "timed_out": self.request.session.get(timeouts.ENDED),
        }
        return super().get_context_data(**kwargs) | found


page = SignInView.as_view()


FACTOR_WORDS = {
    Authenticator.Type.TOTP: "a code app",
    Authenticator.Type.WEBAUTHN: "a passkey",
}


@require_safe
def account_page(request):
    memberships = request.user.memberships.filter(is_active=True).select_related("organisation")
    held = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    context = {
        "memberships": memberships.order_by("organisation__name")[:100],
        "factors": [words for kind, words in FACTOR_WORDS.items() if kind in held],
        "providers": identity.tied_to(request.user),
        "was_used": second_factor.was_used(request),
    }
    return render(request, "account/my_account.html", context)
