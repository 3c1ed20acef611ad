"""Every row of the table of bad input that a file of figures can hold, loaded as CSV and Excel.

A file is loaded by the command, so what is refused has to leave nothing behind; names of files
come through the upload page. "Refuse" is in words that name the row and say what to do.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from indicators.models import Figure, FigureImport
from indicators.rules.figures import State
from tests.test_archives import ENTITIES, zipped
from tests.workbooks import of_parts, patched, sheets, workbook
from wres.accounts.models import User
from wres.files.models import Upload

HEADER = ["indicator", "year", "white", "bme", "value", "source period"]
BOTH = pytest.mark.parametrize("kind", ["csv", "xlsx"])


@dataclass
class Loaded:
    """What the command said, and whether it ended well."""

    said: str
    is_saved: bool

    def refused(self, *words: str) -> bool:
        """Whether it was refused in these words, and nothing is left of it."""
        assert [each for each in words if each not in self.said] == [], self.said
        return not self.is_saved and not Figure.objects.exists()


@pytest.fixture
def bring(trust, tmp_path) -> Callable[..., Loaded]:
    """`bring(data, "figures.csv")`: loads a file of these bytes, or of this text."""

    def run(data, name="figures.csv", *options) -> Loaded:
        path, said = tmp_path / name, io.StringIO()
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        who = ["--organisation", "RKE", "--as", User.objects.system().email]
        try:
            call_command("load_figures", str(path), *who, *options, stdout=said, stderr=said)
        except CommandError as error:
            return Loaded(f"{said.getvalue()}\n{error}", is_saved=False)
        return Loaded(said.getvalue(), is_saved=True)

    return run


@pytest.fixture
def bring_rows(bring):
    """`bring_rows("xlsx", [2, 2025, "", "", 1.79])`: loads these rows below the usual header."""

    def run(kind, *rows, header=HEADER, options=()) -> Loaded:
        if kind == "xlsx":
            return bring(workbook(header, *rows), "figures.xlsx", *options)
        text = io.StringIO()
        csv.writer(text).writerows([header, *rows])
        return bring(text.getvalue(), "figures.csv", *options)

    return run


def only() -> Figure:
    return Figure.objects.get()


TEXT = "indicator,year,white,bme,value,notes\n2,2025,,,1.79,“Trac”\n"
PLAIN = TEXT.replace("“Trac”", "")


# Rows about the file as a whole


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (TEXT.encode("utf-8-sig"), "as CSV in UTF-8, with commas"),
        (TEXT.encode("utf-16"), "as CSV in UTF-16, with commas"),
        (TEXT.encode("cp1252"), "as CSV in Windows-1252, with commas"),
        (TEXT.replace(",", ";").encode(), "with semicolons between"),
        (TEXT.replace(",", "\t").encode(), "with tabs between"),
        (TEXT.replace("Trac", '"two\nlines"').encode(), "as CSV in UTF-8"),
        (TEXT.replace("\n", "\r").encode(), "as CSV in UTF-8"),
        ((TEXT + ",,,,,\n\n  \n").encode(), "as CSV in UTF-8"),
    ],
)
def test_text_of_any_encoding_and_separator_is_read_and_said(bring, data, words):
    loaded = bring(data)
    assert (loaded.is_saved, only().value) == (True, Decimal("1.79")), loaded.said
    assert words in loaded.said


def test_blank_rows_at_the_end_of_a_sheet_are_nothing(bring_rows):
    assert bring_rows("xlsx", [2, 2025, None, None, 1.79], [None] * 5, [" "]).is_saved
    assert only().value == Decimal("1.79")


BOMB = zipped({"xl/workbook.xml": "<x/>" + " " * 50_000_000})
ENTITY = zipped({"xl/workbook.xml": ENTITIES})
DAMAGED = zipped({"xl/workbook.xml": "<x/>"})


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (
            PLAIN.replace("1.79", "1.\x0079"),
            "figures.csv",
            "holds NUL bytes, so it is not text. Save it",
        ),
        (PLAIN.encode("utf-16-le"), "figures.csv", "NUL bytes"),
        (
            TEXT.encode() + b"3,2025,,,1.1,\x92\n",
            "figures.csv",
            "in UTF-8, but for line 3 (“3,2025",
        ),
        (PLAIN.replace(",", "|"), "figures.csv", "No header was found in the first 20 rows"),
        ("", "figures.csv", "The selected file is empty"),
        ("\ufeff\n \n", "figures.csv", "The selected file is empty"),
        (PLAIN[: PLAIN.index("\n")], "figures.csv", "has a header and no figures"),
        (workbook(HEADER), "figures.xlsx", "has a header and no figures"),
        (workbook(), "figures.xlsx", "The selected file is empty"),
        (b"x" * 50_000_000, "figures.csv", "must be smaller than 10 MB"),
        (BOMB, "figures.xlsx", "unpacks to 50 MB"),
        (ENTITY, "figures.xlsx", "declares a document type"),
        (DAMAGED, "figures.xlsx", "save it as a new workbook"),
        (PLAIN, "figures.xlsm", "may hold macros"),
        (PLAIN, "figures.xls", "is in an old format"),
        (PLAIN, "figures.xlsb", "In Excel, save it as"),
        (PLAIN, "figures.ods", "In LibreOffice, save it as"),
        (PLAIN, "a.csv.exe", "ends in .exe. Select a CSV or Excel file"),
        (b"%PDF-1.7", "figures.csv", "is a PDF. Save the sheet as"),
        (b"\xd0\xcf\x11\xe0", "figures.xlsx", "an old Excel or Word file"),
        (PLAIN, "figures.xlsx", "text and no Excel workbook"),
        (workbook(HEADER, [2, 2025, None, None, 1.79]), "figures.csv", "is an Excel workbook"),
    ],
)
def test_a_file_that_is_no_table_is_refused_and_says_what_to_do(bring, data, name, words):
    assert bring(data, name).refused(words)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/figures.csv", "figures.csv"),
        ("x" * 300 + ".csv", "x" * 251 + ".csv"),
        ("<b>figures</b>.csv", "b>.csv"),
        ("figures\u202evsc.csv", "figuresvsc.csv"),
    ],
)
def test_a_hostile_name_of_a_file_is_harmless_and_shown_escaped(trust, ada, sign_in, name, kept):
    sent = SimpleUploadedFile("plain.csv", PLAIN.encode())
    sent._name = name  # as no browser would send it
    page = sign_in(ada).post("/RKE/figures/import/", {"file": sent}, follow=True)
    assert Upload.objects.get().file_name.endswith(kept)
    words = page.content.decode()
    assert "\u202e" not in words
    assert "<b>" not in words.partition("<main")[2]


# Rows about where the table stands

SHARED = {"Notes": [["Read me"]], "2025": [["Our figures"], HEADER, [2, 2025, None, None, 1.79]]}


def _under_a_merged_heading(sheet):
    sheet.merge_cells("C1:D1")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (sheets(**SHARED), "Read from the file: sheet “2025”"),
        (workbook([], ["Title"], [], HEADER, [2, 2025, None, None, 1.79]), ""),
        (workbook(["Metric", "Round", "Trust"], [None, None, "value"], [2, 2025, 1.79]), ""),
        (
            workbook(
                ["Metric", "Year", "Staff", None, "Ratio"],
                [None, None, "White", "BME", None],
                [2, 2025, None, None, 1.79],
                change=_under_a_merged_heading,
            ),
            "",
        ),
    ],
)
def test_the_table_is_found_by_its_names_wherever_it_stands(bring, data, words):
    loaded = bring(data, "figures.xlsx")
    assert (loaded.is_saved, words in loaded.said) == (True, True), loaded.said
    assert only().value == Decimal("1.79")


@BOTH
def test_a_table_is_never_found_by_the_place_of_its_columns(bring_rows, kind):
    loaded = bring_rows(kind, [2, 2025, "", "", 1.79], header=["a", "b", "c", "d", "e"])
    assert loaded.refused("No header was found in the first 20 rows; the first row has “a”, “b”")


@BOTH
def test_a_header_below_the_first_20_rows_is_refused(bring_rows, kind):
    rows = [["Title"]] * 20 + [HEADER, [2, 2025, "", "", 1.79]]
    assert bring_rows(kind, *rows, header=["Title"]).refused("No header was found")


@BOTH
@pytest.mark.parametrize(
    "header",
    [
        ["INDICATOR", " Year ", "W H I T E", "bme", "Value"],
        ["Metric", "Reporting year", "White staff %", "BAME", "Trust value"],
        ["WRES indicator", "Round", "% White", "% BME", "Relative likelihood"],
    ],
)
def test_a_header_in_other_words_is_known(bring_rows, kind, header):
    loaded = bring_rows(kind, [2, 2025, "", "", "1.79", "x"], header=[*header, "Comments"])
    assert (loaded.is_saved, only().value) == (True, Decimal("1.79"))
    assert "Ignored columns: Comments" in loaded.said


@BOTH
def test_a_column_that_stands_there_twice_is_refused(bring_rows, kind):
    header = ["indicator", "year", "white", "bme", "BAME"]
    loaded = bring_rows(kind, [5, 2025, 20, 25, 26], header=header)
    assert loaded.refused("There is more than one column for bme", "Keep one")


# Rows about a cell of Excel


def test_the_saved_result_of_a_formula_is_taken_and_said(bring):
    data = workbook(HEADER, [2, 2025, None, None, "=1+0.79"])
    data = patched(data, "<f>1+0.79</f><v></v>", "<f>1+0.79</f><v>1.79</v>")
    loaded = bring(data, "figures.xlsx")
    assert (loaded.is_saved, only().value) == (True, Decimal("1.79"))
    assert "formula" in loaded.said


def test_a_formula_without_a_saved_result_is_refused(bring_rows):
    loaded = bring_rows("xlsx", [2, 2025, None, None, "=1+0.79"])
    assert loaded.refused("row 2, value: This cell holds a formula without a saved result. Open")


def _as_percent(sheet):
    sheet["D2"].number_format = "0.0%"


def test_a_share_kept_as_a_part_of_one_reads_as_the_percentage_that_is_seen(bring):
    assert bring(
        workbook(HEADER, [5, 2025, 20, 0.283], change=_as_percent), "figures.xlsx"
    ).is_saved
    assert only().bme == Decimal("28.3")


# Rows about a cell of either

NUMBERS = ["28.3", " 28.3 ", "\u00a028.3\u00a0", "'28.3", "28.3%", "28.3 %"]


@BOTH
@pytest.mark.parametrize("cell", NUMBERS)
def test_a_number_is_the_same_however_it_is_kept(bring_rows, kind, cell):
    loaded = bring_rows(kind, [5, "2025", "20", cell])
    assert (loaded.is_saved, only().bme) == (True, Decimal("28.3"))
    assert "Question" not in loaded.said


@BOTH
@pytest.mark.parametrize(
    ("row", "column", "number", "words"),
    [
        ([5, 2025, 20, "0.283", ""], "bme", "0.283", "row 2, bme: “0.283” was given. Did you mean"),
        ([2, 2025, "", "", "*2.14*"], "value", "2.14", "row 2, value: “*2.14*” carries a mark."),
        ([2, "2025/26", "", "", "1.79"], "value", "1.79", "“2025/26” is read as the round of"),
        ([2, "2025-26", "", "", "1.79"], "value", "1.79", "“2025-26” is read as the round of"),
        ([2, "25-26", "", "", "1.79"], "value", "1.79", "“25-26” is read as the round of 31 March"),
    ],
)
def test_what_is_possible_and_unlikely_is_kept_and_asked(
    bring_rows, kind, row, column, number, words
):
    loaded = bring_rows(kind, row)
    assert (loaded.is_saved, getattr(only(), column)) == (True, Decimal(number))
    assert only().year == 2025
    assert f"Question: {words}" in loaded.said or words in loaded.said
    assert "1 question is not confirmed" in loaded.said


@BOTH
@pytest.mark.parametrize("cell", ["<11", "*", "[c]", "suppressed", "< 5"])
def test_a_suppressed_part_leaves_no_number_at_all(bring_rows, kind, cell):
    assert bring_rows(kind, [5, 2025, 20, cell]).is_saved
    assert (only().state, only().white, only().bme) == (State.SUPPRESSED, None, None)


@BOTH
@pytest.mark.parametrize("cell", ["", "-", "n/a", "N/A", "No data", "–", "not held"])
def test_what_is_blank_is_not_held_and_never_nought(bring_rows, kind, cell):
    assert bring_rows(kind, [5, 2025, cell, cell, cell], [2, 2025, cell, "", cell]).is_saved
    for figure in Figure.objects.all():
        assert figure.state == State.NOT_HELD
        assert (figure.white, figure.bme, figure.value) == (None, None, None)


REFUSED = [
    *[([5, 2025, 20, cell, ""], "bme") for cell in ("-5", "100.1%", "100.1", "NaN", "inf")],
    *[
        ([5, 2025, 20, cell, ""], "bme")
        for cell in ("1e309", "1_000", "２８.３", "28,3", "x", "#N/A")
    ],
    *[([5, 2025, 20, cell, ""], "bme") for cell in ("#DIV/0!", "28.3 28.3", "٢٨", "0x1c", "1/4")],
    *[([2, 2025, "", "", cell], "value") for cell in ("17.16%", "0.09", "10.01", "0", "1,79")],
    ([2, 2025, "23.0", "", "1.79"], "white"),
    ([5, 2025, 20, 25, "1.79"], "value"),
    *[
        ([2, year, "", "", "1.79"], "year")
        for year in ("1999", "2099", "9999", "2025/27", "", "25")
    ],
    *[([2, year, "", "", "1.79"], "year") for year in ("29 February 2026", "31 April 2025")],
    *[([number, 2025, "", "", "1.79"], "indicator") for number in ("0", "10", "2a", "-2", "Q14")],
    ([1, 2025, 20, 25, ""], "indicator"),
    ([5, 2025, 20, 25, "", "y" * 61], "source_period"),
    ([5, 2025, 20, 25, "", "y" * 100_000], "source_period"),
]


@BOTH
@pytest.mark.parametrize(("row", "column"), REFUSED)
def test_what_cannot_be_is_refused_with_its_row_and_column(bring_rows, kind, row, column):
    loaded = bring_rows(kind, [6, 2025, 20, 25], row)
    assert loaded.refused(f"Problem: row 3, {column}: ", "Nothing was saved: 1 problem")
    assert any(todo in loaded.said for todo in ("Enter", "Correct", "leave", "Delete", "Shorten"))


@BOTH
def test_a_decimal_comma_is_refused_with_how_to_write_it(bring_rows, kind):
    assert bring_rows(kind, [5, 2025, 20, "28,3"]).refused("Write decimals with a full stop: 28.3")


TOO_LONG = "y" * 100_001
LONG_CELL = f'<c t="inlineStr"><is><t>{TOO_LONG}</t></is></c>'


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (f"{PLAIN}5,2025,20,25,,{TOO_LONG}\n", "figures.csv"),
        (of_parts(f'<sheetData><row r="3">{LONG_CELL}</row></sheetData>'), "figures.xlsx"),
    ],
)
def test_more_than_100000_characters_are_refused_with_their_count(bring, data, name):
    loaded = bring(data, name)
    assert loaded.refused("Row 3 cannot be read: a cell has ", "100,001 characters. Shorten it to")


@BOTH
def test_nought_and_a_hundred_are_shares_like_others(bring_rows, kind):
    assert bring_rows(kind, [5, 2025, "0", "100"]).is_saved
    assert (only().white, only().bme) == (Decimal(0), Decimal(100))


LAST_YEAR = [[5, 2024, 27.2, 40.0], [2, 2024, "", "", 1.63]]


@BOTH
@pytest.mark.parametrize(
    ("row", "words"),
    [
        ([5, 2025, 40.1, 27.0], "Are White and BME swapped?"),
        ([5, 2025, 27.2, 26.0], "a jump of more than 10 points. Is it right?"),
        ([5, 2025, 36.0, 33.0], "The gap changes sides between 2024 and 2025"),
        ([2, 2025, "", "", 0.66], "Is one of them upside down?"),
    ],
)
def test_what_hardly_follows_last_year_is_asked_about(bring_rows, kind, row, words):
    assert bring_rows(kind, *LAST_YEAR).is_saved
    loaded = bring_rows(kind, row)
    assert (loaded.is_saved, words in loaded.said) == (True, True), loaded.said


@BOTH
def test_an_older_year_with_another_figure_needs_a_reason_and_keeps_its_history(bring_rows, kind):
    assert bring_rows(kind, *LAST_YEAR, [5, 2025, 23.0, 35.3]).is_saved
    corrected = [5, 2024, 27.2, 39.0]
    refused = bring_rows(kind, corrected)
    assert (refused.is_saved, "say why" in refused.said) == (False, True)
    assert bring_rows(kind, corrected, options=["--reason", "Weighted again"]).is_saved
    history = Figure.objects.get(indicator__number=5, year=2024).history.all()
    assert [(row.bme, row.history_change_reason.partition(": ")[2]) for row in history] == [
        (Decimal(39), "Weighted again"), (Decimal(40), "")
    ]  # fmt: skip


@BOTH
def test_the_same_file_twice_changes_nothing(bring_rows, kind):
    assert bring_rows(kind, *LAST_YEAR).is_saved
    assert "No changes: 0 new, 0 changed, 2 unchanged" in bring_rows(kind, *LAST_YEAR).said
    assert FigureImport.objects.count() == 1


# Rows about words

WORDS = ["<script>alert(1)</script>", "{{7*7}}", "{% debug %}", "javascript:alert(1)", "O'Brien"]
TYPED = ["🙂 مرحبا", "e\u0301te\u0301", "=1+1", "Null"]


@BOTH
@pytest.mark.parametrize("words", [*WORDS, *TYPED])
def test_words_are_kept_as_typed_and_shown_as_text(bring_rows, ada, sign_in, kind, words):
    if kind == "xlsx" and words.startswith("="):
        words = f"'{words}"  # else it is a formula
    assert bring_rows(kind, [5, 2025, 20, 25, "", words]).is_saved
    typed = words.replace("e\u0301", "é").removeprefix("'")
    assert only().source_period == typed
    page = sign_in(ada).get("/RKE/figures/5/2025/").content.decode()
    assert "<script>alert" not in page
    assert ">49<" not in page


@BOTH
def test_words_that_turn_the_direction_of_others_are_made_harmless(bring_rows, kind):
    assert bring_rows(kind, [5, 2025, 20, 25, "", "\u202e2025\u202c survey\u200f"]).is_saved
    assert only().source_period == "2025 survey"


# What the upload page shows of all this


@pytest.fixture
def upload(trust, ada, sign_in):
    """`upload(text)`: what Ada reads after she has uploaded a file of this text."""

    def run(text) -> str:
        sent = SimpleUploadedFile("figures.csv", text.encode())
        page = sign_in(ada).post("/RKE/figures/import/", {"file": sent}, follow=True)
        return BeautifulSoup(page.content, "html.parser").main.get_text(" ", strip=True)

    return run


def test_the_preview_tells_how_the_file_was_read_and_which_rows_were_not(upload):
    words = upload(f"{PLAIN}\nTotal,,,,1.79,\n“Source: ESR”,,,,,\n")
    assert "The file was read as CSV in UTF-8, with commas between its columns" in words
    assert "Row 4, “Total | 1.79”, was not read as a figure. It is a total" in words
    assert "Row 5, ““Source: ESR””, was not read as a figure. It is a note" in words
    assert "1 new" in words


def test_a_file_without_a_header_gets_the_columns_found_and_the_templates(upload):
    words = upload("indicator,value\n2,1.79\n")
    assert "has “indicator”, “value”, but no column for year. Add it, or put the figures" in words
    assert "These templates have the names" in words


def test_an_indicator_may_be_given_by_its_short_name(upload):
    assert "Indicator 2 in 2025" in upload("Indicator,Year,Ratio\nRecruitment,2025,1.79\n")
