"""Two people typing in the same figure: what was typed stays, and both versions are shown."""

from dataclasses import dataclass

from indicators.entry import GROUPS, count_names
from indicators.imports.values import USED
from indicators.models import Figure
from wres.audit import changes

NAMES = ["state", *dict.fromkeys(name for used in USED.values() for name in used)]
NAMES += [name for group in GROUPS for name in count_names(group)]
NAMES += ["source_period", "series"]


@dataclass(frozen=True)
class Difference:
    """A field that somebody else changed: when the form was opened, as typed, and now."""

    what: str
    opened: str
    yours: str
    now: str


class ChangedMeanwhileError(changes.NotNowError):
    """Somebody saved first; nothing was saved. `form` stands on their version.

    `figure` is as it stands now; it has no key when it was deleted.
    """

    def __init__(self, form, figure):
        super().__init__("The figure has been changed meanwhile")
        rows = Figure.history.filter(
            organisation=form.found.organisation,
            indicator=form.found.indicator,
            year=form.found.year,
            part=form.found.part,
            unit=form.figure.unit_id,
        )
        last = rows.select_related("history_user").latest("history_id")
        self.who, self.at = last.history_user, last.history_date
        base = values_of(rows.filter(history_id=form.cleaned_data["opened"]).first() or Figure())
        self.differences = list(_differences(form, base, values_of(figure)))
        self.form = _on_top(form, base, figure)


def values_of(row) -> dict:
    """What the form shows of a figure, or of a history row of one."""
    return {name: getattr(row, name) for name in NAMES}


def _differences(form, base, now):
    for name in NAMES:
        if name in form.fields and now[name] != base[name]:
            three = (base[name], form.cleaned_data[name], now[name])
            yield Difference(str(form.fields[name].label), *(_words(form, name, v) for v in three))


def _on_top(form, base, figure):
    """The form again: what was typed stays, what was left alone is as the figure now stands."""
    data = form.data.copy()
    for name, now in values_of(figure).items():
        if name in form.fields and form.cleaned_data[name] == base[name]:
            data[name] = _text(form.fields[name].prepare_value(now))
    again = type(form)(data, found=form.found)
    again.data["opened"] = str(again.initial["opened"])
    return again


def _words(form, name, value) -> str:
    if name == "state":
        return str(dict(form.fields[name].choices)[value])
    return _text(form.fields[name].prepare_value(value)) or "Empty"


def _text(value) -> str:
    return "" if value is None else str(value)
