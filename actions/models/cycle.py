"""What a quarter asks of people: drafts, challenges, evidence, reminders, and filters kept."""

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Lower

from actions.models.progress import ProgressUpdate, Quarter
from indicators.models import Indicator
from wres.accounts.models import Membership, Organisation, User
from wres.audit.constraints import at_most, web_address
from wres.audit.kinds import Kind
from wres.audit.models import Frozen, Tracked, TrackedQuerySet
from wres.words import day_words

CHALLENGE_LIMIT = 2_000  # characters of a question or an answer
EVIDENCE_BYTES = 10 * 1024 * 1024


class UpdateDraft(models.Model):
    """What a person has typed of an update and not yet sent. It is no part of the record."""

    action = models.ForeignKey("actions.Action", models.CASCADE, related_name="drafts")
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    values = models.JSONField(default=dict, help_text="The fields of the form, as typed")
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "person"], name="draft_once")]

    def __str__(self):
        return f"Draft of {self.person_id} for {self.action_id}"


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


class Challenge(Tracked):
    """A question about an action or an indicator's outcome that the inclusion lead must answer."""

    quarter = models.ForeignKey(Quarter, models.PROTECT, related_name="challenges")
    action = models.ForeignKey(
        "actions.Action", models.PROTECT, null=True, blank=True, related_name="challenges"
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="+"
    )
    question = models.TextField(max_length=CHALLENGE_LIMIT)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    answer = models.TextField(blank=True, max_length=CHALLENGE_LIMIT)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_on = models.DateField(null=True)
    submission = models.UUIDField(unique=True, help_text="Of the form: a double click asks once")

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        ordering = ["asked_on", "pk"]
        constraints = [
            at_most("question", CHALLENGE_LIMIT, "challenge_question_length"),
            at_most("answer", CHALLENGE_LIMIT, "challenge_answer_length"),
            models.CheckConstraint(
                condition=Q(action__isnull=True) ^ Q(indicator__isnull=True),
                name="challenge_of_one_thing",
                violation_error_message="A challenge is about an action or an indicator",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_on=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_on__isnull=False)),
                name="challenge_answer_has_a_name",
                violation_error_message="An answer has a name and a date",
            ),
        ]

    def __str__(self):
        return self.question

    @property
    def organisation_id(self):
        return self.quarter.organisation_id

    @property
    def is_open(self) -> bool:
        return not self.answer


class Evidence(Tracked):
    """Something that shows what was done: a link, or a file whose bytes are kept beside it."""

    action = models.ForeignKey("actions.Action", models.PROTECT, related_name="evidence")
    update = models.ForeignKey(
        ProgressUpdate, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    title = models.CharField(max_length=200)
    link = models.URLField(blank=True, max_length=500)
    file_name = models.CharField(max_length=255, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0, help_text="Bytes")
    sha256 = models.CharField(max_length=64, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_on = models.DateField()
    withdrawn_on = models.DateField(null=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["added_on", "pk"]
        verbose_name_plural = "evidence"
        constraints = [
            web_address("link", "evidence_link_web"),
            models.CheckConstraint(
                condition=(~Q(link="") & Q(sha256="")) | (Q(link="") & ~Q(sha256="")),
                name="evidence_link_or_file",
                violation_error_message="Give a link or a file",
            ),
            models.CheckConstraint(
                condition=Q(size__lte=EVIDENCE_BYTES), name="evidence_size_limit"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def organisation_id(self):
        return self.action.organisation_id


class EvidenceFile(Frozen):
    """The bytes of a piece of evidence; its checksum stands in the trail, with the evidence."""

    evidence = models.OneToOneField(Evidence, models.PROTECT, related_name="file")
    data = models.BinaryField()

    def __str__(self):
        return f"File of evidence {self.evidence_id}"


class Completion(Tracked):
    """A claim that an action is complete, which an inclusion lead accepts or returns."""

    WAITING, ACCEPTED, RETURNED = "waiting", "accepted", "returned"
    STATES = [(WAITING, "Waiting"), (ACCEPTED, "Accepted"), (RETURNED, "Returned")]

    action = models.ForeignKey("actions.Action", models.PROTECT, related_name="completions")
    update = models.OneToOneField(ProgressUpdate, models.PROTECT, related_name="completion")
    no_evidence_reason = models.TextField(blank=True, max_length=CHALLENGE_LIMIT)
    state = models.CharField(max_length=10, choices=STATES, default=WAITING)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)
    decision_reason = models.TextField(blank=True, max_length=CHALLENGE_LIMIT)

    class Meta:
        ordering = ["pk"]
        constraints = [
            at_most("no_evidence_reason", CHALLENGE_LIMIT, "completion_reason_length"),
            at_most("decision_reason", CHALLENGE_LIMIT, "completion_decision_length"),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(decision_reason=""),
                name="completion_returned_with_reason",
                violation_error_message="Say why the action is returned",
            ),
        ]

    @property
    def trail_label(self):
        return self.action.title

    def __str__(self):
        return f"Completion of {self.action_id}"

    @property
    def organisation_id(self):
        return self.action.organisation_id


class Reminder(Tracked):
    """One email to a person about what waits for them; at most one a day in an organisation.

    It is kept before it is sent: what a failing mail server did not take is sent next time.
    """

    plan = models.ForeignKey("actions.Plan", models.PROTECT, related_name="reminders")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    day = models.DateField()
    about = models.JSONField(default=dict, help_text="Kind of thing → numbers of the actions")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "person", "day"],
                name="reminder_once_a_day",
                violation_error_message="This person was reminded today",
            )
        ]

    @property
    def trail_label(self):
        return day_words(self.day)

    def trail_kind(self, history_type):
        is_sent = history_type == "~" and self.sent_at
        return Kind.REMINDED if is_sent else super().trail_kind(history_type)

    def __str__(self):
        return f"Reminder of {self.day}"

    @property
    def organisation_id(self):
        return self.plan.organisation_id


