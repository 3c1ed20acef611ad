"""Files that people bring: their names and sizes, in a form and before it."""

import io

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from wres.files.names import check_ending, safe_name
from wres.files.refused import RefusedError
from wres.files.uploads import read_upload
from wres.nhsuk.fields import FileUpload, PlainErrors


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("figures 2025.csv", "figures 2025.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Ada\\figures.csv", "figures.csv"),
        ("/figures.csv/", "figures.csv"),
        ("invoice\u202exslx.csv", "invoicexslx.csv"),
        ("a\0b\r\nc\td.csv", "ab c d.csv"),
        ("a\u2028b\u2066c\ufeff.csv", "a bc.csv"),
        ("<script>alert(1)</script>.csv", "script>.csv"),
        ("<img src=x>.csv", "<img src=x>.csv"),
        ("cafe\u0301.csv", "café.csv"),
        ("", "file"),
        ("..", "file"),
        ("\u202e", "file"),
        ("x" * 300 + ".csv", "x" * 251 + ".csv"),
        ("x." + "y" * 300, "x." + "y" * 253),
        ("\ud800.csv", ".csv"),
    ],
)
def test_a_name_is_made_harmless_to_keep_and_to_show(name, kept):
    assert safe_name(name) == kept


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("figures.xlsm", "may hold macros: in Excel, save it as"),
        ("figures.xls", "is in an old format: in Excel, save it as"),
        ("figures.xlsb", "In Excel, save it as “Excel workbook"),
        ("figures.ods", "In LibreOffice, save it as"),
        ("a.csv.exe", "“a.csv.exe”, ends in .exe. Select a CSV or Excel file"),
        ("figures.pdf", "ends in .pdf. Select a CSV or Excel file"),
        ("figures.tsv", "ends in .tsv. Rename it"),
        ("figures", "has no ending. Select a CSV or Excel file"),
        ("plan.docx", "ends in .docx. Select a CSV or Excel file"),
        ("figures.csv\u202e.exe", "ends in .exe"),
    ],
)
def test_a_name_with_another_ending_is_refused_and_says_what_to_do(name, words):
    with pytest.raises(RefusedError, match=words):
        check_ending(name, [".csv", ".xlsx"])


@pytest.mark.parametrize("name", ["figures.csv", "FIGURES.XLSX", "a.b.csv"])
def test_a_name_ends_as_its_file_should(name):
    check_ending(name, [".csv", ".xlsx"])


def test_a_file_is_read_whole_and_from_its_start():
    file = io.BytesIO(b"a,b")
    file.read()
    assert read_upload(file) == b"a,b"


def test_a_large_upload_is_refused_by_its_size_before_it_is_read():
    file = SimpleUploadedFile("a.csv", b"")
    file.size, file.file = 50_000_000, None
    with pytest.raises(RefusedError, match="must be smaller than 10 MB"):
        read_upload(file)


@pytest.mark.parametrize(("data", "words"), [(b"", "is empty"), (b"x" * 1_000_001, "than 1 MB")])
def test_a_file_without_a_size_of_its_own_is_refused_once_it_is_read(data, words):
    with pytest.raises(RefusedError, match=words):
        read_upload(io.BytesIO(data), limit=1_000_000)


class UploadForm(PlainErrors, forms.Form):
    figures = FileUpload(label="File of figures", limit=1_000_000)
    plan = FileUpload(label="Plan", endings=(".docx", ".xlsx", ".csv"), required=False)


def given(name="figures.csv", data=b"a,b") -> UploadForm:
    return UploadForm({}, {"figures": SimpleUploadedFile(name, data)})


def test_a_form_offers_the_kinds_of_file_that_it_reads():
    page = render_crispy_form(UploadForm())
    assert 'accept=".csv,.xlsx"' in page
    assert 'enctype="multipart/form-data"' in page


def test_a_file_that_fits_comes_with_a_harmless_name():
    form = given("fig\u202eures.csv")
    assert form.is_valid()
    assert (form.cleaned_data["figures"].name, form.cleaned_data["plan"]) == ("figures.csv", None)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (UploadForm({}), "Select a CSV or Excel file"),
        (UploadForm({"figures": "typed"}, {"figures": "text"}), "could not be uploaded"),
        (given(data=b""), "The selected file is empty"),
        (given(data=b"x" * 1_000_001), "The selected file must be smaller than 1 MB"),
        (given("figures.xlsm"), "may hold macros"),
        (given("a.csv.exe"), "ends in .exe"),
    ],
)
def test_a_file_that_cannot_be_taken_is_an_error_that_says_what_to_do(form, words):
    assert words in form.errors["figures"][0]


def test_a_form_asks_for_the_kinds_of_file_by_their_names():
    form = type("PlanForm", (UploadForm,), {"plan": FileUpload(endings=[".docx", ".csv"])})({})
    assert form.errors["plan"] == ["Select a Word or CSV file"]
