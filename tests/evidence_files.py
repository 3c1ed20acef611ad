"""Whole files of each kind that evidence may be, and PDF and Office files with more in them."""

import io
import zipfile

import docx as python_docx
import openpyxl
from PIL import Image

from tests.word_templates import template

PAGES = (
    b"<</Type/Catalog/Pages 2 0 R%s>>",
    b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Resources<<>>%s>>",
)
HOME = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
FIELDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(catalog=b"", page=b"", *more, trailer=b""):
    """A PDF of one page, with more in its catalog and page; further objects are 4 0 R and so on."""
    first, second, third = PAGES
    data, places = b"%PDF-1.7\n", []
    for number, each in enumerate([first % catalog, second, third % page, *more], start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    end = b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        trailer,
        len(data),
    )
    return data + head + table + end


def picture(kind, size=(30, 20), mode="RGB", **options):
    """Noise as a picture of this kind, so that its bytes are many."""
    file = io.BytesIO()
    Image.effect_noise(size, 80).convert(mode).save(file, kind, **options)
    return file.getvalue()


def docx(change=lambda document: None):
    """A Word document, changed."""
    document = python_docx.Document()
    document.add_paragraph("The panel met.")
    change(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def xlsx(change=lambda workbook: None):
    file = io.BytesIO()
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "The panel met."
    change(workbook)
    workbook.save(file)
    return file.getvalue()


def with_formula(formula):
    return xlsx(lambda workbook: workbook.active.__setitem__("A2", formula))


def with_parts(data, **parts):
    """An Office file with parts added or put in the place of others, in the order of the archive.

    Each is bytes, or a function from the bytes that stand there. "__" in a name is "/", "_dot_" a
    dot, "_types" the part that says what kind of part each is.
    """
    plain = {"_types": "[Content_Types].xml"}
    named = {
        plain.get(name) or name.replace("__", "/").replace("_dot_", "."): part
        for name, part in parts.items()
    }
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        held = {name: old.read(name) for name in old.namelist()}
    for name, part in named.items():
        held[name] = part(held[name]) if callable(part) else part
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in held.items():
            archive.writestr(name, part)
    return file.getvalue()


def related(relation, data=None):
    """A Word document whose main part has one more relation, written just so."""

    def change(part):
        return part.replace(b"</Relationships>", relation.encode() + b"</Relationships>")

    return with_parts(data or docx(), word___rels__document_dot_xml_dot_rels=change)


def in_header(runs):
    """A Word template whose header holds these runs, as XML."""

    def change(document):
        runs_of = f'<w:p xmlns:w="{FIELDS}"><w:r>{runs}</w:r></w:p>'
        header = document.sections[0].header.paragraphs[0]._p
        header.extend(python_docx.oxml.parse_xml(runs_of))

    return template(change)


def code(*pieces):
    """A field whose code is split over runs: "INCLUDE", then "PICTURE"."""
    runs = "</w:r><w:r>".join(f"<w:instrText>{piece}</w:instrText>" for piece in pieces)
    return f"{mark('begin')}{runs}{mark('separate')}<w:t>x</w:t>{mark('end')}"


def mark(kind):
    return f'<w:fldChar w:fldCharType="{kind}"/>'
