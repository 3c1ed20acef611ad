"""Ife confirms the roles of indicators, and settles what the import asked."""

import pytest
from bs4 import BeautifulSoup

from actions.models import ActionIndicator, Placement, Question
from audit import verification
from indicators.models import Figure, Indicator
from organisations.access import Role
from tests.conftest import TODAY
from tests.test_update_page import sent_again, text_of

PLAN_ROLES = "/RKE/plan/2025/roles/"
QUESTIONS = "/RKE/plan/2025/questions/"


@pytest.fixture
def link(changing):
    """`link(action, 1, 2, 5)`: the action lists these indicators, in this order."""

    def add(action, *numbers, role="unspecified"):
        with changing(action.organisation):
            for position, number in enumerate(numbers, 1):
                indicator = Indicator.objects.get(number=number)
                ActionIndicator.objects.create(
                    action=action, indicator=indicator, role=role, position=position
                )
        return action

    return add


@pytest.fixture
def ask(plan, changing):
    """`ask(action, "Which day?")`: a question of row 5, whose cells are printed."""

    def question(action=None, message="Which day?", row=5, **values):
        with changing(plan.organisation):
            if action:
                Placement.objects.create(
                    action=action,
                    section=plan.sections.first(),
                    number="4",
                    row=row,
                    raw={"completion": "Ongoing Bi-annual review", "leads": "EDI Lead"},
                )
            return Question.objects.create(
                plan=plan, action=action, row=row, column="completion", message=message, **values
            )

    return question


@pytest.fixture
def ola(trust, make_person):
    return make_person(trust, "Ola", Role.INCLUSION_LEAD)


