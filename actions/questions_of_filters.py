"""What pages ask of saved filters."""

from django.db.models import F, Q
from django.db.models.functions import Lower

from audit.models import TrackedQuerySet


class SavedFilterQuerySet(TrackedQuerySet):
    def seen_by(self, membership):
        """The person's own, and those that are shared in the organisation."""
        seen = Q(owner=membership.user_id) | Q(is_shared=True)
        return self.filter(seen, organisation=membership.organisation_id)

    def for_list(self):
        """By name, with their owners."""
        return self.select_related("owner").order_by(Lower("name"), F("pk"))
