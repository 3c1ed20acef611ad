"""Tracked rows, their history and the seals that make the history checkable.

A tracked row is written inside `changes.change` only, through `save()` or `delete()`. Its history
row says who, when, why and through which page or command; a seal ties each history row to the one
before it, in one chain for each organisation.
"""

import re
from datetime import timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from wres.audit import changes, labels
from wres.audit.kinds import Kind

NAMES = ("title", "name", "file_name", "question", "message", "what")  # fields that name a row


class HistoryRow(models.Model):
    """What every history row knows beyond the values of its row."""

    request_id = models.CharField(max_length=36)
    through = models.CharField(max_length=200)

    class Meta:
        abstract = True


@cache
def _history_model(model, manager_name):
    """The model of the history rows; asked once, since each asking makes a manager."""
    return getattr(model, manager_name).model


class History(HistoricalRecords):
    """History that is never without a person, and is written and sealed when its change ends."""

    def __init__(self, **kwargs):
        super().__init__(inherit=True, bases=(HistoryRow,), **kwargs)

    def contribute_to_class(self, cls, name):
        super().contribute_to_class(cls, name)
        cls.history_records = self  # the batch writer asks it for history rows

    def _get_history_user_fields(self):
        user = models.ForeignKey(
            settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
        )
        return {"history_user": user}

    def get_meta_options(self, model):
        """History is in the order in which it was written and sealed; a clock may be set back."""
        order = {"ordering": ("-history_id",), "get_latest_by": "history_id"}
        return super().get_meta_options(model) | order

    def create_historical_record(self, instance, history_type, using=None):
        change = changes.current()
        model = _history_model(instance.__class__, self.manager_name)
        values = {f.attname: getattr(instance, f.attname) for f in self.fields_included(instance)}
        row = model(
            history_date=change.at,
            history_type=history_type,
            history_user_id=change.user_id,
            history_change_reason=change.reason,
            request_id=change.request_id,
            through=change.through,
            **values,
        )
        kind = change.told_as or instance.trail_kind(history_type)
        row.told = (kind.value, labels.shortened(instance.trail_label))
        change.record(row)


class TrackedQuerySet(models.QuerySet):
    """A queryset that cannot write past the trail."""

    def _refuse(self, *args, **kwargs):
        raise changes.OutsideTrailError(
            f"{self.model.__name__} is tracked: save each row, or use change.insert_many."
        )

    update: Any
    update = delete = bulk_create = bulk_update = _refuse
    aupdate = adelete = abulk_create = abulk_update = _refuse
    update.alters_data = True


def loaded(row, name: str) -> bool:
    """Whether the row that a foreign key names was read already, so that asking costs nothing."""
    return type(row)._meta.get_field(name).is_cached(row)


class Tracked(models.Model):
    """A row whose every change stands in the trail of its organisation."""

    history = History()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def chain(self) -> str:
        """The code of the organisation in whose chain the changes of this row are sealed."""
        return self.organisation_id

    @property
    def trail_label(self) -> str:
        """What a person calls the row, asked at every change: it may cost no query.

        It stays in the log for ever, so it names no person; whom a row is of, its page says.
        """
        return next((str(getattr(self, name)) for name in NAMES if getattr(self, name, "")), "")

    def trail_kind(self, history_type: str) -> Kind:
        """As what the log tells of a change of the row: "+", "~" or "-"."""
        return Kind(labels.KINDS[history_type])

    def is_used(self, but=()) -> bool:
        """Whether anything refers to the row, but for its history and rows of these models."""
        return any(
            related.related_model.objects.filter(**{related.field.name: self}).exists()
            for related in self._meta.related_objects
            if related.related_model not in but
            and not hasattr(related.related_model, "history_type")
        )

    def save(self, **kwargs):
        changes.current().check(self)
        super().save(**kwargs)

    def delete(self, **kwargs):
        changes.current().check(self)
        return super().delete(**kwargs)


class Attested(Tracked):
    """The copy of a row that a library or a migration writes: see `wres.audit.attested`.

    `content` is by the names of its columns; the row is that of `model` with `key`.
    """

    model = models.CharField(max_length=60)
    key = models.CharField(max_length=40, db_index=True)
    content = models.JSONField()

    class Meta:
        verbose_name = "attested row"
        constraints = [models.UniqueConstraint(fields=["model", "key"], name="attested_once")]

    def __str__(self):
        return f"{self.model} {self.key}"

    @property
    def chain(self):
        return changes.INSTALLATION

    @property
    def trail_label(self):
        return str(self)


class Frozen(models.Model):
    """A row that the database refuses to change or remove, once it is written."""

    class Meta:
        abstract = True


CODE_OF_CHAIN = re.compile(r"[A-Za-z0-9]{0,6}")


