"""What a newcomer gives when they accept an invitation."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.contrib.auth.password_validation import validate_password

from actions.accepting import LIKE_SOMEBODY, Newcomer
from organisations.models import Organisation, User, plain_name

LONG_ENOUGH = "At least 12 characters. Three random words are easy to remember. You can paste it."
PASSWORD_LIMIT = 1_000  # characters: hashing more would keep the server busy


def name_field():
    return forms.CharField(
        label="Full name",
        max_length=150,
        validators=[plain_name],
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": "Enter your full name"},
    )


class AcceptSignedInForm(forms.Form):
    """One button; and another name, where somebody there has one that looks like theirs."""

    use_required_attribute = False

    def __init__(self, data=None, *, invitation, user=None, **kwargs):
        super().__init__(data, **kwargs)
        self.invitation, self.user = invitation, user
        if user is not None and self._somebody_like(user.name):
            self.fields["name"] = name_field()
            self.fields["name"].initial = user.name
            words = "Somebody there has a name that looks like yours. Add what tells you apart"
            self.fields["name"].help_text = words
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.fields, Submit("save", "Accept invitation"))

    def clean_name(self):
        name = self.cleaned_data["name"]
        if like := self._somebody_like(name):
            raise forms.ValidationError(LIKE_SOMEBODY.format(like))
        return name

    def _somebody_like(self, name) -> str:
        """Of the organisation, and of those where the person is already."""
        there = [self.invitation.organisation]
        if self.user is not None:
            there += Organisation.objects.seen_by(self.user)
        email = self.invitation.email
        return next(filter(None, (each.somebody_like(name, email=email) for each in there)), "")


class AcceptForm(AcceptSignedInForm):
    """Their name, and a password unless an identity provider has said who they are."""

    name = name_field()
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
        named = {"name": identity.name if identity else invitation.name}
        super().__init__(data, invitation=invitation, initial=named)
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
