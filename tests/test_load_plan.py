"""Loading a plan: every row of the published one, again, changed, and by people who may not."""

import csv
import io
import json
from collections import Counter
from datetime import date

import docx
import pytest
from django.core.management import CommandError

from actions.imports.plan_load import compare
from actions.imports.reading import read_plan
from actions.models import Action, Placement, Plan, Question
from actions.plan.carry_forward import carry_forward, unfinished
from actions.updates.progress import record_update
from tests.conftest import LEADS_FILE, PLAN_FILE, TODAY
from wres.accounts.models import SYSTEM_EMAIL
from wres.audit import verification
from wres.audit.models import Seal

PUBLISHED = PLAN_FILE.read_text(encoding="utf-8")
with PLAN_FILE.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
HEADER = "section,number,indicators,action,leads,completion\n"
TARGET_OF_ROW_4 = ",Recruitment Team,31.03.2026"


@pytest.fixture
def other_file(tmp_path):
    """`other_file(old, new, …)`: the published plan with each old text once replaced by a new."""

    def make(*changes, text=PUBLISHED):
        for old, new in zip(changes[::2], changes[1::2], strict=True):
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / "plan-new.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return make


@pytest.fixture
def loaded(trust, load):
    """The trust with the published plan loaded once."""
    load("plan")
    return trust


def printed_in(row):
    return Placement.objects.get(row=row).action


def as_json(load):
    """What `--json` prints, without the count that goes to the other stream."""
    return json.JSONDecoder().raw_decode(load("plan", "RKE", SYSTEM_EMAIL, "--json"))[0]


def edit(changing, action, **values):
    with changing(action.organisation):
        for name, value in values.items():
            setattr(action, name, value)
        action.save()


def day(when, is_month):
    return when and (f"{when:%Y-%m}" if is_month else str(when))


def as_held(action):
    """An action of the database in the shape of the command's JSON, without its questions."""
    numbers = [link.indicator.number for link in action.links.all()]
    return {
        "title": action.title,
        "placements": [
            {"section": p.section.name, "number": int(p.number), "row": p.row, "raw": p.raw}
            for p in action.placements.all()
        ],
        "indicators": list(range(1, 10)) if action.all_indicators else sorted(numbers),
        "all_indicators": action.all_indicators,
        "leads": [link.lead.name for link in action.action_leads.all()],
        "status": action.status,
        "target_date": day(action.target_date, action.target_is_month),
        "review_date": day(action.review_date, action.review_is_month),
        "reviewed_on": day(action.reviewed_on, action.reviewed_is_month),
        "completed_on": day(action.completed_on, action.completed_is_month),
        "review_cadence": action.review_cadence or None,
    }


# The first load


def test_every_row_of_the_published_plan_is_held_as_it_was_understood(loaded, load):
    said = as_json(load)
    understood = [{k: v for k, v in a.items() if k != "questions"} for a in said["actions"]]
    assert [as_held(action) for action in loaded.actions.all()] == understood
    assert [p.raw for p in Placement.objects.all()] == ROWS


def test_json_has_exactly_the_promised_shape(trust, load):
    said = as_json(load)
    assert list(said) == ["rows", "actions", "questions"]
    assert (said["rows"], len(said["actions"])) == (41, 40)
    assert set(said["actions"][0]) == {
        "title", "placements", "indicators", "all_indicators", "leads", "status", "target_date",
        "review_date", "reviewed_on", "completed_on", "review_cadence", "questions",
    }  # fmt: skip
    assert set(said["actions"][0]["placements"][0]) == {"section", "number", "row", "raw"}
    assert {frozenset(each) for each in said["questions"]} == {
        frozenset({"row", "column", "message"})
    }


def test_sections_stand_in_printed_order_with_their_placements(loaded):
    sections = loaded.plans.get().sections.all()
    assert [(s.name, s.placements.count()) for s in sections] == [
        ("Debiasing Recruitment", 7),
        ("Anti-Racist Culture", 13),
        ("Equal Representation in Leadership", 4),
        ("Career Development & Progression", 8),
        ("Workforce Engagement", 9),
    ]


