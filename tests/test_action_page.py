"""Everything about one action: where it stands, how it slipped, and what happened to it."""

import html
import uuid
from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup

from actions.history.changelog import Changelog
from actions.models import (
    Action,
    ActionIndicator,
    ActionLead,
    Placement,
    Plan,
    Question,
    Section,
)
from actions.updates.progress import record_update
from indicators.models import Indicator
from tests.conftest import TODAY
from wres.audit import changes, verification


@pytest.fixture
def read(sign_in, ife):
    """`read(action)`: the words of its page, as Ife sees it."""

    def words(action, by=None, query=""):
        response = sign_in(by or ife).get(f"{action.get_absolute_url()}{query}")
        assert response.status_code == 200
        soup = BeautifulSoup(response.content, "html.parser")
        return " ".join(soup.main.get_text(" ").split())

    return words


@pytest.fixture
def edit(changing, ife):
    """`edit(action, by, reason, title=…)`: one change of an action's own fields."""

    def change(action, by=None, reason="", **values):
        with changing(action.organisation, by or ife, reason):
            action.refresh_from_db()
            for name, value in values.items():
                setattr(action, name, value)
            action.save()

    return change


@pytest.fixture
def move(changing, ife):
    """`move(action, date(…), "why")`: the target date moves."""

    def change(action, day, reason="", by=None):
        with changing(action.organisation, by or ife, reason):
            action.set_target(day, False, TODAY)
            action.save()

    return change


@pytest.fixture
def record(changing, ife):
    def give(action, by=None, today=TODAY, **values):
        given = {"status": "in_progress", "delivery": "on_track", "happened": "The panel met."}
        given |= {"submission": uuid.uuid4(), **values}
        with changing(action.organisation, by or ife):
            action.refresh_from_db()
            return record_update(action, by=by or ife, today=today, **given)

    return give


@pytest.fixture
def link(changing):
    """`link(action, 2, "primary")`: the action is about indicator 2."""

    def add(action, number, role="unspecified", position=1):
        with changing(action.organisation):
            return ActionIndicator.objects.create(
                action=action,
                indicator=Indicator.objects.get(number=number),
                role=role,
                position=position,
            )

    return add


@pytest.fixture
def printed(plan, changing):
    """`printed(action, "10", completion="31.03.2026")`: the action stands in the printed plan."""

    def add(action, number, **cells):
        with changing(plan.organisation):
            section = plan.sections.first()
            return Placement.objects.create(
                action=action, section=section, number=number, row=5, raw=cells
            )

    return add


def test_everyone_of_the_trust_reads_it(action, esi, ada, amara, read):
    for person in (esi, ada, amara):
        assert action.title in read(action, person)


def test_a_stranger_signs_in_first(action, client):
    assert client.get(action.get_absolute_url()).url.startswith("/accounts/login/")


def test_an_action_of_another_trust_is_not_found(action, noor, sign_in):
    client = sign_in(noor)
    assert client.get(f"/ZE1/actions/{action.pk}/").status_code == 404
    assert client.get(action.get_absolute_url()).status_code == 404


def test_it_says_what_was_promised_where_and_by_whom(make_action, make_lead, printed, link, read):
    action = make_action(objective="Fair panels", success_measure="Every panel is diverse")
    make_lead("Recruitment Team", None, action)
    printed(action, "10", completion="Ongoing 31.01.2026")
    link(action, 2, "primary")
    link(action, 5, position=2)
    page = read(action)
    for words in ("Fair panels", "Every panel is diverse", "Recruitment Team", "Recruitment 10"):
        assert words in page
    assert "2 Recruitment : primary" in page
    assert ": role not yet said" in page
    assert "Confirm which are primary and secondary" in page
    assert "Completion Ongoing 31.01.2026" in page


def test_a_month_stays_a_month(make_action, read):
    action = make_action(
        target_date=date(2026, 8, 31),
        target_is_month=True,
        reviewed_on=date(2025, 8, 31),
        reviewed_is_month=True,
    )
    page = read(action)
    assert "Target date August 2026" in page
    assert "Last reviewed August 2025" in page


def test_delivery_says_who_stated_it(action, amara, record, read):
    record(action, amara)
    page = read(action)
    assert "Delivery On track Stated by Amara on 16 March 2026" in page


def test_a_rating_of_an_earlier_quarter_says_that_no_update_came(action, record, read):
    record(action, today=date(2025, 9, 22))
    assert "on 22 September 2025. No update this quarter." in read(action)
    record(action, today=date(2026, 1, 1))
    assert "No update this quarter" not in read(action)


def test_delivery_says_what_the_day_has_made_of_it(make_action, record, read):
    action = make_action(target_date=date(2026, 3, 10))
    record(action)
    words = "Off track: the target date 10 March 2026 has passed; it was rated on track."
    assert words in read(action)


def test_delivery_says_that_an_update_is_missing(action, plan, changing, read):
    quarter = plan.quarters.get()
    quarter.updates_due = date(2026, 3, 13)
    with changing(plan.organisation):
        quarter.save()
    assert "At risk: no update has come this quarter; nobody has rated it." in read(action)


