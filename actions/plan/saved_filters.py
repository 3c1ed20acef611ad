"""Filters of the plan kept under a name, and the one with which a person's visit starts."""

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from actions.models import Plan, SavedFilter, StartPage
from actions.plan import browse, filters
from wres.accounts.access import EDIT_PLAN
from wres.audit import changes

MOST = 50  # filters of a person
QUERY_LIMIT = SavedFilter._meta.get_field("query").max_length
GONE = (
    "The saved filter with which you start is no longer there, so this is the usual first page. "
    "You can choose another under “Saved filters” in the plan."
)
UNREAD = (
    "The saved filter with which you start does not fit this plan, so this is the usual first "
    "page. You can choose another under “Saved filters” in the plan."
)


def may_share(membership) -> bool:
    """Whether the person may show a filter to everyone in the organisation."""
    return membership.may(EDIT_PLAN)


def may_change(saved: SavedFilter, membership) -> bool:
    """Its owner may; a shared one also whoever may share, so that it outlasts its owner."""
    return saved.owner_id == membership.user_id or (saved.is_shared and may_share(membership))


@dataclass(frozen=True)
class Read:
    """A query as the plan understands it: the filter, and what it filters by in words."""

    filter: filters.Filter
    words: str


def read(query: str, plan: Plan, membership) -> Read:
    """The query of an address through the allow-list of the plan's filters, in 3 queries."""
    choices = filters.choices(browse.of_plan(plan, membership))
    found = filters.read(QueryDict(query), choices)
    words = [chip["text"] for chip in found.chips(choices)]
    words += [f"Order: {filters.SORT_WORDS[found.sort]}"] * bool(found.sort)
    return Read(found, "; ".join(words))


def start_of(membership, plan: Plan) -> tuple[str, str]:
    """The address with which the person's visit starts, and what to say instead of it.

    Both are empty for a person without a start page.
    """
    start = StartPage.objects.filter(membership=membership).select_related("saved_filter").first()
    if start is None:
        return "", ""
    saved = start.saved_filter
    if saved is None or not (saved.is_shared or saved.owner_id == membership.user_id):
        return "", GONE
    if read(saved.query, plan, membership).filter.unread:
        return "", UNREAD
    return f"{reverse('plan', args=[plan.organisation_id, plan.year])}?{saved.query}", ""


def start_with(membership, saved: SavedFilter | None, *, by) -> None:
    """Let the person's visits start with the filter, or with the page of their role for None."""
    with changes.change(membership.organisation_id, by=by):
        start = StartPage.objects.filter(membership=membership).first()
        if saved is None:
            if start:
                start.delete()
        elif start is None:
            StartPage.objects.create(membership=membership, saved_filter=saved)
        elif start.saved_filter_id != saved.pk:
            start.saved_filter = saved
            start.save()


def delete(saved: SavedFilter, *, by) -> None:
    """Delete the filter; people who started with it start with their role's page, and are told."""
    with changes.change(saved.organisation_id, by=by):
        standing = SavedFilter.objects.filter(pk=saved.pk).first()
        if standing is None:  # a double click
            return
        for start in standing.starts.select_related("membership"):
            if start.membership.user_id == by.pk:
                start.delete()
            else:
                start.saved_filter = None
                start.save()
        standing.delete()