def test_actions_and_placements_per_indicator_are_as_published(loaded):
    actions, placements = Counter(), Counter()
    for action in loaded.actions.all():
        for number in as_held(action)["indicators"]:
            actions[number] += 1
            placements[number] += action.placements.count()
    assert [actions[n] for n in range(1, 10)] == [30, 23, 14, 15, 17, 15, 17, 21, 5]
    assert [placements[n] for n in range(1, 10)] == [31, 23, 14, 16, 17, 15, 18, 21, 5]


def test_statuses_are_as_published(loaded):
    counts = Counter(printed_in(row).status for row in range(2, 43) if row != 36)
    assert counts == {"completed": 12, "ongoing": 13, "not_stated": 15}


def test_the_managers_guide_is_one_action_in_two_sections(loaded):
    guide = loaded.actions.get(title="Produce a diversity guide for managers")
    assert [str(p) for p in guide.placements.all()] == [
        "Career Development & Progression 3", "Workforce Engagement 3",
    ]  # fmt: skip
    assert guide.section.name == "Career Development & Progression"
    question = Question.objects.get(row=36)
    assert (question.action, question.column) == (guide, "completion")


def test_an_action_begins_as_printed_and_nothing_has_slipped(loaded):
    action = printed_in(4)
    assert action.first_target_date == action.target_date == date(2026, 3, 31)
    assert (action.created_on, action.slips) == (date(2025, 8, 31), 0)
    assert (action.status_changed_on, action.updated_on) == (None, None)


def test_all_is_a_flag_without_links(loaded):
    action = printed_in(10)
    assert action.all_indicators
    assert not action.links.exists()


def test_links_have_the_order_listed_and_no_role_yet(loaded):
    links = printed_in(9).links.all()
    assert [link.indicator.number for link in links] == [2, 3, 4, 5, 6, 7, 8]
    assert [link.position for link in links] == [1, 2, 3, 4, 5, 6, 7]
    assert {link.role for link in links} == {"unspecified"}


def test_every_indicator_of_the_standard_has_its_place_in_the_plan(loaded):
    described = loaded.plans.get().plan_indicators.all()
    assert [each.indicator.number for each in described] == list(range(1, 10))
    assert {each.baseline_year for each in described} == {None}


def test_leads_keep_their_kind_and_their_other_spellings(loaded):
    assert loaded.leads.count() == len(LEADS_FILE.read_text().splitlines()) - 1
    team = loaded.leads.get(name="Organisational Development")
    assert (team.kind, team.aliases) == ("team", ["OD", "Organisation Development"])


def test_a_lead_that_is_not_known_becomes_a_question(trust, load, other_file):
    load("plan", file=other_file(TARGET_OF_ROW_4, ',"Recruitment Team, Ombudsman",31.03.2026'))
    question = Question.objects.get(column="leads")
    assert question.message == "“Ombudsman” is no known lead. Who is it?"
    assert question.action == printed_in(4)
    assert as_held(printed_in(4))["leads"] == ["Recruitment Team"]


def test_a_doubt_about_the_numbering_is_the_plans(loaded):
    assert Question.objects.get(column="number").action is None
    assert Question.objects.count() == 8


def test_ife_loads_in_one_change_with_its_reason(trust, ife, load):
    load("plan", "RKE", ife.email)
    rows = [*Action.history.model.objects.all(), *Placement.history.model.objects.all()]
    assert {row.history_user for row in rows} == {ife}
    assert {row.history_change_reason for row in rows} == {"Loaded from plan.csv"}
    assert {row.through for row in rows} == {"manage.py load_plan"}
    assert len({row.request_id for row in rows}) == 1
    assert list(verification.problems()) == []


def test_a_dry_run_says_what_would_change_and_leaves_no_row(trust, load):
    said = load("plan", "RKE", SYSTEM_EMAIL, "--dry-run")
    assert "Would save. Actions: 40 new" in said
    assert "Question: row 36, completion: Row 23 prints the same action" in said
    assert not Plan.objects.exists()
    assert not Seal.objects.filter(chain="RKE").exists()


# A later load


def test_the_same_file_again_changes_nothing_and_says_so(loaded, load):
    seals = Seal.objects.count()
    assert "No changes. Actions: 0 new, 0 changed, 40 unchanged" in load("plan")
    assert Seal.objects.count() == seals


