"""Which action a row is: no progress changes its action without a person saying so."""

import csv
import io
import random
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from actions import references
from actions.imports.decisions import UNDECIDED, Decisions
from actions.imports.plan_load import compare
from actions.imports.reading import read_plan
from actions.models import Action, Placement, Question
from actions.reports.plan_files import as_document, as_workbook
from actions.reports.published import PublishedPlan
from tests.conftest import PLAN_FILE, TODAY
from wres.accounts.models import User
from wres.audit import verification
from wres.audit.models import Entry

PLAN_DATE = date(2025, 8, 31)
with PLAN_FILE.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
HEADER = ["No", "Indicator", "Action", "Lead", "Due date"]
VIOLENCE = [5, "Renew the violence policy", "FTSU Lead", "30/06/2027"]
PANELS = [2, "Put diverse panels in place", "EDI Lead", "31/03/2028"]
TALENT = [7, "Start a talent programme for bands 5 to 7", "EDI Lead", "31/12/2027"]
CASES = [3, "Check every disciplinary case before it opens", "Human Resources", "30/09/2027"]


@pytest.fixture
def workbook(tmp_path):
    """`workbook(VIOLENCE, PANELS)`: a file with these actions, numbered from 1."""

    def make(*rows, header=HEADER):
        book, path = Workbook(), tmp_path / "plan.xlsx"
        for cells in (header, *([n, *row] for n, row in enumerate(rows, start=1))):
            book.active.append(cells)
        book.save(path)
        return path

    return make


def titles():
    return dict(Action.objects.values_list("pk", "title"))


def would_change(plan, data, decisions=UNDECIDED, file_name="plan.csv"):
    read = read_plan(data, file_name)
    return compare(
        plan.organisation, read.rows, year=2025, plan_date=PLAN_DATE, decisions=decisions
    )