class SavedFilterQuerySet(TrackedQuerySet):
    def seen_by(self, membership):
        """The person's own, and those that are shared in the organisation."""
        seen = Q(owner=membership.user_id) | Q(is_shared=True)
        return self.filter(seen, organisation=membership.organisation_id)

    def for_list(self):
        """By name, with their owners."""
        return self.select_related("owner").order_by(Lower("name"), F("pk"))


class SavedFilter(Tracked):
    """A filter of the plan under a name: its owner's, or everyone's of the organisation."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="saved_filters")
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1_000, help_text="As in the address of the plan")
    is_shared = models.BooleanField("everyone in the organisation sees it", default=False)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = [Lower("name")]
        constraints = [
            models.UniqueConstraint(
                F("organisation"),
                F("owner"),
                Lower("name"),
                name="saved_filter_name_once",
                violation_error_message="You already have a filter of this name",
            )
        ]

    def __str__(self):
        return self.name


class StartPage(Tracked):
    """The saved filter with which a person's visit starts; none where it was deleted since."""

    membership = models.OneToOneField(Membership, models.PROTECT, related_name="start_page")
    saved_filter = models.ForeignKey(
        SavedFilter, models.PROTECT, null=True, blank=True, related_name="starts"
    )

    def __str__(self):
        return f"{self.membership} starts with {self.saved_filter or 'the page of the role'}"

    @property
    def organisation_id(self):
        return self.membership.organisation_id


class ChangeOfMany(Tracked):
    """One change of many actions at once; the trail of each action says what it did there."""

    plan = models.ForeignKey("actions.Plan", models.PROTECT, related_name="+")
    what = models.CharField(max_length=300, help_text="The change in words")
    actions = models.PositiveIntegerField(help_text="How many it changed")
    day = models.DateField()
    submission = models.UUIDField(unique=True, help_text="Of the form: a double click changes once")

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "changes of many"

    def __str__(self):
        return self.what

    @property
    def organisation_id(self):
        return self.plan.organisation_id


class CalendarFeed(Tracked):
    """A private calendar of a person's dates; its address holds the key, until it is renewed."""

    membership = models.OneToOneField(Membership, models.PROTECT, related_name="calendar_feed")
    key = models.UUIDField(unique=True, help_text="Signed into the address; renewed, it is void")
    renewed_on = models.DateField()

    def __str__(self):
        return f"Calendar of {self.membership}"

    @property
    def organisation_id(self):
        return self.membership.organisation_id
