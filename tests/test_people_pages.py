"""An administrator sees who has which role, adds people, changes and deactivates them."""

import pytest

from actions.models import LeadMember
from wres.accounts.access import Role
from wres.accounts.models import Invitation, Membership

PEOPLE = "/RKE/people/"
NEW = {"name": "Kit Example", "email": "kit@example.nhs.uk", "role": Role.ACTION_LEAD}


def page_of(user):
    return f"/RKE/people/{user.memberships.get().pk}/"


def test_ada_sees_everyone_and_what_they_lead(ada, amara, dan, make_lead, sign_in):
    make_lead("Recruitment Team", amara)
    page = sign_in(ada).get(PEOPLE).content.decode()
    for words in ("Amara", "amara@example.nhs.uk", "Action lead", "Recruitment Team"):
        assert words in page
    assert "Deactivated" in page


@pytest.mark.parametrize("person", ["esi", "amara", "ife"])
def test_nobody_else_manages_people(person, request, ada, sign_in):
    client = sign_in(request.getfixturevalue(person))
    assert client.get(PEOPLE).status_code == 403
    assert client.post(PEOPLE + "add/", NEW).status_code == 403
    assert client.post(page_of(ada), {"role": Role.EXECUTIVE}).status_code == 403


def test_ada_cannot_see_the_people_of_another_trust(ada, noor, sign_in):
    assert sign_in(ada).get("/ZE1/people/").status_code == 404
    assert sign_in(ada).get(page_of(noor)).status_code == 404


def test_adding_the_same_person_twice_is_refused_in_words(ada, amara, sign_in):
    response = sign_in(ada).post(PEOPLE + "add/", NEW | {"email": amara.email})
    assert "already has a role here" in response.content.decode()
    assert amara.memberships.count() == 1


def test_the_change_of_a_role_stands_in_the_trail(ada, amara, sign_in):
    sign_in(ada).post(page_of(amara), {"role": Role.INCLUSION_LEAD, "is_active": "True"})
    last = Membership.history.filter(user=amara).first()
    assert (last.role, last.history_user) == (Role.INCLUSION_LEAD, ada)


def test_a_deactivated_person_is_out_at_the_next_click(ada, ife, plan, sign_in, client):
    sign_in(ada).post(page_of(ife), {"role": Role.INCLUSION_LEAD, "is_active": "False"})
    assert sign_in(ife).get("/RKE/plan/2025/").status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"role": Role.EXECUTIVE, "is_active": "True"},
        {"role": "administrator", "is_active": "False"},
    ],
)
def test_the_last_administrator_is_protected(ada, change, sign_in):
    response = sign_in(ada).post(page_of(ada), change)
    assert "This is the last administrator" in response.content.decode()
    assert ada.memberships.get().is_last_administrator()


def test_one_of_two_administrators_may_go(ada, trust, make_person, sign_in):
    make_person(trust, "Kit", Role.ADMINISTRATOR)
    sign_in(ada).post(page_of(ada), {"role": Role.EXECUTIVE, "is_active": "True"})
    assert ada.memberships.get().role == Role.EXECUTIVE


def test_an_unchanged_form_leaves_no_history(ada, amara, sign_in):
    before = Membership.history.count()
    sign_in(ada).post(page_of(amara), {"role": Role.ACTION_LEAD, "is_active": "True"})
    assert Membership.history.count() == before


def test_ada_changes_for_whom_amara_acts(ada, amara, make_lead, sign_in):
    old, new = make_lead("Recruitment Team", amara), make_lead("EDI Lead")
    sign_in(ada).post(
        page_of(amara), {"role": Role.ACTION_LEAD, "is_active": "True", "leads": [new.pk]}
    )
    assert [link.lead for link in amara.lead_memberships.all()] == [new]
    assert LeadMember.history.filter(lead=old, history_type="-").exists()


def test_an_action_lead_who_leads_nothing_is_asked_about(ada, make_lead, sign_in):
    make_lead("Recruitment Team")
    response = sign_in(ada).post(PEOPLE + "add/", NEW)
    assert "Choose the leads they act for" in response.content.decode()
    assert not Invitation.objects.exists()


def test_the_list_of_people_needs_few_queries(ada, make_person, trust, sign_in, queries):
    client = sign_in(ada)
    for n in range(30):
        make_person(trust, f"Kit{n}", Role.EXECUTIVE)
    with queries() as seen:
        client.get(PEOPLE)
    assert len(seen) <= 12
