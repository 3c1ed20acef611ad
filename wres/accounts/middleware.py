"""The one door to the pages of an organisation, and the organisation's code in an address."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from django.utils.cache import patch_cache_control

from wres.accounts.access import TAKE_PART
from wres.accounts.sign_in import second_factor

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def london_today():
    """The London day that rules are given: the clock's, or the set one of the demonstration."""
    return settings.TODAY or timezone.localdate()


class DoorMiddleware:
    """Load the organisation in the address among those the person may see, else answer 404.

    Puts `today` on every request, and on the request of an organisation's page `organisation`
    and `membership`. The view is not given the code: what it may reach starts from the
    organisation. Whoever only reads an organisation sends nothing to any page of it. Pages of
    signed-in people are not stored by browsers or proxies.
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
            return None
        memberships = request.user.memberships.filter(is_active=True, organisation=code)
        with_rule = memberships.select_related("organisation__signing_in_rule")
        request.membership = with_rule.first()
        if request.membership is None:
            raise Http404("No organisation of this code is open to you.")
        request.organisation = request.membership.organisation
        if request.method not in SAFE_METHODS and not request.membership.may(TAKE_PART):
            raise PermissionDenied("You can read here, and change nothing.")
        rule = getattr(request.organisation, "signing_in_rule", None)
        if rule and rule.second_factor_for_all and not second_factor.was_used(request):
            return second_factor.ask(request)
        return None

    def process_exception(self, request, exception):
        """Ask for the second factor that a view needs, and come back to the page."""
        if isinstance(exception, second_factor.NeededError):
            return second_factor.ask(request)
        return None


class OdsCode:
    """Three to six capitals and digits, so that /admin/ and /accounts/ stay clear of it."""

    regex = "[A-Z0-9]{3,6}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class QuarterSlug:
    """A quarter of a financial year, such as 2025-Q4."""

    regex = "20(?:[0-8][0-9]|9[0-8])-Q[1-4]"  # the years of `actions.quarters.Quarter`

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value
