"""Plans as other trusts publish them: what is an action, whose it is, and what it looks like."""

import io

import pytest
from docx import Document
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Color, Font, PatternFill

from actions.imports.completion import read_completion
from actions.imports.proposals import understand
from actions.imports.reading import read_plan
from indicators import standards
from indicators.imports.reading import read_figures
from indicators.rules.figures import Unit
from tests.test_which_action import PLAN_DATE
from wres.files.refused import RefusedError

VERSIONS = [
    ["Version", "Date", "Author", "Action"],
    ["0.1", "01/06/2026", "EDI manager", "First draft"],
    ["1.0", "10/09/2026", "Board secretary", "Approved"],
]
PLAN = [["Action", "Lead", "Timescale"], ["Put diverse panels in place", "EDI Lead", "31/03/2027"]]


def word(*blocks):
    """A document of headings ("1 Title", by level) and tables."""
    document = Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_heading(block[2:], int(block[0]))
            continue
        table = document.add_table(0, len(block[0]))
        for cells in block:
            for cell, text in zip(table.add_row().cells, cells, strict=True):
                cell.text = text
    return saved(document)


def saved(file):
    data = io.BytesIO()
    file.save(data)
    return data.getvalue()


def actions(read):
    return [row.raw["action"] for row in read.rows]


def understood(data, file_name=""):
    rows = read_plan(data, file_name).rows
    return understand(rows, leads=(), indicator_numbers=range(1, 10), plan_date=PLAN_DATE)


# What is a table of actions


def test_a_table_of_versions_is_none_of_actions_and_is_told():
    read = read_plan(word("2 Document control", VERSIONS, "2 WRES action plan", PLAN))
    assert actions(read) == ["Put diverse panels in place"]
    told = [line.text for line in read.not_understood]
    assert "0.1 | 01/06/2026 | EDI manager | First draft" in told
    assert "Document control" in told
    assert "Document control" not in {row.section for row in read.rows}


@pytest.mark.parametrize(
    "table",
    [
        [["Title", "Page"], ["Action plan", "7"]],
        [["Name", "Email", "Phone"], ["EDI team", "edi@trust.example", "0123"]],
        [["RAG", "Meaning"], ["Green", "On track"]],
        [["Version", "Date", "Author", "Action", "Status"], ["1", "", "", "Drafted", "Approved"]],
    ],
)
def test_other_tables_of_a_document_are_no_actions(table):
    assert actions(read_plan(word("1 Front", table, PLAN, "1 Back", table))) == [
        "Put diverse panels in place"
    ]


def test_a_form_an_action_is_one_action_each():
    read = read_plan(
        word(
            "1 Workforce Race Equality Standard 2020 - 2022",
            "2 Indicator 1",
            "3 WRES action 1",
            [
                ["Action", "Find out why staff do not apply"],
                ["Lead", "EDI Lead"],
                ["Date", "5.2020"],
            ],
            "3 WRES action 2",
            [["Action", "Deliver what was recommended"], ["Lead", "HR"], ["Date", "March 2022"]],
        )
    )
    assert [(row.section, row.number, row.raw["action"]) for row in read.rows] == [
        ("Indicator 1", "1", "Find out why staff do not apply"),
        ("Indicator 1", "2", "Deliver what was recommended"),
    ]
    assert [row.raw["completion"] for row in read.rows] == ["5.2020", "March 2022"]


def test_two_forms_beside_each_other_in_a_table_are_read_too():
    form = [
        ["Action", "Mentoring", "Lead", "EDI Lead"],
        ["Due date", "03.2026", "Status", "Ongoing"],
    ]
    (row,) = read_plan(word(form)).rows
    assert (row.raw["leads"], row.raw["completion"], row.raw["status"]) == (
        "EDI Lead", "03.2026", "Ongoing",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        (["What will we do?", "Who?", "By when?"], ["action", "leads", "completion"]),
        (
            ["Key actions", "Accountable people / team", "Target date for completion"],
            ["action", "leads", "completion"],
        ),
        (["Action agreed:", "Lead:", "Due:"], ["action", "leads", "completion"]),
        (["Specific", "Measurable", "Time-bound"], ["action", "success measure", "completion"]),
        (
            ["Action", "Measures of success", "WRES/WDES metric"],
            ["action", "success measure", "indicators"],
        ),
    ],
)
def test_headings_of_other_plans_are_known(header, columns):
    (row,) = read_plan(word([header, ["1", "2", "3"]])).rows
    assert {name: row.raw[name] for name in columns} == dict(zip(columns, "123", strict=True))


