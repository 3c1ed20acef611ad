"""The named user as which migrations and seeds act."""

from django.apps import apps as installed
from django.contrib.auth.hashers import make_password

SYSTEM_EMAIL = "system@wres-tracker.invalid"


def add(apps=installed, using="default", **kwargs):
    """Make sure that the system user is there; safe to repeat.

    Called with the models of a migration, and after every migrate and flush.
    """
    apps.get_model("organisations", "User").objects.using(using).get_or_create(
        email=SYSTEM_EMAIL,
        defaults={"name": "WRES tracker", "is_active": False, "password": make_password(None)},
    )
