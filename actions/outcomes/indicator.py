"""One indicator in one round: what is held, what rule and plan say of it, and its actions."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.db.models import Count, Subquery

from actions.delivery import DELIVERY_LOOKS, Judged
from actions.models import Action, ActionIndicator, Plan, PlanIndicator
from indicators import then_and_now
from indicators.chart import finding
from indicators.models import Figure, Indicator
from indicators.rules.comparison import (
    GROUP_TAGS,
    Aim,
    Arrow,
    Group,
    Held,
    Outcome,
    Position,
    Reference,
    State,
    Trend,
    Unit,
    number_words,
    sentence,
)
from indicators.rules.figures import BOARD_SHARE, initial
from indicators.words import STATE_WORDS
from wres.nhsuk.charts import Chart
from wres.words import counted

BOARD_SHARE_ALONE = "The board share alone cannot meet a target"
TAKES_EFFECT = "takes effect when the workforce share is held too"
ARROWS = {"up": "▲", "down": "▼", "same": "▶"}


@dataclass(frozen=True)
class GroupLook:
    """The colour of a group as NHS boards know it, the mark beside its words, and these cut short.

    Colour never speaks alone: mark and words always stand with it.
    """

    tone: str
    mark: str
    words: str


GROUP_LOOKS = {
    Group.PERFORMING_WELL: GroupLook("green", "✓", "Performing well"),
    Group.SOME_IMPROVEMENT: GroupLook("amber", "◐", "Some improvement"),
    Group.IMPROVEMENT_NEEDED: GroupLook("red", "!", "Improvement needed"),
    Group.NOT_ASSESSED: GroupLook("grey", "–", "Not assessed"),
}


def measure_words(measure: str, unit: Unit, of: Unit) -> str:
    """The name of a number of `unit` that belongs to an indicator measured in `of`."""
    if measure == "value":
        return "Ratio" if unit is Unit.RATIO else "Difference"
    if of is Unit.POINTS:
        return initial(BOARD_SHARE)
    return {"white": "White", "bme": "BME"}[measure]


def target_range(
    indicator: Indicator, said: PlanIndicator | None
) -> tuple[Decimal, Decimal] | None:
    """The plan's range where it sets one, else the indicator's, else None; both ends inclusive."""
    for ends in (said, indicator):
        if ends and ends.target_lower is not None and ends.target_upper is not None:
            return ends.target_lower, ends.target_upper
    return None


@dataclass(frozen=True)
class ShownReference:
    """An earlier number beside the current one, in the words of a page."""

    reference: Reference
    label: str
    measure: str
    value: str
    arrow: str

    @property
    def words(self) -> str:
        """ "down from 27.2%, better"; the value always stands in it where one is held."""
        said = self.reference.words
        is_in_it = self.reference.value is None or self.is_moved
        return said if is_in_it else f"{self.value}, {said}"

    @property
    def way(self) -> str:
        """ "up" or "down", which an arrow says to those who see it; else nothing."""
        return str(self.reference.arrow) if self.is_moved else ""

    @property
    def from_words(self) -> str:
        """ "from 27.2%, better", or "same as 2024"."""
        return self.reference.words.removeprefix(f"{self.way} ")

    @property
    def is_moved(self) -> bool:
        return self.reference.arrow in {Arrow.UP, Arrow.DOWN}


@dataclass
class IndicatorOutcome:
    """One indicator in one round: what is held, what the rule says, what the plan says."""

    indicator: Indicator
    year: int
    held: Held
    result: Outcome
    said: PlanIndicator | None
    baseline_year: int | None
    chance: str
    figures: list[Figure]  # of every round and series, the earliest first
    has_plan: bool
    action_count: int | None = None  # see Outcomes.count_actions

    @property
    def number(self) -> int:
        return self.indicator.number

    @property
    def position_words(self) -> str:
        """ "improved since 2024", or "not assessed"."""
        position = self.result.position
        return (
            position if position is Position.NOT_ASSESSED else f"{position} since {self.year - 1}"
        )

    @property
    def is_overlooked(self) -> bool:
        """Whether it needs improvement in a plan that has not made it a focus area."""
        needed = self.group is Group.IMPROVEMENT_NEEDED
        return needed and self.has_plan and not self.is_focus

    @property
    def unit(self) -> Unit:
        return Unit(self.indicator.unit_of_measure)

    @property
    def computed_group(self) -> Group:
        return self.result.group

    @property
    def stated_group(self) -> Group | None:
        return Group(self.said.stated_group) if self.said and self.said.stated_group else None

    @property
    def group(self) -> Group:
        """The group that counts: the one a person stated, else the computed one."""
        return self.stated_group or self.computed_group

    @property
    def group_tag(self) -> str:
        return GROUP_TAGS[self.group]

    @property
    def look(self) -> GroupLook:
        return GROUP_LOOKS[self.group]

    @property
    def is_focus(self) -> bool:
        return self.said is not None and self.said.is_focus

    @property
    def has_grid(self) -> bool:
        """Whether headcounts by pay band are held, which are no single number."""
        return self.unit is Unit.GRID and self.held.state is State.HELD

    @property
    def state(self) -> State:
        """Why there is no number, or that there is one."""
        if self.result.current or self.has_grid:
            return State.HELD
        return self.held.state if self.held.state is not State.HELD else State.NOT_HELD

    @property
    def state_words(self) -> str:
        return "held by pay band" if self.has_grid else STATE_WORDS[self.state]

    @property
    def numbers(self) -> list[tuple[str, str]]:
        """(name, number with its unit), White before BME."""
        shown = self.result.current
        return [(measure_words(n.measure, n.unit, self.unit), n.words) for n in shown]

    @property
    def main_first(self) -> list[tuple[str, str]]:
        """ "numbers" with the one that the position is about before the other."""
        return self.numbers[::-1]

    @property
    def since_last_year(self) -> ShownReference | None:
        """Last year's main number, which way this year's moved from it, and whether for better."""
        last = [each for each in self.references if each.reference.year == self.year - 1]
        return last[-1] if last and self.numbers else None

    @property
    def picture(self) -> Chart | None:
        """Now and last year on one scale."""
        name = f"now-{self.number}"
        return then_and_now.draw(name, self.finding, self.result, self.year, self.target_range)

    @property
    def sentence(self) -> str:
        indicator = self.indicator
        return sentence(indicator.sentence, self.held, Aim(indicator.aim), self.unit)

    @property
    def references(self) -> list[ShownReference]:
        return [self._shown(reference) for reference in self.result.references]

    @property
    def references_by_year(self) -> list[tuple[int, str, list[ShownReference]]]:
        """(year, what it is, each measure's reference), in the order of the references."""
        years = groupby(self.references, key=lambda shown: shown.reference.year)
        return [(year, self._label(year), list(each)) for year, each in years]

    @property
    def baseline_moves(self) -> str:
        """ "2018: White down from 28.4%, better; BME down from 29.1%, better", or nothing."""
        then = [each for each in self.references if each.reference.year == self.baseline_year]
        moved = [f"{each.measure} {each.words}" for each in then if each.arrow]
        return f"{self.baseline_year}: {'; '.join(moved)}" if moved else ""

    @property
    def last_year_words(self) -> str:
        """ "Ratio 1.63", and why it is not comparable where it is not; or why there is none."""
        last = [r for r in self.references if r.reference.year == self.year - 1]
        held = [r for r in last if r.reference.value is not None]
        if not held:
            none = f"{STATE_WORDS[State.NOT_HELD]} for {self.year - 1}"
            return last[0].reference.why_not if last else none
        words = ", ".join(f"{r.measure} {r.value}" for r in held)
        apart = next((r for r in held if self.numbers and not r.arrow), None)
        return f"{words}, not comparable: {apart.reference.why_not}" if apart else words

    def _shown(self, reference: Reference) -> ShownReference:
        value = reference.value
        return ShownReference(
            reference,
            self._label(reference.year),
            measure_words(reference.measure, reference.unit, self.unit),
            "–" if value is None else number_words(value, reference.unit),
            ARROWS.get(reference.arrow or "", ""),
        )

    def _label(self, year: int) -> str:
        names = ["last year"] if year == self.year - 1 else []
        names += ["baseline"] if year == self.baseline_year else []
        return " and ".join(names)

    @property
    def gap_words(self) -> str:
        """ "narrowed from 1.19 to 1.09 times and now favours White staff"."""
        gap = self.result.gap
        if not self.numbers or gap.trend is Trend.NOT_COMPUTABLE:
            return f"cannot be calculated: {gap.why_not}" if gap.why_not else "cannot be calculated"
        if not gap.changed_sides:
            return gap.words
        main, white = self.result.current[-1], self.result.current[0]
        if main.unit is Unit.PERCENT:
            is_worse_for_bme = main.shortfall > white.shortfall
        else:
            is_worse_for_bme = main.value > 1 if main.unit is Unit.RATIO else main.value < 0
        whom = "White" if is_worse_for_bme else "BME"
        return gap.words.replace(", changed sides", f" and now favours {whom} staff")

    @property
    def years_said(self) -> dict[str, str]:
        """The two years that this one is compared with: {"2024": "last year", …}."""
        years = {self.year - 1, self.baseline_year} - {None}
        return {str(year): self._label(year) for year in years}

    @property
    def finding(self) -> str:
        """What the picture of the figures shows, last year first."""
        return finding(self.result, self.year, self.state_words)

    @property
    def baseline_words(self) -> str:
        if self.baseline_year is None:
            return "No baseline: no figure is held from before last year."
        if self.said and self.said.baseline_year:
            return f"The baseline {self.baseline_year} is set in the plan."
        return f"The baseline {self.baseline_year} is the earliest year held; none is set."

    @property
    def is_board_share(self) -> bool:
        """Whether only the board's BME share is held, which no target range is about."""
        return any(shown.subject == BOARD_SHARE for shown in self.result.current)

    @property
    def target_range(self) -> tuple[Decimal, Decimal] | None:
        return target_range(self.indicator, self.said)

    @property
    def target_words(self) -> str:
        if self.unit is Unit.GRID:
            return "No target: no single direction is better"
        if self.unit is Unit.PERCENT:
            if self.said is None or self.said.target is None:
                return "No target set"
            direction = "or lower" if self.indicator.aim == Aim.LOWER else "or higher"
            return f"{number_words(self.said.target, self.unit)} {direction} for BME staff"
        if self.target_range is None:
            return BOARD_SHARE_ALONE if self.is_board_share else "No target range set"
        low, high = (number_words(end, self.unit) for end in self.target_range)
        words = f"Range {low.removesuffix(' percentage points')} to {high}"
        return f"{BOARD_SHARE_ALONE}. {words}: {TAKES_EFFECT}" if self.is_board_share else words

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What a card lists of the indicator, by name; words begin small."""
        facts = [("Target", self.target_words)]
        if self.numbers:
            facts = [("Position", self.position_words), ("Gap", self.gap_words), *facts]
        if self.stated_group and self.said:
            stated = ("Why a person stated another", self.said.stated_group_reason)
            facts = [("Computed group", str(self.computed_group)), stated, *facts]
        if self.is_focus and self.said:
            facts.append(("Why a focus area", self.said.focus_reason))
        elif self.is_overlooked:
            facts.append(("Focus area", "no"))
        return facts

    @property
    def why(self) -> list[str]:
        """The reasons for the group and the baseline, a sentence or two each."""
        stated = f"A person stated “{self.stated_group}”. The rule gives “{self.computed_group}”:"
        reasons = [*([stated] if self.stated_group else []), self.result.why]
        return reasons if self.has_grid else [*reasons, self.baseline_words]

    @property
    def actions_words(self) -> str:
        """ "30 actions about indicator 1", without a number where they were not counted."""
        count = "Actions" if self.action_count is None else counted(self.action_count, "action")
        return f"{count} about indicator {self.number}"


SHOWN = 25
ROLE_WORDS = dict(ActionIndicator.ROLES)
ALL_INDICATORS = "All indicators"


@dataclass(frozen=True)
class ActionAbout:
    """An action, what it is to the indicator, and its delivery on the day."""

    action: Action
    judged: Judged

    @property
    def role(self) -> str:
        return ROLE_WORDS.get(self.action.role, ALL_INDICATORS)

    @property
    def leads(self) -> str:
        return "; ".join(link.lead.name for link in self.action.action_leads.all())

    @property
    def delivery_tag(self) -> str:
        return DELIVERY_LOOKS[self.judged.delivery].tag

    @property
    def delivery_words(self) -> str:
        return DELIVERY_LOOKS[self.judged.delivery].words


@dataclass(frozen=True)
class ActionsAbout:
    """The first actions in the order of the plan, and how many there are."""

    first: list[ActionAbout]
    total: int


def actions_about(plan: Plan, indicator: Indicator, today) -> ActionsAbout:
    """At most SHOWN actions and their count, in 3 queries."""
    expected_since = plan.updates_expected_since(today)
    about = plan.actions.about(indicator).order_by().values("plan")
    total = Subquery(about.annotate(count=Count("pk")).values("count"))  # read once, for any row
    actions = list(plan.actions.for_indicator(indicator).annotate(total=total)[:SHOWN])
    first = [ActionAbout(action, action.delivery_on(today, expected_since)) for action in actions]
    return ActionsAbout(first, actions[0].total if actions else 0)