def test_what_people_edited_survives_the_same_file(loaded, load, changing):
    edit(changing, printed_in(4), title="In Ife's words", target_date=date(2026, 5, 1))
    assert "No changes" in load("plan")
    action = printed_in(4)
    assert (action.title, action.target_date) == ("In Ife's words", date(2026, 5, 1))


def test_a_changed_cell_changes_only_what_it_says(loaded, load, changing, other_file):
    edit(changing, printed_in(4), title="In Ife's words", status="in_progress")
    why = ["--reason", "The supplier is late"]
    file = other_file(TARGET_OF_ROW_4, ",Recruitment Team,30.06.2026")
    said = load("plan", "RKE", SYSTEM_EMAIL, *why, file=file)
    assert "Changed: row 4, target date: 2026-06-30" in said
    assert "Saved. Actions: 0 new, 1 changed, 39 unchanged" in said
    action = printed_in(4)
    assert (action.title, action.status) == ("In Ife's words", "in_progress")
    assert action.target_date == date(2026, 6, 30)


def test_a_target_that_the_file_moves_later_counts_as_slipped(loaded, load, other_file):
    file = other_file(TARGET_OF_ROW_4, ",Recruitment Team,30.06.2026")
    with pytest.raises(CommandError, match="dates move later"):
        load("plan", file=file)
    assert printed_in(4).slips == 0
    load("plan", "RKE", SYSTEM_EMAIL, "--reason", "The supplier is late", file=file)
    action = printed_in(4)
    assert (action.slips, action.last_slipped_on) == (1, TODAY)
    assert action.first_target_date == date(2026, 3, 31)
    assert action.history.first().history_change_reason == "The supplier is late"


def test_a_status_that_the_file_changes_is_of_the_day_of_loading(loaded, load, other_file):
    load("plan", file=other_file(TARGET_OF_ROW_4, ",Recruitment Team,Ongoing 31.03.2026"))
    action = printed_in(4)
    assert (action.status, action.status_before) == ("ongoing", "not_stated")
    assert (action.status_changed_on, action.slips) == (TODAY, 0)


def test_leads_that_the_file_names_now_are_added_and_others_taken_away(
    loaded, load, make_lead, other_file
):
    make_lead("Made by Ife", None, printed_in(12))
    old = "Inclusion Directors / EDI Lead/ Recruitment Team,Completed 30.06.2026"
    said = load("plan", file=other_file(old, "EDI Lead / FTSU Lead,Completed 30.06.2026"))
    assert "leads: + FTSU Lead, - Inclusion Directors, - Recruitment Team" in said
    assert as_held(printed_in(12))["leads"] == ["EDI Lead", "FTSU Lead", "Made by Ife"]


def test_indicators_keep_their_roles_while_the_cell_lists_them(loaded, load, changing, other_file):
    link = printed_in(2).links.get(indicator__number=2)
    with changing(loaded):
        link.role = link.PRIMARY
        link.save()
    load("plan", file=other_file('"1,2",Put stronger', '"9,2",Put stronger'))
    links = printed_in(2).links.all()
    assert [(link.indicator.number, link.role) for link in links] == [
        (9, "unspecified"), (2, "primary"),
    ]  # fmt: skip


def test_the_second_printing_of_an_action_changes_nothing_of_it(loaded, load, other_file):
    old = '"Inclusion Directors, EDI Lead",30.06.2026'
    load("plan", file=other_file(old, '"Inclusion Directors, EDI Lead",30.09.2026'))
    assert printed_in(36).target_date == date(2026, 6, 30)
    assert "this row with “30.09.2026”" in Question.objects.get(row=36).message


def test_a_settled_question_is_not_asked_again(loaded, load, ife, changing):
    settle(changing, Question.objects.get(row=11), ife)
    assert "No changes" in load("plan")
    assert Question.objects.get(row=11).answer == "It is a review."


def settle(changing, question, person):
    with changing(question.plan.organisation, person):
        question.answer, question.settled_by, question.settled_on = "It is a review.", person, TODAY
        question.save()


