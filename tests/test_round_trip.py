"""A plan that is exported and imported again changes nothing, whatever people did to it."""

import io
from contextlib import contextmanager, suppress
from datetime import date

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from actions.delivery import Delivery, Status
from actions.imports import save
from actions.imports.completion import read_completion
from actions.imports.export_cells import COMPLETION_FACTS, completion_text
from actions.imports.plan_load import compare
from actions.imports.proposals import dated
from actions.imports.reading import read_plan
from actions.models import (
    Action,
    ActionIndicator,
    ActionLead,
    Lead,
    Placement,
    Plan,
    Question,
    Section,
)
from actions.reports.plan_files import as_document, as_workbook
from actions.reports.published import PublishedPlan
from indicators.models import Indicator, Standard
from tests.conftest import TODAY

KINDS = {"xlsx": as_workbook, "docx": as_document}
PLAN_DATE = date(2025, 8, 31)


def exported(plan, kind):
    return KINDS[kind](PublishedPlan(plan, TODAY, None))


def imported(plan, data, kind):
    """What loading the file would change."""
    read = read_plan(data, file_name=f"plan.{kind}")
    assert read.problems == ()
    return compare(plan.organisation, read.rows, year=plan.year, plan_date=plan.date)


def changes(load):
    """What a load would change, in words; nothing when it changes nothing."""
    said = {"new": load.new, "joined": load.joined, "moved": load.moved}
    said |= {"vanished": load.vanished, "asked": load.questions.asked}
    said |= {"changed": [(row.row.raw, row.placement.raw) for row in load.changed]}
    return {name: found for name, found in said.items() if found}


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


@pytest.fixture
def returned(published, kind):
    """`returned()`: what the published trust's plan would change after going out and in."""

    def there_and_back():
        plan = published.plans.get()
        return imported(plan, exported(plan, kind), kind)

    return there_and_back


def printed_in(row):
    return Placement.objects.get(row=row).action


def test_the_published_plan_comes_back_unchanged(returned):
    load = returned()
    assert changes(load) == {}
    assert not load.changes_something
    assert load.unchanged_count == 40


def test_what_people_edited_comes_back_unchanged(published, returned, changing, make_lead):
    with changing(published):
        first, second = printed_in(2), printed_in(3)
        first.title, first.objective = "=HYPERLINK(“x”) isn't\n\ttext 🙂", "-1\n'=2"
        first.set_target(date(2026, 8, 31), True, TODAY)
        first.set_status(Status.COMPLETED, TODAY)
        first.completed_on = TODAY
        first.save()
        second.all_indicators = True
        second.save()
        for link in printed_in(4).action_leads.all():
            link.delete()
        for link in printed_in(5).links.all():
            link.delete()
    make_lead("Head of Health, Wellbeing & Joy", None, printed_in(6), printed_in(23))
    assert changes(returned()) == {}


def test_a_question_that_was_settled_is_not_asked_again(published, returned, ife, changing):
    with changing(published):
        question = Question.objects.get(row=11)
        question.answer, question.settled_by, question.settled_on = "A review", ife, TODAY
        question.save()
    assert changes(returned()) == {}


def test_a_cell_that_is_edited_in_the_workbook_changes_only_what_it_says(published, changing):
    plan = published.plans.get()
    with changing(published):
        action = printed_in(4)
        action.title = "In Ife's words"
        action.save()
    book = load_workbook(io.BytesIO(exported(plan, "xlsx")))
    book.active["F4"] = "Ongoing 30.06.2026"
    edited = io.BytesIO()
    book.save(edited)
    load = imported(plan, edited.getvalue(), "xlsx")
    assert [row.facts for row in load.changed] == [
        {"status": "ongoing", "target_date": date(2026, 6, 30)}
    ]
    assert load.new == load.joined == ()


def test_a_cell_that_is_edited_in_the_document_changes_only_what_it_says(published):
    plan = published.plans.get()
    document = Document(io.BytesIO(exported(plan, "docx")))
    document.tables[0].rows[3].cells[3].text = "EDI Lead"
    edited = io.BytesIO()
    document.save(edited)
    load = imported(plan, edited.getvalue(), "docx")
    assert [(row.leads.added, row.leads.removed) for row in load.changed] == [
        (("EDI Lead",), ("Recruitment Team",))
    ]


