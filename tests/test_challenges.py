"""Esi and Nia ask about actions and outcomes, Ife answers, and nobody edits what was said."""

import uuid
from datetime import date

import pytest
from bs4 import BeautifulSoup

from actions.models import Challenge, Quarter
from indicators.models import Indicator
from tests.conftest import TODAY
from wres.audit import verification

LIST = "/RKE/challenges/"
OUTCOME = "/RKE/plan/2025/indicators/2/challenge/"


def text(response):
    assert response.status_code in (200, 409)
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def page_of(action):
    return f"{action.get_absolute_url()}challenge/"


def asked(question="Why is it late?"):
    return {"submission": str(uuid.uuid4()), "question": question}


@pytest.fixture
def challenge(action, esi, changing, plan):
    """`challenge(question="…")`: Esi's open challenge of the action, in the fourth quarter."""

    def make(**values):
        indicator = values.get("indicator")
        with changing(plan.organisation, esi):
            return Challenge.objects.create(
                **{
                    "quarter": plan.quarters.get(number=4),
                    "action": None if indicator else action,
                    "question": "Why is it late?",
                    "asked_by": esi,
                    "asked_on": TODAY,
                    "submission": uuid.uuid4(),
                }
                | values
            )

    return make


@pytest.mark.parametrize("who", ["esi", "nia"])
def test_they_challenge_an_action_with_their_name_and_the_date(who, request, action, sign_in):
    client = sign_in(request.getfixturevalue(who))
    assert "Challenge this action" in text(client.get(action.get_absolute_url()))
    sent = client.post(page_of(action), asked())
    page = text(client.get(sent["Location"]))
    assert f"Asked by {who.capitalize()} on 16 March 2026" in page
    assert "Why is it late?" in text(client.get(action.get_absolute_url()))


def test_nia_challenges_an_outcome(plan, nia, sign_in):
    client = sign_in(nia)
    client.post(OUTCOME, asked("Why 1.79?"))
    challenge = Challenge.objects.get()
    assert (challenge.action, challenge.indicator.number) == (None, 2)
    assert challenge.quarter == plan.quarters.get()
    assert "Why 1.79?" in text(client.get("/RKE/indicators/2/?year=2025"))


def test_the_first_challenge_of_a_quarter_gives_the_plan_that_quarter(
    action, plan, esi, sign_in, settings
):
    settings.TODAY = date(2025, 11, 3)
    sign_in(esi).post(page_of(action), asked())
    assert str(Challenge.objects.get().quarter) == "Q3 2025/26"


@pytest.mark.parametrize("who", ["amara", "ife", "ada"])
def test_others_do_not_challenge(who, request, action, sign_in):
    client = sign_in(request.getfixturevalue(who))
    assert "Challenge this action" not in text(client.get(action.get_absolute_url()))
    assert client.get(page_of(action)).status_code == 403
    assert client.post(page_of(action), asked()).status_code == 403
    assert client.post(OUTCOME, asked()).status_code == 403


def test_who_is_signed_out_is_asked_to_sign_in(client, action):
    assert client.post(page_of(action), asked())["Location"].startswith("/accounts/login/")


def test_another_trusts_action_cannot_be_challenged(action, other_trust, make_person, sign_in):
    olu = make_person(other_trust, "Olu", "executive")
    assert sign_in(olu).post(page_of(action), asked()).status_code == 404
    assert sign_in(olu).post(f"/ZE1/actions/{action.pk}/challenge/", asked()).status_code == 404


@pytest.mark.parametrize("number", [0, 99])
def test_there_is_no_such_indicator(plan, esi, sign_in, number):
    address = f"/RKE/plan/2025/indicators/{number}/challenge/"
    assert sign_in(esi).get(address).status_code == 404


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("", "Enter your question"),
        ("  \n ", "Enter your question"),
        ("x" * 2_001, "Your question must be 2,000 characters or fewer. You have entered 2,001"),
    ],
)
def test_a_question_is_needed_and_kept_when_it_is_too_long(action, esi, sign_in, question, said):
    page = sign_in(esi).post(page_of(action), asked(question))
    assert said in text(page)
    assert question.strip() in page.content.decode()
    assert not Challenge.objects.exists()