class Code(models.Value):
    """The code of a chain that stands in the statement itself.

    PostgreSQL plans a statement once for any parameter: it would then look for the few entries of
    a small organisation among the newest of all, a million of others first.
    """

    def as_sql(self, compiler, connection):
        if not CODE_OF_CHAIN.fullmatch(self.value):
            raise ValueError("The code of a chain has letters and digits only.")
        return f"'{self.value}'", []


class EntryQuerySet(models.QuerySet):
    def of(self, chain: str):
        """Those of one chain."""
        return self.filter(chain=Code(chain, output_field=models.CharField()))

    def between(self, chain: str, since, until):
        """Those of the chain from one time on and before another, either of which may be None.

        Pages have the order of the chain, and the clock may have been set back: so times are asked
        for, and numbers beside them, outside of which no entry can have such a time.
        """
        if since is None and until is None:
            return self
        head = ChainHead.objects.filter(chain=chain).first() or ChainHead()
        all_of_it, rows = Entry.objects.of(chain), self
        if since is not None:
            before = all_of_it.filter(at__lt=since - head.set_back).order_by("-at")
            first = before.values_list("pk", flat=True).first() or 0
            rows = rows.filter(at__gte=since, pk__gt=first)
        if until is not None:
            after = all_of_it.filter(at__gte=until + head.set_back).order_by("at")
            last = after.values_list("pk", flat=True).first()
            rows = rows.filter(at__lt=until, **({"pk__lt": last} if last else {}))
        return rows


class Entry(Frozen):
    """One thing that happened, as the log lists it: a change of a tracked row, or an event.

    A change names its history row, which is sealed; an event has none, and is sealed itself.
    `chain` is the code of the organisation, empty for what belongs to none, and `person` is None
    only where nobody is known, such as a sign-in with an unknown address. Entries of a chain have
    rising numbers, which is their order: `at` is what the clock said, and a clock may be set back.
    """

    chain = models.CharField(max_length=6, blank=True)
    at = models.DateTimeField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=20, help_text="One of wres.audit.kinds.Kind")
    model = models.CharField(max_length=60, blank=True, help_text="Of the row, actions.Action")
    thing = models.BigIntegerField(null=True, help_text="The number of the row")
    history_id = models.BigIntegerField(null=True)
    label = models.CharField(max_length=labels.LABEL_LIMIT, blank=True)
    request_id = models.CharField(max_length=36, blank=True)
    through = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    installation = models.BigIntegerField(
        null=True, help_text="How far the installation's chain went: it says who was called what"
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["model", "history_id"],
                condition=models.Q(history_id__isnull=False),
                name="entry_history_row",
            )
        ]
        indexes = [
            models.Index(fields=["chain", "at"], name="entry_at"),
            models.Index(fields=["chain", "id"], name="entry_in_order"),
            models.Index(fields=["chain", "person", "id"], name="entry_of_person"),
            models.Index(fields=["chain", "kind", "id"], name="entry_of_kind"),
            models.Index(fields=["chain", "model", "id"], name="entry_of_model"),
            models.Index(fields=["chain", "model", "thing", "id"], name="entry_of_thing"),
        ]

    def __str__(self):
        return f"{self.chain} {self.kind} {self.model} {self.thing or ''}".strip()


class ChainHead(models.Model):
    """The newest seal of an organisation's chain; locked first in every change.

    `latest` is the latest time of its log, and `set_back` the most by which an entry's time was
    before that of an earlier one: within it, days and the order of the log agree.
    """

    chain = models.CharField(max_length=6, primary_key=True)
    sequence = models.BigIntegerField(default=0)
    mac = models.CharField(max_length=64, default="")
    latest = models.DateTimeField(null=True)
    set_back = models.DurationField(default=timedelta)

    def note(self, at):
        """The log goes on with an entry of this time."""
        if self.latest is None or at > self.latest:
            self.latest = at
        self.set_back = max(self.set_back, self.latest - at)

    def __str__(self):
        return f"{self.chain} {self.sequence}"


class Coverage(Frozen):
    """The fields that seals of a model cover, by a key made of their names."""

    key = models.CharField(max_length=12, primary_key=True)
    model = models.CharField(max_length=60, help_text="Of the history row, or the log's")
    names = models.JSONField()

    def __str__(self):
        return f"{self.model}: {', '.join(self.names)}"


class Seal(models.Model):
    """One link of a chain: the HMAC of a history row and of the seal before it.

    Those from before it was noted which fields a seal covers have no coverage: it is one of those
    that `migrations/0005_coverage.py` notes for their model.
    """

    chain = models.CharField(max_length=6)
    sequence = models.BigIntegerField()
    model = models.CharField(max_length=60)
    history_id = models.BigIntegerField()
    key_name = models.CharField(max_length=20)
    mac = models.CharField(max_length=64)
    coverage = models.ForeignKey(
        Coverage, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="seal_chain_sequence"),
            models.UniqueConstraint(fields=["model", "history_id"], name="seal_history_row"),
        ]

    def __str__(self):
        return f"{self.chain} {self.sequence}: {self.model} {self.history_id}"
