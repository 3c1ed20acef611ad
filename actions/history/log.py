"""A page of the log: its entries, newest first, each in words and with the way to its thing."""

from collections import defaultdict
from dataclasses import dataclass

from django.apps import apps
from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Cast
from django.urls import reverse

from actions.history import words
from actions.models import Action
from actions.quarters import Quarter
from wres.accounts.access import EDIT_PLAN, MANAGE_PEOPLE, SEE_RECORDS
from wres.accounts.models import Membership
from wres.audit.models import Tracked
from wres.audit.people import called

PAGE_SIZE = 50  # entries
COLUMNS = ("a", "b", "c")


@dataclass(frozen=True)
class Place:
    """The page of a kind of thing: its name, and the fields of a history row that lead to it.

    `of` must still be there, where its things can be removed. `permission` is that of the page.
    """

    route: str
    fields: tuple[str, ...]
    of: type[Tracked] | None = None
    permission: str = ""


OF_ACTION = Place("action", ("action_id",), Action)
PLACES = {
    "actions.Action": Place("action", ("id",), Action),
    **dict.fromkeys(
        [
            "actions.ActionIndicator",
            "actions.ActionLead",
            "actions.Completion",
            "actions.Evidence",
            "actions.Placement",
            "actions.ProgressUpdate",
        ],
        OF_ACTION,
    ),
    "actions.Challenge": Place("challenge", ("id",)),
    "actions.Plan": Place("plan", ("year",)),
    "actions.PlanImport": Place("plan_import_page", ("id",), permission=EDIT_PLAN),
    "actions.Quarter": Place("quarter", ("plan__year", "year", "number")),
    "actions.Question": Place("question", ("id",), permission=EDIT_PLAN),
    "indicators.Figure": Place("figure", ("indicator__number", "year")),
    "indicators.FigureImport": Place("figure_import", ("id",)),
    "organisations.Membership": Place("person", ("id",), permission=MANAGE_PEOPLE),
}


@dataclass(frozen=True)
class Row:
    """One entry of `with_names` as it is listed; `href` is the page of its thing, or empty.

    `email` is the address of who did it, for administrators: a name may be another's too.
    """

    entry: object
    what: str
    href: str
    email: str = ""


@dataclass(frozen=True)
class Page:
    """`older` is the number of the entry before which the next page begins, None at the end."""

    rows: list[Row]
    older: int | None


def page(entries, membership, before=None) -> Page:
    """The newest of these entries that are older than the one of the number `before`.

    At most 2 queries, whatever there is: no entry is counted, none is skipped over.
    """
    found = list(with_names(newest(entries, before))[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    return Page(rows(shown, membership), shown[-1].pk if len(found) > PAGE_SIZE else None)


def newest(entries, before=None):
    """Newest first, in the order of their chain; those before the number `before`."""
    entries = entries.order_by("-pk")
    return entries.filter(pk__lt=before) if before else entries


def with_names(entries):
    """With `who` did it, at which `email`, and `whose` role it was: as they were called then."""
    member = Membership.objects.filter(pk=OuterRef("thing")).values("user")
    of_role = When(model=Membership._meta.label, then=Subquery(member))
    entries = entries.annotate(
        who=called("person", "installation"),
        email=called("person", "installation", "email"),
        member=Case(of_role),
    )
    return entries.annotate(whose=called("member", "installation"))


def rows(entries, membership) -> list[Row]:
    hrefs, emails = _hrefs(entries, membership), membership.may(SEE_RECORDS)
    return [
        Row(
            each,
            words.what(each, each.whose or each.label),
            hrefs.get(each.pk, ""),
            each.email if emails else "",
        )
        for each in entries
    ]


def _hrefs(entries, membership):
    """The pages of the things, in one query."""
    asked = defaultdict(dict)
    for each in entries:
        place = PLACES.get(each.model)
        if place and (not place.permission or membership.may(place.permission)):
            asked[each.model][each.history_id] = each.pk
    if not asked:
        return {}
    first, *others = (_leading(model, numbers) for model, numbers in asked.items())
    found = first.union(*others, all=True).order_by() if others else first
    return {
        asked[model][number]: _href(membership.organisation_id, PLACES[model], keys)
        for model, number, *keys in found
    }


def _leading(model, numbers):
    place = PLACES[model]
    history = apps.get_model(model).history.model.objects.filter(pk__in=list(numbers)).order_by()
    if place.of:
        history = history.filter(Exists(place.of.objects.filter(pk=OuterRef(place.fields[0]))))
    keys = [F(name) for name in place.fields]
    keys += [Value(None)] * (len(COLUMNS) - len(keys))
    # PostgreSQL takes two empty columns of a union for text, which no number may follow.
    keys = [Cast(key, BigIntegerField()) for key in keys]
    columns = dict(zip(COLUMNS, keys, strict=True))
    return history.annotate(of=Value(model), **columns).values_list("of", "history_id", *COLUMNS)


def _href(code, place, keys):
    if place.route == "quarter":
        year, *quarter = keys
        return reverse("quarter", args=[code, year, Quarter(*quarter).slug])
    return reverse(place.route, args=[code, *keys[: len(place.fields)]])
