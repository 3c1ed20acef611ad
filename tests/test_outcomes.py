"""The outcomes of a plan, from the published figures through the database."""

from decimal import Decimal

import pytest
from django.db import IntegrityError

from actions import outcomes
from actions.models import PlanIndicator
from indicators.models import Figure, Indicator
from indicators.rules.comparison import GROUP_TAGS, Group
from tests.test_comparison import GOLDEN, REFERENCES
from wres.accounts.models import Unit


@pytest.fixture
def hold(trust, changing):
    """`hold(5, 2025, white="20", bme="30")`: a figure of the trust."""

    def make(number, year, organisation=trust, **values):
        with changing(organisation):
            return Figure.objects.create(
                organisation=organisation,
                indicator=Indicator.objects.get(number=number, standard="WRES"),
                year=year,
                **values,
            )

    return make


@pytest.fixture
def say(plan, changing):
    """`say(5, target="25")`: what the plan says of an indicator."""

    def make(number, **values):
        with changing(plan.organisation):
            said = PlanIndicator(plan=plan, indicator=Indicator.objects.get(number=number))
            for name, value in values.items():
                setattr(said, name, value)
            said.save()
        return said

    return make


def card(organisation, number, year=2025):
    return outcomes.of_year(organisation, year, number=number, hides_below=0).cards[0]


def test_every_published_outcome_comes_out_of_the_database(published):
    for found in outcomes.of_year(published).cards[1:]:
        position, (trend, before, after, changed), group, flags, why = GOLDEN[found.number]
        result, gap = found.result, found.result.gap
        assert (result.position, found.group, list(result.flags)) == (position, group, flags)
        sizes = [None if size is None else str(size) for size in (gap.before, gap.after)]
        assert (gap.trend, *sizes, gap.changed_sides) == (trend, before, after, changed)
        assert why in result.why


def test_every_published_arrow_comes_out_of_the_database(published):
    found = outcomes.of_year(published)
    assert [
        (c.number, r.year, r.measure, str(r.value), r.arrow, r.effect)
        for c in found.cards
        for r in c.result.references
    ] == REFERENCES


def test_the_page_begins_with_the_newest_year_and_counts_its_groups(published):
    found = outcomes.of_year(published)
    assert (found.year, found.years) == (2025, [2025, 2024, 2019, 2018])
    assert found.summary == (
        "1 indicator performs well, 3 show some improvement, 4 need improvement "
        "and 1 is not assessed."
    )
    assert found.flag_words == "2 improved, but the gap widened: indicators 5 and 7."
    assert outcomes.years_held(published)[0] == 2025


def test_red_indicators_that_are_no_focus_are_named(published):
    words = outcomes.of_year(published).unfocused_words
    assert words == "Indicators 3 and 8 need improvement and are not focus areas."


def test_one_red_indicator_that_is_no_focus_is_named_alone(hold, plan):
    hold(3, 2024, value="1.11")
    hold(3, 2025, value="2.51")
    words = outcomes.of_year(plan.organisation).unfocused_words
    assert words == "Indicator 3 needs improvement and is not a focus area."


def test_without_a_plan_of_the_year_figures_are_compared_without_focus_or_target(published):
    found = outcomes.of_year(published, 2024)
    assert (found.plan, found.unfocused_words) == (None, "")
    assert found.cards[1].group is Group.NOT_ASSESSED
    assert "No figure held for 2023" in found.cards[1].result.why


def test_indicator_1_has_no_figure_and_says_so(published):
    found = card(published, 1)
    assert (found.state_words, found.group) == ("no figure held", Group.NOT_ASSESSED)


def test_a_baseline_that_the_plan_sets_is_used(published):
    found = card(published, 5)
    assert found.baseline_words == "The baseline 2018 is set in the plan."
    assert [r.label for r in found.references] == ["last year"] * 2 + ["baseline"] * 2


