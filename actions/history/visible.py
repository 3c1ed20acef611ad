"""Who sees what of the log: nobody more than the pages behind it show them.

Administrators see everything of their organisation. Inclusion leads see the changes of the plan
and of the figures it is about; no sign-ins, no refusals, no roles of people. What is a person's own
(saved filters, the page they start with, the address of their calendar) is in nobody else's log.
"""

from django.db.models import Q

from wres.accounts.access import SEE_RECORDS
from wres.audit.kinds import CHANGES, Kind
from wres.audit.models import Entry

PRIVATE = ["actions.SavedFilter", "actions.StartPage", "actions.CalendarFeed"]
OF_THE_PLAN = [
    "actions.Action",
    "actions.ActionIndicator",
    "actions.ActionLead",
    "actions.Challenge",
    "actions.ChangeOfMany",
    "actions.Completion",
    "actions.Evidence",
    "actions.Lead",
    "actions.LeftOut",
    "actions.PaperTemplate",
    "actions.Placement",
    "actions.Plan",
    "actions.PlanImport",
    "actions.PlanIndicator",
    "actions.ProgressUpdate",
    "actions.Publication",
    "actions.Quarter",
    "actions.Question",
    "actions.Reminder",
    "actions.Report",
    "actions.Section",
    "indicators.Figure",
    "indicators.FigureImport",
    "indicators.FigureQuestion",
    "indicators.PayBandCell",
]
OF_THE_RECORDS = ["actions.LeadMember", "indicators.LeftOut", "organisations.Membership"]


def entries_for(membership):
    """The entries of the organisation that its member may see."""
    rows = Entry.objects.of(membership.organisation_id)
    rows = rows.exclude(Q(model__in=PRIVATE) & ~Q(person=membership.user_id))
    if membership.may(SEE_RECORDS):
        return rows
    return rows.filter(kind__in=sorted(CHANGES), model__in=models_for(membership))


def models_for(membership) -> list[str]:
    """The kinds of things whose changes the member may see, as Entry.model names them."""
    more = OF_THE_RECORDS if membership.may(SEE_RECORDS) else []
    return [*OF_THE_PLAN, *PRIVATE, *more]


def kinds_for(membership) -> list[Kind]:
    return [Kind(kind) for kind in Kind.values if kind in CHANGES or membership.may(SEE_RECORDS)]
