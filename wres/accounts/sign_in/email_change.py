"""A change of the address with which a person signs in.

It counts once the letter at the new address is answered, by the person, signed in. The old
address is told. Whether somebody else has the new address is told to its mailbox alone.
"""

from datetime import timedelta

from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from wres.accounts import mail
from wres.accounts.models import SYSTEM_EMAIL, User
from wres.accounts.sign_in import sessions
from wres.audit import event_log
from wres.nhsuk.fields import PlainErrors

ASKED, CHANGED = "email_change", "email_changed"
OURS = "account/email/ours"
SALT = "change of email address"
TOO_MANY = "You have asked for many letters. Wait an hour, then try again"


class EmailForm(PlainErrors, forms.Form):
    """The new address of a person."""

    email = forms.EmailField(
        label="New email address",
        max_length=254,
        help_text="We will send a letter there. Your old address counts until you answer it",
        error_messages={"required": "Enter your new email address"},
    )

    def __init__(self, data=None, *, user):
        super().__init__(data)
        self.user = user
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("email", Submit("save", "Send the letter"))

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if not email.isascii() or email == SYSTEM_EMAIL:
            raise forms.ValidationError("Enter an email address, like name@trust.nhs.uk")
        if email == self.user.email:
            raise forms.ValidationError("This is your email address already")
        return email


@reauthentication_required
@require_http_methods(["GET", "POST"])
def change(request):
    form = EmailForm(request.POST or None, user=request.user)
    if not form.is_valid():
        return render(request, "account/email.html", {"form": form})
    if not ratelimit.consume(request, action="manage_email", user=request.user):
        form.add_error("email", TOO_MANY)
        return render(request, "account/email.html", {"form": form})
    email = form.cleaned_data["email"]
    mail.queue(ASKED, person=request.user, email=email, old=request.user.email)
    messages.success(request, f"We are sending a letter to {email}. Follow its link to finish")
    return redirect("my_account")


@require_http_methods(["GET", "POST"])
def confirm(request, token):
    """The page of the letter's link. Opening it changes nothing: readers of mail open links."""
    email = asked_for(request.user, token)
    if email is None:
        return render(request, "account/email_link_failed.html", status=410)
    if request.method == "GET":
        return render(request, "account/email_confirm.html", {"email": email})
    old = request.user.email
    if not use(request.user, email):
        return render(request, "account/email_link_failed.html", status=410)
    sessions.way_in_changed(request.user, request)
    event_log.record(event_log.Kind.EMAIL_CHANGED, label="Email address changed", request=request)
    mail.queue(CHANGED, person=request.user, email=old)
    messages.success(request, f"Your email address is now {email}")
    return redirect("my_account")


def token_for(user, email: str) -> str:
    """What the letter's link carries: who asked, from which address, and for which."""
    return signing.dumps({"user": user.pk, "old": user.email, "new": email}, salt=SALT)


def asked_for(user, token: str) -> str | None:
    """The address that this person asked for; None when the link is old, used or another's."""
    try:
        lasts = timedelta(hours=settings.EMAIL_CHANGE_HOURS)
        asked = signing.loads(token, salt=SALT, max_age=lasts)
    except signing.BadSignature:
        return None
    is_theirs = asked["user"] == user.pk and asked["old"] == user.email
    return asked["new"] if is_theirs else None


def use(user, email: str) -> bool:
    """Make it the person's address; False when somebody else has it by now."""
    user.email = email
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
            EmailAddress.objects.filter(user=user).delete()  # the library's note of the old one
    except IntegrityError:
        return False
    return True


@mail.writes(ASKED)
def _letter(letter) -> EmailMessage | None:
    """To the new address: a link, or that there is an account with it already."""
    person, email = letter.person, letter.email
    if person.email != letter.facts["old"]:
        return None
    if User.objects.filter(email=email).exists():
        subject = "Your email address and the WRES tracker"
        return EmailMessage(subject, render_to_string(f"{OURS}/email_taken.txt"), to=[email])
    context = {
        "name": person.name,
        "hours": settings.EMAIL_CHANGE_HOURS,
        "link": mail.address(reverse("email_confirm", args=[token_for(person, email)])),
    }
    text = render_to_string(f"{OURS}/email_confirm.txt", context)
    return EmailMessage("Confirm your email address", text, to=[email])


@mail.writes(CHANGED)
def _to_the_old_one(letter) -> EmailMessage:
    text = render_to_string(f"{OURS}/email_changed.txt", {"name": letter.person.name})
    return EmailMessage("Your email address was changed", text, to=[letter.email])