def words_of(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").main.get_text(" ").split())


def roles_of(action):
    return [(link.indicator.number, link.role) for link in action.links.all()]


def role_field(number):
    return f"role_{Indicator.objects.get(number=number).pk}"


def intact():
    return list(verification.problems()) == []


def addresses(action, question):
    return [
        f"/RKE/actions/{action.pk}/roles/",
        PLAN_ROLES,
        QUESTIONS,
        f"/RKE/questions/{question.pk}/",
    ]


@pytest.mark.parametrize("who", ["amara", "esi", "ada"])
def test_only_inclusion_leads_settle(action, ask, amara, make_lead, who, sign_in, request):
    make_lead("Recruitment Team", amara, action)
    client = sign_in(request.getfixturevalue(who))
    for address in addresses(action, ask(action)):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code in {403, 405}


def test_a_stranger_signs_in_first(action, ask, client):
    for address in addresses(action, ask(action)):
        assert client.get(address).url.startswith("/accounts/login/")


def test_things_of_another_trust_are_not_found(action, ask, make_person, other_trust, sign_in):
    pat = make_person(other_trust, "Pat", Role.INCLUSION_LEAD)
    for address in addresses(action, ask(action)):
        assert sign_in(pat).get(address.replace("RKE", "ZE1")).status_code == 404


# The roles of one action


def test_the_first_listed_is_proposed_and_nothing_is_said_yet(action, link, ife, sign_in):
    link(action, 5, 2)
    response = sign_in(ife).get(f"/RKE/actions/{action.pk}/roles/")
    assert "Proposed: first listed, so primary" in text_of(response)
    soup = BeautifulSoup(response.content, "html.parser")
    chosen = {i["name"]: i["value"] for i in soup.select("main input[checked]")}
    assert chosen == {role_field(5): "primary", role_field(2): "secondary"}
    assert roles_of(action) == [(5, "unspecified"), (2, "unspecified")]


def test_ife_says_otherwise(action, link, ife, sign_in):
    link(action, 1, 2)
    version = action.version
    data = {"version": version, role_field(1): "secondary", role_field(2): "primary"}
    response = sign_in(ife).post(f"/RKE/actions/{action.pk}/roles/", data, follow=True)
    assert f"Roles of “{action.title}” saved" in text_of(response)
    action.refresh_from_db()
    assert (roles_of(action), action.version) == ([(1, "secondary"), (2, "primary")], version + 1)
    assert ActionIndicator.history.first().history_user == ife
    assert intact()


def test_saving_the_same_roles_twice_changes_nothing_more(action, link, ife, sign_in):
    link(action, 1)
    data = {"version": action.version, role_field(1): "primary"}
    answers = [sign_in(ife).post(f"/RKE/actions/{action.pk}/roles/", data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert ActionIndicator.history.count() == 2


def test_a_role_may_stay_unsaid_but_not_be_left_out(action, link, ife, sign_in):
    link(action, 1)
    page = f"/RKE/actions/{action.pk}/roles/"
    response = sign_in(ife).post(page, {"version": action.version})
    assert "Select the role of indicator 1" in text_of(response)
    data = {"version": action.version, role_field(1): "unspecified"}
    assert sign_in(ife).post(page, data).status_code == 302


def test_of_two_people_one_says_and_the_other_sees(action, link, ife, ola, sign_in):
    link(action, 1, 2)
    page, version = f"/RKE/actions/{action.pk}/roles/", action.version
    first = {"version": version, role_field(1): "secondary", role_field(2): "primary"}
    second = {"version": version, role_field(1): "primary", role_field(2): "secondary"}
    sign_in(ife).post(page, first)
    response = sign_in(ola).post(page, second)
    assert response.status_code == 409
    assert "Ife changed it" in words_of(response)
    assert roles_of(action) == [(1, "secondary"), (2, "primary")]
    assert sign_in(ola).post(page, sent_again(response)).status_code == 302
    assert roles_of(action) == [(1, "primary"), (2, "secondary")]


def test_an_action_about_all_has_no_roles(make_action, ife, sign_in):
    action = make_action(all_indicators=True)
    page = words_of(sign_in(ife).get(f"/RKE/actions/{action.pk}/roles/"))
    assert "about all indicators, so none is primary or secondary" in page


# All roles of a plan


def test_actions_with_a_role_to_confirm_are_listed(make_action, link, ife, sign_in):
    link(make_action("Open question"), 5, 2)
    link(make_action("All said"), 2, role="primary")
    page = words_of(sign_in(ife).get(PLAN_ROLES))
    assert "1 action with a role to confirm" in page
    assert "Open question Proposed: primary 5 Harassment" in page
    assert "All said" not in page


def test_before_accepting_all_the_page_says_what_it_does(
    make_action, link, trust, changing, ife, sign_in
):
    for title in ("One", "Two"):
        link(make_action(title), 1, 2)
    link(make_action("Three"), 2)
    with changing(trust):
        Figure.objects.create(
            organisation=trust, indicator=Indicator.objects.get(number=2), year=2025, value="1.79"
        )
    page = words_of(sign_in(ife).get(PLAN_ROLES, {"check": "yes"}))
    assert "5 links of 3 actions will change" in page
    assert "2 of 3 lists start with indicator 1 Representation by pay band" in page
    assert "which has no figure" in page
    assert "start with indicator 2" not in page
    assert not ActionIndicator.history.filter(history_type="~").exists()


def test_ife_accepts_all_proposals_at_once(make_action, link, ife, sign_in):
    first, second = link(make_action("One"), 1, 2), link(make_action("Two"), 5)
    said = link(make_action("Said"), 3, role="secondary")
    response = sign_in(ife).post(PLAN_ROLES, {"links": "3"}, follow=True)
    assert "3 proposals accepted" in text_of(response)
    assert roles_of(first) == [(1, "primary"), (2, "secondary")]
    assert roles_of(second) == [(5, "primary")]
    assert roles_of(said) == [(3, "secondary")]
    versions = [(a.version, type(a).objects.get(pk=a.pk).version) for a in (first, second, said)]
    assert versions == [(1, 2), (1, 2), (1, 1)]
    row = ActionIndicator.history.first()
    assert (row.history_user, row.history_change_reason) == (ife, "Accepted all proposals")
    assert intact()


@pytest.mark.parametrize("agreed", ["", "2", "three", "９", "9" * 30])
def test_other_links_than_those_agreed_to_are_not_changed(action, link, ife, sign_in, agreed):
    link(action, 1, 2, 5)
    response = sign_in(ife).post(PLAN_ROLES, {"links": agreed})
    assert response.status_code == 409
    assert "nothing was changed" in words_of(response)
    assert {role for _, role in roles_of(action)} == {"unspecified"}


def test_a_plan_without_open_roles_says_so(plan, ife, sign_in):
    assert "Somebody has said of every link" in words_of(sign_in(ife).get(PLAN_ROLES))
    assert "no role to confirm" in words_of(sign_in(ife).get(PLAN_ROLES, {"check": "yes"}))


# Questions


def test_open_questions_come_first_with_their_cell(action, ask, ife, sign_in):
    ask(message="Done?", row=2, answer="Yes", settled_by=ife, settled_on=TODAY)
    ask(action, "Twice a year or every two years?")
    page = words_of(sign_in(ife).get(QUESTIONS))
    assert "1 of 2 is open" in page
    assert "Row 5, completion" in page
    assert "As printed Ongoing Bi-annual review" in page
    assert page.index("Twice a year") < page.index("Done?")
    assert "Yes Settled by Ife on 16 March 2026" in page


def test_ife_settles_a_question(action, ask, ife, sign_in):
    question = ask(action)
    page = words_of(sign_in(ife).get(f"/RKE/questions/{question.pk}/"))
    assert "Ongoing Bi-annual review" in page
    data = {"answer": "Twice a year, the EDI Lead says"}
    response = sign_in(ife).post(f"/RKE/questions/{question.pk}/", data, follow=True)
    assert "Question about row 5 settled" in text_of(response)
    question.refresh_from_db()
    assert (question.settled_by, question.settled_on) == (ife, TODAY)
    page = words_of(sign_in(ife).get(action.get_absolute_url()))
    assert "Settled by Ife on 16 March 2026: Twice a year, the EDI Lead says" in page
    assert intact()


def test_an_answer_is_asked_for(ask, ife, sign_in):
    question = ask()
    response = sign_in(ife).post(f"/RKE/questions/{question.pk}/", {"answer": " "})
    assert "Enter the answer that settles this question" in text_of(response)


def test_settled_stays_settled(ask, ife, ola, sign_in):
    question = ask()
    page = f"/RKE/questions/{question.pk}/"
    sign_in(ife).post(page, {"answer": "Twice a year"})
    response = sign_in(ola).post(page, {"answer": "Every two years"})
    assert response.status_code == 409
    assert "Ife settled this question first" in words_of(response)
    assert "Every two years" in words_of(response)
    question.refresh_from_db()
    assert (question.answer, question.settled_by) == ("Twice a year", ife)


def test_a_double_click_settles_once(ask, ife, sign_in):
    question = ask()
    page = f"/RKE/questions/{question.pk}/"
    answers = [sign_in(ife).post(page, {"answer": "Twice a year"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert question.history.count() == 2


def test_any_text_is_shown_as_text(action, ask, ife, sign_in):
    question = ask(action, "<script>alert(1)</script> {{ 7*7 }}")
    for page in (QUESTIONS, f"/RKE/questions/{question.pk}/"):
        response = sign_in(ife).get(page)
        assert "<script>alert" not in response.content.decode()
        assert "{{ 7*7 }}" in text_of(response)


def test_a_plan_without_questions_says_so(plan, ife, sign_in):
    assert "left no question" in words_of(sign_in(ife).get(QUESTIONS))


@pytest.mark.parametrize("count", [40, 4_000])
def test_the_pages_need_few_queries(crowded_plan, count, ask, ife, sign_in, queries):
    action = crowded_plan(count).actions.last()
    asked = [ask(action, row=row) for row in range(2, 30)]
    client = sign_in(ife)
    for page in (*addresses(action, asked[0]), f"{PLAN_ROLES}?check=yes", f"{PLAN_ROLES}?page=2"):
        with queries() as seen:
            assert client.get(page).status_code == 200
        assert len(seen) <= 12, page
