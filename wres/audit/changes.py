"""One change of tracked rows: its transaction, its person, its history and its seals.

    with change("RKE", by=user, reason="The supplier is late") as this_change:
        action.save()

The organisation's chain head is locked first, so changes of one organisation follow one another
and two of them never deadlock. History rows and seals are written together when the block ends;
if it raises, nothing of it stays.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from django.apps import apps
from django.db import transaction
from django.db.models import Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from wres.audit import labels, sealing
from wres.audit.kinds import Kind

INSTALLATION = "system"  # the chain that is no organisation's: its own people and reference data
REASON_LIMIT = 500  # characters of a reason that a form asks for
HEAD = ["sequence", "mac", "latest", "set_back"]  # what moves with each seal
BATCH = 500  # rows an INSERT: SQLite's limit of variables allows it for our widest history


class OutsideTrailError(Exception):
    """A tracked row was about to be written without a change around it."""


@dataclass(frozen=True)
class Origin:
    """Where a change comes from: the id of the request, the page or command, and who asked."""

    request_id: str
    through: str
    user_id: int | None = None


_origin: ContextVar[Origin | None] = ContextVar("origin", default=None)
_current: ContextVar["Change | None"] = ContextVar("change", default=None)


@contextmanager
def origin(through: str, request_id: str = "", *, by=None):
    """Say through which page or command the changes inside come, and who asked, where one says."""
    user_id = None if by is None else by.pk
    token = _origin.set(Origin(request_id or str(uuid.uuid4()), through, user_id))
    try:
        yield
    finally:
        _origin.reset(token)


def here() -> Origin | None:
    """The request or command being served, None outside one."""
    return _origin.get()


def request_id() -> str:
    """The id of the request or command being served, or '-' outside one."""
    origin = here()
    return origin.request_id if origin else "-"


@dataclass
class Change:
    """The change that is under way: who, why, when, and the history rows it has made so far."""

    chain: str
    user_id: int
    reason: str
    request_id: str
    through: str
    at: datetime
    installation: int = 0  # how far the chain of the installation went when it was opened
    rows: list = field(default_factory=list)
    sequence: int = 0  # of its last seal, once it is written
    told_as: Kind | None = None  # what the log calls all of it; else each row says for itself

    def check(self, row):
        """Refuse a row of another organisation."""
        if row.chain != self.chain:
            raise OutsideTrailError(f"{row!r} is of {row.chain}, this change is of {self.chain}.")

    def record(self, history_row):
        self.rows.append(history_row)

    @contextmanager
    def because(self, reason: str):
        """History made inside has this reason of its own, where one is given."""
        outer, self.reason = self.reason, reason or self.reason
        try:
            yield
        finally:
            self.reason = outer

    def insert_many(self, rows: list) -> list:
        """Insert tracked rows of one model, each with its history row, in few statements."""
        return self._write_many(rows, "+", lambda m: m._base_manager.bulk_create(rows, BATCH))

    def update_many(self, rows: list, fields: list[str]) -> list:
        """Update these fields of tracked rows of one model, each with its history row.

        Written as rows that exist already, which costs as much as inserting them: `bulk_update`
        asks a CASE for each row and field, and takes six times as long.
        """
        known = {"update_conflicts": True, "update_fields": fields, "unique_fields": ["pk"]}
        return self._write_many(
            rows, "~", lambda m: m._base_manager.bulk_create(rows, BATCH, **known)
        )

    def delete_many(self, rows: list):
        """Delete tracked rows of one model in few statements; each leaves its history row."""
        for row in rows:
            self.check(row)
        for start in range(0, len(rows), BATCH):
            numbers = [row.pk for row in rows[start : start + BATCH]]
            type(rows[0])._base_manager.filter(pk__in=numbers).delete()

    def freeze(self, rows: list) -> list:
        """Insert frozen rows of one model; what seals them is a checksum in a tracked row."""
        return type(rows[0])._base_manager.bulk_create(rows, BATCH) if rows else rows

    def _write_many(self, rows, history_type, write):
        if rows:
            for row in rows:
                self.check(row)
            write(type(rows[0]))
            history = type(rows[0]).history_records
            for row in rows:
                history.create_historical_record(row, history_type)
        return rows


def under_way() -> Change | None:
    return _current.get()


def current() -> Change:
    """The change under way; raises `OutsideTrailError` when there is none."""
    change = under_way()
    if change is None:
        raise OutsideTrailError("Tracked rows are written inside wres.audit.changes.change only.")
    return change


@contextmanager
def change(chain: str, *, by, reason: str = ""):
    """Open one change of the organisation with this code, in a transaction of its own."""
    if by is None or by.pk is None:
        raise OutsideTrailError("A change needs the person who makes it.")
    if _current.get() is not None:
        raise OutsideTrailError("A change is already under way.")
    here = _origin.get()
    if here is None:
        raise OutsideTrailError(
            "A change needs its origin: a request, or wres.audit.changes.origin."
        )
    with transaction.atomic(durable=True), _opened(chain, by.pk, reason, here) as this:
        yield this


@contextmanager
def change_of_installation(user_id: int, told: Iterable[str] = ()):
    """A change of what belongs to no organisation, alone or within the change of one.

    Its head is locked after an organisation's and never before, or two could wait for each other:
    so first those of the organisations whose log may be told of it in the same transaction.
    """
    outer, here = _current.get(), _origin.get() or Origin(str(uuid.uuid4()), "no page or command")
    with transaction.atomic():
        if outer is None and told:
            _locked_heads(sorted(told))
        with _opened(INSTALLATION, user_id, "", here) as this:
            yield this
    if outer is not None:
        outer.installation = max(outer.installation, this.sequence)


@contextmanager
def _opened(chain, user_id, reason, here):
    (head,) = _locked_heads([chain])
    at = timezone.now()
    this = Change(chain, user_id, reason, here.request_id, here.through, at, head.installation)
    token = _current.set(this)
    try:
        yield this
    finally:
        _current.reset(token)
    _write(this.chain, this.rows, head, this.installation)
    this.sequence = head.sequence


def write_alone(entries):
    """Write and seal entries of the log that belong to no change, each of another chain.

    Inside a transaction. Heads are locked in the order of their chains, so that two never deadlock,
    and however many there are, they cost as many statements as one.
    """
    by_chain = {entry.chain: entry for entry in entries}
    heads = _locked_heads(by_chain)
    at = timezone.now()
    for head in heads:
        by_chain[head.chain].at, by_chain[head.chain].installation = at, head.installation
        head.note(at)
    apps.get_model("audit", "Entry").objects.bulk_create(entries, BATCH)
    seals = [seal for head in heads for seal in sealing.seal(head, [by_chain[head.chain]])]
    apps.get_model("audit", "Seal").objects.bulk_create(seals, BATCH)
    apps.get_model("audit", "ChainHead").objects.bulk_update(heads, HEAD, BATCH)


def _locked_heads(chains):
    """The heads of these chains, each with how far the installation's went: `installation`."""
    model = apps.get_model("audit", "ChainHead")
    installation = model.objects.filter(chain=INSTALLATION).values("sequence")
    locked = model.objects.select_for_update().filter(chain__in=chains).order_by("chain")
    locked = locked.annotate(installation=Coalesce(Subquery(installation), 0))
    heads = list(locked)
    if len(heads) < len(chains):  # the first change of an organisation
        missing = set(chains) - {head.chain for head in heads}
        model.objects.bulk_create([model(chain=chain) for chain in missing], ignore_conflicts=True)
        heads = list(locked.all())
    return heads


def _write(chain, rows, head, installation):
    """Insert history rows by model, and tell of each in the log, in the order of the seals.

    An event that was recorded in the change is an entry already, and is sealed itself.
    """
    if not rows:
        return
    log = apps.get_model("audit", "Entry")
    by_model = defaultdict(list)
    for row in rows:
        if isinstance(row, log):
            row.installation = installation
        else:
            row.told = (*row.told, installation)
            by_model[type(row)].append(row)
    for model, of_model in by_model.items():
        model._base_manager.bulk_create(of_model, BATCH)
    entries = [row if isinstance(row, log) else labels.entry_of(chain, row) for row in rows]
    for entry in entries:
        head.note(entry.at)
    log.objects.bulk_create(entries, BATCH)
    apps.get_model("audit", "Seal").objects.bulk_create(sealing.seal(head, rows), BATCH)
    head.save(update_fields=HEAD)