def test_an_open_question_goes_with_the_cell_that_raised_it(loaded, load, other_file):
    said = load("plan", file=other_file("Ongoing Bi-annual review", "Ongoing 30.06.2026"))
    assert "Question withdrawn: Row 33, completion" in said
    assert not Question.objects.filter(row=33).exists()


def test_a_changed_cell_is_asked_about_anew(loaded, load, ife, changing, other_file):
    settle(changing, Question.objects.get(row=11), ife)
    load("plan", file=other_file("Completed 30.06.2026", "Completed 31.07.2026"))
    messages = Question.objects.filter(row=11).values_list("message", flat=True)
    assert [message[:13] for message in messages] == ["30 June 2026 ", "31 July 2026 "]


def test_a_row_put_in_adds_its_action_and_moves_the_rows_below(
    loaded, load, ife, changing, other_file
):
    settle(changing, Question.objects.get(row=11), ife)
    new = "Debiasing Recruitment,8,2,Ask candidates what they thought,EDI Lead,31.03.2026\n"
    said = load("plan", file=other_file("Anti-Racist Culture,1,", f"{new}Anti-Racist Culture,1,"))
    assert "Saved. Actions: 1 new, 0 changed, 40 unchanged" in said
    action = printed_in(9)
    assert (action.title, action.created_on) == ("Ask candidates what they thought", TODAY)
    assert printed_in(10).title.startswith("Renew the in-house inclusive culture training")
    assert sorted(Question.objects.values_list("row", flat=True)) == [
        12, 13, 14, 15, 22, 30, 34, 37,
    ]  # fmt: skip


def test_a_row_that_has_vanished_is_reported_and_kept(loaded, load, other_file):
    last = PUBLISHED.splitlines()[-1]
    said = load("plan", file=other_file(last, ""))
    assert "No longer in the file, kept: Workforce Engagement 9: Build a dashboard" in said
    assert loaded.actions.count() == 40


def test_a_row_that_says_what_another_says_now_is_one_more_place_of_it(loaded, load, other_file):
    row_25, row_26 = PUBLISHED.splitlines()[24:26]
    was = printed_in(26)
    said = load("plan", file=other_file(row_26, row_25.replace("Progression,5,", "Progression,6,")))
    assert f"No longer in the file, kept: Career Development & Progression 6: {was}" in said
    assert {p.action for p in Placement.objects.filter(row=26)} == {was, printed_in(25)}


def test_a_reworded_row_of_the_command_is_left_and_told(loaded, load, other_file):
    row_36 = PUBLISHED.splitlines()[35]
    said = load("plan", file=other_file(row_36, row_36.replace("diversity guide", "handbook")))
    assert "may be reworded: row 36, like “Produce a diversity guide for managers”" in said
    assert printed_in(36) == printed_in(23)
    assert loaded.actions.count() == 40


def test_a_number_used_twice_is_a_further_placement_once(loaded, load, other_file):
    row_26, row_27 = PUBLISHED.splitlines()[25:27]
    path = other_file(row_27, row_26)
    said = load("plan", file=path)
    assert "New placement: row 27, Career Development & Progression 6: Finish" in said
    assert "No longer in the file, kept: Career Development & Progression 7: Review" in said
    assert "No changes" in load("plan", file=path)


def test_a_new_lead_in_the_file_learns_a_spelling(loaded, load, tmp_path, monkeypatch):
    leads = tmp_path / "leads.csv"
    leads.write_text(LEADS_FILE.read_text() + "Equality Lead,role,EDI Lead|Head of EDI\n")
    with pytest.raises(CommandError, match="both spell a lead “edi lead”"):
        load_with(load, leads, monkeypatch)
    leads.write_text("name,kind,aliases\nEDI Lead,role,Head of EDI\nOmbudsman,role,\n")
    said = load_with(load, leads, monkeypatch)
    assert "New lead: Ombudsman" in said
    assert loaded.leads.get(name="EDI Lead").aliases == ["Head of EDI"]


def load_with(load, leads, monkeypatch):
    monkeypatch.setattr("tests.conftest.LEADS_FILE", leads)
    return load("plan")


