"""The private calendar of a person: its address, and what a calendar program fetches there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from actions.models import CalendarFeed
from actions.people import calendar
from wres.accounts.access import TAKE_PART, UPDATE_ANY, allowed


@require_http_methods(["GET", "POST"])
@allowed(TAKE_PART)
def page(request):
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
