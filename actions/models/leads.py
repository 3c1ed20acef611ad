"""Who leads actions, and the people who act for them."""

from django.db import models
from django.db.models.functions import Lower

from wres.accounts.models import Organisation, User
from wres.audit.models import Tracked


class Lead(Tracked):
    """Who leads actions: a role, a team or a group, with the spellings that are the same one."""

    KINDS = [("role", "Role"), ("team", "Team"), ("group", "Group"), ("unit", "Unit")]

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="leads")
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=10, choices=KINDS, default="role")
    aliases = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("name"),
                name="lead_name_once",
                violation_error_message="There is already a lead of this name",
            )
        ]

    def __str__(self):
        return self.name


class LeadMember(Tracked):
    """A person who acts for a lead."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="members")
    user = models.ForeignKey(User, models.PROTECT, related_name="lead_memberships")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lead", "user"],
                name="lead_member_once",
                violation_error_message="This person already acts for this lead",
            )
        ]

    @property
    def trail_label(self):
        return self.lead.name

    def __str__(self):
        return f"{self.user} for {self.lead}"

    @property
    def organisation_id(self):
        return self.lead.organisation_id
