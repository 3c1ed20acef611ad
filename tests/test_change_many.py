"""Ife changes many actions at once: chosen, checked, then done in one change or not at all."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from actions.models import Action, ChangeOfMany, Section
from actions.updates import many
from tests.conftest import TODAY
from tests.traces import traced
from wres.audit import verification

PAGE = "/RKE/plan/2025/change-many/"
WHY = "Agreed by the board"


def soup(response, status=200):
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def words(response, status=200):
    return " ".join(soup(response, status).get_text(" ").split())


def fields(page):
    """What the page's form would send, but for its buttons and what is not filled in."""
    form = page.select_one("main form")
    return {each["name"]: each.get("value", "") for each in form.select("input[type=hidden]")}


@pytest.fixture
def check(sign_in, ife):
    """`check("status", [action], status="ongoing")`: the page of what would change."""

    def through(kind, actions, reason=WHY, **values):
        client = sign_in(ife)
        ticked = {"which": "ticked", "actions": [action.pk for action in actions]}
        asked = client.post(PAGE, {"step": "choose", "kind": kind} | ticked)
        sent = fields(soup(asked)) | values | {"reason": reason}
        return client.post(PAGE, sent)

    return through


@pytest.fixture
def agree(check, client):
    """`agree("status", [action], status="ongoing")`: the change, checked and agreed to."""

    def through(kind, actions, **values):
        page = soup(check(kind, actions, **values))
        return client.post(PAGE, fields(page) | {"step": "agreed"})

    return through


def test_who_is_signed_out_is_asked_to_sign_in(client, plan):
    assert client.post(PAGE)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("who", ["esi", "nia", "amara", "ada"])
def test_others_change_nothing(who, request, action, sign_in):
    client = sign_in(request.getfixturevalue(who))
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"step": "agreed"}).status_code == 403


def test_ife_changes_the_status_of_two_and_each_trail_says_why(make_action, agree, client):
    actions = [make_action("One"), make_action("Two")]
    done = agree("status", actions, status="in_progress")
    assert done.status_code == 302
    assert "2 actions changed. Status becomes “In progress”." in words(client.get(done["Location"]))
    for action in actions:
        action.refresh_from_db()
        assert (action.status, action.status_changed_on, action.version) == (
            "in_progress",
            TODAY,
            2,
        )
        page = words(client.get(action.get_absolute_url()))
        assert "through a change of many actions" in page
        assert f"In progress Reason: {WHY}" in page
    assert list(verification.problems()) == []


def test_one_change_of_the_trail_holds_them_all(make_action, agree):
    actions = [make_action("One"), make_action("Two")]
    agree("status", actions, status="in_progress")
    newest = [action.history.first() for action in actions]
    assert len({row.request_id for row in newest}) == 1
    assert len({row.history_date for row in newest}) == 1


def test_nothing_is_changed_before_it_is_agreed(action, check):
    page = words(check("status", [action], status="completed"))
    assert "1 action will change Action Now Then" in page
    assert "Now Not stated Then Completed" in page
    action.refresh_from_db()
    assert action.status == "not_stated"


def test_completing_sets_the_day_and_going_back_takes_it_away(action, agree):
    agree("status", [action], status="completed")
    action.refresh_from_db()
    assert action.completed_on == TODAY
    agree("status", [action], status="ongoing")
    action.refresh_from_db()
    assert action.completed_on is None


def test_a_target_that_moves_later_is_a_slip_and_keeps_the_first(action, agree):
    agree("target_by", [action], months="3")
    action.refresh_from_db()
    assert action.target_date == date(2026, 6, 30)
    assert (action.slips, action.last_slipped_on) == (1, TODAY)