def test_progress_and_a_second_load_leave_a_trail_that_verifies(
    loaded, load, ife, changing, other_file
):
    action = printed_in(4)
    with changing(loaded, ife):
        record_update(
            action, by=ife, today=TODAY, status="in_progress", delivery="on_track",
            happened="The report works.", submission="7b0c0b70-3e3c-4a0c-9b7c-1d6c3c0a8f01",
        )  # fmt: skip
    later = other_file(TARGET_OF_ROW_4, ",Recruitment Team,30.06.2026")
    load("plan", "RKE", SYSTEM_EMAIL, "--reason", "The supplier is late", file=later)
    assert printed_in(4).status == "in_progress"
    assert printed_in(4).target_date == date(2026, 6, 30)
    assert list(verification.problems()) == []


# What is refused


def test_a_problem_in_row_5_saves_nothing(trust, load, tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text(PUBLISHED.replace("Give every ICSU and corporate", "x" * 5_200, 1))
    with pytest.raises(CommandError, match="Nothing was saved: 1 problem"):
        load("plan", file=path)
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    ("code", "who", "words"),
    [
        ("XX9", "ife", "There is no organisation XX9"),
        ("RKE", "nobody", "has no active role in Riverside"),
        ("RKE", "noor", "has no active role in Riverside"),
        ("RKE", "dan", "has no active role in Riverside"),
        ("RKE", "ada", "is administrator in Riverside .* and cannot edit the plan"),
        ("RKE", "amara", "is action lead in Riverside .* and cannot edit the plan"),
    ],
)
def test_only_an_inclusion_lead_of_the_trust_loads_its_plan(
    trust, ada, amara, ife, dan, noor, load, code, who, words
):
    with pytest.raises(CommandError, match=words):
        load("plan", code, f"{who}@example.nhs.uk")
    assert not Plan.objects.exists()


def test_a_file_that_is_no_plan_is_refused_in_words(trust, load, tmp_path):
    path = tmp_path / "plan.csv"
    for text, words in [("", "is empty"), (HEADER, "has a header and no actions")]:
        path.write_text(text)
        with pytest.raises(CommandError, match=words):
            load("plan", file=path)


def test_a_plan_keeps_its_date(loaded, load, changing):
    plan = loaded.plans.get()
    edit(changing, plan, date=date(2025, 9, 1))
    with pytest.raises(CommandError, match="was loaded with its date 2025-09-01"):
        load("plan")


def test_two_trusts_have_the_same_plan_each_for_itself(loaded, other_trust, load):
    load("plan", "ZE1")
    assert other_trust.actions.count() == loaded.actions.count() == 40
    assert other_trust.leads.count() == loaded.leads.count()


# Plans of other kinds of files and shapes.


def test_a_document_of_the_plan_loads_like_its_csv(loaded, load, tmp_path):
    made = docx.Document()
    columns = ["section", "number", "indicators", "action", "leads", "completion"]
    table = made.add_table(rows=0, cols=6)
    for row in [columns, *([row[column] for column in columns] for row in ROWS)]:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    made.save(tmp_path / "plan.docx")
    said = load("plan", "RKE", SYSTEM_EMAIL, file=tmp_path / "plan.docx")
    assert "No changes. Actions: 0 new, 0 changed, 40 unchanged" in said


def test_what_is_not_understood_is_printed_with_its_row(trust, load, other_file):
    text = HEADER + "A,1,1,Sing,EDI Lead,Ongoing\n,,,,EDI Lead,Ongoing\n"
    said = load("plan", "RKE", SYSTEM_EMAIL, file=other_file(text=text))
    assert "Not understood, left out: row 3, “EDI Lead | Ongoing”: No action is given" in said


RATED = "section,action,leads,completion,RAG,Objective,KPI\nA,Sing,EDI Lead,Ongoing,Green,Joy,Ten\n"


def test_a_rating_an_objective_and_a_measure_are_saved_with_the_action(trust, load, other_file):
    load("plan", "RKE", SYSTEM_EMAIL, file=other_file(text=RATED))
    action = Action.objects.get()
    assert (action.stated_delivery, action.status) == ("on_track", "ongoing")
    assert (action.objective, action.success_measure) == ("Joy", "Ten")


