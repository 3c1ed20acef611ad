"""How well a plan covers its indicators: its actions by indicator and section."""

from dataclasses import dataclass

from indicators.rules.comparison import Group

# An action of its own for each quarter of the plan's year: with fewer, a quarter can pass in
# which nothing is done about the focus area itself. Actions about all indicators do not count.
THIN_BELOW = 4

# An indicator that so many actions name is not looked at further: it would take too long.
LOOKED_AT = 50


@dataclass(frozen=True)
class Row:
    """An indicator, and how many actions name it: `counts` in the order of the sections."""

    indicator: object
    is_focus: bool
    is_overlooked: bool
    counts: tuple[int, ...]
    about_all: int

    @property
    def own(self) -> int:
        return sum(self.counts)

    @property
    def with_all(self) -> int:
        """As many as the plan shows for the indicator: those about all indicators too."""
        return self.own + self.about_all

    @property
    def is_thin(self) -> bool:
        return self.is_focus and self.own < THIN_BELOW


@dataclass(frozen=True)
class Coverage:
    """Actions by indicator and section, those about all indicators apart; each action once."""

    sections: tuple[str, ...]
    rows: tuple[Row, ...]
    about_all: tuple[int, ...]

    @property
    def about_all_total(self) -> int:
        return sum(self.about_all)


def thin(cards) -> list:
    """The focus areas among these outcomes that too few actions name.

    `cards` have what the plan says of their indicators by `PlanIndicatorQuerySet.with_own`.
    """
    return [card for card in cards if card.is_focus and card.said.own < THIN_BELOW]


def rarely_alone(cards) -> list:
    """The indicators that need improvement, with at most 1 action that is about nothing else."""
    needed = [card for card in cards if card.said and card.group is Group.IMPROVEMENT_NEEDED]
    return [card for card in needed if card.said.own < LOOKED_AT and card.said.alone < 2]


def of_plan(plan, sections, cards) -> Coverage:
    """The coverage of the indicators of `cards`, in one query that reads every link of the plan."""
    counted = {
        (section, indicator): count
        for section, indicator, count in plan.actions.counts_by_section_and_indicator()
    }

    def row(indicator_pk):
        return tuple(counted.get((section.pk, indicator_pk), 0) for section in sections)

    about_all = row(None)
    rows = tuple(
        Row(
            card.indicator,
            card.is_focus,
            card.is_overlooked,
            row(card.indicator.pk),
            sum(about_all),
        )
        for card in cards
    )
    return Coverage(tuple(section.name for section in sections), rows, about_all)
