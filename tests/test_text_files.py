"""A text file becomes a table, whatever wrote it; what is none is refused and says what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wres.files.refused import RefusedError
from wres.files.tables import read_table
from wres.files.text import decode

NAMES = {"indicator": (), "year": ("Reporting year",), "bme": ("BAME",)}
TEXT = "indicator,year,bme,note\n5,2025,28.3,“so said”\n"


def read(data, **options):
    given = data if isinstance(data, bytes) else data.encode()
    return read_table(given, NAMES, ("indicator", "year"), **options)


@pytest.mark.parametrize(
    ("codec", "words"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_text_of_every_usual_encoding_is_read_and_the_encoding_named(codec, words):
    table = read(TEXT.encode(codec))
    assert table.lines[0].cells["note"] == "“so said”"
    assert table.encoding == words
    notice = f"The file was read as CSV in {words}, with commas between its columns"
    assert table.notices == (notice,)


@pytest.mark.parametrize(("separator", "words"), [(";", "semicolons"), ("\t", "tabs")])
def test_other_separators_are_recognised_and_named(separator, words):
    table = read(TEXT.replace(",", separator))
    assert table.lines[0].cells["bme"] == "28.3"
    assert f"with {words} between its columns" in table.notices[0]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_any_system_ends_them(end):
    table = read(TEXT.replace("\n", end) + end * 3)
    assert [line.row for line in table.lines] == [2]


def test_a_new_line_in_quotation_marks_stays_in_its_cell_and_rows_are_still_counted():
    table = read('indicator,year,bme\n5,2025,"28.3\n(provisional)"\n6,2025,24.1\n')
    assert table.lines[0].cells["bme"] == "28.3\n(provisional)"
    assert [line.row for line in table.lines] == [2, 3]


def test_title_rows_are_passed_over_and_blank_rows_left_out():
    table = read("WRES figures\n\nIndicator,Reporting Year,BAME\n\n5,2025,28.3\n,,\n")
    assert [line.row for line in table.lines] == [5]


def test_a_header_of_two_rows_is_read_as_one():
    table = read("Indicator,Year,Share\n,,BME\n5,2025,28.3\n")
    assert table.columns == ("indicator", "year", "bme")
    assert [line.row for line in table.lines] == [3]


def test_a_row_with_more_cells_than_columns_is_a_problem():
    (problem,) = read("indicator,year\n5,2025,28,3\n").problems
    assert (problem.row, problem.message[:21]) == (2, "This row has 4 cells ")


WOMEN = "indicator,year,bme,note\n" + "".join(
    f"5,{year},28.3,Women’s network\n" for year in range(2016, 2026)
)


def mixed(number, letter=b"\x92"):
    """The ten lines with this one in Windows-1252."""
    lines = WOMEN.encode().split(b"\n")
    lines[number - 1] = lines[number - 1].replace("’".encode(), letter)
    return b"\n".join(lines)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("letter", [b"\x92", b"\xe2\x80", b"\xff", b"\xc0\xaf", b"\xed\xa0\x80"])
def test_one_wrong_byte_in_utf_8_is_told_with_its_line(mark, end, letter):
    data = mark + mixed(7, letter).replace(b"\n", end)
    with pytest.raises(RefusedError) as refused:
        read(data)
    said = str(refused.value)
    assert said.startswith("The selected file is in UTF-8, but for line 7 (“5,2021,28.3,Women�")
    assert said.endswith("put these characters right, save it as CSV UTF-8 and select that")


def test_a_file_cut_within_a_letter_is_told_with_its_last_line():
    with pytest.raises(RefusedError, match=r"but for line 11 \(“5,2025,28.3,Women�”\)"):
        read(WOMEN[: WOMEN.rindex("s network")].encode()[:-1])


def test_wrong_lines_are_named_up_to_five_and_counted():
    data = WOMEN.encode() + b"6,2025,24.1,Women\x92s\n" * 6
    with pytest.raises(
        RefusedError, match=r"line 12 .*, line 16 \(“6,2025,24.1,Women�s”\) and 1 more"
    ):
        read(data)


def test_a_line_in_utf_8_among_others_in_windows_1252_is_told():
    lines = WOMEN.encode("cp1252").split(b"\n")
    lines[2] = lines[2].replace(b"\x92", "’".encode())
    with pytest.raises(
        RefusedError, match=r"two encodings: line 3 \(“5,2017.*Women’s.* in UTF-8, and line 2"
    ):
        read(b"\n".join(lines))


def test_a_character_of_no_known_encoding_is_told_with_its_line():
    with pytest.raises(
        RefusedError, match="Line 2 of the selected file has a character that cannot"
    ):
        read(b"indicator,year,note\n5,2025,\x92\x9d\n")


def test_a_file_in_windows_1252_is_read_however_many_letters_need_it():
    table = read((WOMEN + "6,2025,24.1,£ 5 – “Zoë’s” café\n").encode("cp1252"))
    assert (table.encoding, table.lines[-1].cells["note"]) == ("Windows-1252", "£ 5 – “Zoë’s” café")


WIDE = ",".join(f"c{number}" for number in range(199))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The selected file is empty"),
        (b"\xef\xbb\xbf\r\n \r\n", "The selected file is empty"),
        (b"indicator,year\n5,20\x0025", "holds NUL bytes, so it is not text"),
        (TEXT.encode("utf-16-le"), "holds NUL bytes"),
        (b"%PDF-1.7", "is a PDF. Save the sheet as an Excel workbook"),
        (b"\xd0\xcf\x11\xe0", "an old Excel or Word file, or one with a password"),
        (b"\x89PNG\r\n", "is a picture"),
        (rb"{\rtf1", "is a document in rich text"),
        (b"\xff\xfea", "cannot be read. Open it in Excel"),
        ("a,b\n1,2\n", "No header was found in the first 20 rows"),
        (
            "indicator,bme\n5,1\n",
            "The header in row 1 has “indicator”, “bme”, but no column for year. Add it",
        ),
        ("indicator,year,BME,BAME\n", "more than one column for bme in row 1. Keep one"),
        ('indicator,year\n5,"2025\n', "Row 2 cannot be read. Close its quotation marks"),
        (f"indicator,year\n5,{'x' * 100_001}\n", "Row 2 cannot be read: a cell has 100,001 char"),
        (f"indicator,year\n5,{'x' * 140_000}\n", "a cell has more than 131,072 characters"),
        (f"indicator,year,{WIDE}\n5,2025\n", "has more than 200 columns"),
        ("indicator,year\n" + "5,2025\n" * 50_001, "has more than 50,000 rows. Split it"),
        ("indicator,year" + ",x" * 90 + "\n" + "5,2025\n" * 6_000, "has more than 500,000 cells"),
        ("indicator,year\n" + "5,#N/A\n" * 10_001, "More than 10,000 rows or cells"),
        (b"x" * 10_000_001, "must be smaller than 10 MB"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(data, words):
    with pytest.raises(RefusedError, match=words):
        read(data)


def test_as_many_rows_and_columns_as_are_allowed_are_read():
    assert len(read("indicator,year\n" + "5,2025\n" * 50_000).lines) == 50_000
    assert len(read(f"indicator,year,{WIDE[:-5]}\n5,2025\n").columns) == 200


ROWS = st.lists(st.lists(st.text(max_size=6), max_size=5), max_size=5)


@given(ROWS, st.sampled_from(["utf-8", "utf-16", "cp1252"]), st.sampled_from(",;\t"))
def test_no_text_breaks_the_reader_but_by_its_own_refusal(rows, codec, separator):
    text = "\n".join(separator.join(row) for row in [["indicator", "year"], *rows])
    try:
        table = read(text.encode(codec, "replace"))
    except RefusedError:
        return
    assert all(set(line.cells) == set(table.columns) for line in table.lines)


@pytest.mark.parametrize(
    "data",
    [
        "Action\nWomen\u2019s".encode()[:-2],
        "Action\nWomen\u2019s network".encode().replace(b"\x99", b""),
        "Action\nWomen\u2019s network".encode("mac_roman"),
        "Action\nReview \u2013 plan".encode("mac_roman"),
    ],
)
def test_a_file_of_another_encoding_is_told_and_not_read_otherwise(data):
    with pytest.raises(RefusedError, match=r"[Ll]ine 2"):
        decode(data)


@pytest.mark.parametrize(
    "text", ["Zo\u00eb \u2013 \u20ac5", "caf\u00e9\u2019s", "\u00d0inh", "D\u00d5N"]
)
def test_windows_1252_is_read_as_it_is(text):
    assert decode(text.encode("cp1252")) == (text, "Windows-1252")