def test_a_double_click_asks_once(action, esi, sign_in):
    client, sent = sign_in(esi), asked()
    first, second = (client.post(page_of(action), sent) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Challenge.objects.count() == 1


def test_the_same_form_with_other_words_is_another_challenge(action, esi, sign_in):
    client, sent = sign_in(esi), asked()
    client.post(page_of(action), sent)
    client.post(page_of(action), sent | {"question": "And who pays?"})
    assert Challenge.objects.count() == 2


def test_ife_answers_and_the_trail_verifies(challenge, ife, sign_in):
    made, client = challenge(), sign_in(ife)
    client.post(f"{LIST}{made.pk}/", {"answer": "The supplier was late."})
    page = text(client.get(f"{LIST}{made.pk}/"))
    assert "Answered by Ife on 16 March 2026 The supplier was late." in page
    assert "Send the answer" not in page
    assert list(verification.problems()) == []


@pytest.mark.parametrize("who", ["esi", "nia", "amara", "ada"])
def test_others_read_and_do_not_answer(who, request, challenge, sign_in):
    made, client = challenge(), sign_in(request.getfixturevalue(who))
    assert "Send the answer" not in text(client.get(f"{LIST}{made.pk}/"))
    assert client.post(f"{LIST}{made.pk}/", {"answer": "No."}).status_code == 403
    made.refresh_from_db()
    assert made.is_open


def test_noor_finds_no_challenge_of_riverside(challenge, noor, sign_in):
    made = challenge()
    assert sign_in(noor).get(f"/ZE1/challenges/{made.pk}/").status_code == 404
    assert "Why is it late?" not in text(sign_in(noor).get("/ZE1/challenges/"))


def test_an_answer_needs_words(challenge, ife, sign_in):
    assert "Enter your answer" in text(sign_in(ife).post(f"{LIST}{challenge().pk}/", {}))


def test_an_answer_sent_twice_is_one(challenge, ife, sign_in):
    made, client = challenge(), sign_in(ife)
    for _ in range(2):
        sent = client.post(f"{LIST}{made.pk}/", {"answer": "Soon."})
        assert sent.status_code == 302
    assert made.history.filter(history_type="~").count() == 1


def test_a_second_answer_is_refused_and_its_words_are_kept(
    challenge, ife, trust, make_person, sign_in
):
    made = challenge()
    sign_in(make_person(trust, "Ike", "inclusion_lead")).post(
        f"{LIST}{made.pk}/", {"answer": "In May."}
    )
    late = sign_in(ife).post(f"{LIST}{made.pk}/", {"answer": "In June, I think."})
    assert late.status_code == 409
    assert "answered first by Ike" in text(late)
    assert "In June, I think." in text(late)
    made.refresh_from_db()
    assert made.answer == "In May."


def test_the_follow_up_of_an_answer_is_a_new_challenge(challenge, ife, esi, action, sign_in):
    made = challenge()
    sign_in(ife).post(f"{LIST}{made.pk}/", {"answer": "Soon."})
    page = sign_in(esi).get(f"{LIST}{made.pk}/")
    assert f'href="{page_of(action)}"' in page.content.decode()


def test_open_challenges_come_first_then_the_newest_quarter(
    challenge, plan, ife, changing, sign_in
):
    with changing(plan.organisation):
        third = Quarter.objects.create(plan=plan, year=2025, number=3, state="closed")
    challenge(question="Old and open", quarter=third)
    challenge(question="New and open")
    challenge(question="Answered", answer="Yes", answered_by=ife, answered_on=TODAY)
    page = text(sign_in(ife).get(LIST))
    said = ["Open, asked in Q4 2025/26 ", "New and open", "Open, asked in Q3 2025/26 "]
    places = [page.index(each) for each in [*said, "Old and open", "Answered, asked in Q4 2025/26"]]
    assert places == sorted(places)


def test_the_list_can_be_narrowed(challenge, esi, action, sign_in):
    challenge(question="Of the action")
    challenge(question="Of the outcome", indicator=Indicator.objects.get(number=2))
    page = text(sign_in(esi).get(f"{LIST}?indicator=2&year=2025"))
    assert "Of the outcome" in page
    assert "Of the action" not in page
    assert "Of the action" in text(sign_in(esi).get(f"{LIST}?action={action.pk}"))


@pytest.mark.parametrize("query", ["?action=x", "?indicator=-1", "?page=abc", "?year=" + "9" * 40])
def test_an_odd_address_is_still_the_list(challenge, esi, sign_in, query):
    challenge()
    assert "Why is it late?" in text(sign_in(esi).get(LIST + query))


def test_closing_a_quarter_knows_what_is_still_open_of_it_and_before(
    challenge, plan, ife, changing
):
    with changing(plan.organisation):
        third = Quarter.objects.create(plan=plan, year=2025, number=3, state="closed")
        later = Quarter.objects.create(plan=plan, year=2026, number=1, state="open")
    old, new = challenge(quarter=third), challenge()
    challenge(quarter=later)
    challenge(answer="Yes", answered_by=ife, answered_on=TODAY)
    fourth = plan.quarters.get(year=2025, number=4)
    assert set(Challenge.objects.open_of(fourth)) == {old, new}
    assert set(Challenge.objects.open_of(third)) == {old}


def test_the_summary_leads_to_challenging_whoever_may(published, esi, ife, sign_in):
    summary = "/RKE/plan/2025/summary/"
    said = text(sign_in(esi).get(summary))
    assert "No challenge is waiting for an answer." in said
    assert "Challenge indicator 2" in said
    assert "Challenge indicator 2" not in text(sign_in(ife).get(summary))


def test_the_summary_names_five_and_leads_to_the_rest(challenge, esi, sign_in):
    for n in range(6):
        challenge(question=f"Question {n}?")
    page = text(sign_in(esi).get("/RKE/plan/2025/summary/"))
    assert page.count("Asked by Esi") == 5
    assert "The first 5 are shown. View all challenges" in page


def test_what_people_ask_is_shown_as_text(challenge, esi, action, sign_in):
    made = challenge(question="<script>alert(1)</script>{{7*7}}")
    for address in (LIST, f"{LIST}{made.pk}/", action.get_absolute_url()):
        page = sign_in(esi).get(address).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in page


@pytest.mark.parametrize("count", [1, 60])
def test_the_pages_need_few_queries(challenge, esi, sign_in, queries, count):
    for n in range(count):
        made = challenge(question=f"Question {n}?")
    client = sign_in(esi)
    for address in (LIST, f"{LIST}{made.pk}/", page_of(made.action), OUTCOME):
        with queries() as seen:
            assert client.get(address).status_code == 200
        assert len(seen) <= 12


@pytest.mark.parametrize("model", ["challenge", "historicalchallenge", "changeofmany"])
def test_ada_sees_the_records_and_noor_none_of_riverside(challenge, ada, noor, sign_in, model):
    challenge(question="Why so late?")
    for person, is_seen in ((ada, model != "changeofmany"), (noor, False)):
        page = sign_in(person).get(f"/admin/actions/{model}/")
        assert page.status_code == 200
        assert ("Why so late?" in page.content.decode()) == is_seen
