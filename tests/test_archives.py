"""Zip archives: what unpacks to too much, lies, or declares entities is refused unread."""

import io
import struct
import zipfile

import pytest
from docx import Document
from openpyxl import Workbook

from wres.files.refused import RefusedError
from wres.files.xlsx.archive import DOCX, XLSX, check

ENTITIES = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
OUTSIDE = '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'

ATTRIBUTES = " ".join(f'a{n}="{n**5}>"' for n in range(80_000))


def zipped(parts, compression=zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def saved(document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def with_size(data: bytes, size: int) -> bytes:
    """The archive with another unpacked size of its first part, in both of its directories."""
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(mark) + place
        data = data[:at] + struct.pack("<I", size) + data[at + 4 :]
    return data


def test_what_excel_and_word_write_is_let_through():
    assert "xl/workbook.xml" in check(saved(Workbook()), XLSX).namelist()
    assert "word/document.xml" in check(saved(Document()), DOCX).namelist()


def test_what_other_programs_note_in_a_workbook_may_be_in_utf_16():
    parts = {"xl/a.xml": "<x/>", "customXml/item1.xml": "<x/>".encode("utf-16")}
    assert len(check(zipped(parts), XLSX).namelist()) == 2


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"xl/a.xml": "<x/>" + " " * 50_000_000}, "unpacks to 50 MB"),
        ({"xl/a.xml": "<x/>" + " " * 9_000_000}, "more than 200 times its size"),
        ({f"xl/{n}.xml": "<x/>" for n in range(2_001)}, "too many parts"),
        ({"xl/a.xml": ENTITIES}, "declares a document type"),
        ({"xl/a.xml": ENTITIES.encode("utf-16")}, "is damaged"),
        ({"xl/a.bin": ENTITIES.encode("utf-16-le")}, "is damaged"),
        ({"xl/a.xml": "<x/>", "customXml/a.xml": ENTITIES.encode("utf-16")}, "a document type"),
        ({"xl/a.bin": ENTITIES.encode("utf-16-be")}, "is damaged"),
        ({"xl/a.xml": b"\xef\xbb\xbf" + ENTITIES.encode()}, "declares a document type"),
        ({"xl/a.xml": f"<x {ATTRIBUTES}/>"}, "is damaged"),
        ({"xl/a.xml": "<?xml version='1.0'?><!-- a --> " + OUTSIDE}, "declares a document type"),
        ({"xl/a.bin": ENTITIES}, "declares a document type"),
        ({"xl/_rels/a.rels": OUTSIDE}, "declares a document type"),
        ({"xl/a.xml": "<x/>", "xl/b.xml": ENTITIES.encode("utf-32")}, "is damaged"),
        ({"xl/a.bin": ENTITIES.encode("utf-32")}, "is damaged"),
        ({"xl/a.xml": "no XML"}, "is damaged"),
        ({"xl/a.xml": "<!--" + "x" * 70_000 + "-->" + ENTITIES}, "is damaged"),
        ({"xl/workbook.bin": ""}, r"a binary Excel workbook \(.xlsb\). Save it as an Excel"),
        ({"xl/workbook.xml": "<x/>", "xl/vbaProject.bin": ""}, "a file with macros"),
        ({"mimetype": "application/vnd.oasis"}, "an OpenDocument file"),
        ({"Index/Document.iwa": ""}, "a file of Apple Numbers"),
        ({"word/document.xml": "<x/>"}, r"is a Word document \(.docx\). Select an Excel workbook"),
        ({"figures.csv": "a,b"}, "is a zip archive. Select an Excel workbook"),
        ({}, "is a zip archive"),
    ],
)
def test_an_archive_that_no_spreadsheet_writes_is_refused_in_words(parts, words):
    with pytest.raises(RefusedError, match=words):
        check(zipped(parts), XLSX)


def test_a_bomb_is_refused_before_a_byte_of_it_is_unpacked():
    bomb = with_size(zipped({"xl/a.xml": "<x/>"}), 4_000_000_000)
    with pytest.raises(RefusedError, match="unpacks to 4,000 MB"):
        check(bomb, XLSX)


@pytest.mark.parametrize("size", [0, 10, 900_000])
def test_a_directory_that_lies_about_sizes_is_refused(size):
    with pytest.raises(RefusedError, match="is damaged"):
        check(with_size(zipped({"xl/a.xml": "<x/>" + " " * 100_000}), size), XLSX)


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_refused(compression):
    with pytest.raises(RefusedError, match="is damaged"):
        check(zipped({"xl/a.xml": "<x/>"}, compression), XLSX)


def test_two_parts_of_one_name_are_refused():
    data = zipped({"xl/a.xml": "<x/>", "xl/b.xml": ENTITIES}).replace(b"xl/b.xml", b"xl/a.xml")
    with pytest.raises(RefusedError, match="two with one name"):
        check(data, XLSX)


def test_an_archive_cut_short_is_damaged():
    with pytest.raises(RefusedError, match="is damaged"):
        check(saved(Workbook())[:-30], XLSX)


def test_an_encrypted_part_is_refused():
    data = bytearray(zipped({"xl/a.xml": "<x/>"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    with pytest.raises(RefusedError, match="is damaged"):
        check(bytes(data), XLSX)


def test_a_file_of_more_than_10_mb_is_refused_by_its_size():
    with pytest.raises(RefusedError, match="smaller than 10 MB"):
        check(b"PK\x03\x04" + b"x" * 10_000_000, XLSX)


def test_a_document_of_more_elements_than_memory_is_for_is_refused():
    body = "".join(f'<a b="{n}"/>' for n in range(600_000))
    with pytest.raises(RefusedError, match="too large to read"):
        check(zipped({"word/document.xml": f"<w>{body}</w>"}), DOCX)
