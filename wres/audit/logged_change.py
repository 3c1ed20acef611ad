"""One change that the trail holds, and putting it back as a new change: nothing is erased."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists
from django.utils import timezone
from django.utils.formats import date_format

from wres.audit.models import Seal, Tracked
from wres.audit.people import with_who
from wres.audit.undo import Proposal, Step, Values, propose

NOTHING = "This change set nothing that can be put back"
GONE = "It is gone: {who} took it away on {at}"
BACK = "It is there again: {who} added it on {at}"
LATER = "{what} was changed later, by {who} on {at}"


@dataclass(frozen=True)
class Line:
    """A field as it is now and as it would become, in words; empty where there is nothing."""

    what: str
    now: str
    back: str


class LoggedChange(ABC):
    """A history row of a tracked model, with what stood before it and what stands now.

    A subclass names its `model`, the `permission` of its own page, and in `VALUES` the words and
    fields of each value that can be put back. It says what else refuses, and writes the change.
    """

    model: type[Tracked]
    permission = ""
    VALUES: dict[str, tuple[str, tuple[str, ...]]] = {}

    def __init__(self, organisation, row, rows):
        """`rows` is the whole history of the thing, oldest first, with `row` in it."""
        self.organisation, self.row, self.rows = organisation, row, rows

    @classmethod
    def find(cls, organisation, history_id: int) -> "LoggedChange | None":
        """The change with this history row, in the chain of the organisation; else None."""
        history = cls.model.history.model
        sealed = Seal.objects.filter(chain=organisation.pk, model=history._meta.label)
        is_ours = Exists(sealed.filter(history_id=history_id))
        things = history.objects.filter(is_ours, pk=history_id).values("id")
        rows = with_who(history.objects.filter(id__in=things)).order_by("history_id")
        found = {row.history_id: row for row in rows}
        return cls(organisation, found[history_id], [*found.values()]) if found else None

    # What there was, and what there is

    @property
    def newest(self) -> int:
        """The number of its newest history row: a page opened on another one is out of date."""
        return self.rows[-1].history_id

    @cached_property
    def instance(self):
        """The thing as it is now; None when it is gone."""
        return self.instances().filter(pk=self.row.id).first()

    def instances(self):
        return self.model.objects.all()

    def values(self, row) -> Values:
        return {
            name: tuple(getattr(row, field) for field in fields)
            for name, (_, fields) in self.VALUES.items()
        }

    @cached_property
    def before(self):
        """The row as it was before the change; None for a row that the change added."""
        kind = self.row.history_type
        if kind == "-":
            return self.row
        earlier = [row for row in self.rows if row.history_id < self.row.history_id]
        return earlier[-1] if kind == "~" and earlier else None

    @cached_property
    def proposal(self) -> Proposal:
        after = None if self.row.history_type == "-" else self.row
        rows = (self.before, after, self.instance)
        return propose(*(None if row is None else self.values(row) for row in rows))

    # In words

    @property
    @abstractmethod
    def title(self) -> str:
        """What the change was of."""

    @property
    def lines(self) -> list[Line]:
        """What would become of which value."""
        return [
            Line(self.VALUES[name][0], self.words(name, now), self.words(name, back))
            for name, (now, back) in self.proposal.moves.items()
        ]

    def words(self, name, value) -> str:
        """A value as a person reads it; None is of no row."""
        return "" if value is None or value[0] is None else str(value[0])

    @cached_property
    def refusals(self) -> list[str]:
        """Why it cannot be put back, in words; nothing when it can."""
        found = list(self._of_the_trail())
        return found or list(self.refused())

    def _of_the_trail(self):
        proposal = self.proposal
        if not proposal.moves:
            yield NOTHING
        if proposal.is_gone or proposal.is_back:
            yield self._at(GONE if proposal.is_gone else BACK, self.rows[-1])
        for name in proposal.later:
            words, fields = self.VALUES[name]
            later = (row for row in self.rows if row.history_id > self.row.history_id)
            setters = (
                row
                for row in later
                if any(getattr(row, field) != getattr(self.row, field) for field in fields)
            )
            yield self._at(LATER, next(setters, self.rows[-1]), what=words)

    def _at(self, words, row, **more) -> str:
        at = date_format(timezone.localtime(row.history_date), "j F Y, H:i")
        return words.format(who=row.who, at=at, **more)

    # For a subclass

    def refused(self):
        """Words for each rule of its own page that stands in the way."""
        return ()

    def questions(self) -> list[str]:
        """What a person has to confirm, as its own page would ask."""
        return []

    def write(self, *, by, today):
        """Put it back, inside an open `trail.change`."""
        raise NotImplementedError

    @property
    def address(self) -> str:
        """The page of the thing, or of what it belongs to."""
        raise NotImplementedError

    def to_put_back(self, name):
        """The fields of a value as they were."""
        return dict(zip(self.VALUES[name][1], self.proposal.moves[name][1], strict=True))

    @property
    def is_made_again(self) -> bool:
        return self.proposal.step is Step.MAKE