def test_a_row_that_is_taken_out_is_reported(published):
    plan = published.plans.get()
    book = load_workbook(io.BytesIO(exported(plan, "xlsx")))
    book.active.delete_rows(42)
    edited = io.BytesIO()
    book.save(edited)
    load = imported(plan, edited.getvalue(), "xlsx")
    assert [str(placement) for placement in load.vanished] == ["Workforce Engagement 9"]


def test_the_rows_may_be_sorted_meanwhile(published):
    plan = published.plans.get()
    book = load_workbook(io.BytesIO(exported(plan, "xlsx")))
    rows = sorted(book.active.iter_rows(min_row=2, values_only=True), key=lambda row: row[3])
    for number, row in enumerate(rows, start=2):
        for place, value in enumerate(row, start=1):
            book.active.cell(number, place).value = value
    edited = io.BytesIO()
    book.save(edited)
    assert changes(imported(plan, edited.getvalue(), "xlsx")) == {}


def test_a_file_of_another_day_says_nothing_of_delivery(published, changing):
    plan = published.plans.get()
    before = as_workbook(PublishedPlan(plan, date(2025, 9, 1), None))
    with changing(published):
        action = printed_in(2)
        action.stated_delivery, action.updated_on = Delivery.OFF_TRACK, TODAY
        action.save()
    assert changes(imported(plan, before, "xlsx")) == {}


# Plans with more columns than the published one

TOLD_MORE = """Theme,No.,Objective,Action,Owner,Metric,Timescale,RAG,Status,KPI,Budget
Culture,1,Fair panels,Train the panels,EDI Lead,2,31.03.2026,Green,In progress,All by May,None
,2,,Review the policy,"EDI Lead, Estates",All,Ongoing review 30.06.2026,Amber,,,5 days
,3,,Ask the networks,,,Completed,Blue,Complete,,
"""


@pytest.fixture
def told_more(trust, changing, make_lead):
    """A plan that was loaded from a file with objectives, ratings, statuses and a budget."""
    make_lead("EDI Lead")
    rows = read_plan(TOLD_MORE.encode()).rows
    load = compare(trust, rows, year=2025, plan_date=PLAN_DATE)
    with changing(trust) as change:
        save.save(load, change, TODAY)
    return trust.plans.get()


def test_a_plan_with_more_columns_comes_back_unchanged(told_more, kind, changing):
    assert changes(imported(told_more, exported(told_more, kind), kind)) == {}
    with changing(told_more.organisation):
        action = told_more.actions.first()
        action.status, action.stated_delivery = "ongoing", "off_track"
        action.objective = "Fairer panels"
        action.save()
    assert changes(imported(told_more, exported(told_more, kind), kind)) == {}


def test_its_own_file_leaves_the_edits_alone_too(told_more, changing):
    with changing(told_more.organisation):
        action = told_more.actions.first()
        action.status, action.objective = "ongoing", "Fairer panels"
        action.save()
    assert changes(imported(told_more, TOLD_MORE.encode(), "csv")) == {}


# How an action stands, in one cell of one file and in two of another

OUTSET = "Theme,No.,Action,Owner,Metric,"


def file_of(columns, cells):
    return f"{OUTSET}{columns}\nCulture,1,Train the panels,,2,{cells}\n".encode()


@pytest.fixture
def plan_of(trust, changing):
    """`plan_of("Completed")`: the plan of a file with one action and this completion."""

    def make(cells, columns="Completion"):
        rows = read_plan(file_of(columns, cells)).rows
        load = compare(trust, rows, year=2025, plan_date=PLAN_DATE)
        with changing(trust) as change:
            save.save(load, change, TODAY)
        return trust.plans.get()

    return make


