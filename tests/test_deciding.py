"""What people settle of a plan's file: whose a spelling is, and which rows are one action."""

import pytest

from actions.imports.decisions import Likeness, decisions, likely, pieces
from actions.imports.links import KnownLead


def spelling(text, *names, kind=""):
    return {"spelling": text, "names": list(names), "kind": kind}


def test_everything_said_of_one_name_is_one_lead():
    said = {"od": spelling("OD", "People team", kind="team"), "hr": spelling("HR", "people team")}
    assert decisions({"leads": said}).leads == (KnownLead("People team", ("OD", "HR"), "team"),)


def test_a_spelling_of_several_leads_is_no_other_name_of_any():
    said = {"estates, it": spelling("Estates, IT", "Estates", "IT")}
    assert decisions({"leads": said}).leads == (KnownLead("Estates"), KnownLead("IT"))


def test_a_spelling_without_names_is_left_for_later():
    said = decisions({"leads": {"od": spelling("OD")}})
    assert (said.leads, said.later) == ((), {"od"})


def test_only_rows_that_are_the_same_join_an_earlier_one():
    alike = {
        "7": {"earlier": 3, "is_same": True, "message": "Same?"},
        "9": {"earlier": 2, "is_same": False, "message": "Same?"},
    }
    said = decisions({"alike": alike})
    assert said.same_rows == {7: 3}
    assert said.alike[9] == Likeness(9, 2, False, "Same?")
    assert said.alike[9].answer == "Another action"


NAMES = ["Recruitment Team", "Recruitment Services manager", "EDI Lead", "Workforce and OD"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Recruitment team", "Recruitment Team"),
        ("Recruitement Team", "Recruitment Team"),
        ("Workforce & OD", "Workforce and OD"),
        ("Lead for EDI", "EDI Lead"),
    ],
)
def test_the_likeliest_lead_comes_first(text, first):
    assert likely(text, NAMES)[0] == first


def test_of_equals_the_longest_comes_first():
    assert likely("Nurse", ["Nurse team", "Nurse education"]) == ["Nurse education", "Nurse team"]


def test_nobody_is_suggested_who_is_unlike():
    assert likely("Charity", NAMES) == []


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("EDI Lead, Estates / IT", ["EDI Lead", "Estates", "IT"]),
        ("Workforce & OD", ["Workforce & OD"]),
        (",", [","]),
    ],
)
def test_a_spelling_is_cut_where_leads_may_be_joined(text, proposed):
    assert pieces(text) == proposed
