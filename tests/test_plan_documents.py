"""Plans as Word documents and workbooks: what people have, and what nobody should send."""

import csv
import io
import re
import zipfile
from datetime import date
from itertools import groupby

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from actions.imports import status
from actions.imports.proposals import understand
from actions.imports.reading import read_known_leads, read_plan
from tests.conftest import LEADS_FILE, PLAN_FILE
from wres.files.refused import RefusedError

PUBLISHED = list(csv.DictReader(io.StringIO(PLAN_FILE.read_text(encoding="utf-8"), newline="")))
LEADS = read_known_leads(LEADS_FILE.read_bytes())
HEADER = ["No.", "WRES indicator(s)", "Action", "Lead", "Target completion"]
ONE = ["1", "2", "Sing", "HR", "Ongoing"]
TWO = ["2", "3", "Dance", "HR", "31.03.2026"]


def document(*parts):
    """A document of parts: a list is a table, a text a heading, anything else makes its own."""
    made = docx.Document()
    for part in parts:
        if isinstance(part, list):
            add_table(made, part)
        elif isinstance(part, str):
            made.add_heading(part, 2)
        else:
            part(made)
    return saved(made)


def add_table(made, rows):
    table = made.add_table(rows=0, cols=max(map(len, rows)))
    for row in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=False):
            cell.text = text
    return table


def saved(file):
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(row)
    return saved(book)


