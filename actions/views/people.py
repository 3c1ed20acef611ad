"""People: who has which role, invitations, and the private calendar of each."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.forms.people import (
    AcceptForm,
    AcceptSignedInForm,
    EditPersonForm,
    InvitePersonForm,
    WithdrawForm,
)
from actions.models import CalendarFeed, LeadMember
from actions.people import calendar
from actions.people.invitation import NameTakenError, NoLongerError, accept
from wres.accounts import invitation as invited
from wres.accounts import invitation as letters
from wres.accounts.access import MANAGE_PEOPLE, TAKE_PART, UPDATE_ANY, allowed
from wres.accounts.models import Invitation, User
from wres.accounts.sign_in import identity
from wres.audit.changes import change


@require_safe
@allowed(MANAGE_PEOPLE)
def people(request):
    memberships = list(request.organisation.memberships.for_list())
    links = LeadMember.objects.filter(lead__organisation=request.organisation)
    leads = {}
    for link in links.select_related("lead").order_by("lead__name"):
        leads.setdefault(link.user_id, []).append(link.lead.name)
    for membership in memberships:
        membership.lead_names = leads.get(membership.user_id, [])
    headings = ["Name", "Email address", "Role", "Acts for", "Access", "Change"]
    context = {
        "memberships": memberships,
        "headings": headings,
        "invitations": request.organisation.invitations.for_list(),
        "now": timezone.now(),
    }
    return render(request, "people/people.html", context)


@require_http_methods(["GET", "POST"])
@allowed(MANAGE_PEOPLE)
def edit(request, pk):
    memberships = request.organisation.memberships.select_related("user")
    if request.method == "GET":
        return _edit_page(request, _edit_form(request, get_object_or_404(memberships, pk=pk)))
    with change(request.organisation.pk, by=request.user):
        form = _edit_form(request, get_object_or_404(memberships, pk=pk), request.POST)
        if not form.is_valid():
            return _edit_page(request, form)
        form.save()
    messages.success(request, f"Changes to {form.instance.user} saved")
    return redirect("people", request.organisation.pk)


def _edit_form(request, membership, data=None):
    return EditPersonForm(
        data, instance=membership, organisation=request.organisation, submit="Save changes"
    )


def _edit_page(request, form):
    return render(request, "people/edit.html", {"form": form, "person": form.instance.user})


@require_http_methods(["GET", "POST"])
@allowed(MANAGE_PEOPLE)
def add(request):
    if request.method == "GET":
        return _page(request, _form(request))
    with change(request.organisation.pk, by=request.user, reason="Invited by email"):
        form = _form(request, request.POST)
        if not form.is_valid():
            return _page(request, form)
        invitation = form.save(by=request.user)
    return _invited(request, invitation)


@require_POST
@allowed(MANAGE_PEOPLE)
def send_again(request, pk):
    with change(request.organisation.pk, by=request.user, reason="Sent again: the old link ended"):
        invitation = _open(request, pk)
        letters.renew(invitation)
        invitation.save()
        letters.send(invitation)
    return _invited(request, invitation)


@require_http_methods(["GET", "POST"])
@allowed(MANAGE_PEOPLE)
def withdraw(request, pk):
    invitation = _open(request, pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "invitation": invitation}
        return render(request, "people/withdraw.html", context)
    reason = form.cleaned_data["reason"]
    with change(request.organisation.pk, by=request.user, reason=reason):
        invitation = _open(request, pk)
        invitation.state = Invitation.WITHDRAWN
        invitation.save()
    messages.success(request, f"The invitation of {invitation.email} is withdrawn")
    return redirect("people", request.organisation.pk)


def _open(request, pk):
    return get_object_or_404(request.organisation.invitations.open(), pk=pk)


def _form(request, data=None):
    return InvitePersonForm(data, organisation=request.organisation, submit="Send invitation")


def _page(request, form):
    return render(request, "people/add.html", {"form": form, "days": settings.INVITATION_DAYS})


def _invited(request, invitation):
    """Say so in the same words whoever it is."""
    messages.success(request, f"{invitation.email} is invited")
    return redirect("people", request.organisation.pk)


GONE = 410  # the status of a page for a link that was good once


@require_safe
@login_not_required
@never_cache
def link(request, key):
    invited.remember(request, letters.hash_of(key))
    return redirect("invitation")


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def page(request):
    invitation = invited.opened(request)
    if invitation is None:
        return render(request, "invitation/gone.html", status=GONE)
    if request.user.is_authenticated:
        return _signed_in(request, invitation)
    if User.objects.filter(email=invitation.email).exists():
        return render(request, "invitation/sign_in.html", {"invitation": invitation})
    return _newcomer(request, invitation)


def _signed_in(request, invitation):
    if request.user.email != invitation.email:
        return render(request, "invitation/another.html", {"invitation": invitation})
    data = request.POST if request.method == "POST" else None
    form = AcceptSignedInForm(data, invitation=invitation, user=request.user)
    if not form.is_valid():
        return _accept_page(request, invitation, form)
    return _accept(request, invitation, request.user, form)


def _newcomer(request, invitation):
    known = identity.brought(request, invitation)
    data = request.POST if request.method == "POST" else None
    form = AcceptForm(data, invitation=invitation, identity=known)
    if not form.is_valid():
        return _accept_page(request, invitation, form, known)
    return _accept(request, invitation, form.newcomer(), form, known)


def _accept_page(request, invitation, form, known=None):
    context = {"invitation": invitation, "form": form, "identity": known}
    is_new = not request.user.is_authenticated
    context["providers"] = identity.providers() if is_new and not known else []
    return render(request, "invitation/accept.html", context)


def _accept(request, invitation, who, form, known=None):
    try:
        user = accept(invitation.key_hash, who, known, name=form.cleaned_data.get("name", ""))
    except NoLongerError:
        return render(request, "invitation/gone.html", status=GONE)
    except NameTakenError as error:  # while the page was open
        form.add_error("name" if "name" in form.fields else None, str(error))
        return _accept_page(request, invitation, form, known)
    messages.success(request, f"You can now use the pages of {invitation.organisation}")
    return invited.enter(request, user, invitation, known)


@require_http_methods(["GET", "POST"])
@allowed(TAKE_PART)
def calendar_page(request):
    """Its address; asked with POST, a new one."""
    membership = request.membership
    if request.method == "POST":
        calendar.renew(membership, by=request.user, today=request.today)
        messages.success(request, "Your calendar has a new address. The earlier one is void.")
        return redirect("calendar", request.organisation.pk)
    feed = CalendarFeed.objects.filter(membership=membership).first()
    path = reverse("calendar_feed", args=[calendar.token_of(feed)]) if feed else ""
    context = {"address": request.build_absolute_uri(path) if feed else "", "feed": feed}
    context["whole_plan"] = membership.may(UPDATE_ANY)
    return render(request, "calendar/page.html", context)


@require_safe
@login_not_required
@never_cache
def feed(request, token):
    """What a calendar program fetches; the address is all that it knows."""
    found = calendar.feed_of(token)
    if found is None:
        raise Http404("No calendar has this address.")
    plan = found.membership.organisation.plans.current_on(request.today)
    return HttpResponse(
        calendar.calendar(found, plan),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="wres-dates.ics"'},
    )
