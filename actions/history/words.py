"""What the log calls things, in words."""

from django.apps import apps

from wres.audit.kinds import Kind

THINGS = {
    "actions.ActionIndicator": "indicator of an action",
    "actions.ActionLead": "lead of an action",
    "actions.CalendarFeed": "address of a calendar",
    "actions.ChangeOfMany": "change of many actions",
    "actions.Completion": "claim of completion",
    "actions.LeadMember": "person who acts for a lead",
    "actions.LeftOut": "lines of a plan’s file that were not understood",
    "actions.PaperTemplate": "Word template of the papers",
    "actions.Placement": "printed place of an action",
    "actions.PlanImport": "import of the plan",
    "actions.PlanIndicator": "indicator in the plan",
    "actions.ProgressUpdate": "progress update",
    "actions.Publication": "public page",
    "actions.Question": "question from an import",
    "actions.Report": "report of a quarter",
    "actions.SavedFilter": "saved filter",
    "actions.StartPage": "page to start with",
    "indicators.FigureImport": "import of figures",
    "indicators.FigureQuestion": "doubt about a figure",
    "indicators.LeftOut": "rows of a figures file that were not read",
    "indicators.PayBandCell": "headcount of a pay band",
    "organisations.Membership": "role of a person",
}

SAYS_OF_WHAT = {Kind.INVITED, Kind.REMINDED}


def thing(model: str) -> str:
    """ "action" of "actions.Action"."""
    try:
        return THINGS.get(model) or str(apps.get_model(model)._meta.verbose_name)
    except (LookupError, ValueError):  # of no model, as only a forged entry is
        return model


def kind(value: str) -> str:
    return dict(Kind.choices).get(value, value)


def what(entry, label: str) -> str:
    """ "Changed action 12: Review interview panels", "Signed in"."""
    words = kind(entry.kind)
    if entry.model and entry.kind not in SAYS_OF_WHAT:
        words = f"{words} {thing(entry.model)} {entry.thing}"
    return f"{words}: {label}" if label else words