def test_nobody_has_said_how_it_goes(action, read):
    page = read(action)
    assert "Nobody has rated it." in page
    assert "Nobody has given an update of this action yet." in page


def test_slippage_counts_every_move_with_its_reason(make_action, amara, move, read):
    action = make_action(target_date=date(2025, 12, 31), first_target_date=date(2025, 12, 31))
    move(action, date(2026, 3, 31), "The supplier is late", amara)
    move(action, date(2026, 3, 1), "Good news")
    move(action, date(2026, 6, 30), "The panel left")
    page = read(action)
    assert "First promised 31 December 2025, moved later twice, by 6 months." in page
    assert "90 days later Who and when Amara" in page
    assert "30 days earlier" in page
    assert "121 days later" in page
    assert "The supplier is late" in page


def test_a_move_by_an_update_names_its_author_and_its_day(action, amara, ben, ife, changing, read):
    given = {"status": "in_progress", "delivery": "at_risk", "happened": "The supplier is late."}
    moves = [(ben, date(2026, 3, 6), date(2026, 5, 31)), (amara, TODAY, date(2026, 6, 30))]
    with changing(action.organisation, ife):
        for by, day, target in moves:
            said = given | {"submission": uuid.uuid4(), "reason": f"{by} says why"}
            record_update(action, by=by, today=day, target_date=target, **said)
    page = read(action)
    assert "61 days later Who and when Ben, 6 March 2026" in page
    assert "30 days later Who and when Amara, 16 March 2026" in page


def test_a_target_set_for_the_first_time_is_no_move(make_action, move, read):
    action = make_action()
    move(action, date(2026, 6, 30))
    assert "The first target date was 30 June 2026. It has not moved." in read(action)


def test_a_target_taken_away_is_a_move(make_action, move, read):
    action = make_action(target_date=date(2026, 6, 30), first_target_date=date(2026, 6, 30))
    move(action, None, "It depends on national guidance")
    page = read(action)
    assert "First promised 30 June 2026, moved later once, no date now." in page
    assert "From 30 June 2026 To None By removed" in page


def test_the_progress_log_is_newest_first_with_its_marks(action, amara, record, read):
    link = "https://nhs.uk/minutes"
    record(action, amara, today=date(2026, 1, 5), happened="First words", is_example=True)
    record(action, status="completed", delivery="not_stated", happened="Last", evidence_link=link)
    page = read(action)
    assert page.index("Last") < page.index("First words")
    assert "5 January 2026, Amara Example" in page
    assert "from in progress to completed" in page


def test_evidence_opens_without_telling_where_one_came_from(action, record, sign_in, ife):
    record(action, evidence_link="https://nhs.uk/minutes?a=1&b=2")
    soup = BeautifulSoup(sign_in(ife).get(action.get_absolute_url()).content, "html.parser")
    link = soup.find("a", href="https://nhs.uk/minutes?a=1&b=2")
    assert set(link["rel"]) == {"noopener", "noreferrer", "nofollow"}


def test_a_late_update_says_so(action, plan, changing, record, read):
    quarter = plan.quarters.get()
    quarter.state = quarter.CLOSED
    with changing(plan.organisation):
        quarter.save()
    record(action)
    assert "Ife Late" in read(action)


def test_ten_updates_are_shown_and_all_on_request(action, record, read):
    for n in range(12):
        record(action, happened=f"Meeting {n:02}.")
    page = read(action)
    progress = page[page.index("Progress 16 March") : page.index("What changed")]
    assert "Meeting 02." in progress
    assert "Meeting 01." not in progress
    assert "Show all updates" in progress
    assert "Meeting 00." in read(action, query="?updates=all")


def test_questions_of_the_import_wait_for_the_inclusion_lead(
    action, plan, changing, esi, ife, read, sign_in
):
    with changing(plan.organisation):
        question = Question.objects.create(
            plan=plan, action=action, row=5, column="completion", message="Which day?"
        )
    assert "Row 5, completion: Which day? Open." in read(action, esi)
    link = f"/RKE/questions/{question.pk}/"
    assert link in sign_in(ife).get(action.get_absolute_url()).content.decode()
    assert link not in sign_in(esi).get(action.get_absolute_url()).content.decode()


def test_only_who_may_is_offered_to_update_or_edit(action, amara, ben, ife, make_lead, read):
    make_lead("Recruitment Team", amara, action)
    assert "Update progress" in read(action, amara)
    assert "Edit action" not in read(action, amara)
    assert "Update progress" not in read(action, ben)
    assert "Edit action" in read(action, ife)


def test_the_trail_says_who_when_through_what_and_why(action, ife, edit, read):
    edit(action, reason="The board asked", status="ongoing", review_date=date(2026, 5, 4))
    page = read(action, query="?trail=all")
    assert "Ife, through test" in page
    assert "Status: from Not stated to Ongoing" in page
    assert "Review date added: 4 May 2026" in page
    assert "Reason: The board asked" in page
    assert "Added to the plan" in page
    assert list(verification.problems()) == []


