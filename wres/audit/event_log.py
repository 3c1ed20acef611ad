"""The log of what happened that changed no tracked row: sign-ins, refusals, exports and the like.

    event_log.record(Kind.EXPORTED, person=user, request=request, label="plan-2025.csv")

Each is one append-only entry, sealed in the chain of its organisation like the history of rows.
"""

import logging
from collections.abc import Callable, Iterable

from django.db import transaction

from wres.audit import changes, kinds
from wres.audit.kinds import CHANGES, EVENTS, OF_HISTORY, Kind
from wres.audit.labels import shortened
from wres.audit.models import Entry

log = logging.getLogger(__name__)

__all__ = ["CHANGES", "EVENTS", "OF_HISTORY", "Kind", "record"]


def _nowhere(person) -> Iterable[str]:
    return []


# The codes of the organisations whose administrators see what a person does outside any
# organisation, such as signing in; the app that knows of memberships says them.
chains_of: Callable[..., Iterable[str]] = _nowhere


def record(kind, *, person=None, chain="", label="", request=None, reason=""):
    """Write that something happened, now, in the organisation with the code `chain`.

    Without a code it is that of the request's page, else every organisation of the person has the
    entry, and where there is none it stands in a chain of its own that no page shows. `person` is
    who did it, the signed-in person of the request where it is not given. Inside a change of the
    same organisation the entry is written with it, or not at all.
    """
    user = getattr(request, "user", None)
    if person is None and user is not None and user.is_authenticated:
        person = user
    organisation = getattr(request, "organisation", None)
    chains = [chain or getattr(organisation, "pk", "")]
    if not chains[0] and person is not None:
        chains = sorted(chains_of(person)) or [""]
    here = changes.here()
    asked = f"{request.method} {kinds.fit(request.path)}"[:200] if request is not None else ""
    told = {
        "person": person,
        "kind": Kind(kind).value,
        "label": shortened(label),
        "request_id": here.request_id if here else "",
        "through": here.through if here else asked,
        "reason": reason,
    }
    _write([Entry(chain=each, **told) for each in chains])
    number = getattr(person, "pk", None)
    log.info(Kind(kind).value, extra={"user": number, "organisations": chains})


def _write(entries):
    change = changes.under_way()
    if change is None:
        with transaction.atomic():
            changes.write_alone(entries)
        return
    for entry in entries:
        if entry.chain == change.chain:
            entry.at = change.at
            change.record(entry)
    others = [entry for entry in entries if entry.chain != change.chain]
    if others:  # another chain's head, locked inside this change, could wait the other way round
        transaction.on_commit(lambda: _write(others))
