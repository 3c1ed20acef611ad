"""An inclusion lead edits an action, and meets the change of another."""

import html
from datetime import date

import pytest

from actions.models import ActionIndicator, ActionLead, Section
from indicators.models import Indicator
from tests.conftest import TODAY
from tests.test_update_page import posted, sent_again, text_of
from wres.accounts.access import Role
from wres.audit import verification


@pytest.fixture
def ola(trust, make_person):
    """Ife's colleague, an inclusion lead too."""
    return make_person(trust, "Ola", Role.INCLUSION_LEAD)


def page_of(action):
    return f"/RKE/actions/{action.pk}/edit/"


def role_of(number):
    """The name of the field that links an action to an indicator."""
    return f"indicator_{Indicator.objects.get(number=number).pk}"


def form_for(action, **values):
    """What the browser sends when nothing is changed but these values."""
    given = {
        "version": action.version,
        "title": action.title,
        "objective": action.objective,
        "success_measure": action.success_measure,
        "section": action.section_id,
        "leads": list(action.action_leads.values_list("lead_id", flat=True)),
        "status": action.status,
        "target_date": action.target_date,
        "review_date": action.review_date,
        "reason": "",
    }
    given |= {f"indicator_{link.indicator_id}": link.role for link in action.links.all()}
    return posted(given | values)


def intact():
    return list(verification.problems()) == []


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["amara", "esi", "ada"])
def test_only_inclusion_leads_edit(action, amara, make_lead, who, method, sign_in, request):
    make_lead("Recruitment Team", amara, action)
    client = sign_in(request.getfixturevalue(who))
    assert getattr(client, method)(page_of(action)).status_code == 403


def test_a_stranger_signs_in_first(action, client):
    assert client.get(page_of(action)).url.startswith("/accounts/login/")


def test_an_action_of_another_trust_is_not_found(
    make_person, other_trust, action, sign_in, changing
):
    pat = make_person(other_trust, "Pat", Role.INCLUSION_LEAD)
    assert sign_in(pat).get(f"/ZE1/actions/{action.pk}/edit/").status_code == 404


def test_ife_edits_everything_in_one_change(action, plan, make_lead, changing, ife, sign_in):
    with changing(plan.organisation):
        section = Section.objects.create(plan=plan, name="Culture", position=2)
    lead = make_lead("EDI Lead")
    values = {
        "title": "Review every interview panel",
        "objective": "Fair panels",
        "success_measure": "Each panel is diverse",
        "section": section.pk,
        "leads": [lead.pk],
        "all_indicators": "on",
        "status": "completed",
        "evidence_link": "https://nhs.uk/minutes",
        "review_date": date(2026, 5, 4),
        "reason": "The board asked",
        role_of(2): "primary",
        role_of(5): "unspecified",
    }
    response = sign_in(ife).post(page_of(action), form_for(action, **values), follow=True)
    assert "Changes to Review every interview panel saved" in text_of(response)
    version = action.version
    action.refresh_from_db()
    assert (action.section, action.all_indicators, action.status) == (section, True, "completed")
    assert (action.completed_on, action.review_date) == (TODAY, date(2026, 5, 4))
    assert [link.lead for link in action.action_leads.all()] == [lead]
    roles = [(link.indicator.number, link.role) for link in action.links.all()]
    assert roles == [(2, "primary"), (5, "unspecified")]
    last = action.history.first()
    assert (action.version, last.history_change_reason) == (version + 1, "The board asked")
    assert len({row.request_id for row in _history_of(action)}) == 1
    assert intact()


def _history_of(action):
    links = ActionIndicator.history.filter(action_id=action.pk)
    return [action.history.first(), *links, *ActionLead.history.filter(action_id=action.pk)]


def test_links_and_leads_that_stay_keep_their_order(
    action, make_lead, changing, trust, ife, sign_in
):
    first, second = make_lead("Workforce", None, action), make_lead("EDI Lead")
    with changing(trust):
        for position, number in enumerate((8, 3, 1), 1):
            indicator = Indicator.objects.get(number=number)
            ActionIndicator.objects.create(action=action, indicator=indicator, position=position)
    values = {"leads": [second.pk, first.pk], role_of(3): "", role_of(2): "secondary"}
    sign_in(ife).post(page_of(action), form_for(action, **values))
    assert [link.lead for link in action.action_leads.all()] == [first, second]
    assert [link.indicator.number for link in action.links.all()] == [8, 1, 2]
    assert ActionIndicator.history.filter(history_type="-").get().indicator.number == 3


def test_the_leads_of_the_action_are_offered_first(action, make_lead, ife, sign_in):
    make_lead("Board")
    for name in ("Workforce", "EDI Lead"):
        make_lead(name, None, action)
    make_lead("Chief Nurse")
    form = sign_in(ife).get(page_of(action)).context["form"]
    names = [name for _, name in form.fields["leads"].choices]
    assert names == ["EDI Lead", "Workforce", "Board", "Chief Nurse"]


def test_an_unchanged_form_leaves_no_history(action, ife, sign_in):
    before = action.history.count()
    assert sign_in(ife).post(page_of(action), form_for(action)).status_code == 302
    assert action.history.count() == before


def test_a_month_stays_a_month_unless_it_moves(make_action, ife, sign_in):
    action = make_action(
        target_date=date(2026, 8, 31),
        target_is_month=True,
        review_date=date(2026, 8, 31),
        review_is_month=True,
    )
    assert "Now August 2026, without a day" in text_of(sign_in(ife).get(page_of(action)))
    sign_in(ife).post(page_of(action), form_for(action, title="Another title"))
    action.refresh_from_db()
    assert (action.target_is_month, action.review_is_month) == (True, True)
    sign_in(ife).post(page_of(action), form_for(action, target_date=date(2026, 8, 1)))
    action.refresh_from_db()
    assert (action.target_is_month, action.review_is_month) == (False, True)


