from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in for people who were added by an administrator; nobody adds themselves."""

    def is_open_for_signup(self, request):
        return False

    def is_safe_url(self, url):
        """Whether sign-in may lead there: a path of this site, written from its root."""
        return url.startswith("/") and super().is_safe_url(url)
