"""What a PDF may hold: decided on its objects, however their names are spelled."""

import io
import zlib

import pikepdf
import pytest

from actions.reports.papers import render
from tests.evidence_files import pdf
from tests.papers import REPORT
from wres.files import reader
from wres.files.evidence import pdfs
from wres.files.refused import RefusedError

RUN = b"<</S/JavaScript/JS(x)>>"
WEB = b"<</S/URI/URI(https://nhs.uk/wres)>>"
LINK = b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]%s>>]"
FORM = b"/AcroForm<</Fields[4 0 R]%s>>"
FIELD = b"<</FT/Tx/T(name)/Subtype/Widget/Rect[0 0 9 9]%s>>"
STREAM = b"<<%s/Length 1>>stream\nx\nendstream"


def link(action):
    return pdf(b"", LINK % b"/A%s" % action)


def field(more, form=b""):
    return pdf(FORM % form, b"/Annots[4 0 R]", FIELD % more)


def saved(change=lambda document: None, **options):
    """A PDF as a program of today writes it."""
    file = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        change(document)
        document.save(file, **options)
    return file.getvalue()


TAKEN = {
    "a page": pdf(),
    "objects in streams": saved(object_stream_mode=pikepdf.ObjectStreamMode.generate),
    "our own paper": render(REPORT, "pdf").data,
    "a web page": link(WEB),
    "a mail address": link(b"<</S/URI/URI(mailto:wres@nhs.uk)>>"),
    "one link after the other": link(b"<</S/GoTo/D[3 0 R/Fit]/Next %s>>" % WEB),
    "a place in the document": pdf(b"", LINK % b"/Dest[3 0 R/Fit]"),
    "the next page": link(b"<</S/Named/N/NextPage>>"),
    "a page at which it opens": pdf(b"/OpenAction[3 0 R/XYZ null null 0]"),
    "a step to it": pdf(b"/OpenAction<</S/GoTo/D[3 0 R/Fit]>>"),
    "an outline": pdf(b"/Outlines<</First 4 0 R>>", b"", b"<</Title(x)/A%s>>" % WEB),
    "a name of a place": pdf(b"/Names<</Dests<</Names[(a)[3 0 R/Fit]]>>>>"),
    "a field": field(b""),
    "a signature": pdf(FORM % b"/SigFlags 3", b"", b"<</FT/Sig/T(s)/V<</Type/Sig/Contents<00>>>>>"),
    "a remark": pdf(b"", b"/Annots[<</Subtype/Highlight/Rect[0 0 9 9]/QuadPoints[0 0]>>]"),
    "tags": pdf(b"/MarkInfo<</Marked true>>/StructTreeRoot<</Type/StructTreeRoot>>"),
    "a program's own notes": pdf(b"", b"/Annots[<</Subtype/Text/AAPL:Extras<</JS(x)>>>>]"),
    "objects in a ring": pdf(b"/ViewerPreferences 4 0 R", b"", b"[4 0 R 5 0 R]", b"<</A 4 0 R>>"),
    "zeros behind the end": pdf() + b"\0" * 100,
}


@pytest.mark.parametrize("what", TAKEN)
def test_an_honest_document_is_taken(what):
    pdfs.check(TAKEN[what])


def attached(document):
    document.attachments["minutes.txt"] = b"x"


