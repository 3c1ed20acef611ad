"""What a change did to each field, before and after, in words."""

from collections import defaultdict
from datetime import date, datetime

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format

from actions.history.changelog import CHANGE, VALUES, Line, lines_of_action, yes_or_no
from actions.models import Action, Lead, Plan, Quarter, Section
from indicators import history as figure_history
from indicators.models import Figure, Indicator, PayBandCell
from indicators.rules.figures import State
from wres.accounts.models import Unit, User
from wres.audit.models import Tracked
from wres.audit.people import names_then, with_who

# Never told: keys of forms and calendars, files, and what only the product reads.
UNTOLD = {"submission", "key", "data", "raw", "loaded_cells", "content", "lines", "about"}
UNTOLD |= {"organisation_id", "version", "position", "origin_row"}
NAMED = (Action, Indicator, Lead, Plan, Quarter, Section, Unit, User)  # whose names cost no query
OTHER = "other content"
NO_HISTORY = "The history of this is not there. Ask whoever runs the tracker to check the trail"
TOLD_OF = {each._meta.label: each for each in apps.get_models() if issubclass(each, Tracked)}


def lines_of(entry) -> list[Line]:
    """What the change did, field by field. At most 9 queries."""
    model = TOLD_OF.get(entry.model)
    if model is None:
        return [Line(NO_HISTORY)]
    history = model.history.model.objects.filter(**{model._meta.pk.attname: entry.thing})
    if not history.filter(pk=entry.history_id).exists():
        return [Line(NO_HISTORY)]
    if model is Action:
        return _of_action(entry)
    upto = history.filter(pk__lte=entry.history_id).order_by("-pk")
    if model in (Figure, PayBandCell):
        return _of_figure(model, history, upto)
    row, before = _two(upto)
    return _of_fields(row, before, entry.installation)


def _two(rows):
    """The newest, and the one before it or None."""
    found = list(rows[:2])
    return found[0], found[1] if len(found) == 2 else None


def _of_action(entry):
    rows = Action.history.filter(id=entry.thing, history_id__lte=entry.history_id)
    found = rows.order_by("-history_id").values_list(*CHANGE, *VALUES, named=True)
    row, before = _two(found)
    if row.history_type == "-":
        return [Line("Removed from the plan")]
    return lines_of_action(before, row)


def _of_figure(model, history, upto):
    """A number that is suppressed now is not told by its history either."""
    row, before = _two(with_who(upto.select_related("indicator")))
    told = figure_history.entry(row, before)
    newest = history.order_by("-pk").first()
    is_suppressed = newest.state == State.SUPPRESSED if model is Figure else newest.is_suppressed
    told = figure_history.without_numbers(told) if is_suppressed else told
    return [Line(line.what, line.before, line.after) for line in told.lines]


def _of_fields(row, before, installation):
    """The fields that the change set, or all there were of a row that it removed."""
    fields = [f for f in row.instance_type._meta.concrete_fields if not f.primary_key]
    fields = [f for f in fields if f.attname not in UNTOLD and f.name not in UNTOLD]
    olds = {f: None if before is None else getattr(before, f.attname) for f in fields}
    news = {f: getattr(row, f.attname) for f in fields}
    if row.history_type == "-":
        olds, news = news, dict.fromkeys(fields)
    changed = [f for f in fields if olds[f] != news[f]]
    names = _names(changed, [olds, news], installation)
    pairs = [(f, _words(f, olds[f], names), _words(f, news[f], names)) for f in changed]
    lines = [_line(f, old, new) for f, old, new in pairs if old or new]
    return lines or [Line("Nothing that a page shows")]


def _line(field, old, new):
    what = f"{field.verbose_name[:1].upper()}{field.verbose_name[1:]}"
    return Line(what, old, new)


def _names(fields, sides, installation):
    """The names of the things that the fields lead to, in one query a model.

    People have the names that they had then.
    """
    numbers = defaultdict(set)
    for field in fields:
        if field.related_model in NAMED:
            numbers[field.related_model] |= {side[field] for side in sides} - {None}
    people = names_then(User, numbers.pop(User, ()), installation) if User in numbers else {}
    return {(User, number): name for number, name in people.items()} | {
        (model, row.pk): str(row)
        for model, those in numbers.items()
        for row in model._default_manager.filter(pk__in=those)
    }


def _words(field, value, names) -> str:
    if value in (None, "", [], {}):
        return ""
    if field.is_relation:
        return names.get((field.related_model, value), f"number {value}")
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(field, models.JSONField):
        is_names = isinstance(value, list) and all(isinstance(each, str) for each in value)
        return "; ".join(value) if is_names else OTHER
    return str(dict(field.flatchoices).get(value, value))