@pytest.mark.parametrize(
    ("completion", "status", "target", "facts"),
    [
        ("Completed", "Completed", "", {}),
        ("Completed 30.06.2025", "Completed", "30.06.2025", {
            "target_date": date(2025, 6, 30), "completed_on": None
        }),
        ("Ongoing Review 31.03.2026", "Ongoing", "31.03.2026", {
            "target_date": date(2026, 3, 31), "review_date": None
        }),
        ("31.03.2026", "", "Ongoing 31.03.2026", {"status": "ongoing"}),
        ("Ongoing 31.03.2026", "Completed", "31.03.2026", {"status": "completed"}),
    ],
)  # fmt: skip
def test_a_status_that_moves_to_a_column_of_its_own_is_not_lost(
    plan_of, completion, status, target, facts
):
    plan = plan_of(completion)
    load = imported(plan, file_of("Status,Target date", f"{status},{target}"), "csv")
    assert [row.facts for row in load.changed] == [facts]


def test_a_status_that_is_emptied_is_still_said_by_the_completion(plan_of, changing):
    plan = plan_of("In progress,31.03.2026", "Status,Completion")
    with changing(plan.organisation):
        action = plan.actions.get()
        action.set_status(Status.COMPLETED, TODAY)
        action.save()
    file = file_of("Status,Completion,RAG", ",Completed Target 31.03.2026,Green")
    assert [row.facts for row in imported(plan, file, "csv").changed] == [
        {"stated_delivery": "on_track"}
    ]


def test_a_completion_that_people_emptied_asks_nothing_beside_a_new_status(plan_of, changing):
    plan = plan_of("Completed")
    with changing(plan.organisation):
        action = plan.actions.get()
        action.set_status(Status.NOT_STATED, TODAY)
        action.save()
    load = imported(plan, file_of("Status,Completion", "In progress,"), "csv")
    assert [row.facts for row in load.changed] == [{"status": "in_progress"}]
    assert [asked for asked in load.questions.asked if asked.column == "status"] == []


def test_a_day_that_people_entered_since_is_kept_when_the_file_adds_a_rating(plan_of, changing):
    plan = plan_of("Completed 30.06.2025")
    with changing(plan.organisation):
        action = plan.actions.get()
        action.completed_on = date(2026, 2, 2)
        action.save()
    file = file_of("Status,Completion,RAG", "Completed,Completed 02.02.2026,Green")
    load = imported(plan, file, "csv")
    assert [row.facts for row in load.changed] == [{"stated_delivery": "on_track"}]
    assert [asked for asked in load.questions.asked if asked.column == "completion"] == []


# Any plan

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
WORDS = st.text(  # all but NUL, which no form takes
    st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    | st.sampled_from("=+-@'\"\n\t 🙂é“”<&>;,/|"),
    max_size=60,
)
TITLES = st.builds("{} {}".format, WORDS, st.sampled_from(["panels", "=1+1", "'", "2-7 & more"]))
LEAD_NAMES = ["EDI Lead", "Workforce & OD", "Head of Health, Wellbeing and Joy", "O'Brien's Team"]
PRINTED = {
    "indicators": ["", "1", "1,2", "1-8", "All", "5, 6 & 7", "1, 1,2", "2a"],
    "leads": ["", "EDI Lead", "Workforce & OD / EDI Lead", "O’Brien's Team, Estates", "Estates"],
    "completion": ["", "Completed", "Completed 30.06.2026", "31.03.2026", "Bi-annual review"],
}


@st.composite
def dates(draw):
    """The dates of an action with whether each stands for its month."""
    found = {}
    for name, field in [
        ("target", "target_date"),
        ("review", "review_date"),
        ("reviewed", "reviewed_on"),
        ("completed", "completed_on"),
    ]:
        day, is_month = draw(st.none() | DAYS), draw(st.booleans())
        found |= {field: day, f"{name}_is_month": bool(day and is_month)}
    return found


ACTIONS = st.fixed_dictionaries(
    {
        "title": TITLES,
        "status": st.sampled_from([status.value for status in Status]),
        "stated_delivery": st.sampled_from(["not_stated", "on_track", "at_risk", "off_track"]),
        "review_cadence": st.sampled_from(["", "bi-annual", "quarterly"]),
        "objective": WORDS,
        "success_measure": WORDS,
        "all_indicators": st.booleans(),
        "dates": dates(),
        "numbers": st.lists(st.integers(1, 9), unique=True, max_size=9),
        "leads": st.lists(st.sampled_from(LEAD_NAMES), unique=True),
        # where it is printed, and each printed cell: None where it is what stands
        "places": st.lists(st.integers(0, 2), min_size=1, max_size=3),
        "raw": st.fixed_dictionaries(
            {name: st.sampled_from(cells) for name, cells in PRINTED.items()}
        ),
    }
)


