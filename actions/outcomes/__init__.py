"""A plan's comparison: its figures, baselines, targets and focus put through the outcomes rule.

One object serves the page, JSON, CSV and the executive summary.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import chain, groupby

from django.conf import settings

from actions.models import Plan
from actions.outcomes.indicator import GROUP_LOOKS, GroupLook, IndicatorOutcome, target_range
from indicators import standards
from indicators.models import FIRST_YEAR, Figure, Indicator
from indicators.rules import statistics
from indicators.rules.comparison import Aim, Group, Held, State, Unit, compare
from indicators.rules.figures import initial
from wres.accounts.models import Organisation
from wres.words import listed

TILES_BESIDE = 4
LINKS_COUNTED = 1_000  # of an action to an indicator; beyond it a page links without a number

COUNTED = {
    Group.PERFORMING_WELL: ("performs well", "perform well"),
    Group.SOME_IMPROVEMENT: ("shows some improvement", "show some improvement"),
    Group.IMPROVEMENT_NEEDED: ("needs improvement", "need improvement"),
    Group.NOT_ASSESSED: ("is not assessed", "are not assessed"),
}


BANDS = [Group.IMPROVEMENT_NEEDED, Group.SOME_IMPROVEMENT, Group.PERFORMING_WELL]
BANDS += [Group.NOT_ASSESSED]


@dataclass
class GroupOfOutcomes:
    """A group of the page: its words and colour, its indicators, and the tiles' room it takes."""

    group: Group
    cards: list[IndicatorOutcome]
    span: int = TILES_BESIDE

    @property
    def words(self) -> str:
        return initial(self.group.value)

    @property
    def look(self) -> GroupLook:
        return GROUP_LOOKS[self.group]


