"""Ife imports a plan from its file: uploads it, looks through it, settles it, saves it."""

import csv
import io
import re

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile

from actions.imports import uploads
from actions.models import Action, Lead, Placement, Plan, PlanImport, Question
from tests.conftest import TODAY
from wres.accounts.access import Role
from wres.audit import verification
from wres.audit.stale import Stale
from wres.files.models import Upload

START = "/RKE/plan/import/"
HEADER = "Section,No,Indicators,Action,Leads,Completion\n"
PANELS = "Recruitment,1,2,Review interview panels,EDI Lead,31.03.2026\n"
TRAINING = 'Culture,1,"5,6",Train every manager,"EDI Lead, Workforce",Ongoing\n'


@pytest.fixture
def edi_lead(make_lead):
    return make_lead("EDI Lead")


@pytest.fixture
def bring(ife, sign_in):
    """`bring(PANELS + TRAINING)`: the preview's address, once Ife has uploaded these rows."""

    def upload(rows, header=HEADER, name="plan.csv", by=None):
        data = {"year": "2025", "date_day": "31", "date_month": "8", "date_year": "2025"}
        file = SimpleUploadedFile(name, (header + rows).encode())
        response = sign_in(by or ife).post(START, data | {"file": file})
        assert response.status_code == 302, errors_of(response)
        return response.url

    return upload


@pytest.fixture
def save(ife, sign_in):
    """`save(address)`: what comes of saving the previewed file, as Ife."""

    def confirm(address, **said):
        client = sign_in(ife)
        digest = digest_of(client.get(address))
        return client.post(address, {"digest": digest} | said)

    return confirm


def soup_of(response):
    return BeautifulSoup(response.content, "html.parser")


def words_of(response):
    return " ".join(soup_of(response).main.get_text(" ").split())


def errors_of(response):
    return [each.get_text(" ") for each in soup_of(response).select(".nhsuk-error-summary a")]


def digest_of(response):
    return soup_of(response).find("input", {"name": "digest"})["value"]


def counts_of(response):
    """The numbers of the summary by their names."""
    rows = soup_of(response).select(".nhsuk-summary-list__row")
    said = {row.dt.get_text(" "): " ".join(row.dd.get_text(" ").split()) for row in rows}
    return {name: said[name] for name in said if said[name].isdigit()}


def intact():
    return list(verification.problems()) == []


# Uploading


