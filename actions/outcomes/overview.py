"""Several organisations beside each other, for whoever reads more than one.

A fixed number of queries for any number of organisations: each asks of all of them at once.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Min
from django.urls import reverse

from actions import outcomes
from actions.delivery import Delivery, has_passed
from actions.models import Action, Plan, Quarter
from actions.models.plan import current_on
from actions.quarters import Quarter as NhsQuarter
from actions.summary import delivery_counts
from indicators import standards
from indicators.models import Figure, Indicator, PayBandCell
from indicators.rules.comparison import Group, Unit
from indicators.rules.figures import initial
from wres.accounts.models import Organisation

COUNTED = [step for step in delivery_counts.SCALE if step is not Delivery.NONE]
HEADINGS = ["Organisation", "Outcomes of"]
HEADINGS += [initial(group.value) for group in Group]
HEADINGS += ["Plan", *map(delivery_counts.words, COUNTED), "Last closed quarter"]
FILE_HEADER = ["code", *(heading.lower() for heading in HEADINGS)]


@dataclass(frozen=True)
class Counts:
    """A column of the page: its heading, the year or plan it counts, and the counts in words."""

    heading: str
    of: str
    lines: list[str]


@dataclass(frozen=True)
class Line:
    """What is said of one organisation.

    `year` is the round of its outcomes, and `groups` how many indicators are in each group; None
    where it holds no figures. `delivery` counts the actions of `plan`, the current one, if any.
    """

    organisation: Organisation
    year: int | None
    groups: Counter
    plan: Plan | None
    delivery: Counter
    closed: NhsQuarter | None

    @property
    def values(self) -> list:
        """The cells below HEADINGS: words and numbers, None where there is nothing to say."""
        groups = [self.groups[group] if self.year else None for group in Group]
        delivery = [self.delivery[step] if self.plan else None for step in COUNTED]
        closed = str(self.closed) if self.closed else None
        plan = self.plan.years if self.plan else None
        return [self.organisation.name, self.year, *groups, plan, *delivery, closed]

    @property
    def file_row(self) -> list:
        return [self.organisation.pk, *self.values]

    @property
    def counts(self) -> list[Counts]:
        """What the page says of its outcomes and of its plan."""
        groups = [f"{self.groups[group]} {group.value}" for group in Group] if self.year else []
        steps = [f"{self.delivery[step]} {delivery_counts.words(step).lower()}" for step in COUNTED]
        return [
            Counts("Outcomes", str(self.year) if self.year else "No figures", groups),
            Counts(
                "Delivery", self.plan.years if self.plan else "No plan", steps * bool(self.plan)
            ),
        ]

    @property
    def href(self) -> str:
        return reverse("organisation_start", args=[self.organisation.pk])


def lines(organisations: list[Organisation], today) -> list[Line]:
    """A line for each of the organisations, in 7 queries."""
    codes = [organisation.pk for organisation in organisations]
    plans = _plans(codes)
    current = {code: current_on(plans[code], today) for code in codes}
    years = _years(codes, current)
    groups = _groups(years, plans)
    asked, closed = _quarters(codes, current, today)
    delivery = _delivery(asked, today)
    return [
        Line(
            organisation=each,
            year=years.get(each.pk),
            groups=groups[each.pk],
            plan=current[each.pk],
            delivery=delivery[each.pk],
            closed=closed.get(each.pk),
        )
        for each in organisations
    ]


def _plans(codes) -> dict[str, list[Plan]]:
    """The plans by organisation, with what they say of indicators."""
    found = defaultdict(list)
    rows = Plan.objects.filter(organisation__in=codes, standard=standards.WRES).with_next_year()
    for plan in rows.prefetch_related("plan_indicators"):
        found[plan.organisation_id].append(plan)
    return found


def _years(codes, current) -> dict[str, int]:
    """The round shown of each organisation that holds figures or headcounts of its own."""
    held = [
        Figure.objects.filter(organisation__in=codes).whole_organisation(),
        PayBandCell.objects.filter(organisation__in=codes, unit=None),
    ]
    figures, cells = (
        rows.filter(indicator__standard=standards.WRES)
        .order_by()
        .values_list("organisation", "year")
        for rows in held
    )
    by_code = defaultdict(list)
    for code, year in figures.union(cells).order_by("-year"):
        by_code[code].append(year)
    usual = {code: plan.year for code, plan in current.items() if plan}
    return {code: outcomes.shown_first(each, usual.get(code)) for code, each in by_code.items()}


def _groups(years, plans) -> dict[str, Counter]:
    """How many indicators of each organisation are in each group, in the round shown."""
    indicators = list(Indicator.objects.filter(standard=standards.WRES))
    for indicator in indicators:  # a grid is in no group, whether one is held or not
        indicator.has_grid, indicator.newest_grid = False, None
    figures = _figures(years, [each for each in indicators if each.unit_of_measure != Unit.GRID])
    found = defaultdict(Counter)
    for code, year in years.items():
        plan = next((plan for plan in plans[code] if plan.year == year), None)
        cards = outcomes.compared(year, plan, indicators, figures[code])
        found[code].update(card.group for card in cards)
    return found


def _figures(years, indicators):
    """Figures by organisation and indicator, of the rounds shown and the ones before them."""
    by_pk = {indicator.pk: indicator for indicator in indicators}
    rounds = {year - back for year in years.values() for back in (0, 1)}
    found = defaultdict(lambda: defaultdict(list))
    held = Figure.objects.filter(organisation__in=years, year__in=rounds)
    for figure in held.over_the_years(indicators):
        figure.indicator = by_pk[figure.indicator_id]
        found[figure.organisation_id][figure.indicator_id].append(figure)
    return found


def _quarters(codes, current, today):
    """{first day since when updates are expected: plans}, and {code: last closed quarter}."""
    rows = Quarter.objects.filter(plan__organisation__in=codes, plan__standard=standards.WRES)
    due, closed = {}, {}
    named = ("plan", "plan__organisation", "year", "number", "state", "updates_due")
    for plan, code, year, number, state, updates_due in rows.values_list(*named):
        quarter = NhsQuarter(year, number)
        due[plan, quarter] = updates_due
        if state == Quarter.CLOSED:
            closed[code] = max(quarter, closed.get(code, quarter))
    asked = defaultdict(list)
    for plan in filter(None, current.values()):
        quarter = plan.quarter_on(today)
        is_overdue = has_passed(due.get((plan.pk, quarter)), today)
        asked[plan.told_since(quarter) if is_overdue else None].append(plan)
    return asked, closed


def _delivery(asked, today) -> dict[str, Counter]:
    """How many actions of the plans there are in each step of delivery, by organisation."""
    codes = {plan.pk: plan.organisation_id for plans in asked.values() for plan in plans}
    counted = [
        Action.objects.filter(plan__in=plans).standing(today, since).annotate(of=Min("plan"))
        for since, plans in asked.items()
    ]
    if not counted:
        return defaultdict(Counter)
    first, *others = counted
    by_code = defaultdict(list)
    for row in first.union(*others, all=True) if others else first:
        by_code[codes[row["of"]]].append(row)
    found = defaultdict(Counter)
    for code, rows in by_code.items():
        for (_, step), number in delivery_counts.judge(rows)[0].items():
            found[code][step] += number
    return found
