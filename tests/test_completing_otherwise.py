"""Ife completes actions without an update: by editing, by settling a question, many at once."""

import pytest

from actions.delivery import Status
from actions.models import Completion
from tests.conftest import TODAY
from tests.test_change_many import PAGE, WHY, agree, check, fields, soup, words  # noqa: F401
from tests.test_completion_claim import NONE, text_of
from tests.test_edit_action import form_for, page_of
from tests.test_settling_pages import answer, ask  # noqa: F401
from wres.audit import verification

ASKED = "Give evidence that the action is complete, or say why there is none"
LINK = {"evidence_link": "https://nhs.uk/minutes"}
PROOFS = [(NONE, False), (LINK, True)]


@pytest.fixture
def edit(action, ife, sign_in):
    """Ife sends the edit page of the action with the status “Completed”."""

    def send(**values):
        form = form_for(action, status="completed", **values)
        return sign_in(ife).post(page_of(action), form)

    return send


@pytest.fixture
def settle(action, ask, ife, sign_in):  # noqa: F811
    """Ife settles a question about the status in the action's row: it is completed."""

    def send(column="status", **values):
        question = ask(action, "Is it done?", column=column)
        return answer(sign_in(ife), question, status="completed", answer="It is", **values)

    return send


def accepted_by(ife, action):
    """The claim, accepted by Ife on the day, with an update in the record that says so."""
    action.refresh_from_db()
    assert (action.status, action.completed_on, action.updated_on) == ("completed", TODAY, TODAY)
    claim = Completion.objects.get(action=action)
    assert (claim.state, claim.decided_by, claim.decided_on) == ("accepted", ife, TODAY)
    assert (claim.update.status_before, claim.update.author) == (Status.NOT_STATED, ife)
    assert list(verification.problems()) == []
    return claim


@pytest.mark.parametrize("send", ["edit", "settle"])
def test_neither_page_completes_without_evidence_or_a_reason(action, send, request):
    assert ASKED in text_of(request.getfixturevalue(send)())
    action.refresh_from_db()
    assert action.status == Status.NOT_STATED


@pytest.mark.parametrize(("proof", "has_evidence"), PROOFS)
@pytest.mark.parametrize("send", ["edit", "settle"])
def test_either_is_enough_and_stands_as_accepted(
    action, ife, client, send, proof, has_evidence, request
):
    request.getfixturevalue(send)(**proof)
    claim = accepted_by(ife, action)
    assert action.has_evidence is has_evidence
    assert claim.no_evidence_reason == proof.get("no_evidence_reason", "")
    page = text_of(client.get(action.get_absolute_url()))
    assert "by Ife, the same person who said that it is complete" in page


def test_a_doubt_about_the_completion_cell_asks_too(action, ife, settle):
    assert ASKED in text_of(settle(column="completion"))


def test_a_doubt_about_the_completion_cell_is_settled_with_a_reason(action, ife, settle):
    settle(column="completion", **NONE)
    assert accepted_by(ife, action).update.happened == "It is"


def test_evidence_that_stands_is_enough(action, changing, edit, ife):
    action.has_evidence = True
    with changing(action.organisation):
        action.save()
    assert edit().status_code == 302
    assert accepted_by(ife, action).no_evidence_reason == ""


def test_an_action_that_stays_completed_asks_for_nothing(make_action, ife, sign_in):
    action = make_action(status="completed")
    form = form_for(action, status="completed", title="Said better")
    assert sign_in(ife).post(page_of(action), form).status_code == 302
    assert not Completion.objects.exists()


def test_many_are_completed_with_the_reason_of_the_change(make_action, ife, agree):  # noqa: F811
    one, two = make_action("One"), make_action("Two", has_evidence=True)
    agree("status", [one, two], status="completed")
    assert accepted_by(ife, one).no_evidence_reason == WHY
    assert accepted_by(ife, two).no_evidence_reason == ""


def test_ife_sees_which_of_many_have_no_evidence(make_action, check, ife, sign_in):  # noqa: F811
    page = words(check("status", [make_action("One")], status="completed"))
    assert "Then Completed, without evidence" in page


@pytest.mark.parametrize(("proof", "count"), [(NONE, 1), (LINK, 0)])
def test_the_summary_counts_what_has_no_evidence(action, edit, client, proof, count):
    edit(**proof)
    page = words(client.get("/RKE/plan/2025/summary/"))
    assert f"Completed without evidence: {count}" in page


def test_500_are_completed_in_few_queries(crowded_plan, sign_in, ife, queries, changing):
    plan = crowded_plan(500, told=True)
    client = sign_in(ife)
    asked = client.post(PAGE, {"step": "choose", "which": "every", "kind": "status"})
    sent = fields(soup(asked)) | {"status": "completed", "reason": WHY}
    page = client.post(PAGE, sent)
    with queries() as seen:
        assert client.post(PAGE, fields(soup(page)) | {"step": "agreed"}).status_code == 302
    assert len(seen) <= 60
    assert plan.actions.filter(status="completed").count() == 500
    assert list(verification.problems()) == []