def test_ife_sees_what_a_file_would_change_and_nothing_is_saved(bring, edi_lead, ife, sign_in):
    page = sign_in(ife).get(bring(PANELS + TRAINING))
    counts = counts_of(page)
    assert (counts["Rows"], counts["New actions"], counts["Changed actions"]) == ("2", "2", "0")
    words = words_of(page)
    assert "2025-26, dated 31 August 2025 (a new plan)" in words
    assert "Row 2: Recruitment 1 Indicators: 2 Action: Review interview panels" in words
    said = "Leads: EDI Lead Indicators: 2 (proposed primary) Status: Not stated Target date: 31"
    assert said in words
    assert "1 spelling of leads is not known" in words
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    ("name", "rows", "said"),
    [
        ("plan.pdf", PANELS, "Word"),
        ("plan.csv", "", "The selected file has a header and no actions"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_at_once(name, rows, said, ife, sign_in):
    data = {"year": "2025", "date_day": "31", "date_month": "8", "date_year": "2025"}
    data["file"] = SimpleUploadedFile(name, (HEADER + rows).encode())
    response = sign_in(ife).post(START, data)
    assert response.status_code == 200
    assert any(said in error for error in errors_of(response))
    assert not Upload.objects.exists()


def test_everything_that_is_left_out_is_asked_for(ife, sign_in):
    errors = errors_of(sign_in(ife).post(START, {}))
    assert any("Select a" in error for error in errors)
    assert "Enter date of the plan" in errors


@pytest.mark.parametrize(
    ("year", "said"),
    [
        (("2025", "1", "9", "2025"), "has the date"),
        (("2024", "1", "9", "2020"), "in or near the year"),
    ],
)
def test_the_date_must_be_that_of_the_plan(year, said, plan, ife, sign_in):
    given = dict(zip(["year", "date_day", "date_month", "date_year"], year, strict=True))
    given["file"] = SimpleUploadedFile("plan.csv", (HEADER + PANELS).encode())
    assert any(said in error for error in errors_of(sign_in(ife).post(START, given)))


def test_the_year_and_the_date_of_the_latest_plan_are_filled_in(plan, ife, sign_in):
    soup = soup_of(sign_in(ife).get(START))
    assert soup.select_one("select option[selected]")["value"] == "2025"
    assert soup.find("input", {"name": "date_day"})["value"] == "31"


def test_problems_stop_a_file(bring, ife, sign_in):
    rows = "".join(f"Culture,{number},1,#N/A,EDI Lead,Ongoing\n" for number in range(1, 61))
    page = sign_in(ife).get(bring(PANELS + rows))
    assert "Problems to mend in the file: 60" in words_of(page)
    assert "The first 50 of 60 are listed" in words_of(page)
    assert "Row 3, action: “#N/A” was given" in words_of(page)
    assert not soup_of(page).find("input", {"name": "digest"})


def test_all_problems_and_all_rows_not_understood_are_in_one_file(bring, ife, sign_in):
    rows = "".join(f"Culture,{number},1,#N/A,EDI Lead,Ongoing\n" for number in range(1, 61))
    address = bring(PANELS + rows + ",,,,,=Notes of the board\n")
    link = soup_of(sign_in(ife).get(address)).find("a", href=f"{address}problems.csv")
    response = sign_in(ife).get(link["href"])
    assert response["Content-Disposition"] == 'attachment; filename="problems.csv"'
    table = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    assert table[0] == ["where", "column", "text", "problem"]
    assert table[1][:3] == ["row 3", "action", ""]
    assert table[-1][:3] == ["row 63", "", "'=Notes of the board"]
    assert len(table) == 62


def test_a_file_without_problems_offers_none(bring, edi_lead, ife, sign_in):
    assert "Download all problems" not in words_of(sign_in(ife).get(bring(PANELS)))


# Saving


def test_ife_saves_the_plan_in_one_change(bring, save, edi_lead, ife):
    response = save(bring(PANELS + TRAINING))
    assert response.url == "/RKE/plan/2025/"
    assert list(Action.objects.values_list("title", flat=True)) == [
        "Review interview panels",
        "Train every manager",
    ]
    loaded = PlanImport.objects.get()
    assert (loaded.file_name, loaded.rows) == ("plan.csv", 2)
    history = loaded.history.get()
    assert (history.history_user, history.history_change_reason) == (ife, "Loaded from plan.csv")
    assert Action.history.first().request_id == history.request_id
    assert not Upload.objects.exists()
    assert intact()


def test_the_same_file_again_changes_nothing(bring, save, edi_lead, ife, sign_in):
    save(bring(PANELS + TRAINING))
    page = sign_in(ife).get(bring(PANELS + TRAINING))
    assert "No changes: the plan has everything that this file says" in words_of(page)
    assert counts_of(page)["Unchanged actions"] == "2"
    assert not soup_of(page).find("input", {"name": "digest"})


def test_a_changed_cell_is_shown_as_it_was_and_will_be(bring, save, edi_lead, ife, sign_in):
    save(bring(PANELS))
    address = bring(PANELS.replace("31.03.2026", "Completed") + TRAINING)
    page = sign_in(ife).get(address, {"show": "changed"})
    assert "Status: Not stated → Completed" in words_of(page)
    assert "Target date: 31 March 2026 → nothing" in words_of(page)
    assert "Say why there is no evidence" in words_of(save(address))
    save(address, why_completed="The minutes are lost")
    assert Action.objects.get(title="Review interview panels").status == "completed"


def test_nothing_is_saved_when_the_plan_has_changed_since(
    bring, save, edi_lead, changing, trust, ife, sign_in
):
    save(bring(PANELS))
    address = bring(PANELS.replace("31.03.2026", "30.04.2026"))
    digest = digest_of(sign_in(ife).get(address))
    action = Action.objects.get()
    with changing(trust):
        action.target_date = TODAY
        action.save()
    why = {"why_later": "The supplier is late"}
    response = sign_in(ife).post(address, {"digest": digest} | why)
    assert response.status_code == 409
    assert "The plan has changed since, so nothing was saved" in words_of(response)
    assert "16 March 2026 → 30 April 2026" in words_of(sign_in(ife).get(address + "?show=changed"))
    assert Action.objects.get().target_date == TODAY
    again = {"digest": digest_of(response)} | why
    assert sign_in(ife).post(address, again).status_code == 302


def test_a_double_click_saves_once(bring, edi_lead, ife, sign_in):
    address = bring(PANELS)
    digest = digest_of(sign_in(ife).get(address))
    answers = [sign_in(ife).post(address, {"digest": digest}, follow=True) for _ in range(2)]
    assert "saved from plan.csv" in words_of(answers[0])
    assert "no longer waiting" in words_of(answers[1])
    assert PlanImport.objects.count() == Action.objects.count() == 1


def test_a_discarded_file_leaves_nothing(bring, ife, sign_in):
    address = bring(PANELS)
    response = sign_in(ife).post(f"{address}discard/", follow=True)
    assert "Nothing of it was saved" in words_of(response)
    assert not Upload.objects.exists()
    assert sign_in(ife).get(address).status_code == 404


def test_whoever_is_too_late_is_told_so(bring, save, edi_lead, ife, sign_in):
    address = bring(PANELS)
    upload = Upload.objects.get()
    save(address)
    for late in ("discard/", "leads/", "alike/"):
        response = sign_in(ife).post(f"{address}{late}", {"undo": "edi"}, follow=True)
        assert "no longer waiting: it was saved or discarded" in words_of(response)
        assert "Nothing of it was saved" not in words_of(response)
    with pytest.raises(Stale):
        uploads.settle(upload, "leads", {})


def test_another_inclusion_lead_goes_on_with_it(bring, make_person, trust, sign_in):
    address = bring(PANELS)
    ola = make_person(trust, "Ola", Role.INCLUSION_LEAD)
    page = sign_in(ola).get(START)
    assert soup_of(page).find("a", href=address)
    assert "uploaded by Ife" in words_of(page)
    assert sign_in(ola).get(address).status_code == 200


def test_imports_are_listed_with_who_and_when(bring, save, edi_lead, ife, sign_in):
    save(bring(PANELS))
    words = words_of(sign_in(ife).get(START))
    assert "Files that were imported" in words
    assert "plan.csv Plan 2025-26 Rows 1 Imported by Ife on" in words


# Actions that the file no longer prints


def test_a_vanished_action_stays_unless_ife_cancels_it(bring, save, edi_lead, ife, sign_in):
    save(bring(PANELS + TRAINING))
    address = bring(PANELS)
    page = sign_in(ife).get(address)
    assert counts_of(page)["No longer in the file"] == "1"
    assert "Train every manager" in words_of(page)
    assert sign_in(ife).post(address, {"digest": digest_of(page)}).status_code == 302
    assert Action.objects.get(title="Train every manager").status == "ongoing"


def test_rows_that_are_missing_are_listed_as_they_were_printed(bring, save, edi_lead, ife, sign_in):
    save(bring(PANELS + TRAINING))
    gone = Action.objects.get(title="Train every manager")
    page = sign_in(ife).get(f"{bring(PANELS)}?show=missing")
    (row,) = soup_of(page).select("tbody tr")
    assert row.a["href"] == gone.get_absolute_url()
    words = " ".join(row.get_text(" ").split())
    assert "Row 3: Culture 1" in words
    assert "In the file that was last loaded, and no longer in this one" in words
    assert "Missing (1)" in words_of(page)


def test_ife_cancels_a_vanished_action_with_a_reason(bring, save, edi_lead):
    save(bring(PANELS + TRAINING))
    gone = Action.objects.get(title="Train every manager")
    save(bring(PANELS), cancel=gone.pk, reason="Moved to the people plan")
    gone.refresh_from_db()
    assert (gone.status, gone.status_changed_on) == ("cancelled", TODAY)
    assert gone.history.first().history_change_reason == "Moved to the people plan"
    assert PlanImport.objects.count() == 2
    assert intact()


def test_a_vanished_action_is_shown_as_it_stands(bring, save, edi_lead, ife, sign_in):
    save(bring(PANELS + TRAINING))
    words = words_of(sign_in(ife).get(bring(PANELS)))
    standing = "Ongoing, no target date, led by EDI Lead, no progress updates"
    assert f"Culture 1: Train every manager. {standing}" in words


# Dates that a file moves later

LATER = PANELS.replace("31.03.2026", "30.06.2026")


def test_a_date_that_moves_later_needs_a_reason(bring, save, edi_lead, ife, sign_in):
    save(bring(PANELS))
    address = bring(LATER)
    page = sign_in(ife).get(address)
    said = "Review interview panels : target from 31 March 2026 to 30 June 2026"
    assert said in words_of(page)
    response = save(address)
    assert errors_of(response) == ["Say why these dates move later"]
    assert Action.objects.get().slips == 0


def test_the_reason_stands_with_each_action_whose_date_moves(bring, save, edi_lead):
    save(bring(PANELS + TRAINING))
    assert save(bring(LATER + TRAINING), why_later="The supplier is late").status_code == 302
    moved = Action.objects.get(title="Review interview panels")
    assert (moved.slips, str(moved.target_date)) == (1, "2026-06-30")
    assert moved.history.first().history_change_reason == "The supplier is late"
    assert intact()


def test_an_earlier_date_needs_no_reason(bring, save, edi_lead):
    save(bring(LATER))
    assert save(bring(PANELS)).status_code == 302
    assert Action.objects.get().history.first().history_change_reason == "Loaded from plan.csv"


# What was not understood is kept


def test_what_was_not_understood_is_kept_with_the_import(bring, save, edi_lead, ife, sign_in):
    notes = "".join(f",,,,,Note {number}\n" for number in range(60))
    save(bring(PANELS + notes))
    client = sign_in(ife)
    link = soup_of(client.get(START)).find("a", string="plan.csv")
    words = words_of(client.get(link["href"]))
    assert "Not understood, and no part of the plan: 60" in words
    assert "Row 3: “Note 0” No action is given in this row" in words
    assert "The first 50 of 60 are listed" in words
    page = soup_of(client.get(link["href"]))
    download = client.get(page.find("a", string=re.compile("Download all"))["href"])
    lines = list(csv.reader(io.StringIO(download.content.decode("utf-8-sig"), newline="")))
    assert (len(lines), lines[1][:2]) == (61, ["row 3", "Note 0"])


def test_a_file_that_was_understood_says_so(bring, save, edi_lead, ife, sign_in):
    save(bring(PANELS))
    address = PlanImport.objects.get().get_absolute_url()
    assert "Every row of this file was understood" in words_of(sign_in(ife).get(address))


@pytest.mark.parametrize("who", ["amara", "esi", "ada"])
def test_an_import_is_for_inclusion_leads(who, bring, save, edi_lead, request, sign_in, client):
    save(bring(PANELS))
    address = PlanImport.objects.get().get_absolute_url()
    for page in (address, f"{address}not-understood.csv"):
        assert sign_in(request.getfixturevalue(who)).get(page).status_code == 403


def test_an_action_that_is_still_printed_cannot_be_cancelled_here(bring, save, edi_lead):
    save(bring(PANELS))
    response = save(bring(PANELS + TRAINING), cancel=Action.objects.get().pk)
    assert response.status_code == 302
    assert Action.objects.get(title="Review interview panels").status == "not_stated"


# Leads


def settle_leads(client, address, **said):
    """Send the page's form with these choices for each spelling, by the start of its words."""
    page = soup_of(client.get(f"{address}leads/"))
    data = {}
    for group in page.select("fieldset.app-spelling"):
        is_name, names, kind = (each["name"] for each in group.select("select, textarea"))
        is_name, names = [n for n in (is_name, names, kind) if n.startswith(("is_", "names_"))]
        key = is_name.removeprefix("is_")
        chosen = next((v for k, v in said.items() if f"“{k}" in group.legend.get_text()), {})
        data |= {f"{field}_{key}": value for field, value in chosen.items()}
    return client.post(f"{address}leads/", data)


def test_a_spelling_is_settled_once_for_all_rows(bring, save, edi_lead, ife, sign_in):
    more = "Culture,2,1,Ask again,Workforce,Ongoing\n"
    address, client = bring(PANELS + TRAINING + more), sign_in(ife)
    assert "“Workforce”, in 2 rows" in words_of(client.get(f"{address}leads/"))
    new = {"is": "new", "names": "Workforce team", "kind": "team"}
    assert settle_leads(client, address, Workforce=new).url == address
    assert "New leads Workforce team (team)" in words_of(client.get(address))
    save(address)
    lead = Lead.objects.get(name="Workforce team")
    assert (lead.kind, lead.aliases) == ("team", ["Workforce"])
    assert lead.action_leads.count() == 2
    assert not Question.objects.filter(column="leads").exists()
    assert intact()


def test_same_as_is_learnt_for_later_files(bring, save, edi_lead, make_lead, ife, sign_in):
    make_lead("Workforce and OD team")
    address = bring(TRAINING)
    settle_leads(sign_in(ife), address, Workforce={"is": "as:Workforce and OD team"})
    save(address)
    assert Lead.objects.get(name="Workforce and OD team").aliases == ["Workforce"]
    leads = Action.objects.get().action_leads.values_list("lead__name", flat=True)
    assert list(leads) == ["EDI Lead", "Workforce and OD team"]
    page = sign_in(ife).get(bring(TRAINING))
    assert "No changes" in words_of(page)


def test_likely_leads_are_suggested_first(bring, make_lead, ife, sign_in):
    for name in ("Comms Team", "Workforce and OD team", "Chief Nurse"):
        make_lead(name)
    page = soup_of(sign_in(ife).get(f"{bring(TRAINING)}leads/"))
    groups = {g["label"]: [o.get_text() for o in g("option")] for g in page("optgroup")}
    assert "Comms Team" in groups["The same as"]


def test_one_cell_may_name_several_new_leads(bring, save, ife, sign_in):
    address, client = bring(TRAINING), sign_in(ife)
    page = soup_of(client.get(f"{address}leads/"))
    assert page.textarea.get_text().split("\n")[-2:] == ["EDI Lead", "Workforce"]
    named = {"is": "new", "names": "EDI Lead\r\nWorkforce", "kind": "team"}
    settle_leads(client, address, **{"EDI Lead": named})
    save(address)
    assert set(Lead.objects.values_list("name", flat=True)) == {"EDI Lead", "Workforce"}
    assert not Question.objects.filter(column="leads").exists()


def test_what_is_left_for_later_becomes_a_question(bring, save, edi_lead, ife, sign_in):
    address = bring(TRAINING)
    settle_leads(sign_in(ife), address, Workforce={"is": "later"})
    assert "not known" not in words_of(sign_in(ife).get(address))
    save(address)
    assert "“Workforce” is no known lead" in Question.objects.get(column="leads").message
    assert "No changes" in words_of(sign_in(ife).get(bring(TRAINING)))


def test_what_was_said_of_a_lead_can_be_taken_back(bring, edi_lead, ife, sign_in):
    address, client = bring(TRAINING), sign_in(ife)
    settle_leads(client, address, Workforce={"is": "as:EDI Lead"})
    assert "Workforce EDI Lead Take back" in words_of(client.get(f"{address}leads/"))
    client.post(f"{address}leads/", {"undo": "workforce"})
    assert "1 spelling of leads is not known" in words_of(client.get(address))


@pytest.mark.parametrize(
    ("names", "said"),
    [("", "Enter the name of the new lead"), ("x" * 151, "must be 150 characters or fewer")],
)
def test_a_new_lead_needs_a_name(names, said, bring, edi_lead, ife, sign_in):
    new = {"is": "new", "names": names, "kind": "team"}
    response = settle_leads(sign_in(ife), bring(TRAINING), Workforce=new)
    assert any(said in error for error in errors_of(response))


# Rows that are much alike

LONG = "Give each division a quarterly dashboard of its WRES figures"
TWICE = f"Recruitment,1,2,{LONG},EDI Lead,Ongoing\nCulture,1,2,{LONG} soon,EDI Lead,31.03.2026\n"


def test_the_same_action_becomes_a_place_of_it_and_is_not_asked_again(
    bring, save, edi_lead, ife, sign_in
):
    address, client = bring(TWICE), sign_in(ife)
    assert "1 action may be printed twice" in words_of(client.get(address))
    assert client.post(f"{address}alike/", {"row_3": "same"}).url == address
    save(address)
    action = Action.objects.get()
    assert [str(place) for place in action.placements.all()] == ["Recruitment 1", "Culture 1"]
    asked = Question.objects.get(column="action")
    assert (asked.answer, asked.settled_by, asked.settled_on) == ("The same action", ife, TODAY)
    assert "Which is right?" in Question.objects.get(column="completion").message
    page = client.get(bring(TWICE))
    assert "No changes" in words_of(page)
    assert intact()


def test_another_action_stays_one_and_is_not_asked_again(bring, save, edi_lead, ife, sign_in):
    address, client = bring(TWICE), sign_in(ife)
    client.post(f"{address}alike/", {"row_3": "another"})
    save(address)
    assert Action.objects.count() == 2
    assert Question.objects.get(column="action").answer == "Another action"
    assert "No changes" in words_of(client.get(bring(TWICE)))


def test_a_new_row_may_be_an_action_that_the_plan_has(bring, save, edi_lead, ife, sign_in):
    first, second = TWICE.splitlines(keepends=True)
    save(bring(first))
    address = bring(first + second)
    sign_in(ife).post(f"{address}alike/", {"row_3": "same"})
    save(address)
    assert Placement.objects.filter(action=Action.objects.get()).count() == 2
    assert intact()


def test_what_nobody_has_said_of_alike_rows_is_a_question(bring, save, edi_lead):
    save(bring(TWICE))
    assert Action.objects.count() == 2
    assert Question.objects.get(column="action").settled_on is None


def test_what_was_settled_on_its_page_is_not_asked_again(bring, save, edi_lead, ife, sign_in):
    save(bring(TWICE))
    asked = Question.objects.get(column="action")
    sign_in(ife).post(f"/RKE/questions/{asked.pk}/", {"is": "same"})
    assert Action.objects.get().placements.count() == 2
    assert "No changes" in words_of(sign_in(ife).get(bring(TWICE)))
    page = sign_in(ife).get(bring(TWICE + TRAINING))
    assert counts_of(page)["New actions"] == "1"
    assert "may be printed twice" not in words_of(page)


# Who may, how large, and whatever stands in the file


def addresses(upload):
    return [
        START,
        upload,
        f"{upload}problems.csv",
        f"{upload}leads/",
        f"{upload}alike/",
        f"{upload}reworded/",
        f"{upload}discard/",
    ]


@pytest.mark.parametrize("who", ["amara", "esi", "ada"])
def test_only_inclusion_leads_import(who, bring, request, sign_in):
    upload = bring(PANELS)
    client = sign_in(request.getfixturevalue(who))
    for address in addresses(upload):
        assert client.get(address).status_code in {403, 405}
        assert client.post(address).status_code in {403, 405}
    assert Upload.objects.exists()


def test_a_stranger_signs_in_first(bring, client):
    upload = bring(PANELS)
    client.logout()
    for address in addresses(upload):
        assert client.get(address).url.startswith("/accounts/login/")


def test_a_file_of_another_trust_is_not_found(bring, make_person, other_trust, sign_in):
    upload = bring(PANELS)
    client = sign_in(make_person(other_trust, "Pat", Role.INCLUSION_LEAD))
    for address in addresses(upload)[1:-1]:
        assert client.get(address.replace("RKE", "ZE1")).status_code == 404
    client.post(f"{upload}discard/".replace("RKE", "ZE1"))
    assert Upload.objects.exists()


def test_any_text_is_shown_as_text(bring, ife, sign_in):
    rows = "Culture,1,1,<script>alert(1)</script> {{ 7*7 }},<b>Who</b>,Ongoing\n"
    address = bring(rows, name="<i>plan</i>.csv")
    for page in (address, f"{address}leads/"):
        text = sign_in(ife).get(page).content.decode()
        assert "<script>alert" not in text
        assert "<b>Who" not in text
        assert "<i>plan" not in text


@pytest.mark.parametrize("count", [40, 400])
def test_the_pages_need_few_queries(count, bring, save, edi_lead, ife, sign_in, queries):
    row = "Section {0},{1},2,Promise{1} kept by team{2},EDI Lead & Team {2},31.03.2026\n"
    rows = "".join(row.format(n % 5, n, n % 30) for n in range(1, count))
    save(bring(rows))
    upload = bring(rows.replace("31.03.2026", "30.04.2026") + TRAINING)
    client = sign_in(ife)
    for address in addresses(upload)[:-1]:
        with queries() as seen:
            assert client.get(address).status_code == 200
        assert len(seen) <= 14, [query["sql"][:120] for query in seen]