def test_a_column_of_running_numbers_without_a_heading_is_the_number():
    table = [
        ["", "Action", "Lead"], ["10", "Review", "EDI"], ["11", "Poster", "EDI"],
        ["5", "Mentor", "EDI"], ["6", "Restore", "HR"],
    ]  # fmt: skip
    plan = understood(word("1 Culture", table))
    assert [action.placements[0].number for action in plan.actions] == ["10", "11", "5", "6"]
    asked = [question.message for question in plan.questions if question.column == "number"]
    assert "Culture: number 5 is printed after 11. Is the order right? (row 4)" in asked or any(
        "number 5 is printed after 11" in message for message in asked
    )


def test_a_column_without_a_heading_that_does_not_run_is_none_of_numbers():
    table = [["", "Action", "Lead"], ["5", "Review", "EDI"], ["2", "Poster", "EDI"]]
    assert [row.number for row in read_plan(word(table)).rows] == ["1", "2"]


# Another standard

METRICS = [["Metric", "Action", "Lead"], ["2", "Audit the interview scheme", "EDI Lead"]]
PANELS = [["Metric", "Action", "Lead"], ["2", "Put diverse panels in place", "EDI Lead"]]


@pytest.mark.parametrize(
    "heading", ["WDES Action Plan", "Medical WRES", "Bank WRES", "High impact action 3"]
)
def test_what_stands_under_another_standard_is_told_and_not_read(heading):
    read = read_plan(word("1 WDES & WRES plans", "2 WRES plan", PANELS, f"2 {heading}", METRICS))
    assert actions(read) == ["Put diverse panels in place"]
    assert ["so it was not read" in line.why for line in read.not_understood].count(True) == 1


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        (["Standard", "Indicator", "Action"], ["WDES", "2", "Passport"]),
        (["Theme", "Indicator", "Action"], ["Disability (WDES)", "2", "Passport"]),
        (["Theme", "Indicator", "Action"], ["Fairness", "WDES 2", "Passport"]),
        (["Lead", "WDES metric", "Action"], ["EDI Lead", "2", "Passport"]),
    ],
)
def test_a_row_that_names_another_standard_is_not_read(header, cells):
    ours = ["WRES", "WRES 2", "Panels"]
    read = read_plan(
        word([header, ours if header[0] != "Lead" else ["EDI Lead", "", "Panels"], cells])
    )
    assert actions(read) == ["Panels"]


def test_of_a_cell_with_two_standards_only_ours_is_read():
    (action,) = understood(word([["Metric", "Action"], ["WRES 5; WDES 4", "Violence"]])).actions
    assert action.indicators.numbers == (5,)


@pytest.mark.parametrize("heading", ["High impact action", "HIA", "Link to HIA", "WDES"])
def test_rows_that_name_another_standard_alone_are_none_of_ours(heading):
    table = [[heading, "Action", "Lead", "Date"], ["1", "Set objectives", "Chair", "31/03/2027"]]
    with pytest.raises(RefusedError, match="has no action of WRES"):
        read_plan(word(table))
    for above in ("1 WRES action plan", "1 Indicator 9"):
        assert actions(read_plan(word(above, table))) == ["Set objectives"]


def test_a_header_of_action_and_date_alone_is_that_of_a_plan():
    (action,) = understood(word([["Action", "Date"], ["Set objectives", "31/03/2027"]])).actions
    assert (action.title, str(action.completion.target_date)) == ("Set objectives", "2027-03-31")
    numbered = word([["No.", "Action", "Date"], ["1", "Set objectives", "31/03/2027"]])
    assert actions(read_plan(numbered)) == ["Set objectives"]


def test_a_record_of_what_was_done_on_which_day_is_no_plan():
    record = [["Date", "Action"], ["10/09/2026", "Approved"]]
    assert actions(read_plan(word(PLAN, record))) == ["Put diverse panels in place"]


def test_a_plan_of_another_standard_alone_is_refused():
    with pytest.raises(RefusedError, match="says WDES, and has no action of WRES"):
        read_plan(word("1 WDES action plan", METRICS))


def test_figures_of_another_standard_are_refused():
    data = b"WDES metrics 2025,,\nMetric,Year,Relative likelihood\n2,2025,1.04\n"
    with pytest.raises(RefusedError, match="it is of WDES"):
        read_figures(data, indicators={2: Unit.RATIO})


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Bank WRES indicators", ["Bank WRES"]),
        ("Medical Workforce Race Equality Standard", ["MWRES"]),
        ("WDES & WRES 2025/26", ["WDES", "WRES"]),
        ("Progress", []),
    ],
)
def test_the_longest_name_of_a_standard_is_meant(text, named):
    assert standards.named(text) == named