def as_csv(rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


# Numbers are what people renumber


def test_a_row_put_in_above_renames_nobodys_action(trust, load, workbook):
    load("plan", file=workbook(VIOLENCE, PANELS, TALENT))
    before = titles()
    said = load("plan", file=workbook(CASES, VIOLENCE, PANELS, TALENT))
    assert "Saved. Actions: 1 new, 0 changed, 3 unchanged" in said
    assert {pk: title for pk, title in titles().items() if pk in before} == before
    numbers = Placement.objects.order_by("number").values_list("number", "action__title")
    assert [title for _, title in numbers] == [row[1] for row in (CASES, VIOLENCE, PANELS, TALENT)]


def test_numbers_that_are_all_new_are_a_change_of_numbers_only(trust, load, workbook):
    load("plan", file=workbook(VIOLENCE, PANELS, TALENT))
    before = titles()
    load("plan", file=workbook(TALENT, VIOLENCE, PANELS))
    assert titles() == before
    assert Placement.objects.get(number="1").action.title == TALENT[1]


def test_a_row_that_moves_to_another_section_takes_its_action_along(published, changing, load):
    plan, moved = published.plans.get(), ROWS[0] | {"section": "Workforce Engagement", "number": 10}
    load = would_change(plan, as_csv([*ROWS[1:], moved]))
    assert (load.new, load.vanished) == ((), ())
    placement = Placement.objects.get(row=2)
    assert [row.section for row, place in load.moved if place == placement] == [
        "Workforce Engagement"
    ]


def test_a_file_without_sections_leaves_every_action_where_it_stands(published):
    rows = [{k: v for k, v in row.items() if k not in ("section", "number")} for row in ROWS]
    load = would_change(published.plans.get(), as_csv(rows))
    assert (load.new, load.vanished, load.moved, load.changed) == ((), (), (), ())


def test_very_many_actions_of_one_title_keep_their_places_in_any_order(trust, load, tmp_path):
    rows = [
        {"section": f"Site {n}", "number": "1", "indicators": "2", "leads": "", "completion": day}
        | {"action": "Review the policy"}
        for n in range(120)
        for day in [f"{n % 28 + 1:02}.06.2026"]
    ]
    file = tmp_path / "plan.csv"
    file.write_bytes(as_csv(rows))
    load("plan", file=file)
    random.Random(1).shuffle(rows)
    plan = trust.plans.get()
    load = would_change(plan, as_csv(rows))
    assert (load.new, load.vanished, load.changed) == ((), (), ())
    for row, placement in load.matched.placements.items():
        assert placement.section.name == rows[row - 2]["section"]


# In other words


def test_a_reworded_row_says_nothing_until_a_person_says_so(published):
    plan = published.plans.get()
    reworded = [
        ROWS[0] | {"action": "Put stronger guidance on interview panels in place"},
        *ROWS[1:],
    ]
    load = would_change(plan, as_csv(reworded))
    assert load.matched.proposed == {2}
    assert (load.new, load.changed, load.vanished) == ((), (), ())


@pytest.mark.parametrize("is_same", [True, False])
def test_what_a_person_says_of_a_reworded_row_is_done(published, is_same):
    plan, placement = published.plans.get(), Placement.objects.get(row=2)
    said = Decisions(reworded={2: (placement.pk, is_same)})
    words = "Put stronger guidance on interview panels in place"
    load = would_change(plan, as_csv([ROWS[0] | {"action": words}, *ROWS[1:]]), said)
    changed = [(row.placement, row.facts) for row in load.changed]
    assert changed == ([(placement, {"title": words})] if is_same else [])
    assert [action.title for action in load.new] == ([] if is_same else [words])
    assert load.vanished == (() if is_same else (placement,))


def test_signs_and_capitals_are_no_other_words(published):
    words = ROWS[0]["action"].upper().replace(" AND ", " & ") + "."
    load = would_change(published.plans.get(), as_csv([ROWS[0] | {"action": words}, *ROWS[1:]]))
    assert load.matched.proposed == frozenset()
    assert [row.facts["title"] for row in load.changed] == [words]


def test_two_divisions_are_not_one_action_that_was_renamed(trust, load, workbook):
    row = [2, "Train the managers of division A", "EDI Lead", "31/03/2028"]
    load("plan", file=workbook(row, PANELS))
    before = titles()
    other = [2, "Train the managers of division B", "EDI Lead", "31/03/2028"]
    load("plan", file=workbook(other, PANELS))
    assert titles() == before


def test_the_same_title_of_two_leads_is_told_apart_by_them(trust, load, workbook):
    of_hr = [2, "Review the policy", "Human Resources", "31/03/2028"]
    of_edi = [5, "Review the policy", "EDI Lead", "30/06/2028"]
    load("plan", file=workbook(of_hr, of_edi))
    before = {p.action_id: p.raw["leads"] for p in Placement.objects.all()}
    load("plan", file=workbook(of_edi, PANELS, of_hr))
    after = {p.action_id: p.raw["leads"] for p in Placement.objects.all()}
    assert {pk: after[pk] for pk in before} == before


def test_a_title_that_several_actions_have_is_asked_about_when_all_else_changes(
    trust, load, workbook
):
    of_hr = [2, "Review the policy", "Human Resources", "31/03/2028"]
    of_edi = [5, "Review the policy", "EDI Lead", "30/06/2028"]
    load("plan", file=workbook(of_hr, of_edi))
    said = load("plan", file=workbook([7, "Review the policy", "Comms Team", "31/12/2028"], of_edi))
    assert "may be reworded: row 2" in said
    assert sorted(Placement.objects.values_list("raw__leads", flat=True)) == [
        "EDI Lead", "Human Resources",
    ]  # fmt: skip


WORDS = st.sampled_from(["by March", "for all staff", "each quarter", "with the networks"])


@st.composite
def changed_files(draw):
    """The published plan in any order, renumbered, with rows left out, put in and reworded.

    With each row comes the row of the published plan that it was, None for one put in.
    """
    rows = [(dict(row), n) for n, row in enumerate(ROWS, start=2)]
    draw(st.randoms(use_true_random=False)).shuffle(rows)
    gone = draw(st.sets(st.integers(2, 42), max_size=6))
    reworded = draw(st.sets(st.integers(2, 42), max_size=6))
    sections = [row["section"] for row in ROWS]
    put_in = draw(st.integers(0, 5))
    found = []
    for row, was in rows:
        if was in reworded:
            row["action"] = f"{row['action']} {draw(WORDS)}"
        if was not in gone:
            found.append((row, was))
    for n in range(put_in):
        row = dict(ROWS[draw(st.integers(0, 40))]) | {"action": f"Something {n} nobody promised"}
        found.insert(draw(st.integers(0, len(found))), (row, None))
    if draw(st.booleans()):
        section = draw(st.sampled_from(sections))
        found = [(row | {"section": section}, was) for row, was in found]
    for number, (row, _) in enumerate(found, start=draw(st.integers(1, 3))):
        row["number"] = str(number)
    return found


@pytest.fixture
def first_loaded(published):
    """By row of the published plan, the action that it prints."""
    return dict(Placement.objects.values_list("row", "action"))


@given(changed=changed_files())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_row_of_a_changed_file_becomes_another_action(published, first_loaded, changed):
    load = would_change(published.plans.get(), as_csv([row for row, _ in changed]))
    for number, (row, was) in enumerate(changed, start=2):
        placement = load.matched.placements.get(number)
        if number in load.matched.proposed:
            assert number not in {each.row.row for each in load.changed}
        elif placement is not None:
            assert placement.action_id == first_loaded[was], row
        elif was is not None:
            assert row["action"] != ROWS[was - 2]["action"], "an unchanged row was not known"


OTHER_WORDS = (
    lambda words: f"{words} for all staff groups",
    lambda words: f"We will {words[:1].lower()}{words[1:]}",
    lambda words: " ".join(word for n, word in enumerate(words.split()) if n % 7 != 3),
    lambda words: words.replace("staff", "colleagues").replace("the trust", "our organisation"),
)


def as_other_years_file(draw):
    """A third of the plan reworded, a tenth gone, five actions new, all of it in another order.

    With each row comes the row of the published plan that it was, None for a new one.
    """
    rows = [(dict(row), n) for n, row in enumerate(ROWS, start=2) if draw.random() > 0.1]
    for row, _ in rows:
        if draw.random() < 1 / 3:
            row["action"] = draw.choice(OTHER_WORDS)(row["action"])
    for words in (
        "Publish our ethnicity pay gap", "Offer reverse mentoring to the board",
        "Survey leavers about discrimination", "Pay interpreters in every clinic",
        "Count bank shifts by ethnicity",
    ):  # fmt: skip
        row = dict(ROWS[draw.randrange(len(ROWS))]) | {"leads": "Bank Office", "indicators": "8"}
        rows.append((row | {"action": words, "completion": "30.09.2027"}, None))
    draw.shuffle(rows)
    return [(row | {"number": str(n)}, was) for n, (row, was) in enumerate(rows, start=1)]


@pytest.mark.parametrize("year", range(8))
def test_rows_are_known_with_a_precision_and_a_recall_of_95_percent(published, first_loaded, year):
    changed = as_other_years_file(random.Random(year))
    load = would_change(published.plans.get(), as_csv([row for row, _ in changed]))
    found = {row: place.action_id for row, place in load.matched.placements.items()}
    true = {n: first_loaded[was] for n, (_, was) in enumerate(changed, start=2) if was}
    right = {row for row, action in found.items() if true.get(row) == action}
    assert len(right) >= 0.95 * len(found), "precision: of the pairs that are said or proposed"
    assert len(right) >= 0.95 * len(true), "recall: of the rows whose action the plan has"
    assert found.keys() - right <= load.matched.proposed, "nothing wrong without a question"


@given(changed=changed_files())
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_row_with_its_reference_is_its_action_whatever_else_changes(
    published, first_loaded, changed
):
    reference_of = dict(Action.objects.values_list("pk", "reference"))
    rows = [
        row | {"Tracker reference": reference_of[first_loaded[was]] if was else ""}
        for row, was in changed
    ]
    load = would_change(published.plans.get(), as_csv(rows))
    for number, (_, was) in enumerate(changed, start=2):
        if was is not None:
            assert load.matched.placements[number].action_id == first_loaded[was]
            assert number not in load.matched.proposed


# By its reference


def exported(plan, kind=as_workbook):
    return kind(PublishedPlan(plan, TODAY, None))


def edited(data, edit):
    book = load_workbook(io.BytesIO(data))
    edit(book.active)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_every_action_has_a_reference_of_its_own(published):
    given = list(Action.objects.values_list("reference", flat=True))
    assert len(set(given)) == 40
    assert all(references.read(each) == each for each in given)


def test_a_reference_is_not_given_again_when_its_action_is_gone(
    trust, make_action, changing, monkeypatch
):
    monkeypatch.setattr(references, "_drawn", iter(["BCDFG", "BCDFG", "HJKMN"]).__next__)
    first = make_action()
    with changing(trust):
        first.delete()
    assert (first.reference, make_action().reference) == ("BCDFG", "HJKMN")


@pytest.mark.parametrize("kind", [as_workbook, as_document])
def test_a_file_that_goes_out_names_every_reference(published, kind):
    read = read_plan(exported(published.plans.get(), kind))
    held = {p.row: p.action.reference for p in Placement.objects.select_related("action")}
    assert [row.reference for row in read.rows] == [held[n] for n in sorted(held)]


def test_a_row_of_an_exported_file_is_known_by_its_reference_in_any_words(published):
    plan = published.plans.get()

    def reword(sheet):
        sheet["D2"], sheet["E2"], sheet["B2"] = "Recruit without bias", "EDI Lead", 99

    load = would_change(plan, edited(exported(plan), reword), file_name="plan.xlsx")
    assert [(row.placement.row, row.facts["title"]) for row in load.changed] == [
        (2, "Recruit without bias")
    ]
    assert (load.new, load.vanished, load.matched.proposed) == ((), (), frozenset())


def test_an_exported_file_without_its_references_comes_back_as_no_changes(published):
    plan = published.plans.get()
    data = edited(exported(plan), lambda sheet: sheet.delete_cols(sheet.max_column))
    assert not would_change(plan, data, file_name="plan.xlsx").changes_something


def test_references_that_were_sorted_alone_move_nobodys_work(published):
    plan = published.plans.get()

    def sort_alone(sheet):
        column = sheet.max_column
        cells = [sheet.cell(row, column) for row in range(2, sheet.max_row + 1)]
        values = [cell.value for cell in cells]
        random.Random(13).shuffle(values)
        for cell, value in zip(cells, values, strict=True):
            cell.value = value

    load = would_change(plan, edited(exported(plan), sort_alone), file_name="plan.xlsx")
    assert (load.new, load.changed, load.vanished) == ((), (), ())


def test_a_reference_beside_the_words_of_another_action_is_asked_about(published):
    plan = published.plans.get()

    def swap(sheet):
        column = sheet.max_column
        first, second = sheet.cell(2, column), sheet.cell(3, column)
        first.value, second.value = second.value, first.value
        sheet["E4"] = "EDI Lead"

    load = would_change(plan, edited(exported(plan), swap), file_name="plan.xlsx")
    asked = [each.row for each in load.questions.asked if each.column == "tracker reference"]
    assert asked == [2, 3]
    assert [row.placement.row for row in load.changed] == [4]


def test_ife_finds_an_action_by_its_reference(published, ife, sign_in):
    action = Action.objects.get(title__startswith="Work with local schools")
    address = reverse("plan", args=["RKE", 2025])
    page = BeautifulSoup(
        sign_in(ife).get(address, {"text": action.reference.lower()}).content, "html.parser"
    )
    assert "Work with local schools" in page.text
    assert "Launch a guide" not in page.text
    assert action.reference in sign_in(ife).get(action.get_absolute_url()).text


def test_actions_from_before_get_theirs_in_one_sealed_change(published, changing):
    with changing(published) as change:
        actions = list(Action.objects.all())
        for action in actions:
            action.reference = ""
        change.update_many(actions, ["reference"])
    references.give_to_all()
    assert Action.objects.filter(reference="").count() == 0
    told = Entry.objects.filter(reason=references.GIVEN)
    assert (told.count(), len(set(told.values_list("request_id", flat=True)))) == (40, 1)
    assert {entry.person for entry in told} == {User.objects.system()}
    assert list(verification.problems()) == []
    references.give_to_all()
    assert told.count() == 40


# The page that asks


@pytest.fixture
def bring(published, ife, sign_in):
    """`bring(rows)`: the upload of a file with these rows, as Ife has just selected it."""

    def make(rows):
        client, file = sign_in(ife), io.BytesIO(as_csv(rows))
        file.name = "plan.csv"
        facts = {"year": "2025", "date_day": "31", "date_month": "8", "date_year": "2025"}
        client.post(reverse("plan_import", args=["RKE"]), {"file": file, **facts})
        return published.uploads.get()

    return make


REWORDED = [ROWS[0] | {"action": "Put stronger guidance on interview panels in place"}, *ROWS[1:]]


def test_the_page_shows_both_texts_and_saves_nothing_before_it_is_answered(bring, ife, sign_in):
    upload = bring(REWORDED)
    client, page = sign_in(ife), reverse("plan_upload", args=["RKE", upload.pk])
    assert "Nothing can be saved until you have said" in client.get(page).text
    asked = client.get(reverse("plan_upload_reworded", args=["RKE", upload.pk])).text
    assert ROWS[0]["action"] in asked
    assert REWORDED[0]["action"] in asked
    before = titles()
    client.post(page, {"digest": "anything"})
    assert titles() == before


@pytest.mark.parametrize(("answer", "count"), [("same", 40), ("another", 41)])
def test_ife_says_whether_a_reworded_row_is_the_same_action(bring, ife, sign_in, answer, count):
    upload = bring(REWORDED)
    client, page = sign_in(ife), reverse("plan_upload", args=["RKE", upload.pk])
    client.post(reverse("plan_upload_reworded", args=["RKE", upload.pk]), {"row_2": answer})
    form = BeautifulSoup(client.get(page).content, "html.parser")
    client.post(page, {"digest": form.find("input", {"name": "digest"})["value"]})
    assert Action.objects.count() == count
    assert Action.objects.filter(title=REWORDED[0]["action"]).count() == 1
    assert Question.objects.filter(settled_on=None).exists()