@dataclass
class Outcomes:
    """All indicators of an organisation in one round, in the order of their numbers."""

    organisation: Organisation
    year: int
    plan: Plan | None
    cards: list[IndicatorOutcome]
    years: list[int]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is held in any year and there is no plan: then the year says nothing."""
        return not self.years and self.plan is None

    @property
    def held_words(self) -> str:
        """What is held of the year where that is no figure to compare, else ""."""
        if any(card.numbers for card in self.cards):
            return ""
        grids = [card.number for card in self.cards if card.has_grid]
        if not grids:
            return f"No figures are held for {self.year} yet."
        words = f"Only headcounts by pay band (indicator {listed(grids)}) are held for {self.year}"
        return f"{words}. They are not judged, and there is no other figure to compare yet."

    @property
    def groups(self) -> list[GroupOfOutcomes]:
        """Every group, from performing well to not assessed, the empty ones too."""
        return [
            GroupOfOutcomes(group, [c for c in self.cards if c.group is group]) for group in Group
        ]

    @property
    def bands(self) -> list[GroupOfOutcomes]:
        """The groups that have indicators, the one that asks for most first.

        Small ones stand beside one another, and the last of a row takes what is left of it.
        """
        filled = [each for each in self.groups if each.cards]
        bands = sorted(filled, key=lambda each: BANDS.index(each.group))
        room = 0
        for before, band in zip([None, *bands], bands, strict=False):
            band.span = min(len(band.cards), TILES_BESIDE)
            if before and band.span > room:
                before.span += room
                room = 0
            room = (room or TILES_BESIDE) - band.span
        if bands:
            bands[-1].span += room
        return bands

    @property
    def summary(self) -> str:
        """ "1 indicator performs well, 3 show some improvement and 4 need improvement."."""
        counted = [(len(g.cards), COUNTED[g.group]) for g in self.groups if g.cards]
        parts = [f"{n} {words[n != 1]}" for n, words in counted]
        first, _, rest = parts[0].partition(" ")
        parts[0] = f"{first} {'indicator' if first == '1' else 'indicators'} {rest}"
        return f"{listed(parts)}."

    @property
    def flagged(self) -> list[IndicatorOutcome]:
        """Those that improved while the gap widened."""
        return [card for card in self.cards if card.result.flags]

    @property
    def flag_words(self) -> str:
        if not self.flagged:
            return ""
        n, numbers = len(self.flagged), listed(card.number for card in self.flagged)
        return f"{n} improved, but the gap widened: indicator{'s' * (n > 1)} {numbers}."

    @property
    def asides(self) -> list[str]:
        """What must be said beside the summary, so that it does not flatter."""
        return [*filter(None, [self.flag_words, self.unfocused_words])]

    @property
    def chance_words(self) -> str:
        """One sentence for all indicators where no counts are held for any, else ""."""
        if {card.chance for card in self.cards} != {chance_words(None)}:
            return ""
        return (
            "We do not have the numbers behind these figures, so we cannot say whether changes are "
            "due to chance."
        )

    @property
    def unfocused(self) -> list[IndicatorOutcome]:
        """Those that need improvement and that the plan has not chosen as focus areas."""
        return [card for card in self.cards if card.is_overlooked]

    @property
    def unfocused_words(self) -> str:
        """ "Indicators 3 and 8 need improvement and are not focus areas."."""
        numbers = [card.number for card in self.unfocused]
        if not numbers:
            return ""
        if len(numbers) == 1:
            return f"Indicator {numbers[0]} needs improvement and is not a focus area."
        return f"Indicators {listed(numbers)} need improvement and are not focus areas."

    def count_actions(self) -> None:
        """Count the plan's actions about each indicator, in one query of bounded size.

        Beyond LINKS_COUNTED links the counts stay None, and pages link without a number.
        """
        if self.plan is None:
            return
        rows = self.plan.actions.values_list("pk", "all_indicators", "links__indicator")
        rows = list(rows[: LINKS_COUNTED + 1])
        if len(rows) > LINKS_COUNTED:
            return
        about_all = len({pk for pk, is_all, _ in rows if is_all})
        linked = Counter(indicator for _, is_all, indicator in rows if not is_all)
        for card in self.cards:
            card.action_count = about_all + linked[card.indicator.pk]


def of_year(
    organisation: Organisation,
    year: int | None = None,
    *,
    number: int | None = None,
    plan: Plan | None = None,
    usual: int | None = None,
    hides_below: int | None = None,
) -> Outcomes:
    """The outcomes of a round, of all indicators or of one; 4 queries, 3 with its plan given.

    Without `year` it is `usual`, that of the current plan, where something is held of it; else the
    newest of which something is, else that of the newest plan, else the first round there was.
    The plan is the organisation's of the same year, or None: then there is no focus and no target
    of its own. Numbers of fewer people than `hides_below` are not told; None for the setting, 0 for
    whoever may see all.
    """
    indicators = Indicator.objects.filter(standard=standards.WRES).with_grids(organisation, year)
    indicators = list(indicators if number is None else indicators.filter(number=number))
    figures = _figures(organisation, indicators, with_origin=number is not None)
    for figure in chain.from_iterable(figures.values()):
        figure.hides_below = settings.SUPPRESS_BELOW if hides_below is None else hides_below
    held = {f.year for each in figures.values() for f in each}
    held |= {indicator.newest_grid for indicator in indicators} - {None}
    held |= {year for indicator in indicators if indicator.has_grid}
    years = sorted(held, reverse=True)
    if year is None:
        year = shown_first(years, usual)
    if plan is None:
        plans = organisation.plans.filter(standard=standards.WRES)
        plan = (plans if year is None else plans.filter(year=year)).first()
    year = year if year is not None else plan.year if plan else FIRST_YEAR
    return Outcomes(organisation, year, plan, compared(year, plan, indicators, figures), years)


def compared(year: int, plan: Plan | None, indicators, figures) -> list[IndicatorOutcome]:
    """The outcome of each indicator in the round; `figures` are lists by the indicator's id.

    An indicator knows whether there is a grid of it: `IndicatorQuerySet.with_grids`.
    """
    said = {p.indicator_id: p for p in plan.plan_indicators.all()} if plan else {}
    return [
        _outcome(indicator, year, figures[indicator.pk], said.get(indicator.pk), plan is not None)
        for indicator in indicators
    ]


def years_held(organisation: Organisation) -> list[int]:
    """The rounds of which the organisation has a figure or headcounts of its own, newest first."""
    held = (
        organisation.figures.whole_organisation(),
        organisation.pay_band_cells.filter(unit=None),
    )
    figures, cells = (
        rows.filter(indicator__standard=standards.WRES).order_by().values_list("year")
        for rows in held
    )
    return sorted((year for (year,) in figures.union(cells).order_by()), reverse=True)


def shown_first(years: list[int], usual: int | None) -> int | None:
    """The usual year where something is held of it, else the newest of which something is."""
    return usual if usual in years else next(iter(years), None)


def _figures(organisation, indicators, *, with_origin) -> dict[int, list[Figure]]:
    by_pk = {indicator.pk: indicator for indicator in indicators}
    figures = {pk: [] for pk in by_pk}
    counted = [each for each in indicators if each.unit_of_measure != Unit.GRID]
    if not counted:
        return figures  # a grid by pay band has no figure
    held = organisation.figures.over_the_years(counted)
    for figure in held.select_related("origin") if with_origin else held:
        figure.indicator = by_pk[figure.indicator_id]
        figures[figure.indicator_id].append(figure)
    return figures


def _outcome(indicator, year, figures, said, has_plan) -> IndicatorOutcome:
    by_year = {y: list(each) for y, each in groupby(figures, key=lambda figure: figure.year)}
    now, last = _this_and_last(by_year.get(year, []), by_year.get(year - 1, []))
    held = now.held() if now else Held(year, state=_state_without_figure(indicator, year))
    baseline = _baseline_year(figures, held, said)
    earlier = [y for y in (year - 1, baseline) if y is not None and (now or y in by_year)]
    references = [h for y in earlier for h in _all_held(by_year.get(y, []), y)]
    unit = Unit(indicator.unit_of_measure)
    result = compare(
        held,
        references,
        aim=Aim(indicator.aim),
        unit=unit,
        target_range=target_range(indicator, said),
        target=said.target if said else None,
    )
    counts = [figure.counts() if figure else None for figure in (now, last)]
    if any(figure and figure.is_of_few for figure in (now, last)):
        chance = statistics.OF_FEW
    else:
        chance = chance_words(statistics.chance(unit, indicator.numerator, *counts))
    return IndicatorOutcome(
        indicator, year, held, result, said, baseline, chance, figures, has_plan
    )


def _state_without_figure(indicator, year) -> State:
    """Held where there is a grid by pay band, which is no figure."""
    has_grid = indicator.has_grid or indicator.newest_grid == year
    return State.HELD if has_grid else State.NOT_HELD


def chance_words(result) -> str:
    return f"{initial(statistics.chance_words(result))}."


def _this_and_last(now, last) -> tuple[Figure | None, Figure | None]:
    """This year's figure, of the series that last year has too where there is one, and that."""
    earlier = {figure.series: figure for figure in last}
    figure = max(now, key=lambda f: (f.series in earlier, f.pk), default=None)
    return figure, earlier.get(figure.series) if figure else None


def _all_held(figures, year) -> list[Held]:
    return [figure.held() for figure in figures] or [Held(year, state=State.NOT_HELD)]


def _baseline_year(figures, held, said) -> int | None:
    """The plan's baseline, else the earliest year held of the same series before last year."""
    if said and said.baseline_year:
        return said.baseline_year
    earlier = [
        f.year
        for f in figures
        if f.year < held.year - 1 and f.series == held.series and f.state == State.HELD
    ]
    return min(earlier, default=None)
