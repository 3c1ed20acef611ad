"""What Word documents and workbooks may hold: decided on their XML as Office reads it."""

import io
import zipfile

import pytest
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink

from actions.reports.papers import render
from actions.reports.papers.template import missing_styles
from tests.evidence_files import (
    FIELDS,
    HOME,
    code,
    docx,
    in_header,
    mark,
    pdf,
    picture,
    related,
    with_formula,
    with_parts,
    xlsx,
)
from tests.papers import REPORT
from wres.files import reader
from wres.files.evidence import office
from wres.files.refused import RefusedError
from wres.files.xlsx.archive import DOCX, XLSX

ROW = '<Relationship Id="x1" Type="{}{}" Target="{}" TargetMode="{}"/>'
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ALTERNATIVES = "http://schemas.openxmlformats.org/markup-compatibility/2006"
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"


def choice(inside):
    """What only a program reads that knows what is required."""
    return (
        f'<mc:AlternateContent xmlns:mc="{ALTERNATIVES}"><mc:Choice Requires="w">{inside}'
        "</mc:Choice></mc:AlternateContent>"
    )


def relation(kind, target, mode="External", home=HOME):
    return related(ROW.format(home, kind, target, mode))


def everything(workbook):
    """What analysts put into a workbook."""
    sheet = workbook.active
    sheet["A2"], sheet["A3"] = 1, '=IF(A2>0, SUM (A2:A9), "a | b\'s")'
    sheet["A4"] = '=HYPERLINK("https://nhs.uk/" & A1, "WRES")'
    sheet["A5"] = "=_xlfn.LET(_xlpm.x, _xlfn.XLOOKUP(1, A:A, B:B), _xlpm.x)"
    sheet["A6"] = "=SUM('North, south & west'!A1:A9)"
    sheet["B1"].hyperlink = "mailto:wres@nhs.uk"
    sheet["B2"].hyperlink = "#Sheet!A1"
    sheet["B3"].comment = Comment("Looks high", "Ife")
    sheet.add_image(Image(io.BytesIO(picture("PNG"))), "D4")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=5))
    sheet.add_chart(chart, "E5")
    rule = DataValidation(type="list", formula1='"Yes,No"')
    sheet.add_data_validation(rule)
    rule.add("C1")
    workbook.create_sheet("North, south & west")
    workbook.defined_names["all"] = DefinedName("all", attr_text="Sheet!$A$1:$A$9")


def illustrated(document):
    """What board papers hold."""
    document.add_heading("Culture", level=1)
    document.add_picture(io.BytesIO(picture("PNG")))
    document.add_table(2, 2).style = "Table Grid"
    document.add_comment(document.paragraphs[0].runs, "Is it so?", author="Esi")
    document.sections[0].footer.paragraphs[0].text = "Page"
    document.part.relate_to("https://nhs.uk", RT.HYPERLINK, is_external=True)


def with_chart_data(data, kind=WORKBOOK):
    """A document with a workbook inside, as Word keeps the numbers of a chart."""

    def typed(types):
        row = f'<Default Extension="xlsx" ContentType="{kind}"/>'.encode()
        return types.replace(b"<Default ", row + b"<Default ", 1)

    return with_parts(docx(), _types=typed, word__embeddings__Book1_dot_xlsx=data)


TAKEN = {
    "a document": (DOCX, docx()),
    "a board paper": (DOCX, docx(illustrated)),
    "our own Word paper": (DOCX, render(REPORT, "docx").data),
    "our own workbook": (XLSX, render(REPORT, "xlsx").data),
    "a workbook": (XLSX, xlsx()),
    "an analyst's workbook": (XLSX, xlsx(everything)),
    "numbers of a chart": (DOCX, with_chart_data(xlsx())),
    "a link": (DOCX, relation("hyperlink", "https://nhs.uk/?a=1&amp;b=2")),
    "a letter": (DOCX, relation("hyperlink", "mailto:wres@nhs.uk")),
    "a template on one's own drive": (
        DOCX,
        relation("attachedTemplate", "file:///C:\\Users\\A\\board.dotx"),
    ),
}


@pytest.mark.parametrize("what", TAKEN)
def test_an_honest_file_is_taken(what):
    kind, data = TAKEN[what]
    office.check(data, kind)


def types_of(change):
    return with_parts(docx(), _types=change)


