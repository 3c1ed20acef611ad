"""Who has which role, for which leads they act, and what a newcomer gives."""

from django import forms
from django.contrib.auth.password_validation import validate_password

from actions.models import LeadMember
from actions.people.invitation import LIKE_SOMEBODY, Newcomer
from wres.accounts import invitation as letters
from wres.accounts.access import Role
from wres.accounts.models import (
    SYSTEM_EMAIL,
    Invitation,
    Membership,
    Organisation,
    User,
    plain_name,
)
from wres.accounts.sign_in.identity import Identity
from wres.audit import changes
from wres.nhsuk.fields import PlainText
from wres.nhsuk.forms import OnePage, PageForm

ROLE_HINTS = {
    Role.EXECUTIVE: "Reads everything, and challenges actions and outcomes",
    Role.ACTION_LEAD: "Updates the progress of the actions they lead",
    Role.NETWORK: "Reads everything, challenges actions and outcomes, and changes nothing else",
    Role.INCLUSION_LEAD: "Owns the plan: edits it, updates any action, settles questions",
    Role.ADMINISTRATOR: "Manages people, and sees the records behind the pages",
    Role.NATIONAL: "From outside: reads the plan, figures and reports, and changes nothing",
}
LAST_ADMINISTRATOR = (
    "This is the last administrator. Make someone else an administrator first, then change this."
)
LEADS_NOTHING = {
    Role.NETWORK: "A staff network member or guardian changes nothing, so they act for no lead. "
    "Leave this out, or make them an action lead",
    Role.NATIONAL: "A national reader changes nothing, so they act for no lead. Leave this out",
}


class PersonForm(OnePage, forms.ModelForm):
    """The role of a person here, and the leads they act for."""

    leads = forms.TypedMultipleChoiceField(
        label="Acts for these leads",
        help_text="They may update the actions of these leads, whatever their role",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Membership
        fields = ["role"]
        widgets = {"role": forms.RadioSelect}
        error_messages = {"role": {"required": "Choose a role"}}

    label_size = None

    def __init__(self, *args, organisation, **kwargs):
        self.organisation = organisation
        super().__init__(*args, **kwargs)
        self.instance.organisation = organisation

    def make_fields(self):
        self.fields["role"].choices = Role.choices
        self.fields["role"].choice_hints = ROLE_HINTS
        self.fields["leads"].choices = list(self.organisation.leads.values_list("pk", "name"))

    def clean(self):
        cleaned = super().clean()
        leads_nothing = cleaned.get("role") == Role.ACTION_LEAD and not cleaned.get("leads")
        if leads_nothing and cleaned.get("is_active", True) and self.fields["leads"].choices:
            self.add_error("leads", "Choose the leads they act for, or they can update nothing")
        if cleaned.get("role") in LEADS_NOTHING and cleaned.get("leads"):
            self.add_error("leads", LEADS_NOTHING[cleaned["role"]])
        return cleaned

    def save_leads(self):
        """Add and remove one link each, so that each leaves its history."""
        user, chosen = self.instance.user, set(self.cleaned_data["leads"])
        held = LeadMember.objects.filter(user=user, lead__organisation=self.organisation)
        for link in held.select_related("lead"):
            if link.lead_id not in chosen:
                link.delete()
            chosen.discard(link.lead_id)
        for lead in self.organisation.leads.filter(pk__in=chosen):
            LeadMember.objects.create(lead=lead, user=user)


class InvitePersonForm(PersonForm):
    """An invitation, whoever has an account already: the page and the letter are the same."""

    submit = "Send invitation"
    name = forms.CharField(
        label="Full name",
        max_length=150,
        validators=[plain_name],
        error_messages={"required": "Enter their full name"},
    )
    email = forms.EmailField(
        label="Work email address",
        max_length=254,
        help_text="We will send them a link with which they accept",
        error_messages={"required": "Enter their work email address"},
    )
    field_order = ["name", "email", "role", "leads"]

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if not email.isascii() or email == SYSTEM_EMAIL:
            raise forms.ValidationError("Enter a work email address, like name@trust.nhs.uk")
        if self.organisation.memberships.filter(user__email=email).exists():
            raise forms.ValidationError(
                "Someone with this email address already has a role here. "
                "Find them in the list of people to change it"
            )
        if self.organisation.invitations.open().filter(email=email).exists():
            raise forms.ValidationError(
                "This email address is invited already. Find it in the list of people to send the "
                "invitation again, or to withdraw it"
            )
        return email

    def clean(self):
        given = super().clean()
        name, email = given.get("name"), given.get("email")
        if name and email:
            like = self.organisation.somebody_like(name, email=email)
            if like:
                self.add_error("name", LIKE_SOMEBODY.format(like))
        return given

    def save(self, *, by):
        """The saved invitation, whose letter waits to be sent."""
        given = {name: self.cleaned_data[name] for name in ("name", "email", "role", "leads")}
        invitation = Invitation(organisation=self.organisation, invited_by=by, **given)
        letters.renew(invitation)
        invitation.save()
        letters.send(invitation)
        return invitation


class WithdrawForm(PageForm):
    """Why an invitation is withdrawn."""

    submit = "Withdraw invitation"
    reason = PlainText(
        label="Why the invitation is withdrawn",
        limit=changes.REASON_LIMIT,
        lines=3,
        error_messages={"required": "Say why the invitation is withdrawn"},
    )


class EditPersonForm(PersonForm):
    """Role, leads and access of somebody who has a role here."""

    submit = "Save changes"
    is_active = forms.TypedChoiceField(
        label="Access",
        choices=[(True, "Can use this organisation's pages"), (False, "Deactivated")],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether they have access"},
    )
    field_order = ["role", "is_active", "leads"]

    class Meta(PersonForm.Meta):
        fields = ["role", "is_active"]

    def make_fields(self):
        super().make_fields()
        links = self.instance.user.lead_memberships
        self.fields["leads"].initial = list(
            links.filter(lead__organisation=self.organisation).values_list("lead_id", flat=True)
        )
        self.was_last = self.instance.is_last_administrator()

    def clean(self):
        cleaned = super().clean()
        stays = cleaned.get("role") == Role.ADMINISTRATOR and cleaned.get("is_active")
        if self.was_last and not stays and not self.errors:
            raise forms.ValidationError(LAST_ADMINISTRATOR)
        return cleaned

    def save(self, commit=True):
        if any(self.initial[name] != self.cleaned_data[name] for name in self._meta.fields):
            super().save()
        self.save_leads()
        return self.instance


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


class AcceptSignedInForm(PageForm):
    """One button; and another name, where somebody there has one that looks like theirs."""

    invitation: Invitation
    user: User | None = None
    submit, label_size = "Accept invitation", None

    def make_fields(self):
        if self.user is not None and self._somebody_like(self.user.name):
            self.fields["name"] = name_field()
            self.fields["name"].initial = self.user.name
            words = "Somebody there has a name that looks like yours. Add what tells you apart"
            self.fields["name"].help_text = words

    def newcomer(self) -> Newcomer | None:
        """Who has no account yet; None of a form for who is signed in."""
        return None

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

    identity: Identity | None = None
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

    def opened_with(self):
        return {"name": self.identity.name if self.identity else self.invitation.name}

    def make_fields(self):
        if self.identity:
            del self.fields["password"]

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
