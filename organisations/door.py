"""The one door to the pages of an organisation."""

from django.conf import settings
from django.http import Http404
from django.utils import timezone
from django.utils.cache import patch_cache_control


def london_today():
    """The London day that rules are given: the clock's, or the set one of the demonstration."""
    return settings.TODAY or timezone.localdate()


class DoorMiddleware:
    """Load the organisation in the address among those the person may see, else answer 404.

    Puts `today` on every request, and on the request of an organisation's page `organisation`
    and `membership`. The view is not given the code: what it may reach starts from the
    organisation. Pages of signed-in people are not stored by browsers or proxies.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.today = london_today()
        request.organisation = request.membership = None
        response = self.get_response(request)
        if request.user.is_authenticated:
            patch_cache_control(response, no_store=True, private=True)
        return response

    def process_view(self, request, view, args, kwargs):
        code = kwargs.pop("code", None)
        if code is None:
            return
        memberships = request.user.memberships.filter(is_active=True, organisation=code)
        request.membership = memberships.select_related("organisation").first()
        if request.membership is None:
            raise Http404("No organisation of this code is open to you.")
        request.organisation = request.membership.organisation