@pytest.mark.parametrize(
    ("day", "months", "is_month", "then"),
    [
        (date(2026, 1, 31), 1, False, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, False, date(2028, 2, 29)),
        (date(2026, 3, 31), -1, False, date(2026, 2, 28)),
        (date(2026, 2, 28), 1, False, date(2026, 3, 28)),
        (date(2026, 2, 28), 1, True, date(2026, 3, 31)),
        (date(2026, 11, 5), 14, False, date(2028, 1, 5)),
        (date(2000, 1, 1), -1, False, None),
        (date(2099, 12, 1), 1, False, None),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_its_month(day, months, is_month, then):
    assert many.add_months(day, months, is_month) == then


@pytest.mark.parametrize(
    ("kind", "values", "standing", "said"),
    [
        ("status", {"status": "ongoing"}, {"status": "ongoing"}, "It has this status already"),
        (
            "status",
            {"status": "ongoing"},
            {"status": "carried_forward"},
            "It was carried forward: change it in the plan of the next year",
        ),
        ("target_by", {"months": "1"}, {}, "It has no target date to move"),
        (
            "target_by",
            {"months": "1"},
            {"target_date": TODAY, "status": "completed"},
            "It is completed",
        ),
        ("review_by", {"months": "1"}, {"review_date": TODAY, "status": "cancelled"}, "cancelled"),
        (
            "review",
            {"day_day": "16", "day_month": "3", "day_year": "2026"},
            {"review_date": TODAY},
            "It has this date already",
        ),
    ],
)
def test_what_stays_as_it_is_says_why(make_action, check, kind, values, standing, said):
    page = words(check(kind, [make_action(**standing)], **values))
    assert "No action will change." in page
    assert "1 action will stay as it is" in page
    assert said in page


def test_a_review_of_a_completed_action_may_move(make_action, agree):
    action = make_action(status="completed", review_date=date(2026, 3, 31))
    agree("review_by", [action], months="-1")
    action.refresh_from_db()
    assert action.review_date == date(2026, 2, 28)


def test_leads_are_added_replaced_and_removed(make_action, make_lead, agree):
    one, two = make_action("One"), make_action("Two")
    old, new = make_lead("Recruitment Team", None, one), make_lead("EDI Lead", None, two)
    agree("replace_lead", [one, two], gone=old.pk, new=new.pk)
    assert leads(one, two) == [["EDI Lead"], ["EDI Lead"]]
    agree("add_lead", [one, two], new=old.pk)
    assert leads(one, two) == [["EDI Lead", "Recruitment Team"]] * 2
    agree("remove_lead", [one], gone=new.pk)
    assert leads(one, two) == [["Recruitment Team"], ["EDI Lead", "Recruitment Team"]]
    assert list(verification.problems()) == []


def leads(*actions):
    return [[link.lead.name for link in action.action_leads.all()] for action in actions]


def test_replacing_a_lead_names_those_that_it_does_not_lead(make_action, make_lead, check):
    one, two = make_action("One"), make_action("Two")
    old, new = make_lead("Recruitment Team", None, one), make_lead("EDI Lead")
    page = words(check("replace_lead", [one, two], gone=old.pk, new=new.pk))
    assert "Now Recruitment Team Then EDI Lead" in page
    assert "“Recruitment Team” does not lead it" in page


def test_a_section_changes(plan, action, changing, agree):
    with changing(plan.organisation):
        section = Section.objects.create(plan=plan, name="Culture", position=2)
    agree("section", [action], section=section.pk)
    action.refresh_from_db()
    assert action.section == section


def test_all_that_the_filter_shows_change(make_action, sign_in, ife, plan):
    for n in range(3):
        make_action(f"Guide {n}")
    make_action("Something else")
    client, address = sign_in(ife), PAGE + "?text=guide"
    assert "All 3 that the filter shows" in words(client.get(address))
    asked = client.post(address, {"step": "choose", "which": "every", "kind": "status"})
    sent = fields(soup(asked)) | {"status": "ongoing", "reason": WHY}
    done = client.post(address, fields(soup(client.post(address, sent))) | {"step": "agreed"})
    assert done["Location"] == "/RKE/plan/2025/?text=guide"
    assert plan.actions.filter(status="ongoing").count() == 3


def test_if_one_was_edited_since_nothing_is_changed(make_action, check, client, changing, plan):
    one, two = make_action("One"), make_action("Two")
    sent = fields(soup(check("status", [one, two], status="ongoing")))
    with changing(plan.organisation):
        two.title = "Two, reworded"
        two.save()
    late = client.post(PAGE, sent | {"step": "agreed"})
    page = words(late, 409)
    assert "Somebody changed 1 of these actions" in page
    assert "so nothing was changed" in page
    assert not plan.actions.filter(status="ongoing").exists()
    again = client.post(PAGE, fields(soup(late, 409)) | {"step": "agreed"})
    assert again.status_code == 302
    assert plan.actions.filter(status="ongoing").count() == 2


def test_a_double_click_changes_once(action, check, client):
    sent = fields(soup(check("target_by", [action], months="1"))) | {"step": "agreed"}
    assert [client.post(PAGE, sent).status_code for _ in range(2)] == [302, 302]
    action.refresh_from_db()
    assert (action.target_date, action.slips) == (date(2026, 4, 30), 1)
    assert ChangeOfMany.objects.get().actions == 1


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        ("status", {"status": "ongoing", "reason": ""}, "Enter the reason for the change"),
        ("status", {}, "Select the status"),
        ("status", {"status": "carried_forward"}, "Select a valid choice"),
        ("add_lead", {}, "Select the lead"),
        ("section", {"section": "99999"}, "Select a valid choice"),
        ("target", {}, "Enter target date"),
        ("target", {"day_day": "31", "day_month": "4", "day_year": "2026"}, "must be a real date"),
        ("target_by", {"months": "0"}, "Enter by how many months the date moves"),
        ("target_by", {"months": "37"}, "Months must be a whole number from -36 to 36"),
        ("review_by", {"months": "soon"}, "Months must be a whole number from -36 to 36"),
    ],
)
def test_what_is_missing_or_wrong_is_said(action, check, kind, values, said):
    assert said in words(check(kind, [action], **values))


