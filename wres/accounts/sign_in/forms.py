"""The sign-in library's forms, in our words. Settings name them in ACCOUNT_FORMS."""

from allauth.account import forms as allauth_forms

from wres.accounts.sign_in import passwords

LONG_ENOUGH = "At least 12 characters. Three random words are easy to remember. You can paste it."


def in_words(form, **words: str) -> None:
    """Give each named field its label, and an error that says what to do when it is empty."""
    form.use_required_attribute = False
    for name, label in words.items():
        field = form.fields[name]
        field.label = label
        field.help_text = ""
        field.error_messages["required"] = f"Enter {label[:1].lower()}{label[1:]}"


class LoginForm(allauth_forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        in_words(self, login="Email address", password="Password")  # noqa: S106
        for field in self.fields.values():
            field.widget.attrs.pop("autofocus", None)


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        in_words(self, email="Email address")

    def clean_email(self):
        """Nobody is looked up yet: whether somebody has the address is known to the queue alone."""
        return self.cleaned_data["email"]

    def save(self, request, **kwargs):
        passwords.ask(self.cleaned_data["email"])
        return self.cleaned_data["email"]


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        in_words(self, password1="New password", password2="New password again")
        self.fields["password1"].help_text = LONG_ENOUGH


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        in_words(
            self,
            oldpassword="Current password",
            password1="New password",
            password2="New password again",
        )
        self.fields["password1"].help_text = LONG_ENOUGH


class SetPasswordForm(allauth_forms.SetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        in_words(self, password1="New password", password2="New password again")
        self.fields["password1"].help_text = LONG_ENOUGH


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        in_words(self, password="Password")  # noqa: S106
