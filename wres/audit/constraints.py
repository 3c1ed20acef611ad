"""Constraints that several apps' tables need."""

from django.db.models import CheckConstraint, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual


def at_most(field: str, limit: int, name: str) -> CheckConstraint:
    """The text has at most so many characters, in the database too: SQLite knows no length."""
    return CheckConstraint(
        condition=LessThanOrEqual(Length(field), limit),
        name=name,
        violation_error_message=f"Use {limit:,} characters or fewer",
    )


def web_address(field: str, name: str) -> CheckConstraint:
    """Empty, or an address that a browser opens as a page and never runs."""
    is_web = Q(**{f"{field}__startswith": "https://"}) | Q(**{f"{field}__startswith": "http://"})
    return CheckConstraint(
        condition=Q(**{field: ""}) | is_web,
        name=name,
        violation_error_message="Enter a link that begins with https://",
    )