def test_a_column_that_a_later_file_leaves_out_takes_nothing_away(trust, load, other_file):
    load("plan", "RKE", SYSTEM_EMAIL, file=other_file(text=RATED))
    later = "section,action,leads,completion\nA,Sing,EDI Lead,Ongoing\n"
    load("plan", "RKE", SYSTEM_EMAIL, file=other_file(text=later))
    action = Action.objects.get()
    assert (action.stated_delivery, action.objective) == ("on_track", "Joy")


def test_rows_that_are_only_counted_are_known_by_their_action(trust, load, other_file):
    text = "section,action,leads,completion\nA,Sing,EDI Lead,Ongoing\nA,Dance,EDI Lead,Ongoing\n"
    load("plan", "RKE", SYSTEM_EMAIL, file=other_file(text=text))
    new = text.replace("A,Sing", "A,Act,EDI Lead,Ongoing\nA,Sing")
    said = load("plan", "RKE", SYSTEM_EMAIL, file=other_file(text=new))
    assert "Actions: 1 new, 0 changed, 2 unchanged. Rows no longer in the file: 0" in said
    numbers = dict(Placement.objects.values_list("action__title", "number"))
    assert numbers == {"Act": "1", "Sing": "2", "Dance": "3"}


def test_the_answer_that_a_plan_goes_by_indicator_is_kept(trust, load, other_file, changing):
    text = "Indicator,action,leads,completion\n2,Sing,EDI Lead,Ongoing\n,Dance,EDI Lead,Ongoing\n"
    load("plan", "RKE", SYSTEM_EMAIL, file=other_file(text=text))
    question = Question.objects.get()
    assert "taken for one by indicator" in question.message
    with changing(trust):
        question.answer, question.settled_on = "Yes", TODAY
        question.save()
    assert "No changes" in load("plan", "RKE", SYSTEM_EMAIL, file=other_file(text=text))
    assert Action.objects.get(title="Dance").links.get().indicator.number == 2


def test_what_was_settled_of_the_whole_file_is_not_asked_of_another_row(
    trust, load, other_file, changing
):
    text = "Section,action,completion\nA,Sing,Ongoing\nA,Dance,Ongoing\n"
    load("plan", "RKE", SYSTEM_EMAIL, file=other_file(text=text))
    for question in Question.objects.select_related("plan"):
        settle(changing, question, None)
    more = text.replace("A,Sing", "A,Act,Ongoing\nA,Sing")
    assert "New questions: 0" in load("plan", "RKE", SYSTEM_EMAIL, file=other_file(text=more))


def test_what_was_settled_before_an_action_was_carried_forward_is_not_asked_again(
    loaded, ife, changing
):
    plan = Plan.objects.get()
    settle(changing, Question.objects.get(row=33), ife)
    with changing(loaded, ife) as change:
        carry_forward(plan, unfinished(plan), date(2026, 4, 1), change, TODAY)
    placements = Placement.objects.filter(section__plan__year=2026).order_by("row")
    file = io.StringIO()
    writer = csv.DictWriter(file, ROWS[0])
    writer.writeheader()
    writer.writerows([*(placement.raw for placement in placements), {**ROWS[0], "number": "99"}])
    rows = read_plan(file.getvalue().encode()).rows
    asked = compare(loaded, rows, year=2026, plan_date=date(2026, 4, 1)).questions.asked
    assert [doubt.message for doubt in asked if "bi-annual" in doubt.message] == []


def test_a_document_with_more_tables_asks_nothing_again(trust, load, tmp_path):
    rows = [["Action", "Lead", "Deadline"], ["Sing", "Nobody known", "Ongoing bi-annual review"]]
    load("plan", "RKE", SYSTEM_EMAIL, file=document_of(tmp_path, rows))
    assert Question.objects.filter(column="leads").count() == 1
    said = load("plan", "RKE", SYSTEM_EMAIL, file=document_of(tmp_path, rows, [["Key", "Red"]]))
    assert "New questions: 0" in said


def document_of(folder, *tables):
    """The path of a Word document with these tables."""
    made = docx.Document()
    for rows in tables:
        table = made.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    made.save(folder / "plan.docx")
    return folder / "plan.docx"