def test_without_one_the_earliest_year_of_the_series_is_the_baseline(hold, plan):
    hold(7, 2017, white="50", bme="40", series="old question")
    for year in (2019, 2021, 2024, 2025):
        hold(7, year, white="50", bme="40")
    found = card(plan.organisation, 7)
    assert found.baseline_year == 2019
    assert found.baseline_words == "The baseline 2019 is the earliest year held; none is set."


def test_a_baseline_year_with_no_figure_is_said_in_words(hold, say, plan):
    hold(2, 2025, value="1.5")
    say(2, baseline_year=2018)
    words = [r.reference.words for r in card(plan.organisation, 2).references]
    assert words == [
        "not comparable: no figure held for 2024",
        "not comparable: no figure held for 2018",
    ]


@pytest.mark.parametrize(
    ("last", "now", "words"),
    [
        ({}, {"value": "1.5"}, "no figure held for 2024"),
        ({"value": "1.63"}, {"value": "1.5"}, "Ratio 1.63"),
        ({"value": "1.63"}, {}, "Ratio 1.63"),
        ({}, {}, "no figure held for 2024"),
        ({"state": "suppressed"}, {"value": "1.5"}, "the figure for 2024 is suppressed"),
        (
            {"value": "1.63", "series": "old"},
            {"value": "1.5"},
            "Ratio 1.63, not comparable: the figures for 2024 and 2025 are of different series",
        ),
    ],
)
def test_last_year_is_told_apart_from_what_cannot_be_compared(hold, plan, last, now, words):
    for year, facts in ((2024, last), (2025, now)):
        if facts:
            hold(2, year, **facts)
    assert card(plan.organisation, 2).last_year_words == words


def test_a_share_of_last_year_is_told_apart_from_this_years_difference(hold, plan):
    hold(9, 2024, bme="26.7")
    hold(9, 2025, bme="30", workforce="45")
    assert card(plan.organisation, 9).last_year_words == (
        "Board share 26.7%, not comparable: "
        "the board share for 2024 is not comparable with the difference for 2025"
    )


def test_a_target_that_is_reached_without_a_gap_is_performing_well(hold, say, plan):
    hold(5, 2025, white="20.0", bme="20.0")
    say(5, target=Decimal("22"))
    found = card(plan.organisation, 5)
    assert found.group is Group.PERFORMING_WELL
    assert found.target_words == "22.0% or lower for BME staff"


def test_a_percentage_without_a_target_cannot_be_green(hold, plan):
    hold(5, 2025, white="20.0", bme="20.0")
    found = card(plan.organisation, 5)
    assert found.group is not Group.PERFORMING_WELL
    assert found.target_words == "No target set"


def test_the_board_share_alone_is_never_said_to_lack_only_a_range(hold, say, plan):
    hold(9, 2025, bme="26.7")
    assert card(plan.organisation, 9).target_words == "The board share alone cannot meet a target"
    say(9, target_lower=Decimal(-2), target_upper=Decimal(2))
    assert card(plan.organisation, 9).target_words == (
        "The board share alone cannot meet a target. Range −2.0 to 2.0 percentage points: "
        "takes effect when the workforce share is held too"
    )


def test_the_plan_may_narrow_the_range_of_a_ratio(hold, say, plan):
    hold(4, 2024, value="1.20")
    hold(4, 2025, value="1.20")
    say(4, target_lower=Decimal("0.90"), target_upper=Decimal("1.10"))
    found = card(plan.organisation, 4)
    assert (found.group, found.target_words) == (Group.IMPROVEMENT_NEEDED, "Range 0.90 to 1.10")


def test_a_stated_group_counts_and_the_computed_one_is_kept(hold, say, plan):
    hold(3, 2024, value="1.11")
    hold(3, 2025, value="2.51")
    say(3, stated_group=Group.NOT_ASSESSED, stated_group_reason="7 cases are too few to judge")
    found = card(plan.organisation, 3)
    assert (found.group, found.computed_group) == (Group.NOT_ASSESSED, Group.IMPROVEMENT_NEEDED)
    assert found.group_tag == GROUP_TAGS[Group.NOT_ASSESSED]


