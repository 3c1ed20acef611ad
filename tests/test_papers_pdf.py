"""The PDF of a report: tagged for who does not see it, and never taken in by its own text."""

import io
import unicodedata
from dataclasses import replace

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdfua import validate

from actions.reports.document import Column, Part, Table
from actions.reports.papers.pdf import pdf
from actions.reports.papers.words import MAY_BREAK, SHOWN, legible
from tests.papers import REPORT, text_of_pdf, without_spaces

pytestmark = pytest.mark.slow

ROLES_OF_REPORT = ["H1", "H2", "H2", "H2", "H3"]


@pytest.fixture(scope="module")
def report():
    with pikepdf.open(io.BytesIO(pdf(REPORT))) as opened:
        yield opened


def tags(node):
    """Every structure element below, in reading order."""
    children = node.get("/K", pikepdf.Array([]))
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from tags(child)


def roles(opened, *wanted):
    found = [str(tag.S)[1:] for tag in tags(opened.Root.StructTreeRoot)]
    return [role for role in found if role in wanted]


def said(text):
    """A report whose one sentence, cell and heading are this text."""
    table = Table(text, (Column(text),), ((text,),))
    return replace(REPORT, title="Title", parts=(Part("part", text, (text,), table),))


def test_a_validator_finds_nothing_against_it(tmp_path):
    file = tmp_path / "report.pdf"
    file.write_bytes(pdf(REPORT))
    assert list(validate(file).findings) == []


def test_it_is_marked_titled_and_in_english(report):
    assert report.Root.MarkInfo.Marked
    assert report.Root.Lang == "en-GB"
    assert report.Root.ViewerPreferences.DisplayDocTitle
    with report.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Report of Q4 2025/26"
        assert metadata["xmp:CreateDate"] == "2026-03-16T00:00:00Z"


def test_its_headings_lists_and_tables_are_tagged(report):
    assert roles(report, "H1", "H2", "H3", "H4") == ROLES_OF_REPORT
    assert sorted(roles(report, "Table", "Caption")) == ["Caption"] * 2 + ["Table"] * 2
    assert len(roles(report, "TH")) == 7 + 3
    assert len(roles(report, "TD")) == 3 * 7 + 2 * 3
    assert len(roles(report, "LI")) == len(REPORT.facts) + 2


def test_a_header_cell_says_that_it_heads_a_column(report):
    headers = [tag for tag in tags(report.Root.StructTreeRoot) if tag.S == "/TH"]
    assert {str(tag.A[0].Scope) for tag in headers} == {"/Column"}


def test_its_picture_has_words(report):
    (figure,) = [tag for tag in tags(report.Root.StructTreeRoot) if tag.S == "/Figure"]
    assert str(figure.Alt).startswith("Bars, one for each of 2 rows, cut into Complete, On track")


def test_every_font_is_inside_it(report):
    fonts = [font for page in report.pages for font in page.Resources.Font.values()]
    inside = [font.DescendantFonts[0].FontDescriptor for font in fonts]
    assert all("/FontFile2" in font or "/FontFile3" in font for font in inside)


@pytest.mark.parametrize(
    "text",
    [
        '#import "@preview/cetz:0.3.0"',
        '#read("/etc/passwd")',
        "#panic()",
        "$x^2$",
        "] #box[",
        "\\ \\u{1F600} \\",
        "*bold* _it_ `raw` <label> @label",
        "= Heading\n- item\n+ item\n/ Term: said",
        "// comment /* */",
        "https://trust.example/a#b",
        "{{7*7}} {% debug %} <script>",
        "--- ... 'quoted' \"quoted\"",
    ],
)
def test_text_is_never_read_as_markup(text):
    found = text_of_pdf(pdf(said(text)))
    assert found.count(without_spaces(text)) == 5  # heading, sentence, caption, header and cell


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Thank you \N{BLUE HEART}", "Thank you [blue heart]"),
        ("漢", "[cjk unified ideograph-6f22]"),
        ("a\u202eb", "ab"),
        ("\ue000", "[u+e000]"),
        ("a\x00b", "a\ufffdb"),
        ("a\tb\r\nc", "a b\nc"),
        ("e\u0301", "é"),
        ("▲ £1 – ½ “x” Ελλάδα Україна ≤", "▲ £1 – ½ “x” Ελλάδα Україна ≤"),
        ("x" * 20, "x" * 16 + MAY_BREAK + "xxxx"),
    ],
)
def test_what_no_font_can_show_is_named(text, shown):
    assert legible(text) == shown


def test_every_sign_that_is_shown_has_a_shape_in_each_weight():
    every = "".join(chr(n) for first, last in SHOWN for n in range(first, last + 1))
    letters = [sign for sign in every if unicodedata.normalize("NFC", sign) == sign]
    assert pdf(said(" ".join(letters)))


def test_arabic_and_hebrew_are_set():
    assert pdf(said("مرحبا بكم שלום 123"))


def test_a_word_of_5000_letters_stays_on_the_page():
    word, columns = "x" * 5_000, tuple(map(Column, "ABCD"))
    table = Table("Long", columns, ((word, "", word, ""),))
    data = pdf(replace(REPORT, parts=(Part("part", "Long", (word,), table),)))
    assert text_of_pdf(data).count("x") == 3 * 5_000


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_makes_a_tagged_pdf(text):
    assert pdf(said(text)).startswith(b"%PDF-")
