from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in for people who were added by an administrator; nobody adds themselves."""

    def is_open_for_signup(self, request):
        return False