def test_a_later_target_asks_why_and_the_trail_keeps_it(action, ife, sign_in):
    data = form_for(action, target_date=date(2026, 6, 30))
    page = text_of(sign_in(ife).post(page_of(action), data))
    assert "Say why the target date moves from 31 March 2026 to 30 June 2026" in page
    sign_in(ife).post(page_of(action), data | {"reason": "The supplier is late"})
    action.refresh_from_db()
    assert (action.slips, action.last_slipped_on) == (1, TODAY)
    assert "The supplier is late" in text_of(sign_in(ife).get(action.get_absolute_url()))


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 6, 30), "Say why the review date moves from 31 March 2026 to 30 June 2026"),
        (None, "Say why the review date 31 March 2026 is taken away"),
    ],
)
def test_a_later_review_asks_why_and_is_no_slip(make_action, ife, sign_in, day, words):
    action = make_action(review_date=date(2026, 3, 31))
    data = form_for(action, review_date=day)
    assert words in text_of(sign_in(ife).post(page_of(action), data))
    sign_in(ife).post(page_of(action), data | {"reason": "The guardian was away"})
    action.refresh_from_db()
    assert (action.review_date, action.slips) == (day, 0)
    assert "The guardian was away" in text_of(sign_in(ife).get(action.get_absolute_url()))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"title": ""}, "Enter the title"),
        ({"title": "x" * 501}, "Title must be 500 characters or fewer. You have entered 501"),
        ({"section": "999999"}, "Select a valid choice"),
        ({"leads": ["999999"]}, "Select a valid choice"),
        ({"status": "done"}, "Select a valid choice"),
        ({"target_date_month": "13"}, "Target date must be a real date"),
        ({"version": str(10**30)}, "This page was not complete"),
    ],
)
def test_what_is_wrong_is_said_and_the_words_are_kept(action, ife, sign_in, values, words):
    data = form_for(action, objective="Words that stay") | values
    page = text_of(sign_in(ife).post(page_of(action), data))
    assert words in page
    assert "Words that stay" in page
    assert action.history.count() == 1


def test_of_two_people_one_saves_and_the_other_keeps_every_word(action, ife, ola, sign_in):
    ifes = form_for(action, title="Ife's title", objective="Ife's objective")
    olas = form_for(action, title="Ola's title", success_measure="Ola's measure")
    assert sign_in(ife).post(page_of(action), ifes).status_code == 302
    response = sign_in(ola).post(page_of(action), olas)
    assert response.status_code == 409
    page = text_of(response)
    for words in ("Ife's title", "Ola's title", "Ife's objective", "Ola's measure", "Ife changed"):
        assert words in page
    action.refresh_from_db()
    assert action.title == "Ife's title"
    assert intact()


def test_the_other_saves_on_top_of_what_they_have_seen(action, ife, ola, sign_in):
    olas = form_for(action, title="Ola's title", success_measure="Ola's measure")
    sign_in(ife).post(page_of(action), form_for(action, title="I", objective="Ife's objective"))
    response = sign_in(ola).post(page_of(action), olas)
    assert sign_in(ola).post(page_of(action), sent_again(response)).status_code == 302
    action.refresh_from_db()
    assert (action.title, action.success_measure) == ("Ola's title", "Ola's measure")
    assert action.objective == "Ife's objective"
    assert intact()


def test_links_and_leads_of_the_other_stand_beside_mine(
    action, make_lead, ife, ola, trust, sign_in
):
    team, edi = make_lead("Recruitment Team", None, action), make_lead("EDI Lead")
    action.refresh_from_db()
    olas = form_for(action, title="Ola's title")
    ifes = form_for(action, leads=[edi.pk], **{role_of(2): "primary"})
    sign_in(ife).post(page_of(action), ifes)
    response = sign_in(ola).post(page_of(action), olas)
    page = text_of(response)
    assert f"{team.name}</span>" in page
    assert f"{edi.name}</span>" in page
    assert "Not linked" in page
    form = response.context["form"]
    assert form.data.getlist("leads") == [str(edi.pk)]
    assert form.data[role_of(2)] == "primary"


def test_a_form_opened_long_ago_still_shows_both_versions(action, ife, sign_in):
    response = sign_in(ife).post(page_of(action), form_for(action, title="Mine", version=999))
    assert response.status_code == 409
    assert "Mine" in text_of(response)
    assert sign_in(ife).post(page_of(action), sent_again(response)).status_code == 302


def test_a_double_click_is_no_conflict(action, ife, sign_in):
    data = form_for(action, title="Review every panel")
    answers = [sign_in(ife).post(page_of(action), data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert action.history.count() == 2


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{ 7*7 }}"])
def test_a_conflict_shows_any_text_as_text(action, ife, ola, sign_in, text):
    olas = form_for(action, title=text)
    sign_in(ife).post(page_of(action), form_for(action, title=f"Ife's {text}"))
    page = sign_in(ola).post(page_of(action), olas).content.decode()
    assert "<script>alert" not in page
    assert f"Ife's {text}" in html.unescape(page)


@pytest.mark.parametrize("count", [40, 400])
def test_the_form_needs_few_queries(crowded_plan, count, ife, sign_in, queries):
    action = crowded_plan(count).actions.last()
    client = sign_in(ife)
    with queries() as seen:
        assert client.get(page_of(action)).status_code == 200
    assert len(seen) <= 12
