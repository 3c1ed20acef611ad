from django.apps import AppConfig
from django.contrib.admin import apps as admin


class OrganisationsConfig(AppConfig):
    name = "organisations"
    default = True

    def ready(self):
        from organisations import events  # noqa: F401
        from organisations.signing_in import signals  # noqa: F401


class TrackerAdminConfig(admin.AdminConfig):
    """Django's admin with a site of our own, which only shows."""

    default = False
    default_site = "organisations.admin_site.TrackerAdminSite"
