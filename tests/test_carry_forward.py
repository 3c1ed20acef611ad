"""Next year's plan is made of what is unfinished in this one."""

import re
import uuid
from datetime import date

import pytest
from bs4 import BeautifulSoup

from actions.forms import carry_forward
from actions.imports.plan_load import compare
from actions.imports.reading import read_plan
from actions.models import Action, Placement, Plan
from actions.quarters import Quarter
from actions.reports.plan_files import as_workbook
from actions.reports.published import PublishedPlan
from actions.summary.position import position
from actions.updates.progress import record_update
from tests.conftest import TODAY
from wres.audit import verification

PAGE = "/RKE/plan/2025/carry-forward/"
DAY = {"date_day": "31", "date_month": "8", "date_year": "2026"}
QUERIES = 12


@pytest.fixture
def as_ife(published, ife, sign_in):
    return sign_in(ife)


def form_of(page):
    """What the page would send as it stands: its hidden words and ticks, and a date."""
    html = page.content.decode()
    given = DAY | {"shown": re.search(r'name="shown" value="([0-9a-f]+)"', html)[1]}
    for name, value in re.findall(r'name="(section_\d+)" value="(\d+)"[^>]* checked', html):
        given.setdefault(name, []).append(value)
    return given


@pytest.fixture
def carried(as_ife):
    """The new plan, made of everything that the page proposes."""
    response = as_ife.post(PAGE, form_of(as_ife.get(PAGE)), follow=True)
    assert "28 actions carried forward" in response.content.decode()
    return Plan.objects.get(year=2026)


def printed(plan, section, number):
    return Placement.objects.get(section__plan=plan, section__name=section, number=number).action


def test_who_may_not_edit_the_plan_cannot_carry_it_forward(client, published, sign_in, esi, amara):
    assert client.post(PAGE, DAY).status_code == 302
    for person in (esi, amara):
        assert sign_in(person).get(PAGE).status_code == 403
        assert sign_in(person).post(PAGE, DAY).status_code == 403
    assert Plan.objects.count() == 1


def test_the_plan_page_leads_ife_there_and_nobody_else(as_ife, sign_in, esi):
    assert PAGE in as_ife.get("/RKE/plan/2025/").content.decode()
    assert PAGE not in sign_in(esi).get("/RKE/plan/2025/").content.decode()


def test_the_page_shows_what_would_go_into_the_new_plan(as_ife):
    page = as_ife.get(PAGE).content.decode()
    assert page.count(" checked") == 28  # of 40, of which 12 are complete
    assert "Debiasing Recruitment<br>" in page
    assert "2 Recruitment<br>" in page
    assert "EDI Lead. Ongoing. Target date not set, review date 31 March 2026." in page
    assert not Plan.objects.filter(year=2026).exists()


def test_unfinished_actions_go_on_in_the_new_plan(carried):
    old = Plan.objects.get(year=2025)
    assert (carried.date, carried.actions.count()) == (date(2026, 8, 31), 28)
    assert [s.name for s in carried.sections.all()] == [s.name for s in old.sections.all()]
    before = printed(old, "Debiasing Recruitment", "4")
    action = Action.objects.get(predecessor=before)
    assert (action.title, action.target_date) == (before.title, before.target_date)
    assert (action.slips, action.updated_on, action.has_evidence) == (0, None, False)
    assert action.created_on == carried.date
    assert str(action.placements.get()) == "Debiasing Recruitment 3"
    for links in ("links", "action_leads"):
        old_rows, rows = (getattr(each, links).values_list() for each in (before, action))
        assert [row[2:] for row in rows] == [row[2:] for row in old_rows]


def test_the_old_actions_are_carried_forward_with_the_reason(carried):
    old = Plan.objects.get(year=2025)
    assert old.actions.filter(status="carried_forward").count() == 28
    assert old.actions.filter(status="completed").count() == 12
    action = printed(old, "Debiasing Recruitment", "4")
    assert (action.status_before, action.status_changed_on) == ("not_stated", TODAY)
    reason = action.history.first().history_change_reason
    assert reason == "Carried forward to the WRES action plan 2026-27"
    assert list(verification.problems()) == []


def test_it_is_one_change(carried):
    changes = {row.request_id for row in Action.history.filter(plan=carried)}
    changes |= {Plan.history.get(year=2026).request_id}
    changes |= set(
        Action.history.filter(status="carried_forward").values_list("request_id", flat=True)
    )
    assert len(changes) == 1


