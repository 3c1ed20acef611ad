"""Tracked rows, their history and the seals that make the history checkable.

A tracked row is written inside `audit.trail.change` only, through `save()` or `delete()`. Its
history row says who, when, why and through which page or command; a seal ties each history row
to the one before it, in one chain for each organisation.
"""

from functools import cache
from typing import ClassVar

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from audit import trail


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

    def create_historical_record(self, instance, history_type, using=None):
        change = trail.current()
        model = _history_model(type(instance), self.manager_name)
        values = {f.attname: getattr(instance, f.attname) for f in self.fields_included(instance)}
        change.record(
            model(
                history_date=change.at,
                history_type=history_type,
                history_user_id=change.user_id,
                history_change_reason=change.reason,
                request_id=change.request_id,
                through=change.through,
                **values,
            )
        )


class TrackedQuerySet(models.QuerySet):
    """A queryset that cannot write past the trail."""

    def _refuse(self, *args, **kwargs):
        raise trail.OutsideTrailError(
            f"{self.model.__name__} is tracked: save each row, or use change.insert_many."
        )

    update = delete = bulk_create = bulk_update = _refuse
    aupdate = adelete = abulk_create = abulk_update = _refuse
    update.alters_data = True


class Tracked(models.Model):
    """A row whose every change stands in the trail of its organisation.

    `ADDED_LATER` are fields that came after rows had been sealed, the first to come first:
    {name: what those rows have}.
    """

    ADDED_LATER: ClassVar[dict] = {}

    history = History()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def chain(self) -> str:
        """The code of the organisation in whose chain the changes of this row are sealed."""
        return self.organisation_id

    def save(self, **kwargs):
        trail.current().check(self)
        super().save(**kwargs)

    def delete(self, **kwargs):
        trail.current().check(self)
        return super().delete(**kwargs)


class Frozen(models.Model):
    """A row that the database refuses to change or remove, once it is written."""

    class Meta:
        abstract = True


class ChainHead(models.Model):
    """The newest seal of an organisation's chain; locked first in every change."""

    chain = models.CharField(max_length=6, primary_key=True)
    sequence = models.BigIntegerField(default=0)
    mac = models.CharField(max_length=64, default="")

    def __str__(self):
        return f"{self.chain} {self.sequence}"


class Seal(models.Model):
    """One link of a chain: the HMAC of a history row and of the seal before it."""

    chain = models.CharField(max_length=6)
    sequence = models.BigIntegerField()
    model = models.CharField(max_length=60)
    history_id = models.BigIntegerField()
    key_name = models.CharField(max_length=20)
    mac = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="seal_chain_sequence"),
            models.UniqueConstraint(fields=["model", "history_id"], name="seal_history_row"),
        ]

    def __str__(self):
        return f"{self.chain} {self.sequence}: {self.model} {self.history_id}"