def test_an_action_that_the_plan_does_not_have_stops_it(action, check, client):
    sent = fields(soup(check("status", [action], status="ongoing")))
    sent["chosen"] += ",999999:1"
    page = words(client.post(PAGE, sent | {"step": "agreed"}), 409)
    assert "Somebody changed the list of these actions" in page
    action.refresh_from_db()
    assert action.status == "not_stated"


@pytest.mark.parametrize(
    "wrong",
    [
        {"chosen": ""},
        {"chosen": "1:x"},
        {"chosen": "1" * 40},
        {"chosen": ",".join(f"{n}:1" for n in range(501))},
        {"kind": "password"},
        {"submission": "x"},
    ],
)
def test_a_page_that_is_not_whole_changes_nothing(action, check, client, wrong):
    sent = fields(soup(check("status", [action], status="ongoing")))
    answer = client.post(PAGE, sent | wrong | {"step": "agreed"})
    assert any(said in words(answer) for said in ("not complete", "500 actions or fewer"))
    action.refresh_from_db()
    assert action.status == "not_stated"


def test_more_than_500_are_not_offered(crowded_plan, sign_in, ife):
    crowded_plan(501)
    page = sign_in(ife).get(PAGE)
    assert "at most 500 are changed at once" in words(page)
    assert not soup(page).select("input[name=actions]")


def test_500_change_in_few_queries(crowded_plan, sign_in, ife, queries, changing):
    plan = crowded_plan(500, told=True)
    client = sign_in(ife)
    with queries() as seen:
        client.get(PAGE)
    assert len(seen) <= 12
    asked = client.post(PAGE, {"step": "choose", "which": "every", "kind": "status"})
    sent = fields(soup(asked)) | {"status": "paused", "reason": WHY}
    with queries() as seen:
        check = client.post(PAGE, sent)
    assert len(seen) <= 12
    with queries() as seen:
        assert client.post(PAGE, fields(soup(check)) | {"step": "agreed"}).status_code == 302
    assert len(seen) <= 40
    assert plan.actions.filter(status="paused").count() == 500


def test_the_plan_leads_to_it_with_its_filter(action, sign_in, ife, esi):
    page = soup(sign_in(ife).get("/RKE/plan/2025/?text=panels"))
    assert page.select_one(f'a[href="{PAGE}?text=panels"]')
    assert PAGE not in sign_in(esi).get("/RKE/plan/2025/").content.decode()


def test_what_was_entered_can_be_changed(action, check, client):
    sent = fields(soup(check("status", [action], status="ongoing"))) | {"step": "back"}
    page = soup(client.post(PAGE, sent))
    assert page.select_one("input[value=ongoing][checked]")
    assert page.select_one("textarea[name=reason]").get_text().strip() == WHY
    assert Action.objects.get().version == 1


def test_each_change_leaves_its_trace(make_action, check, ife, client):
    page = soup(check("status", [make_action("One"), make_action("Two")], status="in_progress"))
    with traced(ife, f"POST {PAGE}"):
        client.post(PAGE, fields(page) | {"step": "agreed"})
