"""The page that asks for a second factor, and the pages around setting one up."""

from allauth.account.utils import get_next_redirect_url
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.contrib import messages
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from wres.accounts import mail
from wres.accounts.access import MANAGE_PEOPLE, allowed
from wres.accounts.models import User
from wres.accounts.sign_in import second_factor, sessions
from wres.audit import event_log
from wres.audit.changes import REASON_LIMIT
from wres.nhsuk.fields import PlainErrors, PlainText, Question


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


TAKEN = "second_factor_taken"
OWN = "This is your own second factor. Change it on the page of your account."
NONE_HELD = "This person has no second factor, so there is nothing to take away."
ELSEWHERE = (
    "This person has a role in another organisation too, so no single administrator can take "
    "their second factor away. Ask whoever runs the WRES tracker for you."
)
OF_PLATFORM_STAFF = (
    "This person looks after the WRES tracker for every organisation, so no administrator of one "
    "can take their second factor away. Ask whoever runs the WRES tracker."
)


class TakeAwayForm(PlainErrors, forms.Form):
    reason = PlainText(
        label="Why it is taken away",
        help_text="For example how you made sure that it was them who asked. Kept in the audit "
        "trail",
        limit=REASON_LIMIT,
        lines=3,
        error_messages={"required": "Say why the second factor is taken away"},
    )

    def __init__(self, data=None):
        super().__init__(data)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(Question("reason"), Submit("save", "Take away second factor"))


def why_not(membership, by) -> str:
    """Why this administrator cannot take the person's second factor away; empty when they can."""
    if membership.user_id == by.pk:
        return OWN
    if membership.user.is_staff:
        return OF_PLATFORM_STAFF
    elsewhere = membership.user.memberships.filter(is_active=True)
    if elsewhere.exclude(organisation=membership.organisation_id).exists():
        return ELSEWHERE
    return "" if second_factor.held_by(membership.user) else NONE_HELD


def chains_of(user) -> list[str]:
    """The codes of the organisations whose trail tells of it: those where the person may enter."""
    return sorted(user.memberships.filter(is_active=True).values_list("organisation", flat=True))


def take_away(user, *, by, reason: str, chains: list[str]):
    """Remove all that stands in as a second factor, end the person's sessions, and tell them."""
    with transaction.atomic():
        told = {"label": f"Second factor of {user} taken away", "reason": reason}
        for chain in chains or [""]:  # before the installation's chain, which locks itself last
            event_log.record(event_log.Kind.SECOND_FACTOR, person=by, chain=chain, **told)
        Authenticator.objects.filter(user=user).delete()
        mail.queue(TAKEN, person=user, email=user.email, by=by.pk)
        sessions.way_in_changed(user)


@mail.writes(TAKEN)
def _letter(letter) -> EmailMessage:
    by = User.objects.get(pk=letter.facts["by"])
    text = render_to_string("people/second_factor_taken.txt", {"user": letter.person, "by": by})
    return EmailMessage("Your second factor was taken away", text, to=[letter.email])


@require_http_methods(["GET", "POST"])
@allowed(MANAGE_PEOPLE)
def page(request, pk):
    memberships = request.organisation.memberships.select_related("user")
    membership = get_object_or_404(memberships, pk=pk)
    refused = why_not(membership, request.user)
    form = TakeAwayForm(request.POST or None)
    if refused or not form.is_valid():
        context = {"form": form, "membership": membership, "refused": refused}
        return render(request, "people/second_factor.html", context)
    person, reason = membership.user, form.cleaned_data["reason"]
    take_away(person, by=request.user, reason=reason, chains=[request.organisation.pk])
    messages.success(request, f"The second factor of {person} was taken away. A letter tells them")
    return redirect("person", request.organisation.pk, pk)