def test_an_action_in_two_places_stays_one(carried):
    action = carried.actions.get(title="Produce a diversity guide for managers")
    places = [(str(place), place.raw["completion"]) for place in action.placements.all()]
    assert places == [
        ("Career Development & Progression 3", "Ongoing 30.06.2026"),
        ("Workforce Engagement 3", "30.06.2026"),
    ]


def test_dates_that_the_new_plan_cannot_mean_are_kept_and_asked_about(carried):
    asked = {q.message for q in carried.questions.all()}
    words = "Carried forward: the target date 31 March 2026 comes before the plan's year, 2026-27."
    assert f"{words} When is it now?" in asked
    assert "Carried forward: the target date 31 January 2026 has passed. When is it now?" in asked
    assert not any("30 June 2026" in message for message in asked)
    dated = carried.actions.filter(target_date__lt="2026-04-01").count()
    dated += carried.actions.filter(review_date__lt="2026-04-01").count()
    assert carried.questions.count() == dated
    assert {question.action.plan for question in carried.questions.all()} == {carried}


def test_baselines_targets_and_focus_go_on_and_stated_groups_stay(as_ife, published, changing):
    with changing(published):
        said = published.plans.get().plan_indicators.get(indicator__number=5)
        said.target, said.stated_group, said.stated_group_reason = 25, "red", "Because"
        said.save()
    as_ife.post(PAGE, form_of(as_ife.get(PAGE)))
    new = Plan.objects.get(year=2026).plan_indicators
    assert [each.indicator.number for each in new.focus()] == [2, 5, 6, 9, 7]
    said = new.get(indicator__number=5)
    assert (said.baseline_year, said.target, said.stated_group) == (2018, 25, "")
    assert new.count() == 9


def test_what_is_unticked_stays_as_it_is(as_ife):
    given = form_of(as_ife.get(PAGE))
    name = next(name for name in given if name.startswith("section_"))
    left = given[name].pop(0)
    as_ife.post(PAGE, given)
    assert Plan.objects.get(year=2026).actions.count() == 27
    assert Action.objects.get(pk=left).status == "ongoing"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"date_day": ""}, "Date of the new plan must include a day"),
        (dict.fromkeys(DAY, ""), "Enter the date of the new plan"),
        ({"date_year": "2025"}, "Date of the new plan must be after that of this one, 31 August"),
        ({"date_year": "2030"}, "Date of the new plan must be in or near its year"),
    ],
)
def test_a_wrong_date_is_refused_in_words(as_ife, typed, words):
    page = as_ife.post(PAGE, form_of(as_ife.get(PAGE)) | typed).content.decode()
    assert words in page
    assert "<title>Error: " in page
    assert not Plan.objects.filter(year=2026).exists()


def test_someone_who_ticks_nothing_is_told(as_ife):
    given = {k: v for k, v in form_of(as_ife.get(PAGE)).items() if not k.startswith("section_")}
    assert "Select the actions to carry forward" in as_ife.post(PAGE, given).content.decode()
    assert not Plan.objects.filter(year=2026).exists()


def test_a_plan_that_has_a_successor_is_refused(as_ife, carried):
    page = as_ife.get(PAGE)
    assert (page.status_code, "There is already a plan of 2026-27" in page.content.decode()) == (
        200,
        True,
    )
    assert as_ife.post(PAGE, DAY).status_code == 409
    assert Action.objects.filter(plan=carried).count() == 28


def test_a_plan_that_changed_meanwhile_is_shown_again(as_ife, published, changing):
    given = form_of(as_ife.get(PAGE))
    with changing(published):
        action = published.actions.open().first()
        action.title = "In other words"
        action.save()
    page = as_ife.post(PAGE, given)
    assert (page.status_code, "The plan has changed since" in page.content.decode()) == (409, True)
    assert not Plan.objects.filter(year=2026).exists()


def test_each_action_page_leads_to_the_other(as_ife, carried):
    action = carried.actions.first()
    page = as_ife.get(action.get_absolute_url()).content.decode()
    assert "Carried forward from" in page
    assert action.predecessor.get_absolute_url() in page
    page = as_ife.get(action.predecessor.get_absolute_url()).content.decode()
    assert "Carried forward to" in page
    assert action.get_absolute_url() in page


