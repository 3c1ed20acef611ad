"""What a newcomer gives when they accept an invitation."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.contrib.auth.password_validation import validate_password

from actions.accepting import Newcomer
from actions.forms.people import plain_name
from organisations.models import User

LONG_ENOUGH = "At least 12 characters. Three random words are easy to remember. You can paste it."
PASSWORD_LIMIT = 1_000  # characters: hashing more would keep the server busy


class AcceptSignedInForm(forms.Form):
    """Nothing to fill in: one button."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.fields, Submit("save", "Accept invitation"))


class AcceptForm(AcceptSignedInForm):
    """Their name, and a password unless an identity provider has said who they are."""

    name = forms.CharField(
        label="Full name",
        max_length=150,
        validators=[plain_name],
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": "Enter your full name"},
    )
    password = forms.CharField(
        label="Password",
        help_text=LONG_ENOUGH,
        strip=False,
        max_length=PASSWORD_LIMIT,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        error_messages={
            "required": "Enter a password",
            "max_length": f"Enter a password of {PASSWORD_LIMIT:,} characters or fewer",
        },
    )

    def __init__(self, data=None, *, invitation, identity=None):
        super().__init__(data, initial={"name": identity.name if identity else invitation.name})
        self.use_required_attribute = False
        self.invitation = invitation
        if identity:
            del self.fields["password"]
        self.helper.layout = Layout(*self.fields, Submit("save", "Accept invitation"))

    def clean(self):
        given = super().clean()
        if given.get("password"):
            user = User(email=self.invitation.email, name=given.get("name", ""))
            try:
                validate_password(given["password"], user)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return given

    def newcomer(self) -> Newcomer:
        return Newcomer(self.cleaned_data["name"], self.cleaned_data.get("password"))
