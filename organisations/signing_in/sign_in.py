"""The sign-in page, with a button for each identity provider that is configured."""

from allauth.account.views import LoginView

from organisations.signing_in import identity, timeouts


class SignInView(LoginView):
    def get_context_data(self, **kwargs):
        found = {
            "identity_providers": identity.providers(),
            "timed_out": self.request.session.get(timeouts.ENDED),
        }
        return super().get_context_data(**kwargs) | found


page = SignInView.as_view()
