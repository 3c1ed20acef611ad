"""What people were called when something happened.

The log names nobody: it holds a person's number, and how far the installation's chain went then.
That chain holds what each person was called, and is sealed like any other.
"""

from django.conf import settings
from django.db.models import BigIntegerField, Exists, Model, OuterRef, Subquery, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from wres.audit import changes
from wres.audit.models import Attested, Entry, Seal


def called(person: str, installation: str, what: str = "name") -> Coalesce:
    """What the person of a column was called when an entry was made; `what` may be "email".

    `person` and `installation` name columns of the row, as `Entry` has them. An entry from before
    the trail attested names gives the first one that it attested.
    """
    copies = Attested.history.model.objects.filter(
        model=settings.AUTH_USER_MODEL, key=Cast(OuterRef(person), TextField())
    )
    by_then = Seal.objects.filter(
        chain=changes.INSTALLATION,
        model=Attested.history.model._meta.label,
        history_id=OuterRef("history_id"),
        sequence__lte=OuterRef(OuterRef(installation)),
    )
    then = copies.filter(Exists(by_then)).order_by("-history_id")
    first = copies.order_by("history_id")
    said = (Subquery(rows.values(said=KT(f"content__{what}"))[:1]) for rows in (then, first))
    return Coalesce(*said, output_field=TextField())


def with_who(rows):
    """History rows with `who`, what the person was called then, and `entry`, its number in the log.

    Entries are in the order of the chain, and so are history rows of several models by them.
    """
    label = rows.model.instance_type._meta.label
    entries = Entry.objects.filter(model=label, history_id=OuterRef("history_id"))
    rows = rows.annotate(
        entry=Subquery(entries.values("pk")[:1]),
        installation=Subquery(entries.values("installation")[:1]),
    )
    return rows.annotate(who=called("history_user_id", "installation"))


def names_then(people: type[Model], numbers, installation: int | None) -> dict[int, str]:
    """What these people were called, by their numbers, when an entry was made."""
    rows = people._default_manager.filter(pk__in=numbers)
    rows = rows.annotate(then=Value(installation, BigIntegerField()))
    return dict(rows.annotate(said=called("pk", "then")).values_list("pk", "said"))
