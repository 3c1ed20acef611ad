"""Completing an action: with evidence or a reason, accepted or returned by an inclusion lead."""

import html

import pytest

from actions.models import Completion
from tests.conftest import TODAY
from tests.test_update_page import form_for, page_of
from wres.audit import verification

LIST = "/RKE/plan/2025/completions/"
NONE = {"no_evidence_reason": "The minutes are not signed yet"}


@pytest.fixture
def led(make_action, amara, make_lead):
    action = make_action("Panels", status="in_progress", stated_delivery="at_risk")
    make_lead("Recruitment Team", amara, action)
    return action


def completing(action, **values):
    return form_for(action, status="completed", delivery="", **values)


@pytest.fixture
def claim(led, amara, sign_in):
    """Amara says that her action is complete, without evidence."""
    sign_in(amara).post(page_of(led), completing(led, **NONE))
    return Completion.objects.get()


def text_of(response):
    return html.unescape(response.content.decode())


def decide(claim, decision, reason=""):
    return f"/RKE/completions/{claim.pk}/", {"decision": decision, "reason": reason}


def test_completing_asks_for_evidence_or_a_reason(led, amara, sign_in):
    page = text_of(sign_in(amara).post(page_of(led), completing(led)))
    assert "Give evidence that the action is complete, or say why there is none" in page
    assert not Completion.objects.exists()


@pytest.mark.parametrize("given", [NONE, {"evidence_link": "https://nhs.uk/minutes"}])
def test_either_is_enough(led, amara, sign_in, given):
    assert sign_in(amara).post(page_of(led), completing(led, **given)).status_code == 302
    claim = Completion.objects.get()
    assert claim.state == "waiting"
    assert claim.no_evidence_reason == given.get("no_evidence_reason", "")


def test_evidence_that_stands_is_enough(led, amara, changing, sign_in):
    led.has_evidence = True
    with changing(led.organisation):
        led.save()
    assert sign_in(amara).post(page_of(led), completing(led)).status_code == 302


def test_a_second_update_of_what_is_completed_claims_nothing(claim, amara, sign_in):
    claim.action.refresh_from_db()
    sign_in(amara).post(page_of(claim.action), completing(claim.action))
    assert Completion.objects.count() == 1


def test_ife_sees_what_waits_on_the_plan_and_what_was_said(claim, ife, sign_in):
    assert "Completions to accept (1)" in text_of(sign_in(ife).get("/RKE/plan/2025/"))
    assert "Panels" in text_of(sign_in(ife).get(LIST))
    page = text_of(sign_in(ife).get(decide(claim, "")[0]))
    assert "The minutes are not signed yet" in page
    assert "<bdi>Amara</bdi> said on 16 March 2026" in page


def test_a_stranger_signs_in_first(claim, client):
    for page in (LIST, decide(claim, "")[0]):
        client.logout()
        assert client.get(page).url.startswith("/accounts/login/")


@pytest.mark.parametrize("who", ["amara", "esi", "ada"])
def test_only_inclusion_leads_decide(claim, who, sign_in, request):
    client = sign_in(request.getfixturevalue(who))
    assert client.get(LIST).status_code == 403
    assert client.post(*decide(claim, "accept")).status_code == 403
    claim.refresh_from_db()
    assert claim.state == "waiting"


def test_ife_accepts(claim, ife, sign_in):
    response = sign_in(ife).post(*decide(claim, "accept"), follow=True)
    assert "“Panels” is accepted as complete." in text_of(response)
    claim.refresh_from_db()
    assert (claim.state, claim.decided_by, claim.decided_on) == ("accepted", ife, TODAY)
    page = text_of(sign_in(ife).get(claim.action.get_absolute_url()))
    assert "Completion accepted by Ife on 16 March 2026." in page
    assert list(verification.problems()) == []


def test_what_ife_returns_stands_as_before_and_its_lead_reads_why(claim, ife, amara, sign_in):
    sign_in(ife).post(*decide(claim, "return", "The minutes name no panel"))
    action = claim.action
    action.refresh_from_db()
    assert (action.status, action.stated_delivery) == ("in_progress", "at_risk")
    assert action.completed_on is None
    assert action.history.first().history_change_reason == "The minutes name no panel"
    assert "The minutes name no panel" in text_of(sign_in(amara).get("/RKE/my-actions/"))
    sign_in(amara).post(page_of(action), form_for(action))
    assert "The minutes name no panel" not in text_of(sign_in(amara).get("/RKE/my-actions/"))
    assert list(verification.problems()) == []


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (("", ""), "Select whether you accept that the action is complete"),
        (("return", " "), "Say why you return the action"),
        (("return", "x" * 2_001), "2,000 characters or fewer"),
    ],
)
def test_what_is_missing_is_said(claim, ife, sign_in, decision, words):
    assert words in text_of(sign_in(ife).post(*decide(claim, *decision)))
    claim.refresh_from_db()
    assert claim.state == "waiting"


def test_a_decision_is_taken_once(claim, ife, sign_in):
    sign_in(ife).post(*decide(claim, "accept"))
    page = text_of(sign_in(ife).post(*decide(claim, "return", "No")))
    assert "This was decided while the page was open" in page
    claim.refresh_from_db()
    assert claim.state == "accepted"


def test_a_claim_whose_action_goes_on_waits_no_more(claim, amara, ife, sign_in):
    claim.action.refresh_from_db()
    sign_in(amara).post(page_of(claim.action), form_for(claim.action))
    assert "No completion waits for you" in text_of(sign_in(ife).get(LIST))
    page = text_of(sign_in(ife).get(decide(claim, "")[0]))
    assert "Its status has changed since" in page


def test_ifes_own_completion_says_that_the_same_person_accepted_it(led, ife, sign_in):
    sign_in(ife).post(page_of(led), completing(led, **NONE))
    claim = Completion.objects.get()
    assert (claim.state, claim.decided_by) == ("accepted", ife)
    page = text_of(sign_in(ife).get(led.get_absolute_url()))
    assert "by Ife, the same person who said that it is complete" in page


def test_the_pages_need_few_queries(claim, ife, sign_in, queries):
    client = sign_in(ife)
    for page in (LIST, decide(claim, "")[0], "/RKE/plan/2025/", claim.action.get_absolute_url()):
        with queries() as seen:
            assert client.get(page).status_code == 200
        assert len(seen) <= 12