@pytest.mark.parametrize(
    "address", ["", "summary/", "questions/", "quarters/2026-Q1/", "indicators/2/"]
)
def test_the_pages_of_the_new_plan_work(as_ife, carried, address):
    assert as_ife.get(f"/RKE/plan/2026/{address}").status_code == 200
    assert as_ife.get("/RKE/outcomes/2025/").status_code == 200


def test_the_first_update_opens_a_quarter_of_the_new_plan(as_ife, carried, settings):
    settings.TODAY = date(2026, 9, 1)
    action = carried.actions.first()
    page = f"/RKE/actions/{action.pk}/update/"
    form = {
        "version": action.version, "submission": "7b0c0b70-3e3c-4a0c-9b7c-1d6c3c0a8f01",
        "status": "in_progress", "delivery": "on_track", "happened": "It began.",
    }  # fmt: skip
    form |= {"reason": "The year is new", "target_date_day": "", "review_date_day": ""}
    assert as_ife.post(page, form).status_code == 302
    assert [str(quarter) for quarter in carried.quarters.all()] == ["Q2 2026/27"]


def test_the_new_plan_goes_out_and_comes_back_unchanged(carried):
    data = as_workbook(PublishedPlan(carried, TODAY, None))
    rows = read_plan(data, file_name="plan.xlsx").rows
    load = compare(carried.organisation, rows, year=2026, plan_date=carried.date)
    assert not load.changes_something


def test_an_import_asks_no_less_of_the_dates_that_it_leaves(carried):
    data = as_workbook(PublishedPlan(carried, TODAY, None))
    first, *rows = read_plan(data, file_name="plan.xlsx").rows
    raw = dict(first.raw) | {"completion": "Ongoing 31.01.2027"}
    rows = [type(first)(first.row, first.section, first.number, raw), *rows]
    load = compare(carried.organisation, rows, year=2026, plan_date=carried.date)
    assert [question.row for question in load.questions.withdrawn] == [first.row]


# Two plans at once


def words(page):
    return " ".join(BeautifulSoup(page.content, "html.parser").get_text(" ").split())


@pytest.mark.parametrize(
    ("day", "year"), [(TODAY, 2025), (date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026)]
)
@pytest.mark.parametrize("address", ["/RKE/", "/RKE/plan/", "/RKE/my-actions/"])
def test_the_plan_whose_year_has_begun_is_the_one_shown(
    as_ife, carried, settings, day, year, address
):
    settings.TODAY = day
    page = words(as_ife.get(address, follow=True))
    assert f"WRES action plan {Plan(year=year).years}" in page


@pytest.mark.parametrize(
    ("years", "day", "chosen"),
    [
        ([2025, 2026], date(2026, 3, 31), 2025),
        ([2025, 2026], date(2026, 4, 1), 2026),
        ([2023, 2025], date(2028, 1, 1), 2025),
        ([2027, 2028], date(2026, 4, 1), 2027),
        ([], date(2026, 4, 1), None),
    ],
)
def test_the_newest_plan_that_has_begun_is_current_else_the_first_to_come(
    trust, changing, years, day, chosen
):
    with changing(trust):
        for year in years:
            Plan.objects.create(
                organisation=trust, standard_id="WRES", year=year, date=date(year, 9, 1)
            )
    current = trust.plans.current_on(day)
    assert (current and current.year) == chosen


@pytest.mark.parametrize(
    ("address", "other"),
    [
        ("plan/2025/", "plan/2026/"),
        ("plan/2026/summary/", "plan/2025/summary/"),
        ("plan/2025/quarters/2025-Q4/", "plan/2026/"),
        ("my-actions/", "my-actions/?year=2026"),
    ],
)
def test_pages_of_a_plan_say_which_years_there_are(as_ife, carried, address, other):
    page = as_ife.get(f"/RKE/{address}")
    assert re.search("Plan years: 2025-26.*; 2026-27.* \\(begins 1 April 2026\\)", words(page))
    assert f'href="/RKE/{other}"' in page.content.decode()


def test_a_trust_with_one_plan_is_told_of_no_years(as_ife):
    assert "Plan years" not in words(as_ife.get("/RKE/plan/2025/"))


