"""What pages ask of challenges and of saved filters."""

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Lower

from wres.audit.models import TrackedQuerySet


class ChallengeQuerySet(TrackedQuerySet):
    def of(self, organisation):
        return self.filter(quarter__plan__organisation=organisation)

    def of_plan(self, plan):
        return self.filter(quarter__plan=plan)

    def open(self):
        """Those that nobody has answered."""
        return self.filter(answer="")

    def open_of(self, quarter):
        """The open ones of the quarter's plan, asked in it or in a quarter before it."""
        earlier = Q(quarter__year__lt=quarter.year)
        same_year = Q(quarter__year=quarter.year, quarter__number__lte=quarter.number)
        return self.open().filter(earlier | same_year, quarter__plan=quarter.plan_id).for_list()

    def for_list(self):
        """Open ones first, by quarter, the newest first; with all that a page says of them."""
        answered = Case(When(answer="", then=Value(0)), default=Value(1))
        newest = ["-quarter__year", "-quarter__number", "-asked_on", "-pk"]
        people = ["asked_by", "answered_by"]
        return self.select_related(
            "quarter__plan__standard", "action", "indicator", *people
        ).order_by(answered, *newest)


class SavedFilterQuerySet(TrackedQuerySet):
    def seen_by(self, membership):
        """The person's own, and those that are shared in the organisation."""
        seen = Q(owner=membership.user_id) | Q(is_shared=True)
        return self.filter(seen, organisation=membership.organisation_id)

    def for_list(self):
        """By name, with their owners."""
        return self.select_related("owner").order_by(Lower("name"), F("pk"))
