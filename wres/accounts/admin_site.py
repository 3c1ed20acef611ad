"""Django's admin: the records as they are, to look at and never to change.

Platform staff see every organisation, an administrator sees the organisations they administer.
"""

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse

from wres.accounts.access import SEE_RECORDS
from wres.accounts.sign_in import second_factor


class TrackerAdminSite(admin.AdminSite):
    site_title = site_header = "WRES tracker records"
    index_title = "Records, to look at"

    def register(self, model_or_iterable, admin_class=None, **options):
        """Only what shows: the pages that libraries bring could change what they show."""
        if admin_class and issubclass(admin_class, RecordAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request):
        return may_see_records(request) and second_factor.was_used(request)

    def login(self, request, extra_context=None):
        """Sign in as everywhere else; whoever is signed in and may not see records is refused.

        Whoever may, and signed in without a second factor, is asked for one.
        """
        back = request.GET.get("next") or reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(back)
        if not may_see_records(request):
            raise PermissionDenied("You cannot see the records behind the pages.")
        return second_factor.ask(request, back)

    def password_change(self, request, extra_context=None):
        """The one page that is throttled."""
        return redirect("account_change_password")

    def get_urls(self):
        """Without the way from any row to its page, which asks nobody's organisation."""
        return [u for u in super().get_urls() if getattr(u, "name", "") != "view_on_site"]


def may_see_records(request) -> bool:
    """Whether the person may see any records, once they signed in with a second factor."""
    return request.user.is_active and (request.user.is_staff or bool(codes_seen(request)))


def codes_seen(request):
    """The codes of the organisations whose records the person may see."""
    if not hasattr(request, "_codes_seen"):
        memberships = request.user.memberships.filter(is_active=True)
        request._codes_seen = [m.organisation_id for m in memberships if m.may(SEE_RECORDS)]
    return request._codes_seen


class RecordAdmin(admin.ModelAdmin):
    """Read-only, and of the organisations that the person administers."""

    organisation_path = "organisation"
    show_full_result_count = False
    view_on_site = False

    def lookup_allowed(self, lookup, value, request):
        """No filters from the address: a regular expression there could hold up everyone."""
        return False

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        if request.user.is_staff:
            return rows
        return rows.filter(**{f"{self.organisation_path}__in": codes_seen(request)})

    def has_module_permission(self, request):
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request, obj=None):
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def show(model, organisation="organisation", **options):
    """Register a tracked model and its history; `organisation` is the way from it to its own."""
    base = {"organisation_path": organisation, **options}
    admin.site.register(model, type(f"{model.__name__}Admin", (RecordAdmin,), base))
    history = {
        "organisation_path": organisation,
        "list_display": ["__str__", "history_type", "history_date", "history_user", "through"],
        "list_select_related": ["history_user"],
        "ordering": ["-history_id"],
    }
    past = model.history.model
    admin.site.register(past, type(f"{past.__name__}Admin", (RecordAdmin,), history))
