"""Who has which role, for administrators."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from actions.forms.people import AddPersonForm, EditPersonForm
from actions.models import LeadMember
from audit.trail import change
from organisations.access import MANAGE_PEOPLE, allowed
from organisations.invitation import invite


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
    context = {"memberships": memberships, "headings": headings}
    return render(request, "people/people.html", context)


@require_http_methods(["GET", "POST"])
@allowed(MANAGE_PEOPLE)
def add(request):
    if request.method == "GET":
        return _add_page(request, _add_form(request))
    with change(request.organisation.pk, by=request.user):
        form = _add_form(request, request.POST)
        if not form.is_valid():
            return _add_page(request, form)
        membership = form.save()
    if invite(membership.user, request.organisation, request):
        messages.success(request, f"{membership.user} was added and sent an email")
    else:
        messages.warning(
            request,
            f"{membership.user} was added, but the email could not be sent. They can choose a "
            "password with “I have forgotten my password” on the sign-in page.",
        )
    return redirect("people", request.organisation.pk)


def _add_form(request, data=None):
    return AddPersonForm(data, organisation=request.organisation, submit="Add person")


def _add_page(request, form):
    return render(request, "people/add.html", {"form": form})


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