def make_plan(trust, described):
    """A plan of these actions, as people may have left it."""
    standard = Standard.objects.get(code="WRES")
    plan = Plan.objects.create(organisation=trust, standard=standard, year=2025, date=PLAN_DATE)
    names = ["Recruitment", "Culture = 1", "Leadership & 'pay'"]
    sections = [
        Section.objects.create(plan=plan, name=name, position=place)
        for place, name in enumerate(names, start=1)
    ]
    leads = {name: Lead.objects.create(organisation=trust, name=name) for name in LEAD_NAMES}
    indicators = {each.number: each for each in Indicator.objects.filter(standard=standard)}
    row = 1
    for position, said in enumerate(described, start=1):
        action = Action.objects.create(
            organisation=trust, plan=plan, section=sections[said["places"][0]], position=position,
            title=" ".join(said["title"].split()), created_on=plan.date, **said["dates"],
            **{name: said[name] for name in TOLD},
        )  # fmt: skip
        for place, number in enumerate(said["numbers"], start=1):
            ActionIndicator.objects.create(
                action=action, indicator=indicators[number], position=place
            )
        for place, name in enumerate(said["leads"], start=1):
            ActionLead.objects.create(action=action, lead=leads[name], position=place)
        for place in said["places"]:
            row += 1
            raw = {"section": names[place], "number": str(row), "action": "Old words"}
            Placement.objects.create(
                action=action, section=sections[place], number=str(row), row=row,
                raw=raw | said["raw"],
            )  # fmt: skip
    return plan


TOLD = ["status", "stated_delivery", "review_cadence", "objective", "success_measure"]
TOLD += ["all_indicators"]


@pytest.mark.parametrize("kind", KINDS)
@given(described=st.lists(ACTIONS, min_size=1, max_size=5))
@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_plan_comes_back_unchanged(trust, changing, kind, described):
    with _taken_back(changing(trust)):
        plan = make_plan(trust, described)
        found = changes(imported(plan, exported(plan, kind), kind))
    assert found == {}


@contextmanager
def _taken_back(change):
    """Take everything that was written inside away again, for the next example."""
    with suppress(TakenBackError), change:
        yield
        raise TakenBackError


class TakenBackError(Exception):
    """Undoes an example."""


DONE = st.none() | st.dates(date(2024, 1, 1), PLAN_DATE)


@given(
    status=st.sampled_from([s.value for s in Status if s is not Status.COMPLETED]),
    target=st.none() | DAYS,
    review=st.none() | DAYS,
    reviewed=DONE,
    cadence=st.sampled_from(["", "quarterly", "six-monthly"]),
)
def test_a_completion_that_is_written_reads_as_the_same_facts(
    status, target, review, reviewed, cadence
):
    action = Action(status=status, target_date=target, review_date=review, reviewed_on=reviewed)
    action.review_cadence = cadence
    assert facts_of(completion_text(action)) == held(action)


@given(completed=DONE, target=st.none() | DAYS, review=st.none() | DAYS)
def test_a_completed_action_that_is_written_reads_as_the_same_facts(completed, target, review):
    action = Action(status="completed", completed_on=completed, target_date=target)
    action.review_date = review
    assert facts_of(completion_text(action)) == held(action)


def held(action):
    return {name: getattr(action, name) for name in COMPLETION_FACTS}


def facts_of(text):
    cell = read_completion(text, PLAN_DATE)
    return {
        "status": cell.status,
        "review_cadence": cell.review_cadence,
        **dated("target", "target_date", cell.target_date),
        **dated("review", "review_date", cell.review_date),
        **dated("reviewed", "reviewed_on", cell.reviewed_on),
        **dated("completed", "completed_on", cell.completed_on),
    }
