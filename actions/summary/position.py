"""The position of a plan on a day: one object with everything that the executive summary shows.

It knows no page: the same object becomes a page, Word, PDF and Excel.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from actions import outcomes
from actions.dates import date_words
from actions.delivery import Delivery, has_passed
from actions.models import Plan, PlanIndicator
from actions.models import Quarter as QuarterRow
from actions.outcomes import Outcomes
from actions.outcomes.indicator import IndicatorOutcome
from actions.plan.filters import Day
from actions.quarters import Quarter
from actions.summary import attention, coverage, delivery_counts, headlines, lists, trend
from actions.summary.delivery_counts import SCALE, Cell, SectionStanding
from actions.summary.lists import Listing
from indicators.rules.figures import initial
from wres.nhsuk.charts import Chart, stacked_bar

# What "This quarter" says of a list: of one action, and of several.
COUNTED = (
    ("completed", "completed", "completed"),
    ("changed", "changed status", "changed status"),
    ("slipped", "target date moved later", "target dates moved later"),
    ("new", "new", "new"),
    ("overdue", "overdue", "overdue"),
    ("quiet", "open action without an update", "open actions without an update"),
    ("review", "review due by {end}", "reviews due by {end}"),
    ("unevidenced", "completed without evidence", "completed without evidence"),
)
CHANGES = ("completed", "changed", "slipped", "new")  # the other lists are of what is late


@dataclass(frozen=True)
class OutcomeRow:
    """An indicator in one line: now, a year ago, and what the rule says."""

    card: IndicatorOutcome

    @property
    def now(self) -> str:
        """ "Ratio 1.79", "BME 28.3%, White 23.0%"."""
        numbers = [f"{name} {number}" for name, number in self.card.numbers]
        return ", ".join(numbers) or self.card.state_words

    @property
    def last_year(self) -> str:
        return self.card.last_year_words


@dataclass(frozen=True)
class Position:
    """Where a plan stands on `today`."""

    plan: Plan
    today: date
    quarter: Quarter
    is_kept: bool  # whether the plan has a row of the quarter
    is_closed: bool
    updates_due: date | None
    outcomes: Outcomes
    sections: tuple[SectionStanding, ...]
    everything: SectionStanding
    worsened: int
    listings: dict[str, lists.Listing]
    reviews_of_completed: int
    carried: int
    past_first_only: int
    unmeasured: int
    about_all: int
    coverage: coverage.Coverage | None
    day: Day
    has_report: bool
    still_asked: Quarter | None
    reported: tuple[trend.Point, ...]

    @property
    def is_current(self) -> bool:
        """Whether the plan's lists, which are of today's quarter, are those of this position."""
        return self.quarter == self.plan.quarter_on(self.today)

    @property
    def before(self) -> trend.Point | None:
        """The newest quarter with a report before this one."""
        return self.reported[-1] if self.reported else None

    @property
    def trend(self) -> tuple[trend.Point, ...]:
        """Delivery in the quarters reported before, then in this one."""
        now = trend.Point(self.quarter, self.everything.counts)
        return (*self.reported, now) if self.reported else ()

    @property
    def trend_words(self) -> list[str]:
        return trend.words(self.trend)

    @property
    def pictures(self) -> dict[str, tuple[Chart, list[tuple[Chart, str]]]]:
        """The bars by section and by quarter, each with its key."""
        drawn: dict[str, tuple[str, Any, list[Delivery]]] = {}
        drawn["bars"] = self.finding, self.sections, self.scale
        if self.trend:
            drawn["trend_bars"] = self.trend_words[0], self.trend, trend.scale(self.trend)
        return {
            name: (
                delivery_counts.picture(name, initial(title), rows, scale),
                delivery_counts.key(name, scale),
            )
            for name, (title, rows, scale) in drawn.items()
        }

    @property
    def trend_scale(self) -> list[tuple[Delivery, str]]:
        return [(step, delivery_counts.words(step)) for step in trend.scale(self.trend)]

    @property
    def trend_rows(self) -> list[tuple[str, list[tuple[str, int]]]]:
        """(quarter, its numbers with their words) of each point of the trend."""
        names = [*(words for _, words in self.trend_scale), "All"]
        rows = trend.rows(self.trend, trend.scale(self.trend))
        return [(name, list(zip(names, numbers, strict=True))) for name, numbers in rows]

    @property
    def earlier(self) -> Quarter | None:
        """The quarter of this plan before this one, and in `later` the one after it."""
        return self.quarter.previous() if self.quarter > self.plan.first_quarter else None

    @property
    def later(self) -> Quarter | None:
        return None if self.is_current else self.quarter.next()

    @property
    def scale(self) -> list[Delivery]:
        """The deliveries to show: that of dropped actions only when there are some."""
        return [step for step in SCALE if step is not Delivery.NONE or self.everything.counts[step]]

    @property
    def scale_words(self) -> list[tuple[Delivery, str]]:
        return [(step, delivery_counts.words(step)) for step in self.scale]

    @property
    def delivery_rows(self) -> list[tuple[str, list[Cell]]]:
        """(name, numbers) of every section, then of all."""
        rows = [*self.sections, self.everything]
        return [(row.name, row.cells(self.scale)) for row in rows]

    @property
    def headline(self) -> str:
        against = trend.against(self.trend)
        return headlines.headline(self.everything.counts, against, len(self.outcomes.flagged))

    @property
    def bar(self) -> Chart:
        """All actions in one bar, by delivery."""
        counts = [(step.value, self.everything.counts[step]) for step in self.scale]
        return stacked_bar("all", self.headline, counts)

    @property
    def numbers(self) -> list[Cell]:
        """The numbers of the bar, without those that are nought and say nothing."""
        named = {Delivery.COMPLETE, Delivery.ON_TRACK, Delivery.AT_RISK, Delivery.OFF_TRACK}
        cells = self.everything.cells(self.scale)[:-1]
        return [cell for cell in cells if cell.count or cell.step in named]

    @property
    def then_words(self) -> str:
        """ "Q3 2025/26: 12 complete, 5 on track, 22 at risk, 1 off track"."""
        if self.before is None:
            return ""
        counts = self.before.counts
        said = [f"{counts[s]} {delivery_counts.words(s).lower()}" for s in SCALE if counts[s]]
        return f"{self.before.name}: {', '.join(said)}"

    @property
    def ends_words(self) -> str:
        """ "Open, ends in 15 days"; once it is closed or over, that."""
        days = (self.quarter.end - self.today).days
        if self.is_closed or days < 0:
            return "Closed" if self.is_closed else f"Open, ended on {date_words(self.quarter.end)}"
        return f"Open, ends in {headlines.counted(days, 'day')}" if days else "Open, ends today"

    @property
    def attention(self) -> list[attention.Item]:
        listings = self.off_track, self.listings["silent"]
        return attention.items(*listings, self.outcomes, self.thin, self.about_all)

    @property
    def to_look_through(self) -> list[tuple[int, str, str]]:
        """(how many, of what, the plan's filter) of everything that this quarter counts."""
        found = []
        end = f"{self.quarter.end.day} {self.quarter.end:%B}"
        for name, *words in COUNTED:
            listing = self.listings[name]
            if n := listing.count:
                found.append((n, words[n > 1].format(end=end), listing.kind.query))
        if self.unmeasured:
            found.append((self.unmeasured, "without a success measure", "due=no_measure"))
        return found

    @property
    def outcome_rows(self) -> list[OutcomeRow]:
        return [OutcomeRow(card) for card in self.outcomes.cards]

    @property
    def changes(self) -> list[Listing]:
        return [self.listings[name] for name in CHANGES]

    @property
    def off_track(self) -> Listing:
        return self.listings["off_track"]

    @property
    def gaps(self) -> list[Listing]:
        shown = {*CHANGES, "off_track"}
        return [each for name, each in self.listings.items() if name not in shown]

    @property
    def thin(self) -> list[IndicatorOutcome]:
        """The focus areas that fewer than `enough` actions name."""
        return coverage.thin(self.outcomes.cards)

    @property
    def thin_words(self) -> list[tuple[IndicatorOutcome, str, int]]:
        """Each of `thin` with what names it, and how many actions the plan's filter shows."""
        about_all = self.about_all
        return [
            (card, headlines.naming(card.said.own, about_all), card.said.own + about_all)
            for card in self.thin
        ]

    @property
    def has_focus(self) -> bool:
        return any(card.is_focus for card in self.outcomes.cards)

    @property
    def enough(self) -> int:
        return coverage.THIN_BELOW

    def count(self, name: str) -> int:
        return self.listings[name].count

    @property
    def where(self) -> list[str]:
        totals = self.everything.counts
        against = trend.against(self.trend)
        said = headlines.where(totals, self.count("unevidenced"), against)
        return [*said, *filter(None, [headlines.judged(totals, self.worsened)])]

    @property
    def moved(self) -> list[str]:
        completed, changed, slipped, new = (self.count(name) for name in CHANGES)
        moves = headlines.moved(completed, changed, slipped, new, self.carried)
        words = self.outcomes
        return [f"Outcomes {words.year}: {words.summary}", *filter(None, [words.flag_words]), moves]

    @property
    def late(self) -> list[str]:
        return headlines.late(
            self.count("overdue"),
            self.past_first_only,
            self.count("review"),
            self.reviews_of_completed,
            self.count("quiet"),
            until=date_words(self.quarter.end),
            silent=self.count("silent"),
        )

    @property
    def challenge(self) -> list[str]:
        """What an executive may ask about, each from the data."""
        return [
            *filter(None, [self.outcomes.unfocused_words]),
            *(headlines.thin(card, self.about_all) for card in self.thin),
            *headlines.alone(coverage.rarely_alone(self.outcomes.cards)),
            *headlines.unproven(self.count("unevidenced"), self.unmeasured, self.everything.total),
        ]

    @property
    def finding(self) -> str:
        """What the picture of delivery by section shows."""
        return headlines.finding(self.sections, self.everything)


def position(
    plan: Plan, today: date, *, of: Quarter | None = None, with_coverage: bool = False
) -> Position:
    """The position of the plan on the day, in the quarter `of`; by itself that of the day.

    7 queries, however large the plan. Coverage by section is one more, which reads every link.
    """
    quarter = of or plan.quarter_on(today)
    plan = Plan.objects.for_summary(quarter, today).get(pk=plan.pk)
    said = PlanIndicator.objects.with_own(plan, coverage.LOOKED_AT)
    prefetch_related_objects([plan], Prefetch("plan_indicators", said))
    is_overdue = has_passed(plan.updates_due, today)
    expected_since = plan.told_since(quarter) if is_overdue else None
    day = Day.of(plan, today, expected_since, quarter)
    found = outcomes.of_year(plan.organisation, plan.year, plan=plan)
    sections = list(plan.sections.all())
    rows = lists.standing(plan, day)
    counts, worsened = delivery_counts.judge(rows)
    listed = lists.count(rows)
    return Position(
        plan=plan,
        today=today,
        quarter=quarter,
        is_kept=plan.quarter_state is not None,
        is_closed=plan.quarter_state == QuarterRow.CLOSED,
        updates_due=plan.updates_due,
        outcomes=found,
        sections=tuple(delivery_counts.of_section(s.pk, s.name, counts) for s in sections),
        everything=delivery_counts.of_section(None, "All sections", counts),
        worsened=worsened,
        listings=lists.of_plan(plan, sections, day, listed),
        reviews_of_completed=listed["completed reviews"],
        carried=listed["carried"],
        past_first_only=plan.past_first_only,
        unmeasured=plan.unmeasured,
        about_all=plan.about_all,
        coverage=coverage.of_plan(plan, sections, found.cards) if with_coverage else None,
        day=day,
        has_report=plan.has_report,
        still_asked=_still_asked(plan, quarter, today),
        reported=trend.reported(plan),
    )


def _still_asked(plan, quarter, today) -> Quarter | None:
    """The quarter before, if it is over and still lets updates come (`opening.asking`)."""
    before = quarter.previous()
    return before if plan.earlier_due and before.end < today else None
