"""An Excel workbook becomes the table that a person sees in it."""

import io
import zipfile
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.chart import BarChart

from actions import dates
from indicators.imports.reading import read_figures
from indicators.rules.figures import Unit
from tests.workbooks import of_parts, patched, saved, sheets, workbook
from wres.files.refused import RefusedError
from wres.files.tables import read_table, read_tables

NAMES = {
    "indicator": (),
    "year": ("reporting year",),
    "white": (),
    "bme": ("BAME",),
    "value": ("trust value",),
    "white of": ("white number",),
    "bme of": ("BME number",),
}
HEADER = ["indicator", "year", "white", "bme", "value"]
FIGURES = [HEADER, [2, 2025, None, None, 1.79], [5, 2025, 23, 28.3, None]]


def moment(*parts) -> datetime:
    """A time of day without a time zone, as workbooks have it."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)


def read(data, required=("indicator", "year"), **options):
    return read_table(data, NAMES, required, **options)


def cells(data, column="value") -> list[str]:
    return [line.cells[column] for line in read(data).lines]


def shown(value, number_format="General", **options) -> str:
    """What is read from one cell with a value and a number format."""

    def change(sheet):
        sheet["E2"].value, sheet["E2"].number_format = value, number_format

    table = read(workbook(HEADER, [2, 2025], change=change), **options)
    return table.lines[0].cells["value"]


def as_formula(result: str, attributes: str = "") -> bytes:
    """A workbook whose E2 is a formula with this XML after it."""
    data = workbook(HEADER, [2, 2025, None, None, "=1+1"])
    return patched(data, '<c r="E2"><f>1+1</f><v', f'<c r="E2"{attributes}><f>1+1</f>{result}<v')


def test_a_workbook_reads_as_the_same_table_in_csv():
    csv = b"indicator,year,white,bme,value\n2,2025,,,1.79\n5,2025,23,28.3,\n"
    assert read(workbook(*FIGURES)).lines == read(csv).lines
    assert read(workbook(*FIGURES)).columns == read(csv).columns


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (1.79, "General", "1.79"),
        (28.299999999999997, "General", "28.3"),
        (0.283, "0.0%", "28.3%"),
        (0.28300000000000003, "0%", "28.3%"),
        (1, "0.00%", "100%"),
        (28.3, '0.0"%"', "28.3"),
        (28.3, r"0.0\%", "28.3"),
        (5, "0.00", "5"),
        (0, "General", "0"),
        (-5, "General", "-5"),
        (1e-7, "General", "0.0000001"),
        (12345, '#,##0 "days"', "12345"),
        (1.5, "[Red]#,##0.00", "1.5"),
        (1.79, "0.00E+00", "1.79"),
        (1e300, "General", "1e+300"),
        (True, "General", "TRUE"),
        (False, "General", "FALSE"),
        ("28.3", "General", "28.3"),
        ("1.79\u00a0", "General", "1.79\u00a0"),
        ("'28.3", "@", "'28.3"),
        ("<11", "General", "<11"),
        ("two\nlines", "General", "two\nlines"),
        ("O'Brien & \U0001f600 <b>", "General", "O'Brien & \U0001f600 <b>"),
        (46112, "General", "46112"),
        (date(2026, 3, 31), "dd/mm/yyyy", "31.03.2026"),
        (date(2026, 3, 31), "[$-809]d mmmm yyyy;@", "31.03.2026"),
        (date(2026, 3, 31), "mm-dd-yy", "31.03.2026"),
        (moment(2026, 3, 31, 14, 30), "dd/mm/yyyy hh:mm", "31.03.2026 14:30"),
        (moment(2026, 3, 31, 23, 59, 59), "dd/mm/yyyy", "31.03.2026 23:59"),
        (date(2025, 8, 1), "mmm-yy", "August 2025"),
        (date(2025, 8, 1), "mm.yy", "August 2025"),
        (date(2025, 8, 1), "mmmm", "August 2025"),
        (date(2025, 8, 1), "yyyy", "2025"),
        (time(14, 30), "h:mm", "14:30"),
        (45000.5, "mm:ss", "15.03.2023 12:00"),
        (1.25, "dd/mm/yyyy", "01.01.1900 06:00"),
        (1.25, "mmm-yy", "January 1900"),
        (59, "dd/mm/yyyy", "28.02.1900"),
        (61, "dd/mm/yyyy", "01.03.1900"),
        (2958465, "dd/mm/yyyy", "31.12.9999"),
    ],
)
def test_a_cell_reads_as_a_person_sees_it(value, number_format, text):
    assert shown(value, number_format) == text


@pytest.mark.parametrize("number_format", ["dd/mm/yyyy", "d.m", "mmm-yy", "mm.yy", "d-mmm", "h:mm"])
@pytest.mark.parametrize("value", [1.25, 0.283, 45682, 45682.3])
def test_a_figure_that_a_spreadsheet_made_a_date_is_no_number_any_more(number_format, value):
    with pytest.raises(ArithmeticError):
        Decimal(shown(value, number_format).removesuffix("%"))


@pytest.mark.parametrize(
    ("number_format", "words"),
    [("dd/mm/yyyy", "31 March 2026"), ("d-mmm-yy", "31 March 2026"), ("mmm yy", "March 2026")],
)
def test_the_dates_of_a_plan_are_understood_in_a_workbook_too(number_format, words):
    assert dates.parse(shown(date(2026, 3, 31), number_format)).words == words


def figure(value, number_format="General"):
    """What the reader of figures makes of the BME cell of indicator 5."""

    def change(sheet):
        sheet["D2"].value, sheet["D2"].number_format = value, number_format

    data = workbook(HEADER, [5, 2025, 23], change=change)
    return read_figures(data, indicators={5: Unit.PERCENT}, file_name="figures.xlsx")


@pytest.mark.parametrize(
    ("value", "number_format"),
    [(0.283, "0.0%"), (28.3, "General"), ("28.3", "@"), ("28.3%", "@"), ("'28.3\u00a0", "@")],
)
def test_a_figure_is_the_same_however_the_workbook_keeps_it(value, number_format):
    read = figure(value, number_format)
    assert (read.rows[0].bme.number, read.problems, read.questions) == (Decimal("28.3"), (), ())


def test_a_bare_share_of_one_is_asked_about():
    (question,) = figure(0.283).questions
    assert "Did you mean 28.3%?" in question.message


@pytest.mark.parametrize(
    ("value", "number_format"),
    [
        (1.25, "dd/mm/yyyy"),
        (45682, "mmm-yy"),
        (date(2025, 1, 25), "d.m"),
        (True, "General"),
        ("#DIV/0!", "General"),
        ("=1+1", "General"),
    ],
)
def test_what_is_no_figure_any_more_is_a_problem_of_its_cell(value, number_format):
    read = figure(value, number_format)
    (problem,) = read.problems
    assert (problem.row, problem.column, read.rows) == (2, "bme", ())


def test_a_cell_that_keeps_its_date_as_text_of_iso_reads_like_one():
    data = workbook(HEADER, [2, 2025, None, None, 7])
    iso = patched(data, '<c r="E2" t="n"><v>7<', '<c r="E2" t="d"><v>2026-03-31T00:00:00<')
    assert cells(iso) == ["2026-03-31"]


def test_dates_counted_from_1904_are_the_same_days():
    book = Workbook()
    book.epoch = moment(1904, 1, 1)
    for row in (HEADER, [2, 2025, None, None, date(2026, 3, 31)]):
        book.active.append(row)
    assert cells(saved(book)) == ["31.03.2026"]


@pytest.mark.parametrize("serial", [-1, 2958466])
def test_a_date_that_there_is_none_of_is_a_problem(serial):
    def change(sheet):
        sheet["E2"].value, sheet["E2"].number_format = serial, "dd/mm/yyyy"

    (problem,) = read(workbook(HEADER, [2, 2025], change=change)).problems
    assert problem.message.startswith("“#####” was given")


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!", "#NAME?", "#VALUE!", "#NUM!"])
def test_a_failed_formula_is_a_problem_of_its_row_and_neither_text_nor_zero(error):
    table = read(workbook(HEADER, [2, 2025, None, None, error], [4, 2025, None, None, 1.09]))
    (problem,) = table.problems
    assert (problem.row, problem.column) == (2, "value")
    assert problem.message.startswith(f"“{error}” was given. A formula of the sheet has failed")
    assert [line.row for line in table.lines] == [3]


def test_a_failed_formula_in_a_column_that_is_not_used_stops_nothing():
    table = read(workbook([*HEADER, "notes"], [2, 2025, None, None, 1.79, "#N/A"]))
    assert (table.problems, table.lines[0].cells["notes"]) == ((), "#N/A")


def test_a_failed_formula_in_csv_is_a_problem_too():
    table = read(b"indicator,year,value\n2,2025,#DIV/0!\n")
    assert (table.problems[0].row, table.lines) == (2, ())


def test_the_saved_result_of_a_formula_is_read_and_said():
    table = read(patched(as_formula(""), "<v></v>", "<v>1.79</v>"))
    assert table.lines[0].cells["value"] == "1.79"
    assert "1 cell with a formula: the saved result was read (sheet “Sheet1”)" in table.notices


def test_a_formula_whose_result_is_no_text_at_all_is_blank():
    assert cells(as_formula("", ' t="str"')) == [""]


def test_a_formula_without_a_saved_result_is_a_problem_that_says_what_to_do():
    table = read(as_formula(""))
    (problem,) = table.problems
    assert (problem.row, problem.column, table.lines) == (2, "value", ())
    assert "Open the file in Excel, save it" in problem.message


def test_a_row_of_nothing_but_unsaved_formulas_is_not_lost():
    table = read(workbook(HEADER, *FIGURES[1:], ["=1+1", "=2024+1"]))
    assert [(problem.row, problem.column) for problem in table.problems] == [
        (4, "indicator"),
        (4, "year"),
    ]


def test_title_rows_above_the_header_and_blank_rows_keep_the_numbers_of_the_sheet():
    data = workbook(["WRES figures"], [], ["Trust", "RKE"], HEADER, [], [2, 2025, None, None, 1.79])
    assert [line.row for line in read(data).lines] == [6]


def test_a_header_below_the_first_20_rows_is_not_found():
    with pytest.raises(RefusedError, match="No header was found in the first 20 rows"):
        read(workbook(*[[]] * 20, *FIGURES))


def test_names_of_columns_are_known_in_other_words_cases_and_spaces():
    data = workbook([" INDICATOR", "Reporting\nYear", "White", "b a m e", "Trust value"], [5, 2025])
    assert read(data).columns == tuple(HEADER)


def test_a_column_named_twice_is_refused_with_its_row_and_sheet():
    with pytest.raises(RefusedError, match="more than one column for bme in row 1 of sheet"):
        read(workbook([*HEADER, "BAME"], [5, 2025]))


def test_columns_without_a_name_are_kept_and_listed_as_ignored():
    table = read(workbook(HEADER, [2, 2025, None, None, 1.79, None, "checked"]))
    assert table.ignored == ("(column 6)", "(column 7)")
    assert table.lines[0].cells["(column 7)"] == "checked"


def merging(*areas):
    def change(sheet):
        for area in areas:
            sheet.merge_cells(area)

    return change


def test_a_header_of_two_rows_is_read_as_one():
    rows = [
        ["Indicator", "Year", "Share of staff", None],
        [None, None, "White", "BAME"],
        [5, 2025, 23, 28.3],
    ]
    for change in (None, merging("A1:A2", "B1:B2", "C1:D1")):
        table = read(workbook(*rows, change=change))
        assert table.columns == ("indicator", "year", "white", "bme")
        assert [line.row for line in table.lines] == [3]


def test_a_heading_across_two_columns_names_each_with_the_word_below_it():
    rows = [
        ["Indicator", "Year", "White", None, "BME", None],
        [None, None, "share", "number", "share", "number"],
        [5, 2025, 1, 2, 3, 4],
    ]
    names = {**NAMES, "white": ("white share",), "bme": ("BME share",)}
    data = workbook(*rows, change=merging("A1:A2", "B1:B2", "C1:D1", "E1:F1"))
    table = read_table(data, names, ["indicator"])
    assert table.columns == ("indicator", "year", "white", "white of", "bme", "bme of")


def test_a_row_of_the_table_is_never_taken_for_a_second_header():
    rows = [["indicator", "year", "notes"], [2, 2025, "value"], [4, 2025, "bme"]]
    assert [line.row for line in read(workbook(*rows)).lines] == [2, 3]


def test_a_cell_merged_downwards_holds_for_its_rows_and_a_blank_one_does_not():
    rows = [HEADER, [2, 2024, None, None, 1.63], [None, 2025, None, None, 1.79], [None, 2023]]
    lines = read(workbook(*rows, change=merging("A2:A3"))).lines
    assert [line.cells["indicator"] for line in lines] == ["2", "2", ""]


def test_a_merged_cell_makes_no_row_of_a_blank_one():
    rows = [HEADER, [2, 2024, None, None, 1.63], [None, 2025, None, None, 1.79]]
    table = read(workbook(*rows, change=merging("A2:A9")))
    assert [line.row for line in table.lines] == [2, 3]


def test_a_cell_merged_across_stands_in_its_first_column_only():
    rows = [HEADER, [2, 2025, "no figure", None, None]]
    (line,) = read(workbook(*rows, change=merging("C2:E2"))).lines
    assert list(line.cells.values()) == ["2", "2025", "no figure", "", ""]


def test_what_a_merged_cell_hides_beneath_it_is_not_read():
    data = workbook(HEADER, [2, 2025, None, None, 1.79], [3, 2025, None, None, 9.99])
    merges = '<mergeCells count="1"><mergeCell ref="A2:E3"/></mergeCells>'
    (line,) = read(patched(data, "</sheetData>", f"</sheetData>{merges}")).lines
    assert (line.row, list(line.cells.values())) == (2, ["2", "", "", "", ""])


def test_the_sheet_with_the_header_is_read_wherever_it_stands():
    table = read(sheets(Notes=[["Read me"]], Figures=FIGURES, Lists=[["Yes", "No"]]))
    assert len(table.lines) == 2
    assert table.notices == (
        "Read from the file: sheet “Figures”",
        "Not read: sheet “Notes”, sheet “Lists”",
    )


def test_two_sheets_with_the_header_are_refused_by_their_names():
    with pytest.raises(RefusedError, match="sheet “Now”, sheet “Then”"):
        read(sheets(Now=FIGURES, Then=FIGURES))


def test_of_two_sheets_the_only_one_with_all_that_is_needed_is_read():
    table = read(sheets(Short=[["indicator", "white", "bme", "value"], [5]], Figures=FIGURES))
    assert table.notices[0] == "Read from the file: sheet “Figures”"


def test_a_list_of_one_column_is_no_second_table():
    data = sheets(Figures=FIGURES, Lists=[["year"], [2024], [2025]])
    assert len(read(data, required=["year"]).lines) == 2


def test_every_sheet_with_the_header_is_a_table_where_that_is_wanted():
    tables = read_tables(sheets(Now=FIGURES, Notes=[["x"]], Then=FIGURES), NAMES, ["indicator"])
    assert [(name, len(table.lines)) for name, table in tables] == [("Now", 2), ("Then", 2)]
    assert tables[0][1].notices[1] == "Not read: sheet “Notes”"


def test_a_text_file_is_one_table_without_a_name():
    ((name, table),) = read_tables(b"indicator;year\n2;2025\n", NAMES, ["indicator"])
    assert (name, len(table.lines)) == ("", 1)
    assert table.notices == (
        "The file was read as CSV in UTF-8, with semicolons between its columns",
    )


def hiding(*names):
    book = Workbook()
    book.active.title = "Seen"
    for row in FIGURES:
        book.active.append(row)
        book.create_sheet("Old" if "Old" not in book else "Other").append(row)
    for name in names:
        book[name].sheet_state = "veryHidden" if name == "Old" else "hidden"
    return book


def test_a_hidden_sheet_is_not_read_and_said():
    book = hiding("Old", "Other", "Other1")
    table = read(saved(book))
    assert table.notices[0] == "Read from the file: sheet “Seen”"
    assert "sheet “Old” (hidden)" in table.notices[1]


def test_a_table_in_a_hidden_sheet_only_is_refused_and_says_so():
    book = Workbook()
    for row in FIGURES:
        book.active.append(row)
    book.active.sheet_state = "hidden"
    book.active = book.create_sheet("Cover")
    with pytest.raises(RefusedError, match="stand in a hidden sheet only, sheet “Sheet”"):
        read(saved(book))


def test_hidden_rows_and_columns_are_read_and_said():
    def change(sheet):
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["C"].hidden = True
        sheet.column_dimensions["Z"].hidden = True

    table = read(workbook(*FIGURES, change=change))
    assert len(table.lines) == 2
    assert any("1 row and 1 column hidden in the sheet" in notice for notice in table.notices)


def test_a_chart_of_its_own_is_no_sheet_with_cells():
    book = Workbook()
    for row in FIGURES:
        book.active.append(row)
    book.create_chartsheet("Chart").add_chart(BarChart())
    assert read(saved(book)).notices == ("Read from the file: sheet “Sheet”",)


def test_prefixes_shared_texts_with_readings_and_cells_without_places_are_understood():
    strings = (
        "<si><r><t>indi</t></r><r><t>cator</t></r><rPh><t>x</t></rPh></si><si><t>year</t></si>"
        "<si/><si><t>a_x000A_b_x005F_x000A_</t></si>"
    )
    sheet = (
        '<x:sheetData xmlns:x="x"><x:row><x:c t="s"><x:v>0</x:v></x:c>'
        '<x:c t="s"><x:v>1</x:v></x:c><x:c t="inlineStr"><x:is><x:t>value</x:t></x:is></x:c>'
        '</x:row><x:row r="7"><x:c><x:v>2</x:v></x:c><x:c s="9"><x:v>2025</x:v></x:c>'
        '<x:c t="s"><x:v>3</x:v></x:c><x:c t="s"><x:v>2</x:v></x:c></x:row></x:sheetData>'
    )
    (line,) = read(of_parts(sheet, strings)).lines
    assert (line.row, dict(line.cells)) == (
        7,
        {"indicator": "2", "year": "2025", "value": "a\nb_x000A_"},
    )


def test_a_text_that_a_cell_has_of_its_own_is_not_joined_to_a_value_beside_it():
    cell = '<c t="inlineStr"><v>79</v><is><t>1.</t></is><v>79</v></c>'
    assert read(of_parts(rows_of(1, cell))).lines[0].cells["indicator"] == "1."


def rows_of(count: int, cell: str) -> str:
    head = '<row r="1"><c t="inlineStr"><is><t>indicator</t></is></c>'
    head += '<c t="inlineStr"><is><t>year</t></is></c></row>'
    return f"<sheetData>{head}{f'<row>{cell}</row>' * count}</sheetData>"


NUMBER = "<c><v>1</v></c>"
SHARED = '<c t="s"><v>0</v></c>'
LONG = rows_of(1, f'<c t="str"><v>{"x" * 100_001}</v></c>')


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (lambda: of_parts(rows_of(50_001, NUMBER)), "more than 50,000 rows"),
        (lambda: of_parts(rows_of(1, NUMBER * 201)), "more than 200 columns"),
        (lambda: of_parts(rows_of(1, '<c r="XFD2"><v>1</v></c>')), "more than 200 columns"),
        (lambda: of_parts(rows_of(2_501, '<c r="GR2"><v>1</v></c>')), "more than 500,000 cells"),
        (lambda: of_parts(LONG), "Row 2 cannot be read: a cell has at least 100,001 characters"),
        (lambda: of_parts(rows_of(1, ""), f"<si><t>{'x' * 100_001}</t></si>"), "A cell of the"),
        (
            lambda: of_parts(rows_of(1_000, SHARED), f"<si><t>{'x' * 99_999}</t></si>"),
            "more than 20,000,000 characters",
        ),
        (lambda: of_parts(rows_of(10_001, "<c><f>1</f></c>")), "More than 10,000 rows or cells"),
        (lambda: of_parts("<sheetData/>"), "The selected file is empty"),
        (lambda: of_parts("<sheetData><row r='0x'/></sheetData>"), "is damaged"),
        (lambda: of_parts("<sheetData><row r='-1'/></sheetData>"), "is damaged"),
        (lambda: of_parts("<sheetData><row><c r='1'/></row></sheetData>"), "is damaged"),
        (lambda: of_parts(rows_of(1, '<c t="s"><v>5</v></c>')), "is damaged"),
        (lambda: of_parts(rows_of(1, '<c t="s"><v>-1</v></c>')), "is damaged"),
        (lambda: of_parts(rows_of(1, "<c><v>1</v><v>2</v></c>")), "is damaged"),
        (lambda: of_parts("<sheetData><row>"), "is damaged"),
        (lambda: of_parts("&unknown;"), "is damaged"),
        (lambda: of_parts("<a>" * 100_000), "has too many blank cells, sheets"),
    ],
)
def test_a_workbook_beyond_the_limits_or_damaged_is_refused_in_words(data, words):
    with pytest.raises(RefusedError, match=words):
        read(data())


def test_the_cells_of_all_sheets_count_together(monkeypatch):
    monkeypatch.setattr("wres.files.sheets.MAX_CELLS", 25)
    assert len(read(workbook(*FIGURES)).lines) == 2
    with pytest.raises(RefusedError, match="more than 25 cells"):
        read(sheets(Now=FIGURES, Notes=[["x"] * 20]))


def with_merges(*areas: str) -> bytes:
    merges = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    return of_parts(f"{rows_of(2_000, NUMBER)}<mergeCells>{merges}</mergeCells>")


@pytest.mark.parametrize("area", ["A1:XFD1048576", "A1:A1048576"])
def test_merged_cells_that_lie_over_each_other_are_refused(area):
    with pytest.raises(RefusedError, match="lie over each other"):
        read(with_merges(*[area] * 2_000))


def test_a_merge_that_is_none_changes_nothing():
    assert len(read(with_merges("B2:A1", "A1", "nonsense", "A0:A0")).lines) == 2_000


def test_a_workbook_without_its_parts_is_damaged():
    data = patched(workbook(*FIGURES), "worksheets/sheet1", "worksheets/sheet9", RELATIONS)
    with pytest.raises(RefusedError, match="is damaged"):
        read(data)


RELATIONS = "xl/_rels/workbook.xml.rels"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("figures.xlsx", b"indicator,year\n2,2025\n", "is text and no Excel workbook"),
        ("figures.csv", workbook(*FIGURES), "is an Excel workbook, and its name ends in .csv"),
        ("figures.xlsm", workbook(*FIGURES), "may hold macros"),
        ("figures.xls", b"\xd0\xcf\x11\xe0", "is in an old format"),
        ("figures.xlsx", b"\xd0\xcf\x11\xe0", "or one with a password"),
        ("figures.csv", b"%PDF-1.7", "is a PDF"),
        ("figures.ods", b"PK\x03\x04", "In LibreOffice, save it as"),
        ("a.csv.exe", b"indicator,year\n2,2025\n", "ends in .exe"),
    ],
)
def test_a_file_whose_name_does_not_fit_is_refused_and_says_what_to_do(name, data, words):
    with pytest.raises(RefusedError, match=words):
        read(data, file_name=name)


def test_a_file_whose_name_fits_is_read():
    assert read(workbook(*FIGURES), file_name="Figures 2025.XLSX").lines
    assert read(b"indicator,year\n2,2025\n", file_name="figures.csv").lines


def read_or_refuse(data: bytes) -> None:
    """Reads a file whole, or has it refused as the reader refuses."""
    try:
        table = read(data)
    except RefusedError:
        return
    assert all(set(line.cells) == set(table.columns) for line in table.lines)


@given(st.binary() | st.binary().map(lambda tail: b"PK\x03\x04" + tail))
def test_no_bytes_break_the_reader_but_by_its_own_refusal(data):
    read_or_refuse(data)


WORKBOOK = patched(
    workbook(*FIGURES, [2, 2024, None, "=1+1", date(2026, 3, 31)], change=merging("A5:A7")),
    "<v></v>",
    "<v>0.283</v>",
)


@given(st.data())
def test_no_changed_byte_of_a_workbook_breaks_the_reader(data):
    changed = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(changed)) | st.none())
    read_or_refuse(bytes(changed[:cut]))


SMALL = of_parts(
    '<cols><col min="1" max="2" hidden="1"/></cols><sheetData><row r="1"><c t="s"><v>0</v></c>'
    '<c t="s"><v>1</v></c></row><row r="2" hidden="1"><c r="A2"><v>2</v></c>'
    '<c r="B2" s="1"><f>1+1</f><v>45682</v></c></row></sheetData>'
    '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>',
    "<si><t>indicator</t></si><si><r><t>year</t></r></si>",
    '<numFmts><numFmt numFmtId="200" formatCode="dd/mm/yyyy"/></numFmts>'
    '<cellXfs><xf/><xf numFmtId="200"/></cellXfs>',
)
WHOLES = {"small": SMALL, "of openpyxl": WORKBOOK}
PARTS = [
    (whole, name)
    for whole, data in WHOLES.items()
    for name in zipfile.ZipFile(io.BytesIO(data)).namelist()
    if name.startswith(("xl/", "_rels/")) and "theme" not in name
]
SCRAPS = [
    *('"', "'", "<", ">", "/", "=", "&amp;", "&x;", "<!--", "<![CDATA[", "-1", "0", "99999999999"),
    *("1e309", "NaN", "A0", "ZZZZ1", "\x00", "xml:", "s", "n", "d", "e", "b", "inlineStr", "t="),
    *("<c/>", "<v/>", "<row>", "</row>", "<si/>", "<t>", "</sheetData>", "../../", "_x0000_", "0%"),
]


@given(st.data())
def test_no_changed_xml_of_a_workbook_breaks_the_reader(data):
    whole, part = data.draw(st.sampled_from(PARTS))
    with zipfile.ZipFile(io.BytesIO(WHOLES[whole])) as archive:
        text = archive.read(part).decode()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 12)))
    scrap = data.draw(st.sampled_from(SCRAPS) | st.text(max_size=5))
    changed = (text[:start] + scrap + text[end:]).encode("utf-8", "replace")
    read_or_refuse(patched(WHOLES[whole], text, changed.decode(), part))


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cn"]), max_size=20),
    st.sampled_from(["#N/A", "indicator", "=1+1", "\u00a01.79\u00a0", "<11", "0.283"]),
    st.datetimes(datetime(1950, 1, 1), datetime(9998, 1, 1)),  # noqa: DTZ001  as openpyxl has them
)


@given(st.lists(st.lists(CELLS, max_size=6), max_size=6))
def test_every_row_with_something_in_it_is_a_line_or_a_problem(rows):
    table = read(workbook(HEADER, *rows))
    found = {line.row for line in table.lines} | {problem.row for problem in table.problems}
    filled = {
        number
        for number, row in enumerate(rows, start=2)
        if any(cell is not None and str(cell).strip() for cell in row)
    }
    assert found == filled
