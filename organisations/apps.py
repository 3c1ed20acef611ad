from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.db.models.signals import post_migrate


class OrganisationsConfig(AppConfig):
    name = "organisations"
    default = True

    def ready(self):
        from organisations import (
            attested,
            events,  # noqa: F401
            invitation,  # noqa: F401
            system_user,
        )
        from organisations.signing_in import (  # noqa: F401
            email_change,
            forgotten,
            recovery,
            signals,
        )

        post_migrate.connect(system_user.add, sender=self, dispatch_uid="system_user")
        attested.follow()  # after it, so that the system user is the first whom the trail attests


class TrackerAdminConfig(admin.AdminConfig):
    """Django's admin with a site of our own, which only shows."""

    default = False
    default_site = "organisations.admin_site.TrackerAdminSite"
