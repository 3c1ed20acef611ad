"""Ife confirms the roles of indicators, and settles what the import asked."""

import uuid
from datetime import date

import pytest
from bs4 import BeautifulSoup

from actions.forms.questions import PlacesForm
from actions.imports import answers as placing
from actions.imports.questions import PARTED
from actions.models import ActionIndicator, Placement, Question
from actions.quarter import closed
from actions.updates.progress import record_update
from indicators.models import Figure, Indicator
from tests.conftest import TODAY
from tests.test_update_page import sent_again, text_of
from wres.accounts.access import Role
from wres.accounts.models import User
from wres.audit import changes, verification

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
            values.setdefault("column", "completion")
            return Question.objects.create(
                plan=plan, action=action, row=row, message=message, **values
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


def answer(client, question, **said):
    """Send the form of a question as its page fills it in, with this said besides."""
    page = f"/RKE/questions/{question.pk}/"
    return client.post(page, as_sent(client.get(page)) | said, follow=True)


def as_sent(response):
    """What the browser sends when nothing is changed in the page's form."""
    form = BeautifulSoup(response.content, "html.parser").main.form
    data = {text["name"]: text.get_text() for text in form("textarea")}
    for chosen in form.select("select option[selected]"):
        data[chosen.find_parent("select")["name"]] = chosen["value"]
    for given in form("input"):
        if given["type"] not in {"radio", "checkbox"} or given.has_attr("checked"):
            data.setdefault(given["name"], []).append(given.get("value", ""))
    return data


def test_ife_settles_a_question(action, ask, ife, sign_in):
    question = ask(action)
    page = words_of(sign_in(ife).get(f"/RKE/questions/{question.pk}/"))
    assert "Ongoing Bi-annual review" in page
    assert "The action as it stands Title Review interview panels" in page
    response = answer(sign_in(ife), question, answer="Twice a year, the EDI Lead says")
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


# Answers that act


def test_an_answer_on_completion_corrects_status_and_dates(action, ask, ife, sign_in):
    question = ask(action)
    moved = {"status": "ongoing", "reason": "It was a review", "answer": "A review in May"}
    moved |= {f"target_date_{part}": "" for part in ("day", "month", "year")}
    moved |= {"review_date_day": "31", "review_date_month": "5", "review_date_year": "2026"}
    answer(sign_in(ife), question, **moved)
    action.refresh_from_db()
    assert (action.status, action.target_date) == ("ongoing", None)
    assert action.review_date == date(2026, 5, 31)
    change, asked = action.history.first(), question.history.first()
    assert change.history_change_reason == "It was a review"
    assert (asked.answer, asked.request_id) == ("A review in May", change.request_id)
    assert intact()


def test_an_answer_that_moves_a_date_later_needs_a_reason(action, ask, ife, sign_in):
    response = answer(sign_in(ife), ask(action), target_date_year="2027")
    assert "Say why the target date moves" in text_of(response)


def test_an_answer_meets_another_change_of_the_action(action, ask, ife, sign_in, changing):
    question, client = ask(action), sign_in(ife)
    page = f"/RKE/questions/{question.pk}/"
    data = as_sent(client.get(page)) | {"status": "completed"}
    with changing(action.organisation):
        action.title = "Review every panel"
        action.save()
    response = client.post(page, data)
    assert response.status_code == 409
    assert "so nothing was saved yet" in words_of(response)
    proof = {"no_evidence_reason": "The minutes are lost"}
    assert answer(client, question, status="completed", **proof).status_code == 200
    action.refresh_from_db()
    assert (action.title, action.status) == ("Review every panel", "completed")


def test_an_answer_on_indicators_links_them(action, link, ask, ife, sign_in):
    question = ask(link(action, 2), column="indicators")
    numbers = Indicator.objects.filter(number__in=[2, 5]).values_list("pk", flat=True)
    answer(sign_in(ife), question, indicators=list(numbers))
    assert roles_of(action) == [(2, "unspecified"), (5, "unspecified")]
    question.refresh_from_db()
    assert (question.answer, question.settled_by) == ("The action was corrected", ife)
    assert intact()


UNKNOWN = "“Workforce” is no known lead. Who is it?"


def test_same_as_gives_every_such_row_its_lead(make_action, make_lead, ask, ife, sign_in):
    people = make_lead("People team")
    actions = [make_action("One"), make_action("Two")]
    first, second = (ask(a, UNKNOWN, n, column="leads") for n, a in enumerate(actions, 2))
    page = words_of(sign_in(ife).get(f"/RKE/questions/{first.pk}/"))
    assert "every other one of this plan whose row asks the same" in page
    answer(sign_in(ife), first, **{"is": "as:People team"})
    people.refresh_from_db()
    assert people.aliases == ["Workforce"]
    assert {link.action for link in people.action_leads.all()} == set(actions)
    second.refresh_from_db()
    assert (second.answer, second.settled_by) == ("Led by People team", ife)
    assert intact()


BI_ANNUAL = "“bi-annual” can mean twice a year or every two years. Which is meant?"


def test_a_word_that_several_actions_have_is_asked_about_once(make_action, ask, ife, sign_in):
    one, two = make_action("One"), make_action("Two")
    first = ask(one, BI_ANNUAL, 2)
    second = ask(two, f"{BI_ANNUAL} (table 2, row 4)", 3)
    listed = words_of(sign_in(ife).get(QUESTIONS))
    assert "1 of 1 is open" in listed
    assert "2 actions say this: “bi-annual” can mean" in listed
    page = words_of(sign_in(ife).get(f"/RKE/questions/{first.pk}/"))
    assert "Your choice acts on all of them" in page
    answer(sign_in(ife), first, **{"is": "twice-yearly"})
    second.refresh_from_db()
    assert (second.answer, second.settled_by) == ("Twice a year", ife)
    for action in (one, two):
        action.refresh_from_db()
        assert (action.review_cadence, action.version) == ("twice-yearly", 2)
    assert intact()


def test_how_often_may_be_answered_in_words_for_one_row_alone(make_action, ask, ife, sign_in):
    first, second = (ask(make_action(t), BI_ANNUAL, n) for n, t in enumerate(("One", "Two"), 2))
    answer(sign_in(ife), first, answer="Ask the board")
    second.refresh_from_db()
    first.action.refresh_from_db()
    assert (second.settled_on, first.action.review_cadence) == (None, "")


def test_an_unknown_lead_of_another_table_is_settled_with_it(
    make_action, make_lead, ask, ife, sign_in
):
    make_lead("People team")
    first = ask(make_action("One"), UNKNOWN, 2, column="leads")
    second = ask(make_action("Two"), f"{UNKNOWN} (table 2, row 4)", 3, column="leads")
    answer(sign_in(ife), first, **{"is": "as:People team"})
    second.refresh_from_db()
    assert second.answer == "Led by People team"


def test_a_new_lead_is_added(action, ask, ife, sign_in):
    new = {"is": "new", "names": "Workforce\r\nPeople team", "kind": "team"}
    answer(sign_in(ife), ask(action, UNKNOWN, column="leads"), **new)
    leads = [(link.lead.name, link.lead.kind) for link in action.action_leads.all()]
    assert leads == [("Workforce", "team"), ("People team", "team")]


def test_a_new_lead_of_a_question_needs_a_name(action, ask, ife, sign_in):
    said = {"is": "new", "names": " "}
    response = answer(sign_in(ife), ask(action, UNKNOWN, column="leads"), **said)
    assert "Enter the name of the new lead" in text_of(response)


LONG = "Give each division a quarterly dashboard of its WRES figures"
ALIKE = f"This action is much like the one in row 2, “{LONG}”. Are they the same?"


@pytest.fixture
def two(make_action, place):
    """Two actions that print much the same, in rows 2 and 3."""
    actions = make_action(LONG), make_action(f"{LONG} soon")
    for row, action in enumerate(actions, 2):
        place(action, row, action.title)
    return actions


@pytest.fixture
def place(plan, changing):
    """`place(action, 3, "Review panels")`: a row of the file that prints the action so."""

    def make(action, row, title):
        cells = {"action": title, "leads": "", "indicators": "2", "completion": "Ongoing"}
        with changing(plan.organisation):
            return Placement.objects.create(
                action=action, section=plan.sections.first(), number=str(row), row=row, raw=cells
            )

    return make


@pytest.fixture
def ask_of(plan, changing):
    """`ask_of(action, message)`: a question about the action of row 3."""

    def question(action, message):
        with changing(plan.organisation):
            return Question.objects.create(
                plan=plan, action=action, row=3, column="action", message=message
            )

    return question


def test_the_same_action_gets_the_places_of_both(two, ask_of, ife, sign_in):
    stays, goes = two
    question = ask_of(goes, ALIKE)
    page = words_of(sign_in(ife).get(f"/RKE/questions/{question.pk}/"))
    assert f"The other action {LONG}" in page
    answer(sign_in(ife), question, **{"is": "same"})
    question.refresh_from_db()
    assert (question.action, question.answer) == (stays, "The same action")
    assert [place.row for place in stays.placements.all()] == [2, 3]
    assert not type(goes).objects.filter(pk=goes.pk).exists()
    assert intact()


def test_another_action_stays_one(two, ask_of, ife, sign_in):
    question = ask_of(two[1], ALIKE)
    answer(sign_in(ife), question, **{"is": "another"})
    question.refresh_from_db()
    assert (question.action, question.answer) == (two[1], "Another action")
    assert two[0].plan.actions.count() == 2


def test_the_action_with_progress_is_the_one_to_stay(two, ask_of, amara, ife, sign_in, report):
    stays = two[1]
    report(stays, amara)
    answer(sign_in(ife), ask_of(stays, ALIKE), **{"is": "same"})
    assert list(stays.plan.actions.all()) == [stays]
    assert stays.placements.count() == 2
    assert intact()


def test_two_actions_with_progress_cannot_become_one(two, ask_of, amara, ife, sign_in, report):
    for action in two:
        report(action, amara)
    response = answer(sign_in(ife), ask_of(two[1], ALIKE), **{"is": "same"})
    assert "they cannot become one" in text_of(response)
    assert two[0].plan.actions.count() == 2


@pytest.fixture
def answer_while(ife, sign_in, monkeypatch):
    """`answer_while(happens, question)`: Ife says "the same", and it happens before it is saved."""

    def late(happens, question):
        validate = PlacesForm.is_valid
        with monkeypatch.context() as patch:
            patch.setattr(PlacesForm, "is_valid", lambda form: (validate(form), happens())[0])
            return answer(sign_in(ife), question, **{"is": "same"})

    return late


def test_two_actions_in_the_report_of_a_closed_quarter_cannot_become_one(
    two, ask_of, ife, sign_in, plan
):
    with changes.origin("test"):
        closed.close(plan.quarters.get(), by=ife, today=TODAY)
    response = answer(sign_in(ife), ask_of(two[1], ALIKE), **{"is": "same"})
    assert "in the report of a closed quarter, so they cannot become one" in text_of(response)


def test_two_actions_with_progress_by_now_do_not_become_one(
    two, ask_of, amara, report, answer_while
):
    response = answer_while(lambda: [report(each, amara) for each in two], ask_of(two[1], ALIKE))
    assert response.status_code == 409
    assert "they cannot become one" in text_of(response)
    assert two[0].plan.actions.count() == 2


def test_two_actions_that_became_one_meanwhile_are_left(two, ask_of, changing, answer_while):
    stays, goes = two
    question, other = ask_of(goes, ALIKE), ask_of(goes, ALIKE)

    def join():
        with changing(stays.organisation):
            placing.join(other, stays)

    response = answer_while(join, question)
    assert response.status_code == 409
    assert "no longer as they were when you opened this page" in text_of(response)
    question.refresh_from_db()
    assert (question.settled_on, question.action) == (None, stays)
    assert intact()


@pytest.fixture
def report(changing):
    """`report(action, amara)`: she says how it goes."""

    def update(action, by):
        with changing(action.organisation, by):
            said = {"status": "ongoing", "delivery": "on_track", "happened": "We met"}
            record_update(action, by=by, today=TODAY, submission=uuid.uuid4(), **said)

    return update


def test_a_row_is_given_an_action_of_its_own(two, place, ask_of, ife, sign_in):
    own = two[0]
    place(own, 7, "Train the board")
    question = ask_of(own, PARTED.format(row=2))
    with_row(question, 7)
    answer(sign_in(ife), question, **{"is": "another"})
    question.refresh_from_db()
    assert question.action.title == "Train the board"
    assert question.action.status == "ongoing"
    assert roles_of(question.action) == [(2, "unspecified")]
    assert [place.row for place in own.placements.all()] == [2]
    assert intact()


def with_row(question, row):
    with changes.origin("test"), changes.change("RKE", by=User.objects.system()):
        question.row = row
        question.save()


def test_any_text_is_shown_as_text(action, ask, ife, sign_in):
    question = ask(action, "<script>alert(1)</script> {{ 7*7 }}")
    for page in (QUESTIONS, f"/RKE/questions/{question.pk}/"):
        response = sign_in(ife).get(page)
        assert "<script>alert" not in response.content.decode()
        assert "{{ 7*7 }}" in text_of(response)


def test_a_plan_without_questions_says_so(plan, ife, sign_in):
    assert "left no question" in words_of(sign_in(ife).get(QUESTIONS))


@pytest.mark.parametrize("count", [40, 400])
def test_the_pages_need_few_queries(crowded_plan, count, ask, ife, sign_in, queries):
    action = crowded_plan(count).actions.last()
    asked = [ask(action, row=row) for row in range(2, 30)]
    client = sign_in(ife)
    for page in (*addresses(action, asked[0]), f"{PLAN_ROLES}?check=yes", f"{PLAN_ROLES}?page=2"):
        with queries() as seen:
            assert client.get(page).status_code == 200
        assert len(seen) <= 12, page


def test_an_answer_on_a_rating_says_how_the_action_stands(action, ask, ife, sign_in):
    question = ask(
        action, "The cell is empty and shaded amber. Is the action at risk?", column="rating"
    )
    page = sign_in(ife).get(f"/RKE/questions/{question.pk}/")
    answer(sign_in(ife), question, **as_sent(page) | {"stated_delivery": "at_risk"})
    action.refresh_from_db()
    question.refresh_from_db()
    assert (action.stated_delivery, question.answer) == ("at_risk", "The action was corrected")
    assert intact()
