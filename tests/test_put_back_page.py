"""Putting one logged change back: previewed, given a reason, a new change; or refused in words."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from actions.models import ActionIndicator, ActionLead
from indicators.imports import undo
from indicators.models import Figure, FigureImport, FigureQuestion, Indicator
from tests.conftest import TODAY
from tests.traces import traced
from wres.accounts.access import Role
from wres.audit import verification
from wres.audit.models import Entry

WHY = "It was changed by mistake"


@pytest.fixture
def put_back(sign_in):
    """`put_back(ife, "action", row)`: the page, or with a reason what sending it answers."""

    def ask(person, kind, row, reason=None, **more):
        client = sign_in(person)
        there = reverse(f"put_back_{kind}", args=["RKE", row.history_id])
        if reason is None:
            return client.get(there)
        newest = type(row).objects.filter(id=row.id).latest("history_id").history_id
        return client.post(there, {"reason": reason, "newest": newest} | more)

    return ask


@pytest.fixture
def change(changing):
    """`change(row, ife, title="…")`: the history row of one change of it."""

    def make(row, by, **values):
        with changing(getattr(row, "action", row).organisation, by):
            for name, value in values.items():
                setattr(row, name, value)
            row.save()
        return row.history.first()

    return make


@pytest.fixture
def link(action, changing):
    with changing(action.organisation):
        indicator = Indicator.objects.get(number=2)
        return ActionIndicator.objects.create(
            action=action, indicator=indicator, role="primary", position=1
        )


@pytest.fixture
def figure(trust, changing):
    with changing(trust):
        return Figure.objects.create(
            organisation=trust, indicator=Indicator.objects.get(number=2), year=2025, value=2
        )


def said(response):
    return response.content.decode()


def test_ife_sees_what_would_become_of_which_field_and_nothing_is_saved(
    ife, action, change, put_back
):
    row = change(action, ife, title="Never meant", target_date=date(2026, 6, 30))
    page = said(put_back(ife, "action", row))
    for words in ("Never meant", "Review interview panels", "30 June 2026", "31 March 2026"):
        assert words in page
    assert action.history.count() == 2


def test_ife_puts_a_change_of_an_action_back_as_a_new_change(ife, action, change, put_back):
    row = change(action, ife, title="Never meant", target_date=date(2026, 6, 30))
    assert put_back(ife, "action", row, WHY).url == action.get_absolute_url()
    action.refresh_from_db()
    assert (action.title, action.target_date) == ("Review interview panels", date(2026, 3, 31))
    newest = action.history.first()
    assert (newest.history_user, newest.history_change_reason) == (ife, WHY)
    assert newest.through.endswith(f"/audit/action/{row.history_id}/put-back/")
    assert Entry.objects.latest("pk").kind == "put_back"
    assert (action.history.count(), newest.version) == (3, 3)
    assert list(verification.problems()) == []


def test_putting_back_the_putting_back_leaves_the_action_as_before(ife, action, change, put_back):
    change(action, ife, status="completed", completed_on=date(2025, 9, 10))
    row = change(action, ife, status="in_progress", completed_on=None)
    put_back(ife, "action", row, WHY)
    action.refresh_from_db()
    assert (action.status, action.completed_on) == ("completed", date(2025, 9, 10))
    put_back(ife, "action", action.history.first(), "After all")
    action.refresh_from_db()
    assert (action.status, action.completed_on) == ("in_progress", None)


def test_what_came_after_in_other_fields_stays(ife, action, change, put_back):
    row = change(action, ife, title="Never meant")
    change(action, ife, objective="Fair panels")
    put_back(ife, "action", row, WHY)
    action.refresh_from_db()
    assert (action.title, action.objective) == ("Review interview panels", "Fair panels")


def test_a_later_change_of_the_same_field_is_named_and_refuses(
    ife, make_person, trust, action, change, put_back
):
    zoe = make_person(trust, "Zoe", Role.INCLUSION_LEAD)
    row = change(action, ife, title="Never meant")
    change(action, zoe, title="Zoe's title")
    assert "Title was changed later, by Zoe on " in said(put_back(ife, "action", row))
    refused = put_back(ife, "action", row, WHY)
    action.refresh_from_db()
    assert (refused.status_code, action.title) == (409, "Zoe's title")


def test_what_changed_while_the_page_was_open_is_shown_and_the_reason_kept(
    ife, action, change, put_back
):
    row = change(action, ife, title="Never meant")
    change(action, ife, objective="Fair panels")
    late = put_back(ife, "action", row, WHY, newest=row.history_id)
    assert (late.status_code, WHY in said(late)) == (409, True)
    assert "Something else was saved while you had this page open" in said(late)
    action.refresh_from_db()
    assert action.title == "Never meant"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"reason": ""}, "Say why it is put back"),
        ({"reason": "x" * 501}, "must be 500 characters or fewer"),
        ({"newest": "many"}, "This page was not complete"),
    ],
)
def test_an_error_says_what_to_do(ife, action, change, put_back, given, words):
    row = change(action, ife, title="Never meant")
    given = {"reason": WHY} | given
    page = put_back(ife, "action", row, given.pop("reason"), **given)
    action.refresh_from_db()
    assert (words in said(page), action.title) == (True, "Never meant")


def test_an_action_that_was_added_or_set_nothing_is_refused_in_words(ife, action, change, put_back):
    assert "An action stays on record" in said(put_back(ife, "action", action.history.first()))
    row = change(action, ife)
    assert "set nothing that can be put back" in said(put_back(ife, "action", row))


def test_an_action_that_is_carried_forward_is_not_revived(
    ife, action, make_action, change, put_back
):
    row = change(action, ife, status="carried_forward")
    make_action("Review interview panels", predecessor=action)
    assert "It is carried forward" in said(put_back(ife, "action", row))


def test_a_removed_link_is_made_again_and_a_made_one_removed(ife, action, link, changing, put_back):
    with changing(action.organisation, ife):
        number = link.pk
        link.delete()
    history = ActionIndicator.history
    put_back(ife, "link", history.first(), WHY)
    again = action.links.get()
    assert (again.pk, again.role, history.first().history_type) == (number, "primary", "+")
    put_back(ife, "link", history.first(), WHY)
    assert (action.links.count(), history.first().history_type) == (0, "-")
    action.refresh_from_db()
    assert action.version == 3
    assert list(verification.problems()) == []


def test_a_role_is_put_back(ife, action, link, change, put_back):
    row = change(link, ife, role="secondary")
    put_back(ife, "link", row, WHY)
    assert action.links.get().role == "primary"


def test_a_link_that_was_given_again_is_not_made_twice(ife, action, link, changing, put_back):
    with changing(action.organisation, ife):
        link.delete()
        gone = {"action": action, "indicator": link.indicator, "position": 1}
        ActionIndicator.objects.create(**gone)
    row = ActionIndicator.history.get(history_type="-")
    assert "has been given this again" in said(put_back(ife, "link", row))


def test_a_lead_is_given_back_unless_the_lead_is_gone(
    ife, amara, action, make_lead, changing, put_back
):
    lead = make_lead("Recruitment Team", None, action)
    with changing(action.organisation, ife):
        action.action_leads.get().delete()
    row = ActionLead.history.first()
    assert put_back(ife, "lead", row, WHY).status_code == 302
    assert action.action_leads.get().lead == lead
    with changing(action.organisation, ife):
        action.action_leads.get().delete()
        lead.delete()
    refused = put_back(ife, "lead", ActionLead.history.first(), WHY)
    assert (refused.status_code, "The lead is gone" in said(refused)) == (409, True)


def test_ada_puts_a_figure_back_after_confirming_what_is_asked(ada, figure, change, put_back):
    row = change(figure, ada, value=Decimal("1.5"))
    put_back(ada, "figure", row, WHY)
    figure.refresh_from_db()
    assert (figure.value, figure.history.first().history_change_reason) == (2, WHY)


def test_a_figure_that_is_unlikely_is_asked_about_and_kept_with_who_confirmed(
    ada, trust, figure, change, changing, put_back
):
    change(figure, ada, value=Decimal("0.5"))
    row = change(figure, ada, value=2)
    with changing(trust):
        Figure.objects.create(
            organisation=trust, indicator=figure.indicator, year=2024, value=Decimal("1.9")
        )
    asked = put_back(ada, "figure", row, WHY)
    assert "Tick question 1" in said(asked)
    names = [name for name in asked.context["form"].fields if name.startswith("confirm_")]
    assert put_back(ada, "figure", row, WHY, **dict.fromkeys(names, "on")).status_code == 302
    figure.refresh_from_db()
    assert figure.value == Decimal("0.5")
    assert {question.confirmed_by for question in FigureQuestion.objects.all()} == {ada}


def test_a_figure_typed_in_is_taken_away_and_made_again(ada, trust, figure, put_back):
    put_back(ada, "figure", figure.history.first(), WHY)
    assert trust.figures.count() == 0
    put_back(ada, "figure", Figure.history.first(), WHY)
    assert trust.figures.get().value == 2
    assert list(verification.problems()) == []


def test_no_number_of_a_suppressed_figure_is_told_or_put_back(ada, figure, change, put_back):
    change(figure, ada, value=Decimal("1.37"))
    row = change(figure, ada, value=None, state="suppressed")
    page = put_back(ada, "figure", row)
    assert "The figure is suppressed now" in said(page)
    assert "1.37" not in said(page)
    assert put_back(ada, "figure", row, WHY).status_code == 409
    figure.refresh_from_db()
    assert figure.value is None


def test_a_figure_of_an_import_goes_only_with_it(ada, trust, load, in_request, put_back):
    load("figures", "RKE", ada.email)
    row = Figure.history.filter(indicator__number=2, year=2025).get()
    assert "Undo that import as a whole" in said(put_back(ada, "figure", row))
    with in_request():
        undo.undo(trust, FigureImport.objects.get().pk, by=ada, reason="Wrong", today=TODAY)
    removed = Figure.history.filter(indicator__number=2, year=2025).latest("history_id")
    for each in (row, removed):
        assert "was undone" in said(put_back(ada, "figure", each))


def test_ada_puts_a_role_back_but_never_the_last_administrator_s(ada, esi, trust, change, put_back):
    membership = esi.memberships.get()
    row = change(membership, ada, role="administrator")
    assert put_back(ada, "membership", row, WHY).status_code == 302
    membership.refresh_from_db()
    assert membership.role == Role.EXECUTIVE
    own = ada.memberships.get()
    change(own, ada, role="executive")
    row = change(own, ada, role="administrator")
    assert "This is the last administrator" in said(put_back(ada, "membership", row))


def test_a_role_that_was_given_is_ended_on_its_own_page(ada, esi, put_back):
    row = esi.memberships.get().history.first()
    assert "A role stays on record" in said(put_back(ada, "membership", row))


def test_a_change_of_another_trust_is_not_there(noor, ada, put_back):
    assert put_back(ada, "membership", noor.memberships.get().history.first()).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("amara", 403), ("ada", 403), ("esi", 403)])
def test_an_action_is_put_back_by_those_who_edit_it(
    who, status, request, ife, action, change, put_back
):
    row = change(action, ife, title="Never meant")
    answer = put_back(request.getfixturevalue(who), "action", row, WHY)
    action.refresh_from_db()
    assert (answer.status_code, action.title) == (status, "Never meant")


def test_who_is_signed_out_is_asked_to_sign_in(client, ife, action, change):
    row = change(action, ife, title="Never meant")
    there = reverse("put_back_action", args=["RKE", row.history_id])
    assert client.post(there, {"reason": WHY}).url.startswith("/accounts/login/")
    action.refresh_from_db()
    assert action.title == "Never meant"


@pytest.mark.parametrize("kind", ["action", "link", "figure", "membership"])
def test_the_page_keeps_to_12_queries(
    kind, ife, ada, esi, action, link, figure, change, put_back, queries, client
):
    rows = {
        "action": (ife, action, {"title": "Never meant", "status": "paused"}),
        "link": (ife, link, {"role": "secondary"}),
        "figure": (ada, figure, {"value": 1}),
        "membership": (ada, esi.memberships.get(), {"role": "network"}),
    }
    who, thing, values = rows[kind]
    row = change(thing, who, **values)
    there = put_back(who, kind, row).request["PATH_INFO"]
    with queries() as seen:
        client.get(there)
    assert len(seen) <= 12, "\n".join(query["sql"][:150] for query in seen)


def test_a_change_that_is_put_back_leaves_its_own_trace(ife, action, change, put_back):
    row = change(action, ife, title="Never meant")
    with traced(ife, f"POST /RKE/audit/action/{row.history_id}/put-back/"):
        put_back(ife, "action", row, WHY)


def test_a_role_that_is_put_back_leaves_its_own_trace(ada, amara, change, put_back):
    row = change(amara.memberships.get(), ada, role=Role.EXECUTIVE)
    with traced(ada, f"POST /RKE/audit/membership/{row.history_id}/put-back/"):
        put_back(ada, "membership", row, WHY)