def test_the_trail_shows_each_change_of_leads_and_links(
    action, make_lead, link, changing, ife, read
):
    make_lead("Recruitment Team", None, action)
    linked = link(action, 2)
    with changing(action.organisation, ife):
        linked.role = "primary"
        linked.save()
    with changing(action.organisation, ife):
        linked.delete()
        ActionLead.objects.get().delete()
    page = read(action, query="?trail=all")
    assert "Lead added: Recruitment Team" in page
    assert "Indicator 2 added: role not yet said" in page
    assert "Indicator 2: from role not yet said to primary" in page
    assert "Indicator 2 removed: primary" in page
    assert "Lead removed: Recruitment Team" in page


def test_the_trail_has_the_order_of_its_chain_whatever_the_clock_said(
    action, make_lead, amara, ife, changing, read, monkeypatch
):
    for hour, title in ((12, "First"), (9, "Second"), (11, "Third")):
        at = datetime(2026, 6, 1, hour, tzinfo=UTC)
        monkeypatch.setattr(changes.timezone, "now", lambda at=at: at)
        with changing(action.organisation, ife):
            action.title = title
            action.save()
    make_lead("Recruitment Team", amara, action)
    monkeypatch.undo()
    told = [[line.what for line in entry.lines] for entry in Changelog(action).entries]
    titles = [entry.lines[0].after for entry in Changelog(action).entries[1:4]]
    assert told[0] == ["Lead added"]
    assert titles == ["Third", "Second", "First"]


def test_the_trail_gives_the_london_time(action, edit, read, monkeypatch):
    from datetime import UTC, datetime

    from wres.audit import changes

    monkeypatch.setattr(changes.timezone, "now", lambda: datetime(2026, 6, 1, 13, 2, tzinfo=UTC))
    edit(action, title="In summer time")
    assert "1 June 2026, 14:02 , Ife" in read(action)


def test_twenty_changes_are_shown_and_all_on_request(action, edit, read):
    for n in range(25):
        edit(action, title=f"Title {n:02}")
    page = read(action)
    trail = page[page.index("What changed") :]
    assert "Title 05" in trail
    assert "Title 03" not in trail
    assert "Show all 26 changes" in trail
    assert "from Title 02 to Title 03" in read(action, query="?trail=all")


def test_a_long_text_is_folded_and_whole(action, edit, read):
    edit(action, objective="word " * 400 + "end")
    assert "word word end" in read(action)


NASTY = ["<script>alert(1)</script>", "{{ 7*7 }}", "{% debug %}", "*" * 5_000, "O'Brien 😀 مرحبا"]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_any_text_is_shown_as_text(action, record, edit, ife, sign_in, text):
    record(action, happened=text, next_steps=text)
    edit(action, reason=text, title=text[:500], objective=text)
    for query in ("", "?trail=all", "?updates=all"):
        page = sign_in(ife).get(action.get_absolute_url() + query).content.decode()
        assert "<script>alert" not in page
        assert html.unescape(page).count(text) >= 2


@pytest.mark.parametrize("query", ["?trail=all&page=abc", "?updates=all&page=999", "?trail=x"])
def test_a_strange_address_is_still_a_page(action, query, read):
    assert action.title in read(action, query=query)


@pytest.mark.parametrize("count", [40, 400])
@pytest.mark.parametrize("who", ["ife", "amara"])
def test_the_page_needs_few_queries(crowded_plan, count, who, sign_in, queries, request):
    action = crowded_plan(count, told=True).actions.last()
    client = sign_in(request.getfixturevalue(who))
    with queries() as seen:
        assert client.get(action.get_absolute_url()).status_code == 200
    assert len(seen) <= 12


def test_an_action_with_everything_needs_no_more_queries(
    published, ife, changing, sign_in, queries
):
    """Its target moved with updates and without, it has questions, and it was carried forward."""
    action = published.plans.get().actions.exclude(questions=None).first()
    said = {"delivery": "at_risk", "happened": "The supplier is late", "reason": "It is late"}
    with changing(published, ife):
        for month in (6, 7):
            record_update(
                action,
                by=ife,
                today=TODAY,
                status="in_progress",
                target_date=date(2026, month, 1),
                submission=uuid.uuid4(),
                **said,
            )
        named = {"standard": action.plan.standard, "date": TODAY}
        plan = Plan.objects.create(organisation=published, year=2026, **named)
        section = Section.objects.create(plan=plan, name="Culture", position=1)
        facts: dict = {"organisation": published, "plan": plan, "section": section}
        facts |= {"title": action.title, "created_on": TODAY, "predecessor": action}
        Action.objects.create(position=1, **facts)
        Action.objects.create(position=2, **facts)
        action.set_status("carried_forward", TODAY)
        action.save()
    client = sign_in(ife)
    with queries() as seen:
        page = client.get(action.get_absolute_url()).content.decode()
    assert page.count("the same action in the plan of 2026-27") == 2
    assert "30 days later" in page
    assert len(seen) <= 12
