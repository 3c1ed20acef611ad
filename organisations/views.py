"""Signing in to the demonstration as one of its people."""

from allauth.account.utils import get_next_redirect_url
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from organisations.demonstration import demonstration_people
from organisations.models import User
from organisations.signing_in import second_factor


@require_POST
@login_not_required
def demonstration_sign_in(request):
    if not settings.IS_DEMONSTRATION:
        raise Http404
    emails = {person.slug: person.email for person in demonstration_people()}
    user = get_object_or_404(User, email=emails.get(request.POST.get("person")), is_active=True)
    login(request, user, settings.AUTHENTICATION_BACKENDS[0])
    second_factor.remember(request, user, second_factor.DEMONSTRATION)
    UserSession.objects.create_from_request(request)
    return redirect(get_next_redirect_url(request) or "start")
