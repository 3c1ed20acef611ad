"""A plan is made by hand: actions are added, copied, moved and cancelled; all can be put back."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from actions.models import Action, Lead, Section
from actions.plan.sections import place
from indicators.models import Indicator
from tests.conftest import TODAY
from tests.test_update_page import posted, text_of
from wres.accounts.models import User
from wres.audit import changes, verification

ADD = "/RKE/plan/2025/actions/add/"


@pytest.fixture
def section(plan):
    return plan.sections.get()


@pytest.fixture
def culture(plan, changing):
    with changing(plan.organisation):
        return Section.objects.create(plan=plan, name="Culture", position=2)


@pytest.fixture
def add(section, ife, sign_in):
    """`add(title="…")`: what sending the form answers, once the page is shown that it leads to."""

    def send(**values):
        given = {"version": 0, "submission": uuid.uuid4(), "title": "Train the panels"}
        given |= {"section": section.pk} | values
        return sign_in(ife).post(ADD, posted(given), follow=True)

    return send


@pytest.fixture
def put_back(ife, sign_in):
    """`put_back("action", row)`: the history row of one change is put back by Ife."""

    def send(kind, row):
        newest = type(row).objects.filter(id=row.id).latest("history_id").history_id
        there = reverse(f"put_back_{kind}", args=["RKE", row.history_id])
        given = {"reason": "A mistake", "newest": newest}
        return sign_in(ife).post(there, given, follow=True)

    return send


def verifies():
    return list(verification.problems()) == []


def places(action):
    return [str(each) for each in action.placements.select_related("section")]


def test_ife_adds_an_action_with_all_that_a_plan_says_of_it(add, make_lead, section):
    lead = make_lead("Recruitment Team")
    three, five = (Indicator.objects.get(number=number).pk for number in (3, 5))
    page = add(
        success_measure="Every panel is trained",
        leads=[lead.pk],
        new_lead="Head of Recruitment",
        target_date=date(2026, 9, 30),
        review_date=date(2026, 6, 30),
        **{f"indicator_{three}": "primary", f"indicator_{five}": "secondary"},
    )
    action = Action.objects.get()
    assert f"“Train the panels” added, with the reference {action.reference}" in text_of(page)
    assert (action.version, action.created_on, action.status) == (1, TODAY, "not_stated")
    assert (action.target_date, action.first_target_date) == (date(2026, 9, 30), date(2026, 9, 30))
    assert [(link.indicator.number, link.role) for link in action.links.all()] == [
        (3, "primary"),
        (5, "secondary"),
    ]
    assert [link.lead.name for link in action.action_leads.all()] == [
        "Recruitment Team",
        "Head of Recruitment",
    ]
    assert places(action) == [f"{section} 1"]
    assert verifies()


def test_the_number_is_the_next_of_the_section_or_one_that_is_free(add):
    add(title="First", number="7"), add(title="Second")
    assert [place for action in Action.objects.all() for place in places(action)] == [
        "Recruitment 7",
        "Recruitment 8",
    ]
    page = add(title="Third", number="7")
    assert "The section has an action 7 already. Enter another" in text_of(page)
    assert Action.objects.count() == 2


def test_the_same_form_sent_twice_adds_one_action(add):
    form = uuid.uuid4()
    first, second = add(submission=form), add(submission=form)
    assert first.redirect_chain == second.redirect_chain
    assert Action.objects.count() == 1


def test_a_new_lead_that_is_known_by_another_spelling_is_that_lead(add, make_lead, changing, trust):
    lead = make_lead("Recruitment Team")
    with changing(trust):
        lead.aliases = ["Recruitment"]
        lead.save()
    add(new_lead="recruitment")
    assert Action.objects.get().action_leads.get().lead == lead
    assert Lead.objects.count() == 1


def test_what_is_missing_is_asked_for_and_nothing_is_lost(add, ife, sign_in):
    page = add(title="", section="", success_measure="Every panel is trained")
    assert "Enter the title" in text_of(page)
    assert "Select section" in text_of(page)
    assert "Every panel is trained" in page.content.decode()
    assert not Action.objects.exists()


def test_the_form_begins_where_one_comes_from(section, culture, ife, sign_in):
    page = sign_in(ife).get(f"{ADD}?section={culture.pk}&indicator=3")
    form = page.context["form"]
    three = Indicator.objects.get(number=3).pk
    assert form.initial["section"] == str(culture.pk)
    assert form.initial[f"indicator_{three}"] == "primary"
    assert "Culture (next number 1)" in text_of(page)
    assert sign_in(ife).get(f"{ADD}?section=none&copy=%C2%B2").status_code == 200


def test_a_copy_is_filled_in_with_what_the_other_says(action, make_lead, ife, sign_in):
    lead = make_lead("Recruitment Team", None, action)
    form = sign_in(ife).get(f"{ADD}?copy={action.pk}").context["form"]
    assert form.initial["title"] == action.title
    assert (form.initial["leads"], form.initial["target_date"]) == (
        [str(lead.pk)],
        date(2026, 3, 31),
    )


def test_an_added_action_is_taken_away_and_made_again(add, make_lead, put_back):
    add(leads=[make_lead("Recruitment Team").pk], **{f"indicator_{_pk(3)}": "primary"})
    action = Action.objects.get()
    before = Action.objects.values().get() | {"version": 2}
    put_back("action", action.history.get())
    assert not Action.objects.exists()
    put_back("action", Action.history.get(history_type="-"))
    action = Action.objects.get()
    assert Action.objects.values().get() == before
    assert (places(action), action.links.count(), action.action_leads.count()) == (
        ["Recruitment 1"],
        1,
        1,
    )
    assert verifies()


def test_an_action_of_which_something_was_said_stays(add, put_back, ife, changing, trust):
    add()
    action = Action.objects.get()
    with changing(trust, ife):
        quarter = action.plan.quarters.get()
        action.challenges.create(
            quarter=quarter, question="When?", asked_by=ife, asked_on=TODAY, submission=uuid.uuid4()
        )
    page = put_back("action", action.history.get())
    assert "Something has been said of it since" in text_of(page)
    assert Action.objects.exists()


def test_ife_moves_an_action_with_its_printed_place_and_it_goes_back_with_its_number(
    add, culture, ife, sign_in, put_back
):
    add(number="4")
    action = Action.objects.get()
    there = f"/RKE/actions/{action.pk}/move/"
    page = sign_in(ife).post(there, {"version": 1, "section": culture.pk}, follow=True)
    assert "moved to Culture" in text_of(page)
    action.refresh_from_db()
    assert (str(action.section), places(action)) == ("Culture", ["Culture 1"])
    put_back("action", action.history.first())
    action.refresh_from_db()
    assert (str(action.section), places(action)) == ("Recruitment", ["Recruitment 4"])
    assert verifies()


def test_a_plan_that_goes_out_after_a_move_comes_back_as_no_change(
    published, ife, sign_in, load, tmp_path
):
    action = Action.objects.get(title=Action.objects.first().title)
    section = action.plan.sections.exclude(pk=action.section_id).first()
    given = {"version": action.version, "section": section.pk}
    sign_in(ife).post(f"/RKE/actions/{action.pk}/move/", given)
    file = tmp_path / "plan.xlsx"
    file.write_bytes(sign_in(ife).get("/RKE/plan/2025.xlsx").content)
    for path in (None, file):  # the first file says what it said
        said = load("plan", "RKE", ife.email, file=path)
        assert "No changes" in said, said
    assert Action.objects.get(pk=action.pk).section == section


def test_ife_cancels_an_action_with_a_reason_and_it_can_be_put_back(action, ife, sign_in, put_back):
    there = f"/RKE/actions/{action.pk}/cancel/"
    page = sign_in(ife).post(there, {"version": action.version, "reason": ""})
    assert "Say why the action is cancelled" in text_of(page)
    given = {"version": action.version, "reason": "The supplier left"}
    page = sign_in(ife).post(there, given, follow=True)
    assert "The supplier left" in text_of(page)
    action.refresh_from_db()
    assert (action.status, action.status_changed_on) == ("cancelled", TODAY)
    put_back("action", action.history.first())
    action.refresh_from_db()
    assert action.status == "not_stated"


@pytest.mark.parametrize("page", ["move", "cancel"])
def test_what_another_changed_meanwhile_is_shown_first(
    page, action, culture, ife, sign_in, changing
):
    version = action.version
    with changing(action.organisation, ife):
        action.title = "Review all panels"
        action.save()
    given = {"version": version, "section": culture.pk, "reason": "The supplier left"}
    answer = sign_in(ife).post(f"/RKE/actions/{action.pk}/{page}/", given)
    assert answer.status_code == 409
    action.refresh_from_db()
    assert (action.version, action.status) == (version + 1, "not_stated")


def names(plan):
    return [section.name for section in plan.sections.all()]


def test_sections_are_added_renamed_and_ordered(plan, ife, sign_in):
    client = sign_in(ife)
    for name in ("Culture", "Leadership"):
        page = client.post("/RKE/plan/2025/sections/", {"name": name}, follow=True)
        assert f"Section “{name}” added" in text_of(page)
    assert names(plan) == ["Recruitment", "Culture", "Leadership"]
    last = plan.sections.get(name="Leadership")
    client.post(f"/RKE/sections/{last.pk}/order/", {"to": "up"})
    assert names(plan) == ["Recruitment", "Leadership", "Culture"]
    client.post(f"/RKE/sections/{last.pk}/order/", {"to": "up"})
    client.post(f"/RKE/sections/{last.pk}/order/", {"to": "up"})
    client.post(f"/RKE/sections/{plan.sections.get(name='Recruitment').pk}/order/", {"to": "down"})
    assert names(plan) == ["Leadership", "Culture", "Recruitment"]
    given = {"name": "Leaders", "shown": "Leadership"}
    page = client.post(f"/RKE/sections/{last.pk}/", given, follow=True)
    assert "“Leadership” is now called “Leaders”" in text_of(page)
    last.refresh_from_db()
    assert (last.name, last.aliases) == ("Leaders", ["Leadership"])
    assert verifies()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Enter the name of the section"),
        ("recruitment", "There is already a section of this name"),
        ("Hiring", "it is another spelling of “Recruitment”"),
        ("x" * 201, "must be 200 characters or fewer"),
    ],
)
def test_a_section_has_a_name_of_its_own(plan, section, ife, sign_in, changing, name, words):
    with changing(plan.organisation):
        section.aliases = ["Hiring"]
        section.save()
    assert words in text_of(sign_in(ife).post("/RKE/plan/2025/sections/", {"name": name}))
    assert plan.sections.count() == 1


def test_only_an_empty_section_is_removed_and_it_can_be_put_back(
    action, culture, ife, sign_in, put_back
):
    client, plan = sign_in(ife), action.plan
    refused = client.post(f"/RKE/sections/{action.section_id}/remove/")
    assert (refused.status_code, "Move them first" in text_of(refused)) == (409, True)
    client.post(f"/RKE/sections/{culture.pk}/remove/")
    assert names(plan) == ["Recruitment"]
    put_back("section", Section.history.get(history_type="-"))
    assert names(plan) == ["Recruitment", "Culture"]
    put_back("section", Section.history.filter(id=culture.pk).latest("history_id"))
    assert names(plan) == ["Recruitment"]
    assert verifies()


def test_a_name_that_was_a_mistake_is_put_back(plan, section, ife, sign_in, put_back):
    client = sign_in(ife)
    client.post(f"/RKE/sections/{section.pk}/", {"name": "Hiring", "shown": "Recruitment"})
    late = client.post(f"/RKE/sections/{section.pk}/", {"name": "Jobs", "shown": "Recruitment"})
    assert (late.status_code, "renamed meanwhile" in text_of(late)) == (409, True)
    put_back("section", section.history.latest("history_id"))
    section.refresh_from_db()
    assert (section.name, section.aliases) == ("Recruitment", [])


def test_leads_are_added_and_renamed_and_both_put_back(plan, ife, sign_in, put_back):
    client = sign_in(ife)
    client.post("/RKE/leads/", {"name": "Head of Hiring"})
    lead = Lead.objects.get()
    page = client.post(
        f"/RKE/leads/{lead.pk}/", {"name": "Head of Recruitment", "shown": lead.name}, follow=True
    )
    assert "Head of Recruitment" in text_of(page)
    again = client.post("/RKE/leads/", {"name": "head of hiring"})
    assert "another spelling of “Head of Recruitment”" in text_of(again)
    put_back("lead-name", lead.history.latest("history_id"))
    assert Lead.objects.get().name == "Head of Hiring"
    put_back("lead-name", lead.history.earliest("history_id"))
    assert not Lead.objects.exists()
    assert verifies()


def begun(**values):
    day = {"date_day": "1", "date_month": "4", "date_year": "2026"}
    return {"year": "2025", "like": "0"} | day | values


def test_a_plan_starts_with_the_sections_of_another_and_is_put_back(
    plan, culture, ife, sign_in, put_back
):
    client = sign_in(ife)
    page = client.post("/RKE/plan/start/", begun(year="2026", like="2025"), follow=True)
    assert "The WRES action plan 2026-27 is started" in text_of(page)
    new = plan.organisation.plans.get(year=2026)
    assert (names(new), new.plan_indicators.count()) == (["Recruitment", "Culture"], 9)
    again = client.post("/RKE/plan/start/", begun(year="2026", like="2025"))
    assert "There is already a plan of 2026-27" in text_of(again)
    put_back("plan", new.history.get())
    assert [each.year for each in plan.organisation.plans.all()] == [2025]
    put_back("plan", new.history.get(history_type="-"))
    assert names(plan.organisation.plans.get(year=2026)) == ["Recruitment", "Culture"]
    assert verifies()


def test_a_first_plan_starts_empty_and_asks_for_a_section(trust, ife, sign_in):
    client = sign_in(ife)
    assert "start a plan without a file" in text_of(client.get("/RKE/plan/"))
    client.post("/RKE/plan/start/", begun())
    assert "This plan has no actions yet" in text_of(client.get("/RKE/plan/2025/"))
    page = client.get(ADD, follow=True)
    assert "Add a section first" in text_of(page)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"year": ""}, "Select the year of the plan"),
        ({"like": ""}, "Select what it begins with"),
        ({"date_year": "2031"}, "Date of the plan must be in or near its year"),
    ],
)
def test_what_a_plan_needs_is_asked_for(trust, ife, sign_in, values, words):
    page = sign_in(ife).post("/RKE/plan/start/", begun(**values))
    assert words in text_of(page)
    assert not trust.plans.exists()


APPROVAL = "/RKE/plan/2025/approval/"


def approved(meeting="Trust Executive Management", day=(3, 9, 2025), **more):
    parts = ("day", "month", "year")
    days = {f"approved_on_{part}": each for part, each in zip(parts, day, strict=True)}
    return {"approved_by": meeting, "shown": ""} | days | more


def test_a_plan_says_who_approved_it_and_a_mistake_is_put_back(plan, ife, esi, sign_in, put_back):
    said = "Approved by Trust Executive Management on 3 September 2025"
    page = sign_in(ife).post(APPROVAL, approved(), follow=True)
    assert f"Saved. {said}" in text_of(page)
    assert said in text_of(sign_in(esi).get("/RKE/plan/2025/"))
    late = sign_in(ife).post(APPROVAL, approved("Trust Board"))
    assert late.status_code == 409
    put_back("plan", plan.history.first())
    plan.refresh_from_db()
    assert (plan.approved_by, plan.approved_on) == ("", None)
    assert verifies()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"approved_by": ""}, "Enter the meeting that approved it"),
        (
            dict.fromkeys(("approved_on_day", "approved_on_month", "approved_on_year"), ""),
            "Enter the day of the meeting",
        ),
        ({"approved_on_year": "2027"}, "Day of the meeting must be today or in the past"),
    ],
)
def test_an_approval_has_a_meeting_and_a_day(plan, ife, sign_in, values, words):
    assert words in text_of(sign_in(ife).post(APPROVAL, approved() | values))
    plan.refresh_from_db()
    assert plan.approved_on is None


def test_anyone_reads_a_published_plan_without_its_leads(
    action, make_lead, amara, ife, sign_in, client
):
    make_lead("Amara and team", amara, action)
    add_place(action)
    sign_in(ife).post(APPROVAL, approved())
    there = "/RKE/plan/2025/publish/"
    digest = sign_in(ife).get(there).context["form"].initial["digest"]
    sign_in(ife).post(there, {"digest": digest})
    client.logout()
    page = text_of(client.get("/published/RKE/plan-2025-26/"))
    assert "Review interview panels" in page
    assert "Approved by Trust Executive Management on 3 September 2025" in page
    assert "Amara" not in page


def add_place(action):
    with changes.origin("test"), changes.change(action.organisation_id, by=User.objects.system()):
        place(action)


def _pk(number):
    return Indicator.objects.get(number=number).pk