REFUSED = {
    "a template from a server": (relation("attachedTemplate", "https://x/t.dotm"), "elsewhere"),
    "a template from a share": (relation("attachedTemplate", "\\\\server\\t.dotm"), "elsewhere"),
    "a template from a share as a file": (
        relation("attachedTemplate", "file://server/t.dotm"),
        "elsewhere",
    ),
    "single quotes": (
        related(f"<Relationship Id='x1' Type='{HOME}attachedTemplate' Target='http://x'/>"),
        "elsewhere",
    ),
    "spaces around the signs": (
        related(f'<Relationship Id = "x1" Type = "{HOME}image"\nTarget = "http://x"/>'),
        "elsewhere",
    ),
    "character references": (
        related(
            f'<Relationship Id="x1" Type="{HOME}&#111;le&#x4F;bject" Target="ht&#116;p://x"'
            ' TargetMode="&#69;xternal"/>'
        ),
        "embedded object",
    ),
    "another prefix": (
        related(
            '<r:Relationship xmlns:r="http://schemas.openxmlformats.org/package/2006/relationships"'
            f' Id="x1" Type="{HOME}frame" Target="http://x" TargetMode="External"/>'
        ),
        "elsewhere",
    ),
    "a mode in small letters": (relation("image", "a.png", "external"), "elsewhere"),
    "no mode": (relation("image", "http://x/a.png", ""), "elsewhere"),
    "a picture from a share": (relation("image", "\\\\server\\a.png", "Internal"), "elsewhere"),
    "a text of another format": (relation("aFChunk", "x.html", "Internal"), "elsewhere"),
    "a part of another document": (relation("subDocument", "x.docx", "Internal"), "elsewhere"),
    "an object": (relation("oleObject", "x.bin", "Internal"), "embedded object"),
    "film": (relation("video", "x.mp4", "Internal"), "embedded object"),
    "controls": (relation("control", "x.xml", "Internal"), "macros or controls"),
    "macros": (relation("vbaProject", "x.bin", "Internal"), "macros or controls"),
    "its own buttons": (
        relation("extensibility", "x.xml", "Internal", "http://schemas.microsoft.com/office/ui/"),
        "macros or controls",
    ),
    "letters from a list": (relation("mailMergeSource", "file:///C:/x.csv"), "connected to data"),
    "a relation of nobody": (relation("image", "a.png", "Internal", "http://x/"), "not taken"),
    "a relation that is not known": (relation("surprise", "a.xml", "Internal"), "not taken"),
    "a link to a share": (relation("hyperlink", "file://server/x"), "links to “file://server/x”"),
    "a link to a program": (relation("hyperlink", "javascript:x"), "links to “javascript:x”"),
    "a link without a scheme": (relation("hyperlink", "x.exe"), "links to “x.exe”"),
    "a link said to be inside": (relation("hyperlink", "file:///c:/x", ""), "links to “file:"),
    "a document with macros": (
        types_of(
            lambda types: types.replace(
                b'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.'
                b'document.main+xml"',
                b"ContentType = '%s'" % MACROS.replace("E", "&#69;").encode(),
            )
        ),
        "macros or controls",
    ),
    "a kind that is not known": (
        types_of(
            lambda types: types.replace(
                b"<Default", b'<Default Extension="x" ContentType="a/b"/><Default', 1
            )
        ),
        "not taken",
    ),
    "a part of no kind": (with_parts(docx(), word__x_dot_foo=b"x"), "not taken"),
    "controls beside it": (with_parts(docx(), word__activeX__a_dot_bin=b"x"), "macros or controls"),
    "two parts of one name": (with_parts(docx(), WORD__document_dot_xml=b"<a/>"), "is damaged"),
    "an old object": (
        with_chart_data(b"\xd0\xcf\x11\xe0" + b"x" * 99),
        "embedded object",
    ),
    "a document in a document": (with_chart_data(docx()), "another file"),
    "a workbook with a secret in a document": (
        with_chart_data(with_formula("=cmd|'/c calc'!A0")),
        "formula",
    ),
    "a workbook in a workbook in a document": (
        with_chart_data(
            with_parts(
                xlsx(),
                _types=lambda types: types.replace(
                    b"<Default ",
                    f'<Default Extension="xlsx" ContentType="{WORKBOOK}"/><Default '.encode(),
                    1,
                ),
                xl__b_dot_xlsx=xlsx(),
            )
        ),
        "another file",
    ),
    "XML that is none": (with_parts(docx(), word__x_dot_xml=b"<a><b></a>"), "is damaged"),
    "letters from a database": (
        with_parts(
            docx(),
            word__settings_dot_xml=lambda part: part.replace(
                b"</w:settings>", b"<w:mailMerge><w:query/></w:mailMerge></w:settings>"
            ),
        ),
        "connected to data",
    ),
    "a picture in an old drawing": (
        in_header(
            '<w:pict><v:i xmlns:v="urn:schemas-microsoft-com:vml" src="//x/a.png"/></w:pict>'
        ),
        "elsewhere",
    ),
    "a link in an old drawing": (
        in_header(
            '<w:pict><v:i xmlns:v="urn:schemas-microsoft-com:vml" href="file://x"/></w:pict>'
        ),
        "links to",
    ),
    "text within unknown elements": (
        in_header(
            f"{mark('begin')}<w:instrText xmlns:mc='{ALTERNATIVES}' mc:ProcessContent='x:y'>"
            f"<x:y xmlns:x='urn:x'>INCLUDETEXT</x:y></w:instrText>{mark('end')}"
        ),
        "ProcessContent",
    ),
    "something behind its end": (docx() + b"<script>", "behind its end"),
    "a PDF": (pdf(), "is not a Word document"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_a_document_may_not_hold_is_refused_in_words(what):
    data, words = REFUSED[what]
    with pytest.raises(RefusedError, match=words):
        office.check(data, DOCX)


HARMLESS = [
    "PAGE",
    " page \\* MERGEFORMAT ",
    "STYLEREF Title",
    "=SUM(ABOVE)",
    "TOC \\o &quot;1-3&quot; \\h",
    "ADDIN ZOTERO_ITEM {&quot;a&quot;: 1}",
    "HYPERLINK &quot;https://nhs.uk&quot; \\o &quot;WRES at NHS England&quot; \\* MERGEFORMAT",
    "HYPERLINK \\l &quot;_Toc1&quot;",
    "",
]


@pytest.mark.parametrize("said", HARMLESS)
def test_a_field_that_asks_only_its_document_is_taken(said):
    office.check(in_header(code(said)), DOCX)
    office.check(in_header(f'<w:fldSimple w:instr="{said}"/>'), DOCX)


REACHING_OUT = [
    code("INCLUDE", "PICTURE", " &quot;https://x&quot;"),
    code("includetext x"),
    code("I", "n", "C", "lude", "Picture x"),
    code(" &#68;DE cmd x"),
    code("DDEAUTO x"),
    code("LINK Word.Document x"),
    code("IMPORT x"),
    code("DATABASE \\d x"),
    code("AUTOTEXT x"),
    code("MACROBUTTON x"),
    code("RD x"),
    code("SURPRISE x"),
    code("&quot;INCLUDEPICTURE&quot; x"),
    "<w:fldSimple w:instr='includePicture x'/>",
    f"{mark('begin')}<w:instrText>IF 1 = 1 </w:instrText>{code('INCLUDETEXT x')}{mark('end')}",
    f"{mark('begin')}{code('QUOTE INCLUDE')}<w:instrText>TEXT x</w:instrText>{mark('end')}",
    f"{mark('begin')}<w:t>INCLUDE</w:t><w:instrText>TEXT x</w:instrText>{mark('end')}",
    f"{mark('begin')}<w:delInstrText>INCLUDETEXT x</w:delInstrText>{mark('end')}",
    f"{mark('begin')}<w:instrText>INCLUDETEXT x</w:instrText>",
    f"{mark('begin')}<w:t>PAGE </w:t><w:instrText>INCLUDETEXT x</w:instrText>{mark('end')}",
    f"{mark('begin')}<w:del><w:delInstrText>PAGE </w:delInstrText></w:del>"
    f"<w:instrText>INCLUDETEXT x</w:instrText>{mark('end')}",
    f"{mark('begin')}<w:ins><w:instrText>PAGE </w:instrText></w:ins>"
    f"<w:instrText>INCLUDETEXT x</w:instrText>{mark('end')}",
    f"{mark('begin')}<w:del>{mark('separate')}</w:del><w:instrText>DDE</w:instrText>{mark('end')}",
    f"{mark('begin')}{mark('separate')}<w:instrText>INCLUDETEXT x</w:instrText>{mark('end')}",
    "<w:instrText>INCLUDETEXT x</w:instrText>",
    code(f"IN{choice('CLUDE')}TEXT x"),
    f"{mark('begin')}{choice('<w:instrText>PAGE </w:instrText>')}"
    f"<w:instrText>INCLUDETEXT x</w:instrText>{mark('end')}",
    f"{mark('begin')}{choice('<w:instrText>PAGE </w:instrText>') * 20}{mark('end')}",
    f"{mark('begin')}<w:instrText>HYPERLINK </w:instrText>"
    f"<w:fldSimple w:instr='QUOTE file://x'/>{mark('end')}",
    code("HYPERLINK &quot;file://server/x&quot;"),
    code("HYPERLINK ", "&quot;\\\\\\\\server\\\\x&quot;"),
    code("HYPERLINK \\o &quot;https://nhs.uk&quot; x.exe"),
    code("HYPERLINK \\@ file://x"),
    f"{mark('begin')}<w:instrText>HYPERLINK </w:instrText>{code('REF a')}{mark('end')}",
]


TRACKED = [
    choice(code("PAGE")),
    f"<w:ins>{code('PAGE')}</w:ins>",
    f"<w:del>{code('PAGE').replace('instrText', 'delInstrText')}</w:del>",
    f"{mark('begin')}<w:instrText>PAGE</w:instrText><w:del><w:delInstrText> \\* MERGEFORMAT"
    f"</w:delInstrText></w:del>{mark('separate')}<w:t>INCLUDETEXT x</w:t>{mark('end')}",
]


@pytest.mark.parametrize("runs", TRACKED)
def test_a_field_that_a_tracked_change_brought_is_taken(runs):
    office.check(in_header(runs), DOCX)


@pytest.mark.parametrize("runs", REACHING_OUT)
def test_a_field_that_reaches_out_is_seen_as_it_is_meant(runs):
    with pytest.raises(RefusedError, match=r"has a field |links to"):
        missing_styles(in_header(runs))


@pytest.mark.parametrize(
    "part", ["footer1", "footnotes", "endnotes", "comments", "glossary__document", "x"]
)
def test_a_field_is_seen_in_every_part(part):
    field = f'<w:x xmlns:w="{FIELDS}"><w:fldSimple w:instr="INCLUDETEXT x"/></w:x>'.encode()
    data = with_parts(docx(), **{f"word__{part}_dot_xml": field})
    with pytest.raises(RefusedError, match="INCLUDETEXT"):
        office.check(data, DOCX)


FORMULAS = [
    "=cmd|'/c calc'!A0",
    "=1+'cmd'|'/c calc'!A0",
    '=WEBSERVICE("https://x")',
    '=_xlfn.WEBSERVICE ("https://x")',
    "=_xlfn.IMAGE(A1)",
    '=RTD("x",,1)',
    '=CALL("x")',
    '=REGISTER.ID("x")',
    "=Surprise(1)",
    "='\\\\server\\[a.xlsx]S'!A1",
    "='https://x/[a.xlsx]S'!A1",
    '=HYPERLINK("file://server/x")',
    "=HYPERLINK(A1)",
    '=HYPERLINK(LOWER("https://x"))',
    '=SUM(1, hyperlink ("\\\\server\\x"))',
    "=" + "1+" * 5_000 + "1",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_that_reaches_out_is_refused(formula):
    with pytest.raises(RefusedError, match=r"has a formula that asks|links to"):
        office.check(with_formula(formula), XLSX)


def test_a_place_of_a_workbook_is_no_other_file():
    def change(workbook):
        workbook.active["A1"].hyperlink = Hyperlink("A1", location="'\\\\server\\[a.xlsx]S'!A1")

    with pytest.raises(RefusedError, match="links to"):
        office.check(xlsx(change), XLSX)


def test_a_name_of_a_workbook_is_a_formula_too():
    def change(workbook):
        workbook.defined_names["x"] = DefinedName("x", attr_text="cmd|'/c calc'!A0")

    with pytest.raises(RefusedError, match="has a formula that asks"):
        office.check(xlsx(change), XLSX)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("externalLink", "connected to data"),
        ("connections", "connected to data"),
        ("queryTable", "connected to data"),
        ("xlMacrosheet", "macros or controls"),
        ("dialogsheet", "macros or controls"),
    ],
)
def test_a_workbook_that_is_connected_is_refused(kind, words):
    def change(part):
        row = ROW.format(HOME, kind, "x.xml", "Internal").encode()
        return part.replace(b"</Relationships>", row + b"</Relationships>")

    data = with_parts(xlsx(), xl___rels__workbook_dot_xml_dot_rels=change)
    with pytest.raises(RefusedError, match=words):
        office.check(data, XLSX)


def test_a_template_kept_before_this_was_known_gives_nothing_to_a_paper():
    data = render(REPORT, "docx", in_header(code("INCLUDE", "PICTURE x"))).data
    assert data == render(REPORT, "docx").data


def with_main_part(name, more):
    """A document whose main part has another name and more in its body."""
    folder, _, last = name.rpartition("/")
    with zipfile.ZipFile(io.BytesIO(docx())) as old:
        held = {each: old.read(each) for each in old.namelist()}
    main, relations = held.pop("word/document.xml"), held.pop("word/_rels/document.xml.rels")
    held[name] = main.replace(b"<w:sectPr", more.encode() + b"<w:sectPr", 1)
    held[f"{folder}/_rels/{last}.rels"] = relations.replace(b'Target="', b'Target="/word/')
    for each in ("_rels/.rels", "[Content_Types].xml"):
        held[each] = held[each].replace(b"word/document.xml", name.encode())
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, part in held.items():
            archive.writestr(each, part)
    return file.getvalue()


def in_paragraph(runs):
    return f"<w:p><w:r>{runs}</w:r></w:p>"


def with_media(data, ending="png", kind="image/png"):
    row = f'<Default Extension="{ending}" ContentType="{kind}"/><Default '.encode()
    return with_parts(
        docx(),
        **{f"word__media__image1_dot_{ending}": data},
        _types=lambda types: types.replace(b"<Default ", row, 1),
    )


def drawn(inside, before=""):
    drawing = f'{before}<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'
    return with_media(drawing.encode(), "svg", "image/svg+xml")


OLD_DRAWING = '<w:pict><v:i xmlns:v="urn:schemas-microsoft-com:vml" src="http://x/a.png"/></w:pict>'
ACTIVE = {
    "altChunk": "elsewhere",
    "subDoc": "elsewhere",
    "webVideoPr": "elsewhere",
    "OLEObject": "embedded object",
    "entryMacro": "macros",
    "ScriptText": "macros",
    "DDE": "macros",
    "ddeLink": "connected",
}
OTHERWISE = {
    "fields in a part named as relations": (
        with_main_part("word/document.rels", in_paragraph(code("INCLUDETEXT x"))),
        "has a field",
    ),
    "a drawing in a part named as notes of others": (
        with_main_part("customXml/document.xml", in_paragraph(OLD_DRAWING)),
        "elsewhere",
    ),
    "relations in a part named otherwise": (
        with_parts(docx(), word__x_dot_xml=b'<a><Relationship Target="http://x"/></a>'),
        "is damaged",
    ),
    "a field of another language before its code": (
        in_header(
            f"{mark('begin')}<z:instrText xmlns:z='urn:z'>PAGE </z:instrText>"
            f"<w:instrText>INCLUDETEXT x</w:instrText>{mark('end')}"
        ),
        "has a field",
    ),
    "a code beside another": (
        in_header("<w:fldSimple xmlns:z='urn:z' z:instr='PAGE' w:instr='INCLUDETEXT x'/>"),
        "is damaged",
    ),
    "a link that is used as a picture": (
        with_parts(
            related(ROW.format(HOME, "hyperlink", "http://x/a.png", "External")),
            word__document_dot_xml=lambda part: part.replace(
                b"<w:sectPr",
                f'<a:blip xmlns:a="urn:a" xmlns:q="{HOME[:-1]}" q:embed="x1"/><w:sectPr'.encode(),
                1,
            ),
        ),
        "elsewhere",
    ),
    "a second picture of a drawing": (
        in_header('<w:pict><v:i xmlns:v="urn:v" althref="http://x/a.png"/></w:pict>'),
        "elsewhere",
    ),
    "a base for addresses": (in_header('<w:pict xml:base="http://x/"/>'), "elsewhere"),
    "a pattern from elsewhere": (drawn('<path fill="url(http://x/a#b)"/>'), "elsewhere"),
    "an address in escapes": (drawn(r'<path style="fill:u\72l(//x/a)"/>'), "elsewhere"),
    "a style sheet": (drawn("", '<?xml-stylesheet href="http://x"?>'), "elsewhere"),
    "a program as a picture": (with_media(b"MZ\x90\0" * 9), "another file"),
    "a PDF as a picture": (with_media(pdf()), "another file"),
    "a letter with a file of its reader": (
        relation("hyperlink", "mailto:a@nhs.uk?subject=x&amp;attach=c:\\x"),
        "links to",
    ),
    **{
        f"{name} by itself": (in_header(f"<o:{name} xmlns:o='urn:o'/>"), words)
        for name, words in ACTIVE.items()
    },
}


@pytest.mark.parametrize("what", OTHERWISE)
def test_what_office_may_read_otherwise_is_refused(what):
    data, words = OTHERWISE[what]
    with pytest.raises(RefusedError, match=words):
        office.check(data, DOCX)


@pytest.mark.parametrize(
    "data",
    [
        with_main_part("word/main.xml", in_paragraph(code("PAGE"))),
        with_media(picture("PNG")),
        with_media(picture("JPEG"), "jpg", "image/jpeg"),
        with_media(picture("WEBP"), "webp", "image/webp"),
        drawn('<defs><linearGradient id="a"/></defs><path style="fill:url(#a)" fill="url(#a)"/>'),
        relation("hyperlink", "mailto:a@nhs.uk?subject=WRES&amp;cc=b@nhs.uk"),
    ],
)
def test_what_office_can_read_in_one_way_is_taken(data):
    office.check(data, DOCX)


@pytest.mark.parametrize(
    "formula",
    [
        "='x\"'!A1+cmd|'/c calc'!A0+'y\"'!A1",
        "=T['[\"]+cmd|'/c calc'!A0+T['\"]",
        "=#REF!+HYPERLINK(A1)",
        '=HYPERLINK("#[\\\\x\\a.xlsx]S!A1")',
        "=BYROW(A1:A9,_xleta.WEBSERVICE)",
    ],
)
def test_a_formula_is_read_as_excel_reads_its_quotation_marks_and_names(formula):
    with pytest.raises(RefusedError, match=r"has a formula|links to"):
        office.check(with_formula(formula), XLSX)


@pytest.mark.parametrize(
    "formula",
    [
        "=SUM(T[[#All],[it''s \"so\"]])",
        "=BYROW(A1:A9,_xleta.SUM)",
        '=HYPERLINK("#Sheet!A1","up")',
        "='It''s \"so\"'!A1 & \"a | b\"",
    ],
)
def test_an_honest_formula_with_odd_names_is_taken(formula):
    office.check(with_formula(formula), XLSX)


@pytest.mark.parametrize("more", ["<sp textlink=\"cmd|'x'!A0\"/>", '<i formula="RTD(1)"/>'])
def test_a_formula_in_an_attribute_is_read_too(more):
    part = {
        "xl__worksheets__sheet1_dot_xml": lambda old: old.replace(b"</w", more.encode() + b"</w")
    }
    with pytest.raises(RefusedError, match="has a formula"):
        office.check(with_parts(xlsx(), **part), XLSX)


def with_rows(count, cells):
    """A workbook whose sheet has so many rows of these cells."""
    rows = "".join(f'<row r="{row}">{cells}</row>' for row in range(1, count + 1)).encode()
    begin, end = b"<sheetData>", b"</sheetData>"

    def change(sheet):
        before, _, behind = sheet.partition(begin)
        return before + begin + rows + end + behind.partition(end)[2]

    return with_parts(xlsx(), xl__worksheets__sheet1_dot_xml=change)


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        (20_000, '<c r="A1" s="1"><v>28.3</v></c>' * 12),  # the figures of a large trust
        (
            10_000,
            '<c r="A1" t="inlineStr"><is><t>Amara</t></is></c>' * 17,
        ),  # a plan of many actions
    ],
)
def test_the_largest_honest_workbook_is_looked_through_in_time(rows, cells):
    reader.read(office.check, with_rows(rows, cells), XLSX)


@pytest.mark.parametrize("most", [20, 100])  # met within one part, and by all of them
def test_a_workbook_that_only_is_too_large_is_not_said_to_be_damaged(most, monkeypatch):
    monkeypatch.setattr(office, "MAX_ELEMENTS", most)
    with pytest.raises(RefusedError, match="too large to look through"):
        office.check(with_rows(30, "<c/>"), XLSX)
