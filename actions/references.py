"""The reference of an action: a few letters of its own, the same for ever.

Consonants only, so that they are no word, no number and no date of a spreadsheet, without those
that are taken for another sign. A reference that was given is never given again in its
organisation, also when its action is gone.
"""

import re
import secrets
from itertools import batched

from django.apps import apps

from wres.audit import changes

LETTERS = "BCDFGHJKMNPQRSTVWXZ"
LENGTH = 5
GIVEN = "Each action gets a reference of its own"
AT_ONCE = 5_000  # references that are looked up in a query
_REFERENCE = re.compile(f"[{LETTERS}]{{{LENGTH}}}")


def read(text: str) -> str:
    """The reference that a cell or a search is, or ""."""
    short = text[: 4 * LENGTH].strip().upper()
    return short if _REFERENCE.fullmatch(short) else ""


def fresh(organisation_id: str, count: int = 1) -> list[str]:
    """So many references that no action of the organisation has or had."""
    found: dict[str, None] = {}
    while len(found) < count:
        drawn = {_drawn() for _ in range(count - len(found))} - found.keys()
        found |= dict.fromkeys(drawn - _taken(organisation_id, drawn))
    return list(found)


def _drawn() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def _taken(organisation_id: str, references: set[str]) -> set[str]:
    action = apps.get_model("actions", "Action")
    rows = [
        model.objects.filter(organisation=organisation_id, reference__in=some)
        for some in batched(references, AT_ONCE)
        for model in (action, action.history.model)
    ]
    return {taken for its in rows for taken in its.values_list("reference", flat=True)}


def give_to_all(using="default", apps=apps, **kwargs) -> None:
    """Give each action without a reference one, in one change an organisation.

    Called after every migrate: actions are without one in a database from before there were any.
    """
    fields = {field.name for field in apps.get_model("actions", "Action")._meta.fields}
    if using != "default" or "reference" not in fields:
        return
    from actions.models import Action  # once the models are loaded
    from wres.accounts.models import User

    without = Action.objects.filter(reference="").order_by("pk")
    for code in set(without.order_by().values_list("organisation", flat=True)):
        with (
            changes.origin("manage.py migrate"),
            changes.change(code, by=User.objects.system(), reason=GIVEN) as change,
        ):
            actions = list(without.filter(organisation=code))
            for action, reference in zip(actions, fresh(code, len(actions)), strict=True):
                action.reference = reference
                action.version += 1
            change.update_many(actions, ["reference", "version"])
