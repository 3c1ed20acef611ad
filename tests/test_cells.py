"""Printed cells of indicators and leads: every one of the published plan, and harder ones."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.imports.links import KnownLead, read_indicators, read_leads

SAMPLES = Path(__file__).parent.parent / "actions" / "samples"
KNOWN = range(1, 10)


def sample(name):
    with (SAMPLES / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


PLAN = sample("plan.csv")
LEADS = [
    KnownLead(row["name"], tuple(filter(None, row["aliases"].split("|"))))
    for row in sample("leads.csv")
]

# Every spelling of the published plan, and the indicators it stands for.
INDICATORS = {
    "1": (1,),
    "1, 1,2,4,7": (1, 2, 4, 7),
    "1, 2, 3, 5, 6, 8": (1, 2, 3, 5, 6, 8),
    "1, 2, 3, 5, 6,8": (1, 2, 3, 5, 6, 8),
    "1, 2,8": (1, 2, 8),
    "1, 4, 7, 8, 9": (1, 4, 7, 8, 9),
    "1, 4, 7,8": (1, 4, 7, 8),
    "1, 4,7": (1, 4, 7),
    "1, 8": (1, 8),
    "1,2": (1, 2),
    "1,2,4,7,9": (1, 2, 4, 7, 9),
    "1,3,5,6,7,8,": (1, 3, 5, 6, 7, 8),
    "1,4,5,6,7,8": (1, 4, 5, 6, 7, 8),
    "1-8": (1, 2, 3, 4, 5, 6, 7, 8),
    "2": (2,),
    "2,3,4,5,6,7,8": (2, 3, 4, 5, 6, 7, 8),
    "2,6,8": (2, 6, 8),
    "3": (3,),
    "3,7,8": (3, 7, 8),
    "4": (4,),
    "5": (5,),
    "5, 6 & 7": (5, 6, 7),
    "All": tuple(KNOWN),
}

DIRECTORS, EDI, OD = "Inclusion Directors", "EDI Lead", "Organisational Development"
JOINT, HEAD_OD = "Joint Director of Inclusion", "Head of Organisational Development"
RECRUITMENT, AD_HR = "Recruitment Team", "AD Human Resources"

# Every lead cell of the published plan, and whom it names.
LEAD_CELLS = {
    "Inclusion Directors": [DIRECTORS],
    "Recruitment Services manager & EDI Lead": ["Recruitment Services manager", EDI],
    "Recruitment Team": [RECRUITMENT],
    "Inclusion Directors, Workforce & OD": [DIRECTORS, "Workforce", OD],
    "Inclusion Directors & Recruitment Team": [DIRECTORS, RECRUITMENT],
    "Inclusion Directors / EDI Lead / OD": [DIRECTORS, EDI, OD],
    "Inclusion Directors / EDI Lead/ Recruitment Team": [DIRECTORS, EDI, RECRUITMENT],
    "Challenging Behaviours Group": ["Challenging Behaviours Group"],
    "Joint Director of Inclusion": [JOINT],
    "Inclusion Directors, Staff networks, OD": [DIRECTORS, "Staff networks", OD],
    "Chief Nurse's education team, Medical Education team": [
        "Chief Nurse's education team",
        "Medical Education team",
    ],
    "Head of Organisational Development": [HEAD_OD],
    "AD Human Resources Organisational Development": [AD_HR, OD],
    "Inclusion Directors, EDI Lead": [DIRECTORS, EDI],
    "Head of Learning and Development": ["Head of Learning and Development"],
    "Organisation Development, EIM and ACS ICSUs, Inclusion Directors": [
        OD,
        "EIM and ACS ICSUs",
        DIRECTORS,
    ],
    "Inclusion Directors Organisational Development": [DIRECTORS, OD],
    "Head of Organisational Development & Joint Director of Inclusion": [HEAD_OD, JOINT],
    "Associate Director of HR": ["Associate Director of HR"],
    "Joint Director of Inclusion & Chief Nurse & Director for Allied Health Care Profession": [
        JOINT,
        "Chief Nurse",
        "Director for Allied Health Care Profession",
    ],
    "Human Resources": ["Human Resources"],
    "EDI Lead, FTSU Lead/ Head of Health, Wellbeing and Engagement": [
        EDI,
        "FTSU Lead",
        "Head of Health, Wellbeing and Engagement",
    ],
    "EDI Lead": [EDI],
    "Inclusion Directors ICSU's Directors": [DIRECTORS, "ICSU's Directors"],
    "Inclusion Directors, EDI Lead, Comms Team": [DIRECTORS, EDI, "Comms Team"],
}


@pytest.mark.parametrize("row", PLAN, ids=lambda row: f"{row['section']} {row['number']}")
def test_every_printed_indicators_cell_is_understood(row):
    cell = read_indicators(row["indicators"], KNOWN)
    assert cell.expanded(KNOWN) == INDICATORS[row["indicators"]]
    assert cell.raw == row["indicators"]
    assert len(cell.doubts) == (row["indicators"] == "1, 1,2,4,7")


def test_the_published_plan_spells_its_indicators_in_23_ways():
    assert {row["indicators"] for row in PLAN} == set(INDICATORS)
    assert len(INDICATORS) == 23


def test_all_stays_a_flag_so_that_it_includes_a_later_indicator():
    cell = read_indicators("All", KNOWN)
    assert (cell.all, cell.numbers, cell.doubts) == (True, (), ())
    assert cell.expanded(range(1, 11))[-1] == 10


def test_indicators_are_sorted_and_the_first_listed_is_remembered():
    cell = read_indicators("7, 2 and 5", KNOWN)
    assert (cell.numbers, cell.listed) == ((2, 5, 7), (7, 2, 5))


@pytest.mark.parametrize("text", ["1–3", "1 - 3", "1 to 3", "Indicators 1, 2 & 3", "1\n2\n3"])
def test_other_ways_to_write_one_to_three(text):
    cell = read_indicators(text, KNOWN)
    assert (cell.numbers, cell.doubts) == ((1, 2, 3), ())


@pytest.mark.parametrize(
    ("text", "numbers", "doubted"),
    [
        ("2a", (), "2a"),
        ("0", (), "0"),
        ("1, 10", (1,), "10"),
        ("8-10", (8, 9), "10"),
        ("8-5", (), "8-5"),
        ("1.2", (), "1.2"),
        ("31/03/2026", (), "31/03/2026"),
        ("two", (), "two"),
        ("1-9999", (), "1-9999"),
        ("٣", (), "٣"),
    ],
)
def test_what_is_no_indicator_is_doubted_and_never_dropped(text, numbers, doubted):
    cell = read_indicators(text, KNOWN)
    assert (cell.numbers, cell.raw) == (numbers, text)
    assert cell.doubts == (f"“{doubted}” is no indicator of this standard. Which is meant?",)


def test_a_repeated_number_an_empty_cell_and_all_with_more_are_doubted():
    assert "more than once" in read_indicators("1, 1,2", KNOWN).doubts[0]
    assert "No indicator" in read_indicators(" , ", KNOWN).doubts[0]
    assert "some of them again" in read_indicators("All, 3", KNOWN).doubts[0]


def test_the_known_numbers_are_given_and_not_nine_by_nature():
    assert read_indicators("10", range(1, 11)).numbers == (10,)
    assert read_indicators("9", range(1, 5)).numbers == ()


@given(st.text(st.sampled_from("0123456789,-–&/ aland") | st.characters()))
def test_no_text_breaks_the_reading_of_indicators_and_it_is_kept(text):
    cell = read_indicators(text, KNOWN)
    assert cell.raw == text
    assert set(cell.numbers) <= set(KNOWN)
    assert cell.numbers or cell.all or cell.doubts


@pytest.mark.parametrize("row", PLAN, ids=lambda row: f"{row['section']} {row['number']}")
def test_every_printed_lead_cell_is_understood_without_a_remainder(row):
    cell = read_leads(row["leads"], LEADS)
    assert list(cell.names) == LEAD_CELLS[row["leads"]]
    assert (cell.unmatched, cell.doubts, cell.raw) == ((), (), row["leads"])


@pytest.mark.parametrize(
    ("text", "names", "unmatched"),
    [
        ("edi  lead ,\nod", [EDI, OD], []),
        ("Chief Nurse’s education team", ["Chief Nurse's education team"], []),
        ("EDI Lead and HR", [EDI, "Human Resources"], []),
        ("EDI Lead, edi lead", [EDI], []),
        ("HR; OD", ["Human Resources", OD], []),
        # not inside another word
        ("Period team", [], ["Period team"]),
        ("THR", [], ["THR"]),
        ("HRBP", [], ["HRBP"]),
        ("Chief Nurse's deputy", [], ["Chief Nurse's deputy"]),
        ("Co-EDI Lead", [], ["Co-EDI Lead"]),
        # what is left stays whole
        ("EDI Lead, Estates & Facilities", [EDI], ["Estates & Facilities"]),
        ("Head of Estates and Safety", [], ["Head of Estates and Safety"]),
        ("Finance / EDI Lead / Catering", [EDI], ["Finance", "Catering"]),
        ("Deputy Chief Nurse", [], ["Deputy Chief Nurse"]),
        # a known lead that may be a part of another's name is none
        ("Director of HR & OD", [], ["Director of HR & OD"]),
        ("Director of HR", [], ["Director of HR"]),
        ("OD and Inclusion Manager", [], ["OD and Inclusion Manager"]),
        ("Director of People, HR and OD", [], ["Director of People, HR and OD"]),
        ("HR/OD Business Partner", [], ["HR/OD Business Partner"]),
        ("EDI Lead (Amara)", [], ["EDI Lead (Amara)"]),
        ("Director of\nHR", [], ["Director of HR"]),
        ("Head of Estates, EDI Lead", [EDI], ["Head of Estates"]),
        ("EDI Lead\nHead of Estates", [EDI], ["Head of Estates"]),
        ("EDI Lead\nOD", [EDI, OD], []),
        ("Organisational\nDevelopment", [OD], []),
        ("EDI Lead - OD", [EDI, OD], []),
        ("HR/OD", ["Human Resources", OD], []),
        ("Null", [], ["Null"]),
    ],
)
def test_leads_are_matched_longest_first_and_never_split_blindly(text, names, unmatched):
    cell = read_leads(text, LEADS)
    assert (list(cell.names), list(cell.unmatched)) == (names, unmatched)
    assert cell.doubts == tuple(f"“{each}” is no known lead. Who is it?" for each in unmatched)


def test_a_lead_cell_that_names_nobody_is_doubted():
    assert read_leads(" / ", LEADS).doubts == ("No lead is named. Who leads the action?",)


def test_a_long_name_wins_over_a_short_one_that_begins_before_it():
    known = [KnownLead("Staff side"), KnownLead("side by side partnership")]
    cell = read_leads("Staff side by side partnership", known)
    assert (cell.names, cell.unmatched) == ((), ("Staff side by side partnership",))
    assert read_leads("side by side partnership, Staff side", known).unmatched == ()


@given(st.text())
def test_no_text_breaks_the_reading_of_leads_and_it_is_kept(text):
    cell = read_leads(text, LEADS)
    assert cell.raw == text
    assert cell.names or cell.doubts


@given(st.lists(st.sampled_from(LEADS), min_size=1), st.sampled_from([", ", " / ", " & ", " "]))
def test_known_leads_are_found_whatever_joins_them(leads, joiner):
    cell = read_leads(joiner.join(lead.name for lead in leads), LEADS)
    assert cell.unmatched == ()
