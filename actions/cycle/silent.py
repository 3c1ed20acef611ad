"""Those who have not answered in a quarter, and reminding them."""

from dataclasses import dataclass

from actions.cycle import opening, reminding
from actions.lists.listed import counted
from actions.models import Quarter
from audit import trail
from organisations import letters
from organisations.models import User


class NotAskingError(trail.NotNowError):
    """The quarter asks for no update on this day; the words say what to do."""


@dataclass(frozen=True)
class Reminded:
    """What became of the reminders: how many are on their way, and who had one today."""

    on_their_way: int
    already: list[str]
    nobody: bool

    @property
    def words(self) -> str:
        """What the person who asked for them is told."""
        if self.nobody:
            return "Nobody has to be reminded: no person acts for a lead that has not answered."
        verb = "is" if self.on_their_way == 1 else "are"
        way = "its way" if self.on_their_way == 1 else "their way"
        said = [f"{counted(self.on_their_way, 'reminder')} {verb} on {way}."]
        if self.already:
            said.append(f"Reminded today already, so not again: {', '.join(self.already)}.")
        return " ".join(said)


def people(row: Quarter):
    """The people who act for a lead of an action that has no update of the quarter."""
    actions = row.plan.actions.without_update_in(row.nhs, row).order_by()
    acting = User.objects.filter(
        lead_memberships__lead__action_leads__action__in=actions.values("pk"),
        memberships__organisation=row.plan.organisation_id,
        memberships__is_active=True,
        is_active=True,
    )
    return acting.distinct().order_by("name", "pk")


def remind(row: Quarter, *, by, today) -> Reminded:
    """Remind those who have not answered, each once a day at most.

    The worker sends them, and what the mail server does not take with the next reminders.
    NotAskingError when the quarter takes no updates on this day.
    """
    if not opening.asks(row, today):
        raise NotAskingError(f"{row} takes no updates now. Change the date for updates first.")
    silent = list(people(row))
    had = row.plan.reminders.filter(person__in=silent, day=today).exclude(sent_at=None)
    had = set(had.values_list("person", flat=True))
    reminding.remind(row.plan, by=by, today=today, only={person.pk for person in silent})
    letters.queue(reminding.PURPOSE, person=by, plan=row.plan.pk)
    waiting = row.plan.reminders.filter(sent_at=None).count()
    already = [person.name for person in silent if person.pk in had]
    return Reminded(waiting, already, nobody=not silent)