def test_carrying_forward_leaves_the_summary_of_the_quarter_whole(as_ife, published):
    old = published.plans.get()
    before = position(old, TODAY)
    as_ife.post(PAGE, form_of(as_ife.get(PAGE)))
    after = position(old, TODAY)
    assert after.everything.counts == before.everything.counts
    assert after.where == before.where
    assert after.late == before.late
    assert "28 carried forward to the next plan" in after.moved[-1]


def test_what_was_carried_forward_stays_as_it_was_while_days_go_by(as_ife, carried):
    old = Plan.objects.get(year=2025)
    then, later = (position(old, day) for day in (TODAY, date(2026, 10, 1)))
    assert later.everything.counts == then.everything.counts
    assert (later.quarter, later.count("overdue")) == (Quarter(2025, 4), then.count("overdue"))


def test_an_update_of_the_quarter_counts_after_its_action_was_carried_forward(
    as_ife, published, changing
):
    action = published.actions.open().first()
    with changing(published):
        record_update(
            action, by=action.plan.organisation.memberships.first().user, today=TODAY,
            status=action.status, delivery="on_track", happened="It went on.",
            submission=uuid.uuid4(),
        )  # fmt: skip
    as_ife.post(PAGE, form_of(as_ife.get(PAGE)))
    log = words(as_ife.get("/RKE/plan/2025/quarters/2025-Q4/"))
    assert "It went on." in log
    assert "Actions without an update yet: 27" in log
    assert "27 open actions have had no update" in words(as_ife.get("/RKE/plan/2025/summary/"))


def test_the_quarters_of_a_plan_begin_with_its_year(as_ife, carried):
    assert as_ife.get("/RKE/plan/2026/quarters/2025-Q4/").status_code == 404
    assert "Executive summary, Q1 2026/27" in words(as_ife.get("/RKE/plan/2026/summary/"))
    assert "Progress in Q1 2026/27" in words(as_ife.get("/RKE/plan/2026/"))


@pytest.mark.parametrize(
    ("day", "quarter", "old_quarter"),
    [(TODAY, "Q1 2026/27", "Q4 2025/26"), (date(2026, 8, 1), "Q2 2026/27", "Q4 2025/26")],
)
def test_a_quarter_belongs_to_its_plan(carried, day, quarter, old_quarter):
    old = Plan.objects.get(year=2025)
    assert (str(carried.quarter_on(day)), str(old.quarter_on(day))) == (quarter, old_quarter)


def test_an_update_before_the_year_of_its_plan_is_one_of_its_first_quarter(
    carried, ife, changing, settings
):
    action = carried.actions.first()
    with changing(carried.organisation):
        update = record_update(
            action, by=ife, today=TODAY, status="ongoing", delivery="on_track",
            happened="Early.", submission=uuid.uuid4(),
        )  # fmt: skip
    assert (str(update.quarter), update.is_late) == ("Q1 2026/27", False)


def test_a_plan_without_a_successor_goes_on(published):
    assert published.plans.get().quarter_on(date(2026, 8, 1)) == Quarter(2026, 2)


def test_a_carried_action_keeps_the_first_promise(as_ife, published, changing):
    action = published.actions.open().filter(target_date=date(2026, 3, 31)).first()
    with changing(published):
        action.first_target_date, action.slips = date(2025, 3, 31), 2
        action.save()
    as_ife.post(PAGE, form_of(as_ife.get(PAGE)))
    successor = action.successors.get()
    page = words(as_ife.get(successor.get_absolute_url()))
    assert "First promised 31 March 2025, moved later twice, by 12 months." in page
    assert "How it moved before is on the page of the same action in the plan of 2025-26" in page
    overdue = position(successor.plan, date(2026, 4, 2)).listings["overdue"]
    detail = "Target 31 March 2026: first promised 31 March 2025, moved later twice, by 12 months"
    assert detail in [line.detail for line in overdue.lines]


@pytest.mark.parametrize("count", [40, 400])
def test_any_number_of_actions_costs_the_same_queries(
    crowded_plan, plan, ife, sign_in, queries, count, monkeypatch
):
    monkeypatch.setattr(carry_forward, "ASKED", 100)
    crowded_plan(count)
    client = sign_in(ife)
    with queries() as seen:
        page = client.get(PAGE).content.decode()
    assert len(seen) <= QUERIES
    assert page.count(" checked") == min(count * 3 // 4, 100)
    assert ("The 200 after them are carried forward too" in page) == (count == 400)