def changed(data, change):
    """The document with its main XML changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text) if name == "word/document.xml" else text)
    return stream.getvalue()


def read(*parts):
    return read_plan(document(*parts), "plan.docx")


def titles(plan):
    return [(row.section, row.number, row.raw["action"]) for row in plan.rows]


def test_the_published_plan_reads_from_a_document_as_it_does_from_its_csv():
    columns = ["number", "indicators", "action", "leads", "completion"]
    parts = []
    for section, rows in groupby(PUBLISHED, key=lambda row: row["section"]):
        parts += [section, [HEADER, *([row[column] for column in columns] for row in rows)]]
    plan = read(*parts)
    assert [{"section": row.section, **row.raw} for row in plan.rows] == PUBLISHED
    assert (plan.problems, plan.not_understood, plan.ignored) == ((), (), ())


def test_the_published_plan_reads_from_a_workbook_as_it_does_from_its_csv():
    rows = [list(PUBLISHED[0]), *(list(row.values()) for row in PUBLISHED)]
    plan = read_plan(workbook(Plan=rows), "plan.xlsx")
    assert plan.rows == read_plan(PLAN_FILE.read_bytes(), "plan.csv").rows
    assert (plan.problems, plan.not_understood) == ((), ())


def test_a_table_on_the_next_page_without_heading_or_header_continues_the_one_before():
    plan = read("Culture", [HEADER, ONE], lambda d: d.add_paragraph(""), [TWO])
    assert titles(plan) == [("Culture", "1", "Sing"), ("Culture", "2", "Dance")]
    assert [row.row for row in plan.rows] == [2, 3]
    assert [row.place for row in plan.rows] == ["table 1, row 2", "table 2, row 1"]


def test_a_table_of_another_width_without_header_is_told_and_not_guessed_at():
    plan = read("Culture", [HEADER, ONE], [["Version", "1.0"], ["Date", "May"]])
    assert [(each.words, each.text) for each in plan.not_understood] == [
        ("table 2, row 1", "Version | 1.0"),
        ("table 2, row 2", "Date | May"),
    ]
    assert len(plan.rows) == 1


@pytest.mark.parametrize("again", ["Culture (continued)", "Culture – cont'd", "Culture cont."])
def test_a_heading_that_continues_is_the_same_section(again):
    plan = read("Culture", [HEADER, ONE], again, [HEADER, TWO])
    assert {row.section for row in plan.rows} == {"Culture"}


def test_a_bold_or_a_large_line_right_above_a_table_is_its_section():
    def bold(made):
        made.add_paragraph().add_run("Culture").bold = True

    def large(made):
        made.add_paragraph().add_run("Leadership").font.size = docx.shared.Pt(16)

    plan = read(bold, [HEADER, ONE], large, [HEADER, TWO])
    assert [row.section for row in plan.rows] == ["Culture", "Leadership"]


def test_plain_paragraphs_are_no_sections_and_are_told():
    def plain(made):
        made.add_paragraph("What follows was agreed in May.")

    plan = read("Culture", plain, [HEADER, ONE])
    assert [row.section for row in plan.rows] == ["Culture"]
    told = "Paragraphs outside the tables, not read: 1. “What follows was agreed in May.”"
    assert plan.notices == (told,)


def test_a_bold_line_that_stands_above_no_table_is_told():
    def bold(made):
        made.add_paragraph().add_run("Agreed by the board").bold = True

    plan = read(bold, "Culture", [HEADER, ONE], bold)
    assert [row.section for row in plan.rows] == ["Culture"]
    assert plan.notices[0].startswith("Paragraphs outside the tables, not read: 2.")


def test_of_many_paragraphs_the_first_are_told():
    def plain(made):
        for number in range(12):
            made.add_paragraph(f"Paragraph {number + 1}")

    (notice,) = read("Culture", plain, [HEADER, ONE]).notices
    assert notice.startswith("Paragraphs outside the tables, not read: 12. “Paragraph 1”;")
    assert notice.endswith("“Paragraph 10” and so on")


def test_a_cell_across_the_table_is_a_section_and_a_header_that_repeats_is_none():
    def tables(made):
        table = add_table(made, [HEADER, [""] * 5, ONE, HEADER, [""] * 5, TWO])
        table.cell(1, 0).merge(table.cell(1, 4)).text = "Culture"
        table.cell(4, 0).merge(table.cell(4, 4)).text = "Leadership"

    plan = read(tables)
    assert titles(plan) == [("Culture", "1", "Sing"), ("Leadership", "2", "Dance")]
    assert [row.row for row in plan.titles] == [2, 5]
    assert [row.row for row in plan.headers] == [1, 4]


def test_a_cell_merged_downwards_holds_for_all_its_rows():
    def tables(made):
        table = add_table(made, [HEADER, ONE, ["2", "", "Dance", "", "May 2026"]])
        table.cell(1, 3).merge(table.cell(2, 3)).text = "HR"
        table.cell(1, 1).merge(table.cell(2, 1)).text = "2"

    plan = read("Culture", tables)
    assert [(row.raw["leads"], row.raw["indicators"]) for row in plan.rows] == [("HR", "2")] * 2


def test_a_long_text_merged_over_very_many_rows_is_refused():
    def tables(made):
        add_table(made, [HEADER, ["1", "2", "x" * 90_000, "HR", "May 2026"], ONE])

    def merge(text):
        first, last = text.rsplit(b"<w:tr>", 1)
        first = first.replace(b"<w:tcPr>", b'<w:tcPr><w:vMerge w:val="restart"/>')
        row, end = last.split(b"</w:tr>")
        row = re.sub(rb"<w:t>[^<]*</w:t>", b"", row.replace(b"<w:tcPr>", b"<w:tcPr><w:vMerge/>"))
        return first + b"<w:tr>".join([b"", *[row + b"</w:tr>"] * 300]) + end

    with pytest.raises(RefusedError, match="more than 20,000,000 characters, merged cells"):
        read_plan(changed(document("Culture", tables), merge), "plan.docx")


def test_cells_merged_sideways_stay_under_the_column_in_which_they_begin():
    def tables(made):
        table = add_table(made, [HEADER, ["1", "2", "Sing", "", "May 2026"]])
        table.cell(1, 2).merge(table.cell(1, 3)).text = "Sing aloud"

    (row,) = read("Culture", tables).rows
    assert (row.raw["action"], row.raw["leads"]) == ("Sing aloud", "")
    assert row.raw["completion"] == "May 2026"


def test_two_header_rows_are_one_header():
    def tables(made):
        rows = [["No.", "Action", "Dates", "Dates"], ["No.", "Action", "Start", "Deadline"]]
        table = add_table(made, [*rows, ["1", "Sing", "May", "June 2026"]])
        table.cell(0, 2).merge(table.cell(0, 3)).text = "Dates"

    (row,) = read("Culture", tables).rows
    assert (row.raw["completion"], row.raw["Start"]) == ("June 2026", "May")


def test_line_breaks_stay_in_the_cell_as_printed():
    plan = read("Culture", [HEADER, ["1", "2", "Sing\nand dance", "HR\nEDI Lead", "Ongoing"]])
    assert plan.rows[0].raw["action"] == "Sing\nand dance"
    assert plan.rows[0].raw["leads"] == "HR\nEDI Lead"


def test_numbers_that_word_writes_by_itself_are_counted_in_their_section():
    rows = [HEADER, ["", "2", "Sing", "HR", "Ongoing"], ["", "2", "Dance", "HR", "Ongoing"]]
    plan = read("Culture", rows, "Leadership", [HEADER, ["", "2", "Act", "HR", "Ongoing"]])
    assert [row.number for row in plan.rows] == ["1", "2", "1"]
    assert plan.problems == ()


def test_a_plan_with_no_more_than_actions_and_leads_asks_once_for_what_is_missing():
    plan = read("Culture", [["Action", "Owner"], ["Sing", "HR"], ["Dance", "HR"]])
    said = understand(plan.rows, leads=LEADS, indicator_numbers=[1], plan_date=date(2025, 8, 31))
    assert [(q.row, q.column) for q in said.questions] == [(2, "indicators"), (2, "completion")]
    assert titles(plan) == [("Culture", "1", "Sing"), ("Culture", "2", "Dance")]


def test_a_table_inside_a_cell_is_read_if_it_has_a_header_and_told_if_not():
    def tables(made):
        outer = add_table(made, [HEADER, ONE, TWO])
        for row, rows in ((1, [HEADER, ["3", "4", "Act", "HR", "Ongoing"]]), (2, [["a", "b"]])):
            inner = outer.cell(row, 2).add_table(rows=0, cols=len(rows[0]))
            for texts in rows:
                for cell, text in zip(inner.add_row().cells, texts, strict=True):
                    cell.text = text

    plan = read("Culture", tables, [["4", "5", "Rest", "HR", "Ongoing"]])
    assert [row.raw["action"].strip() for row in plan.rows] == ["Sing", "Dance", "Act", "Rest"]
    assert [each.text for each in plan.not_understood] == ["a | b"]


BOX = (
    "<w:p {0}><w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox>"
    "<w:txbxContent><w:p><w:r><w:t>Mind the key</w:t></w:r></w:p></w:txbxContent>"
    "</v:textbox></v:shape></w:pict></w:r></w:p>"
)


def test_the_text_of_a_text_box_is_told():
    def box(made):
        made.element.body.insert(0, parse_xml(BOX.format(nsdecls("w"))))

    plan = read(box, "Culture", [HEADER, ONE])
    assert [(each.text, each.words) for each in plan.not_understood] == [
        ("Mind the key", "a text box")
    ]


def test_tracked_changes_are_read_as_if_they_were_accepted():
    def track(text):
        run = b"<w:r><w:t>Sing</w:t></w:r>"
        assert run in text
        return text.replace(
            run,
            b'<w:del w:id="1" w:author="a"><w:r><w:delText>Shout</w:delText></w:r></w:del>'
            b'<w:ins w:id="2" w:author="a">' + run + b"</w:ins>"
            b'<w:moveFrom w:id="3" w:author="a"><w:r><w:t>Gone</w:t></w:r></w:moveFrom>',
        )

    plan = read_plan(changed(document("Culture", [HEADER, ONE]), track), "plan.docx")
    assert plan.rows[0].raw["action"] == "Sing"
    assert plan.notices == (
        "The document has tracked changes: it was read as if they were accepted",
    )


def test_comments_do_not_disturb():
    def comment(made):
        table = add_table(made, [HEADER, ONE])
        runs = table.cell(1, 2).paragraphs[0].runs
        made.add_comment(runs, text="Really?", author="A reader", initials="AR")

    assert [row.raw["action"] for row in read("Culture", comment).rows] == ["Sing"]


def test_styles_of_a_heading_are_known_by_name_level_or_what_they_are_based_on():
    def styled(made):
        style = made.styles.add_style("Plan part", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = made.styles["Heading 3"]
        made.add_paragraph("Culture", style="Plan part")
        made.add_paragraph("Agreed in May.")

    assert [row.section for row in read(styled, [HEADER, ONE]).rows] == ["Culture"]


def test_questions_and_problems_of_several_tables_name_the_table():
    plan = read("Culture", [HEADER, ONE], [["2", "2", "x" * 5_001, "HR", "May 2026"]])
    assert plan.problems[0].message.endswith("Shorten it to 5,000 (table 2, row 1)")
    said = understand(plan.rows, leads=LEADS, indicator_numbers=[1], plan_date=date(2025, 8, 31))
    assert said.questions[0].message.endswith("Which is meant? (table 1, row 2)")


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (document("Culture"), "plan.docx", "has no table"),
        (document([["a", "b"]]), "plan.docx", "No header was found"),
        (document([HEADER]), "plan.docx", "a header and no actions"),
        (document([["No.", "Lead"], ["1", "HR"]]), "plan.docx", "and none for action"),
        (document([["Action", "Lead", "Lead"], ["a", "b", "c"]]), "plan.docx", "more than one"),
        (document([HEADER, ONE]), "plan.csv", "Word document"),
        (document([HEADER, ONE]), "plan.docm", "ends in .docm"),
        (document([HEADER, ONE]), "plan.docx.exe", "ends in .exe"),
        (workbook(Plan=[HEADER, ONE]), "plan.docx", "an Excel workbook"),
        (b"%PDF-1.7", "plan.docx", "it is no Word document"),
        (b"PK\x03\x04word/", "plan.docx", "damaged"),
        (changed(document([HEADER, ONE]), lambda text: text[:-40]), "plan.docx", "cannot be read"),
        (
            changed(
                document([HEADER, ONE]),
                lambda text: text.replace(b"<w:body>", b"<!DOCTYPE a>" + b"<w:body>"),
            ),
            "plan.docx",
            "cannot be|damaged|document type",
        ),
    ],
)
def test_what_is_no_plan_is_refused_in_words(data, name, words):
    with pytest.raises(RefusedError, match=words):
        read_plan(data, name)


def test_a_document_that_is_too_deep_is_refused_and_not_followed():
    def deepen(text):
        return text.replace(b"<w:body>", b"<w:body>" + b"<w:sdt>" * 300 + b"</w:sdt>" * 300)

    with pytest.raises(RefusedError, match="too deep"):
        read_plan(changed(document([HEADER, ONE]), deepen), "plan.docx")


def test_a_cell_that_claims_to_be_a_billion_columns_wide_costs_nothing():
    def widen(text):
        return text.replace(b"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="999999999"/>')

    assert read_plan(changed(document("Culture", [HEADER, ONE]), widen), "plan.docx").rows


def test_sheets_with_a_header_are_sections_and_the_others_are_told():
    data = workbook(
        Culture=[HEADER, ONE, TWO], Leadership=[HEADER, ONE], Key=[["Green", "all is well"]]
    )
    plan = read_plan(data, "plan.xlsx")
    assert titles(plan) == [
        ("Culture", "1", "Sing"),
        ("Culture", "2", "Dance"),
        ("Leadership", "1", "Sing"),
    ]
    assert [row.row for row in plan.rows] == [2, 3, 5]
    assert plan.rows[2].place == "sheet “Leadership”, row 2"
    assert [(each.words, each.text) for each in plan.not_understood] == [
        ("sheet “Key”, row 1", "Green | all is well")
    ]


def test_titles_above_and_between_the_rows_of_a_sheet_are_sections():
    rows = [["WRES plan"], [], ["Culture"], HEADER, ONE, ["Leadership"], HEADER, TWO]
    plan = read_plan(workbook(Plan=rows), "plan.xlsx")
    assert titles(plan) == [("Culture", "1", "Sing"), ("Leadership", "2", "Dance")]
    assert [row.row for row in plan.titles] == [3, 6]
    assert [(line.row, line.text) for line in plan.not_understood] == [(1, "WRES plan")]


@pytest.mark.parametrize(
    "banner",
    [
        ["WRES action plan 2025-26"],
        ["Anytown NHS Foundation Trust"],
        ["Version 3, March 2025"],
        ["Anytown NHS Foundation Trust", "Equality and inclusion"],
        ["Equality and inclusion"],
    ],
)
def test_a_banner_above_the_table_is_no_section(banner):
    rows = [*([line] for line in banner), HEADER, ONE, TWO]
    plan = read_plan(workbook(Plan=rows), "plan.xlsx")
    assert {row.section for row in plan.rows} == {"Actions"}
    assert [line.text for line in plan.not_understood] == banner
    assert "no section was made of it" in plan.not_understood[0].why


def test_a_documents_title_is_no_section_and_a_theme_is():
    plan = read("WRES action plan 2025-26", [HEADER, ONE], "Culture", [HEADER, TWO])
    assert titles(plan) == [("Actions", "1", "Sing"), ("Culture", "2", "Dance")]
    assert [line.text for line in plan.not_understood] == ["WRES action plan 2025-26"]


@pytest.mark.parametrize("title", ["Theme 1: our action plan", "Indicator 5", "2. Leadership"])
def test_a_numbered_title_above_a_table_is_its_section(title):
    plan = read_plan(workbook(Plan=[[title], HEADER, ONE]), "plan.xlsx")
    assert titles(plan) == [(title, "1", "Sing")]


@pytest.mark.parametrize(
    "line", ["Key: green is on track", "Source: board paper 7", "Agreed by the board", "* by 2027"]
)
def test_a_line_below_the_table_is_told_and_is_no_title(line):
    plan = read_plan(workbook(Plan=[HEADER, ONE, [], [line]]), "plan.xlsx")
    assert (len(plan.rows), plan.titles) == (1, ())
    assert [(each.row, each.text) for each in plan.not_understood] == [(4, line)]


def test_a_key_between_two_tables_is_no_section_of_the_second():
    rows = [HEADER, ONE, ["Key: green is on track"], HEADER, TWO]
    plan = read_plan(workbook(Plan=rows), "plan.xlsx")
    assert {row.section for row in plan.rows} == {"Actions"}
    assert [line.row for line in plan.not_understood] == [3]


def test_a_title_merged_across_a_sheet_is_a_section_though_actions_come_first():
    book = openpyxl.load_workbook(
        io.BytesIO(
            workbook(
                Plan=[
                    ["Action", "Lead", "Deadline"],
                    ["Culture"],
                    ["Sing", "HR", "May 2026"],
                    ["Dance"],
                ]
            )
        )
    )
    book["Plan"].merge_cells("A2:C2")
    plan = read_plan(saved(book), "plan.xlsx")
    assert titles(plan) == [("Culture", "1", "Sing"), ("Culture", "2", "Dance")]


def test_a_table_may_begin_anywhere_in_a_sheet_and_notes_beside_it_are_kept():
    rows = [[], [None, None, *HEADER], [None, None, *ONE, None, "see the minutes"]]
    (row,) = read_plan(workbook(Plan=rows), "plan.xlsx").rows
    assert (row.row, row.number, row.raw["action"]) == (3, "1", "Sing")
    assert "see the minutes" in row.raw.values()


def test_a_cell_merged_downwards_in_a_sheet_holds_for_its_rows():
    rows = [HEADER, ["1", "2", "Sing", "HR", "May 2026"], ["2", None, "Dance", "HR", "May 2026"]]
    book = openpyxl.load_workbook(io.BytesIO(workbook(Plan=rows)))
    book["Plan"].merge_cells("B2:B3")
    plan = read_plan(saved(book), "plan.xlsx")
    assert [row.raw["indicators"] for row in plan.rows] == ["2", "2"]


def test_dates_and_numbers_of_a_workbook_read_as_people_see_them():
    plan = read_plan(workbook(Plan=[HEADER, [1, 2, "Sing", "HR", date(2026, 3, 31)]]), "plan.xlsx")
    said = understand(plan.rows, leads=LEADS, indicator_numbers=[2], plan_date=date(2025, 8, 31))
    assert (plan.rows[0].number, str(said.actions[0].completion.target_date)) == ("1", "2026-03-31")


def test_a_failed_formula_is_a_problem_with_its_row():
    plan = read_plan(workbook(Plan=[HEADER, ["1", "#N/A", "Sing", "HR", "May 2026"]]), "plan.xlsx")
    (problem,) = plan.problems
    assert (problem.row, problem.column) == (2, "indicators")
    assert "has failed" in problem.message


def test_a_hidden_sheet_is_told_and_not_read():
    book = openpyxl.load_workbook(io.BytesIO(workbook(Plan=[HEADER, ONE], Old=[HEADER, TWO])))
    book["Old"].sheet_state = "hidden"
    plan = read_plan(saved(book), "plan.xlsx")
    assert len(plan.rows) == 1
    assert "The hidden sheet “Old” was not read" in plan.notices


# Every row of a file with text is an action, a title, a header, a problem or not understood.

WORDS = st.sampled_from(
    ["", "", " ", "1", "2", "All", "Culture", "Sing", "HR", "May 2026", *HEADER]
)
CELLS = st.lists(st.lists(WORDS | st.text("ab\n'=é", max_size=4), max_size=7), max_size=12)


def kept_rows(plan):
    return sorted(
        [row.row for row in (*plan.rows, *plan.titles, *plan.headers, *plan.not_understood)]
        + list({problem.row for problem in plan.problems})
    )


@given(CELLS)
@example([["", "", "", "", "", "to the right of all columns"]])
def test_no_row_of_a_csv_file_is_lost(rows):
    file = io.StringIO()
    csv.writer(file).writerows([HEADER, ONE, *rows])
    printed = enumerate(csv.reader(io.StringIO(file.getvalue(), newline="")), start=1)
    filled = [number for number, row in printed if any(cell.strip() for cell in row)]
    try:
        plan = read_plan(file.getvalue().encode())
    except RefusedError as refused:
        if "Keep one" in str(refused):
            return
        raise
    assert kept_rows(plan) == filled


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=20)
@given(CELLS)
def test_no_row_of_a_workbook_is_lost(rows):
    rows = [HEADER, ONE, *rows]
    try:
        plan = read_plan(workbook(Plan=rows), "plan.xlsx")
    except RefusedError as refused:
        if "Keep one" in str(refused):
            return
        raise
    filled = [n for n, row in enumerate(rows, start=1) if any(cell.strip() for cell in row)]
    assert kept_rows(plan) == filled


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=20)
@given(st.lists(CELLS.filter(lambda rows: any(rows)), max_size=3))
@example([[["", "", "Action"], ["", "", "WRES indicator(s)"]]])
def test_no_row_of_a_document_is_lost(tables):
    tables = [[HEADER, ONE], *tables]
    try:
        plan = read(*tables)
    except RefusedError as refused:
        if "Keep one" in str(refused):
            return
        raise
    printed = enumerate((row for rows in tables for row in rows), start=1)
    filled = {number: row for number, row in printed if any(cell.strip() for cell in row)}
    kept = set(kept_rows(plan))
    assert kept <= set(filled)
    told = repr((plan.rows, plan.titles, plan.headers, plan.not_understood, plan.problems))
    for number in set(filled) - kept:  # the lines of a form are one row
        assert all(cell.strip() in told for cell in filled[number])


DOCUMENT = document("Culture", [HEADER, ONE, TWO], [TWO])
XML = zipfile.ZipFile(io.BytesIO(DOCUMENT)).read("word/document.xml")
TAGS = re.findall(rb"</?w:[a-zA-Z]+[^>]*>", XML)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(TAGS), st.sampled_from([*TAGS, b"", b"x"])), max_size=4))
def test_no_mutated_document_breaks_the_reader_but_by_its_own_refusal(changes):
    def mutate(text):
        for old, new in changes:
            text = text.replace(old, new, 1)
        return text

    try:
        plan = read_plan(changed(DOCUMENT, mutate), "plan.docx")
    except RefusedError:
        return
    assert kept_rows(plan)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, len(DOCUMENT) - 1), st.binary(min_size=1, max_size=8))
def test_no_damaged_document_breaks_the_reader_but_by_its_own_refusal(place, junk):
    data = DOCUMENT[:place] + junk + DOCUMENT[place + len(junk) :]
    try:
        read_plan(data, "plan.docx")
    except RefusedError:
        return


@pytest.mark.parametrize(
    ("fill", "colour"),
    [
        ("FF0000", "red"),
        ("C00000", "red"),
        ("FFC7CE", "red"),
        ("FFC000", "amber"),
        ("ED7D31", "amber"),
        ("FFFF00", "amber"),
        ("00B050", "green"),
        ("92D050", "green"),
        ("C6EFCE", "green"),
        ("0070C0", "blue"),
        ("FFFFFF", ""),
        ("D9D9D9", ""),
        ("000000", ""),
        ("7030A0", ""),
        ("auto", ""),
        ("", ""),
    ],
)
def test_a_fill_is_known_by_its_colour(fill, colour):
    assert status.colour(fill) == colour


def shaded(fill, text=""):
    """A document of one action whose RAG cell has this fill and this text."""

    def tables(made):
        table = add_table(made, [["Action", "Lead", "Deadline", "RAG"], ["Sing", "HR", "Ongoing"]])
        cell = table.rows[1].cells[3]
        cell.text = text
        shd = OxmlElement("w:shd")
        shd.set(qn("w:val"), "clear")
        shd.set(qn("w:fill"), fill)
        cell._tc.get_or_add_tcPr().append(shd)

    rows = read(tables).rows
    return understand(rows, leads=[], indicator_numbers=[1], plan_date=date(2025, 8, 31))


def test_an_empty_cell_of_a_colour_is_asked_about_and_never_taken_for_a_rating():
    plan = shaded("FFC000")
    (question,) = [q for q in plan.questions if q.column == "rating"]
    assert question.message == "The cell is empty and shaded amber. Is the action at risk?"
    assert "stated_delivery" not in plan.actions[0].more
    assert plan.actions[0].placements[0].raw["rating (shading)"] == "amber"


def test_a_colour_behind_words_or_none_asks_nothing():
    assert [q for q in shaded("FFC000", "Amber").questions if q.column == "rating"] == []
    assert [q for q in shaded("FFFFFF").questions if q.column == "rating"] == []
