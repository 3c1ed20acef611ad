from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.db.models.signals import post_migrate


class OrganisationsConfig(AppConfig):
    name = "wres.accounts"
    label = "organisations"
    default = True

    def ready(self):
        from wres.accounts import attested, events, invitation, system_user  # noqa: F401
        from wres.accounts.sign_in import (  # noqa: F401
            email_change,
            passwords,
            second_factor_views,
            signals,
        )

        post_migrate.connect(system_user.add, sender=self, dispatch_uid="system_user")
        attested.follow()  # after it, so that the system user is the first whom the trail attests


class TrackerAdminConfig(admin.AdminConfig):
    """Django's admin with a site of our own, which only shows."""

    default = False
    default_site = "wres.accounts.admin_site.TrackerAdminSite"
