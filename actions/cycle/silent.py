"""Those who have not answered in a quarter, and reminding them."""

from dataclasses import dataclass

from actions.cycle import opening, reminding
from actions.lists.listed import counted
from actions.models import Quarter
from audit import trail
from organisations.models import User


class NotAskingError(trail.NotNowError):
    """The quarter asks for no update on this day; the words say what to do."""


@dataclass(frozen=True)
class Reminded:
    """What became of the reminders: how many were sent or refused, and who had one today."""

    sent: int
    refused: int
    already: list[str]
    nobody: bool

    @property
    def words(self) -> str:
        """What the person who asked for them is told."""
        if self.nobody:
            return "Nobody has to be reminded: no person acts for a lead that has not answered."
        said = [f"{counted(self.sent, 'reminder')} sent."]
        if self.already:
            said.append(f"Reminded today already, so not again: {', '.join(self.already)}.")
        if self.refused:
            kept = "It is" if self.refused == 1 else "They are"
            said.append(
                f"The mail server did not take {counted(self.refused, 'reminder')}. {kept} kept: "
                "send the reminders again later."
            )
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

    What the mail server does not take is kept, and is sent with the next reminders.
    NotAskingError when the quarter takes no updates on this day.
    """
    if not opening.asks(row, today):
        raise NotAskingError(f"{row} takes no updates now. Change the date for updates first.")
    silent = list(people(row))
    had = row.plan.reminders.filter(person__in=silent, day=today).exclude(sent_at=None)
    had = set(had.values_list("person", flat=True))
    reminding.remind(row.plan, by=by, today=today, only={person.pk for person in silent})
    sent, refused = reminding.send_waiting(row.plan, by=by, today=today)
    already = [person.name for person in silent if person.pk in had]
    return Reminded(sent, refused, already, nobody=not silent)