REFUSED = {
    "a password": (saved(encryption=pikepdf.Encryption(owner="a", user="b")), "has a password"),
    "a file related to one": (
        pdf(b"/ViewerPreferences<</X<</RF<</F[(x) 4 0 R]>>>>>>", b"", b"(MZ)"),
        "has files attached",
    ),
    "rights alone": (saved(encryption=pikepdf.Encryption(owner="a", user="")), "is encrypted"),
    "a program": (pdf(b"/OpenAction" + RUN), "holds a program"),
    "a program in hexadecimal": (pdf(b"/Open#41ction<</S/J#61vaScript/J#53(x)>>"), "a program"),
    "a program elsewhere": (pdf(b"/OpenAction 4 0 R", b"", RUN), "holds a program"),
    "a program in a stream": (
        saved(
            lambda each: setattr(
                each.Root, "OpenAction", pikepdf.Dictionary(S=pikepdf.Name.JavaScript)
            ),
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        ),
        "holds a program",
    ),
    "programs by name": (pdf(b"/Names<</JavaScript<</Names[(a)%s]>>>>" % RUN), "holds a program"),
    "a program behind a link": (link(RUN), "holds a program"),
    "a program after a link": (link(b"<</S/GoTo/D(a)/Next[%s]>>" % RUN), "holds a program"),
    "a program after the opening": (pdf(b"/OpenAction<</S/GoTo/D(a)/Next%s>>" % RUN), "by itself"),
    "a web page on opening": (pdf(b"/OpenAction" + WEB), "by itself"),
    "an action of the document": (pdf(b"/AA<</WC%s>>" % RUN), "by itself"),
    "an action of a page": (pdf(b"", b"/AA<</O%s>>" % WEB), "by itself"),
    "an action of a field": (field(b"/AA<</K%s>>" % RUN), "by itself"),
    "a program started": (link(b"<</S/Launch/F(calc.exe)>>"), "links to another file"),
    "another document": (link(b"<</S/GoToR/F(b.pdf)/D[0/Fit]>>"), "links to another file"),
    "an attached document": (link(b"<</S/GoToE/D(a)>>"), "links to another file"),
    "a form sent": (field(b"/A<</S/SubmitForm/F(https://x)>>"), "links to another file"),
    "data fetched": (field(b"/A<</S/ImportData/F(x)>>"), "links to another file"),
    "printing by itself": (link(b"<</S/Named/N/Print>>"), "by itself"),
    "a link without its kind": (link(b"<</URI(https://nhs.uk)>>"), "links to another file"),
    "a link to a program": (link(b"<</S/URI/URI(javascript:alert\\(1\\))>>"), "links to “javascr"),
    "a link to a share": (link(b"<</S/URI/URI(file://server/x)>>"), "links to “file:"),
    "a link from a base": (pdf(b"/URI<</Base(file:///c:/)>>"), "links to “file:"),
    "a link of an outline": (
        pdf(b"/Outlines<</First<</Title(x)/Next<</A<</S/Launch/F(x)>>>>>>>>"),
        "links to another file",
    ),
    "a file attached": (saved(attached), "files attached"),
    "a file attached to a page": (pdf(b"", b"/AF[<</EF<</F 4 0 R>>>>]", STREAM % b""), "attached"),
    "a file as a remark": (pdf(b"", b"/Annots[<</Subtype/FileAttachment/FS(x)>>]"), "attached"),
    "a file among tags": (pdf(b"/StructTreeRoot<</X<</EF<</F 4 0 R>>>>>>"), "attached"),
    "a portfolio": (pdf(b"/Collection<</View/D>>"), "files attached"),
    "a source beside it": (
        pdf(b"", b"", STREAM % b"", trailer=b"/AdditionalStreams[4 0 R]"),
        "files attached",
    ),
    "XFA": (pdf(b"/AcroForm<</XFA 4 0 R>>", b"", STREAM % b""), "the kind XFA"),
    "film": (pdf(b"", b"/Annots[<</Subtype/Screen>>]"), "sound, film"),
    "a model": (pdf(b"", b"/Annots[<</Subtype/3D/3DD 4 0 R>>]", STREAM % b""), "sound, film"),
    "rich media": (pdf(b"", b"/Annots[<</Subtype/RichMedia>>]"), "sound, film"),
    "a film played": (link(b"<</S/Rendition/OP 0>>"), "sound, film"),
    "a stream in another file": (pdf(b"", b"/Contents 4 0 R", STREAM % b"/F(x)"), "another file"),
    "a picture in another file": (
        pdf(b"", b"/Group<</X 4 0 R>>", STREAM % b"/Type/XObject/Subtype/Form/Ref<</F(x)>>"),
        "another file",
    ),
    "a picture that runs": (
        pdf(b"", b"/Group<</X 4 0 R>>", STREAM % b"/Type/XObject/Subtype/PS"),
        "another file",
    ),
    "what nobody knows": (pdf(b"/Surprise<</A 1>>"), "holds “Surprise”"),
    "what nobody knows, in a list": (pdf(b"", b"/Surprise[1[<<>>]]"), "holds “Surprise”"),
    "a field of no kind": (pdf(b"/AcroForm<</Fields[<</FT/Zz/T(a)>>]>>"), "holds “Zz”"),
    "something behind its end": (pdf() + b"<script>", "behind its end"),
    "no end": (pdf()[:-7], "not a whole PDF"),
    "the first half": (pdf()[: len(pdf()) // 2] + b"%%EOF", "is damaged"),
    "no table of its objects": (b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF", "is damaged"),
    "no page": (
        pdf().replace(b"/Kids[3 0 R]/Count 1", b"/Kids[     ]/Count 0"),
        "is damaged",
    ),
    "deeper than a viewer goes": (
        pdf(b"/ViewerPreferences 4 0 R", b"", b"[" * 4_000 + b"]" * 4_000),
        "is damaged",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_a_document_may_not_hold_is_refused_in_words(what):
    data, words = REFUSED[what]
    with pytest.raises(RefusedError, match=words):
        pdfs.check(data)


def test_what_an_update_of_a_document_adds_is_seen():
    first = pdf()
    start = first.rindex(b"startxref")
    before = int(first[start:].split()[1])
    changed = first + b"1 0 obj\n<</Type/Catalog/Pages 2 0 R/OpenAction%s>>\nendobj\n" % RUN
    table = b"xref\n1 1\n%010d 00000 n \n" % len(first)
    end = b"trailer\n<</Size 4/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF" % (
        before,
        len(changed),
    )
    with pytest.raises(RefusedError, match="holds a program"):
        pdfs.check(changed + table + end)


def test_an_object_that_stands_where_the_table_has_another_ends_no_reader():
    data = pdf(b"/ViewerPreferences 4 0 R", b"", b"<</A 5 0 R/B 1>>", b"<</C 2>>")
    fourth, fifth = (b"%010d 00000 n" % data.index(b"%d 0 obj" % number) for number in (4, 5))
    with pytest.raises(RefusedError, match="is damaged"):
        reader.read(pdfs.check, data.replace(fifth, fourth))


def test_a_stream_that_unpacks_without_end_is_refused():
    packed = zlib.compress(b"4 0 " + b" " * 100_000_000)
    data = saved(object_stream_mode=pikepdf.ObjectStreamMode.generate)
    start = data.index(b"/Type /ObjStm")
    begin = data.rindex(b" 0 obj", 0, start) + 6
    end = data.index(b"endstream", start)
    stream = b"<</Type/ObjStm/N 9/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(packed)
    with pytest.raises(RefusedError):
        pdfs.check(data[:begin] + stream + packed + b"\n" + data[end:])


@pytest.mark.parametrize(
    "objects",
    [
        [b"[%d 0 R %d 0 R]" % (n + 5, n + 5) for n in range(60)] + [b"1"],  # 2 to the power of 60
        [b"[" + b"0 " * 900_000 + b"]"],
        [b"[%d 0 R]" % (n + 5) for n in range(30_000)] + [b"1"],
    ],
)
def test_a_tangle_of_objects_is_gone_through_once(objects):
    pdfs.check(pdf(b"/ViewerPreferences 4 0 R", b"", *objects))


def test_more_objects_than_any_document_has_are_refused():
    with pytest.raises(RefusedError, match="more than 1,000,000 objects"):
        pdfs.check(pdf(b"/ViewerPreferences 4 0 R", b"", b"[" + b"0 " * 1_100_000 + b"]"))