def test_a_unit_of_the_trust_never_stands_for_the_trust(hold, trust, changing):
    with changing(trust):
        surgery = Unit.objects.create(organisation=trust, name="Surgery")
    hold(2, 2025, value="1.5", unit=surgery)
    assert outcomes.years_held(trust) == []
    assert card(trust, 2).state_words == "no figure held"


def test_a_part_of_the_board_never_stands_for_the_board(hold, trust):
    hold(9, 2025, bme="10", part="executive")
    assert card(trust, 9).state_words == "no figure held"


def test_another_trust_never_lends_a_figure(hold, trust, other_trust):
    hold(2, 2025, organisation=other_trust, value="1.5")
    assert card(trust, 2).state_words == "no figure held"
    assert card(other_trust, 2).numbers == [("Ratio", "1.50")]


def test_the_board_is_judged_by_its_difference_where_both_parts_are_held(hold, trust):
    hold(9, 2024, bme="20", workforce="45")
    hold(9, 2025, bme="26.7", workforce="46")
    found = card(trust, 9)
    assert found.numbers == [("Difference", "−19.3 percentage points")]
    assert found.result.position == "improved"


def test_counts_are_preferred_to_a_published_ratio(hold, trust):
    hold(2, 2025, value="1.7", white_count=9, white_total=725, bme_count=17, bme_total=2505)
    found = card(trust, 2)
    assert found.numbers == [("Ratio", "1.83")]
    assert found.chance == "1.83 (0.82 to 4.09), could be chance."


def test_indicator_3_puts_the_bme_rate_on_top(hold, trust):
    hold(3, 2025, bme_count=24, bme_total=2700, white_count=7, white_total=1977)
    assert card(trust, 3).chance == "2.51 (1.08 to 5.81), unlikely to be chance alone."


def test_survey_counts_of_two_years_say_whether_it_could_be_chance(hold, trust):
    hold(5, 2024, bme_count=270, bme_total=900)
    hold(5, 2025, bme_count=255, bme_total=900, white="23.0")
    found = card(trust, 5)
    assert found.numbers == [("White", "23.0%"), ("BME", "28.3%")]
    assert found.chance == "30.0% to 28.3% (z 0.78), could be chance, indicative."


def test_no_events_are_not_a_ratio_of_0(hold, trust):
    hold(3, 2025, value="1.1", bme_count=0, bme_total=2700, white_count=7, white_total=1977)
    found = card(trust, 3)
    assert (found.numbers, found.state_words) == ([], "not calculable")
    assert found.chance == "Not calculable (no events)."


def test_without_counts_chance_is_said_to_be_unknown(published):
    words = "No counts held, so chance cannot be assessed."
    assert {c.chance for c in outcomes.of_year(published).cards} == {words}


def test_the_counts_behind_a_suppressed_figure_are_not_used(hold, trust):
    hold(3, 2025, state="suppressed", bme_count=3, bme_total=9, white_count=7, white_total=19)
    found = card(trust, 3)
    assert (found.numbers, found.state_words) == ([], "suppressed")
    assert found.chance == "No counts held, so chance cannot be assessed."


def test_a_count_larger_than_its_total_is_refused(hold):
    with pytest.raises(IntegrityError):
        hold(3, 2025, bme_count=10, bme_total=9)


def test_of_two_series_the_one_held_last_year_counts(hold, trust):
    hold(7, 2024, white="56", bme="46", series="new")
    hold(7, 2025, white="59", bme="47", series="new")
    hold(7, 2025, white="70", bme="60", series="old")
    found = card(trust, 7)
    assert found.numbers == [("White", "59.0%"), ("BME", "47.0%")]
    assert found.result.position == "improved"


def test_actions_are_counted_about_each_indicator_with_all_expanded(published):
    found = outcomes.of_year(published)
    found.count_actions()
    assert [c.action_count for c in found.cards] == [30, 23, 14, 15, 17, 15, 17, 21, 5]


def test_actions_of_a_very_large_plan_are_linked_without_a_number(crowded_plan):
    plan = crowded_plan(400)
    found = outcomes.of_year(plan.organisation)
    found.count_actions()
    assert {c.action_count for c in found.cards} == {None}