# What the look says


def test_a_struck_action_is_asked_about_and_a_struck_date_is_left_out():
    document = Document()
    table = document.add_table(0, 3)
    for cells in (["Action", "Lead", "Due date"], ["", "EDI Lead", ""]):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    table.rows[1].cells[0].paragraphs[0].add_run("Dropped").font.strike = True
    dates = table.rows[1].cells[2].paragraphs[0]
    dates.add_run("30/09/2025").font.strike = True
    dates.add_run(" 31/03/2026")
    data = saved(document)
    (action,) = understood(data).actions
    assert str(action.completion.target_date) == "2026-03-31"
    assert "The action is struck through. Is it cancelled?" in {q.message for q in action.questions}
    told = [(line.text, line.why) for line in read_plan(data).not_understood]
    assert ("30/09/2025", "It is struck through, so it was left out") in told


@pytest.fixture
def looks():
    """A workbook with a coloured cell, a struck row, and a date of which a part is struck."""
    book = Workbook()
    sheet = book.active
    moved = CellRichText(TextBlock(InlineFont(strike=True), "30/09/2025"), " 31/03/2026")
    for cells in (
        ["Action", "Lead", "Due date", "RAG"],
        ["Kept", "EDI Lead", "31/03/2026", None],
        ["Dropped", "EDI Lead", "31/03/2026", "🟢"],
        ["Moved", "EDI Lead", moved, "A/G"],
    ):
        sheet.append(cells)
    sheet["D2"].fill = PatternFill("solid", fgColor="FF00B050")
    for cell in sheet[3]:
        cell.font = Font(strike=True)
    return saved(book)


def test_the_looks_of_a_workbook_are_asked_about(looks):
    asked = {(q.row, q.column): q.message for q in understood(looks, "plan.xlsx").questions}
    assert asked[2, "rating"] == "The cell is empty and shaded green. Is the action on track?"
    assert asked[3, "status"] == "The action is struck through. Is it cancelled?"
    assert "🟢" in asked[3, "rating"]
    assert "A/G" in asked[4, "rating"]


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        (Color(theme=6), "green"),
        (Color(theme=5, tint=0.4), "red"),
        (Color(theme=9, tint=-0.25), "amber"),
        (Color(indexed=13), "amber"),
        (Color(indexed=11), "green"),
        (Color(theme=0, tint=-0.05), None),  # white made a little darker
        (Color(theme=99), None),
    ],
)
def test_a_colour_of_the_theme_or_of_the_old_palette_is_asked_about_too(colour, name):
    book = Workbook()
    for cells in (["Action", "Lead", "Due date", "RAG"], ["Kept", "EDI Lead", "31/03/2026", None]):
        book.active.append(cells)
    book.active["D2"].fill = PatternFill("solid", fgColor=colour)
    questions = understood(saved(book), "plan.xlsx").questions
    shaded = [q.message.split(".")[0] for q in questions if q.column == "rating"]
    assert shaded == ([f"The cell is empty and shaded {name}"] if name else [])


def test_colours_by_a_rule_are_told():
    book = Workbook()
    for cells in (["Action", "Lead", "Due date", "RAG"], ["Kept", "EDI Lead", "31/03/2026", 2]):
        book.active.append(cells)
    green = PatternFill("solid", bgColor="FF00B050")
    rule = CellIsRule(operator="equal", formula=["2"], fill=green)
    book.active.conditional_formatting.add("D2:D40", rule)
    told = read_plan(saved(book), "plan.xlsx").notices
    assert told == (
        "Cells coloured by a rule (conditional formatting): their colours were not read",
    )


def test_what_is_struck_in_a_workbook_is_no_date(looks):
    plan = understood(looks, "plan.xlsx")
    assert str(plan.actions[2].completion.target_date) == "2026-03-31"
    assert str(plan.actions[1].completion.target_date) == "2026-03-31"


def test_control_characters_reach_nothing_and_a_soft_return_is_a_space():
    data = b"Action,Lead,Due\nPut\vpanels\x07 in place,EDI\x1b Lead,31.03.2026\n"
    (row,) = read_plan(data).rows
    assert (row.raw["action"], row.raw["leads"]) == ("Put panels in place", "EDI Lead")


def test_a_date_is_read_whole_in_a_plan():
    assert read_completion("By October 31", PLAN_DATE).target_date is None
