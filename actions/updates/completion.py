"""A claim that an action is complete, and what an inclusion lead makes of it."""

import uuid

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef

from actions.delivery import Delivery, Status
from actions.models import Completion, ProgressUpdate
from actions.updates.progress import new_update, quarters_of_updates, record_update, take_status
from wres.accounts.access import RUN_QUARTER
from wres.audit import changes

A_PAGE = 25  # claims
FOR_PAGE = ("action__plan__standard", "update__action", "update__author", "decided_by")


def claim(update, *, by, today, reason=""):
    """The claim of an update that completed its action, inside an open `trail.change`, else None.

    An inclusion lead's own is accepted at once, and shown as accepted by the same person.
    """
    if not is_claim(update) or Completion.objects.filter(update=update).exists():
        return None
    claimed = Completion(action=update.action, update=update, no_evidence_reason=reason)
    membership = by.memberships.filter(organisation=update.organisation_id).first()
    if membership and membership.may(RUN_QUARTER):
        claimed.state, claimed.decided_by, claimed.decided_on = Completion.ACCEPTED, by, today
    claimed.save()
    return claimed


def complete(action, *, by, today, happened, link="", reason=""):
    """An inclusion lead completes the action while changing it otherwise, which saves it.

    Inside an open `trail.change`. It is told as an update of progress, and accepted at once.
    """
    update = record_update(action, by=by, today=today, **_told(happened, link))
    return claim(update, by=by, today=today, reason=reason)


def complete_many(actions, change, *, by, today):
    """An inclusion lead completes actions of one plan; whoever calls saves them, in the change.

    Each is told as an update of progress, and accepted at once. The reason of the change is what
    happened, and for those without evidence the reason why there is none.
    """
    quarters = quarters_of_updates(actions[0].plan, actions, today) if actions else {}
    said = [
        new_update(action, quarters[action.pk], by=by, today=today, **_told(change.reason))
        for action in actions
    ]
    decided = {"state": Completion.ACCEPTED, "decided_by": by, "decided_on": today}
    change.insert_many(said)
    change.insert_many(
        [
            Completion(
                action=update.action,
                update=update,
                no_evidence_reason="" if update.action.has_evidence else change.reason,
                **decided,
            )
            for update in said
        ]
    )


def _told(happened, link=""):
    stated = {"status": Status.COMPLETED, "delivery": Delivery.NOT_STATED}
    return stated | {"happened": happened, "evidence_link": link, "submission": uuid.uuid4()}


def is_claim(update) -> bool:
    return update.status == Status.COMPLETED != update.status_before


def accept(claimed, *, by, today):
    """Inside an open `trail.change`."""
    _decide(claimed, Completion.ACCEPTED, by, today)


def give_back(claimed, *, by, today, reason):
    """Return it: the action stands again as before the claim. Inside an open `trail.change`."""
    _decide(claimed, Completion.RETURNED, by, today, reason)
    action = claimed.action
    before = action.history.exclude(status=Status.COMPLETED).order_by("-history_id").first()
    take_status(action, claimed.update.status_before, today)
    action.stated_delivery = before.stated_delivery if before else Delivery.NOT_STATED
    with changes.current().because(reason):
        action.save()


def _decide(claimed, state, by, today, reason=""):
    claimed.state, claimed.decided_by, claimed.decided_on = state, by, today
    claimed.decision_reason = reason
    with changes.current().because(reason):
        claimed.save()


def waiting(plan):
    """Claims that nobody has decided, of actions that still stand as completed; oldest first."""
    found = Completion.objects.filter(action__plan=plan, state=Completion.WAITING)
    return found.filter(action__status=Status.COMPLETED).order_by("pk")


def page(plan, number):
    """A page of the claims that wait, with what the list says of each."""
    found = waiting(plan).select_related("action__section", "update__author")
    return Paginator(found, A_PAGE).get_page(number)


def evidence_of(claimed):
    """What shows that the action is complete: its evidence that is not withdrawn."""
    return list(claimed.action.evidence.filter(withdrawn_on=None).select_related("added_by"))


def newest(updates):
    """The newest claim among these updates, which are the newest first; None without one."""
    claims = (getattr(update, "completion", None) for update in updates)
    return next(filter(None, claims), None)


def given_back(actions):
    """Claims of these actions that were returned and not answered by an update since."""
    later = ProgressUpdate.objects.filter(action=OuterRef("action"), pk__gt=OuterRef("update"))
    found = Completion.objects.filter(action__in=actions, state=Completion.RETURNED)
    found = found.exclude(action__status=Status.COMPLETED).filter(~Exists(later))
    return found.select_related("action", "decided_by").order_by("-decided_on", "-pk")
