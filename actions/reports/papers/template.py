"""A trust's own Word template: what of it a paper takes, and what it may not hold.

A paper takes its styles, its page, and its headers and footers. What stands in its body, notes of
other programs, and whoever is named in its properties stay behind.
"""

import io
import re
from collections.abc import Iterator
from copy import deepcopy

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.part import Part
from docx.opc.rel import Relationships
from docx.oxml.ns import qn

from files.archives import DOCX, check
from files.refused import MEGABYTE, RefusedError, refuse_large

MOST_BYTES = 2 * MEGABYTE
TITLE, BULLET, CAPTION, GRID = "Title", "List Bullet", "Caption", "Table Grid"
HEADINGS = {2: "Heading 1", 3: "Heading 2"}  # level of a part → style; the title is no heading
BODY = "Normal"
STYLES = (TITLE, *HEADINGS.values(), BODY, BULLET, CAPTION, GRID)
KEPT = (
    *("styles", "numbering", "settings", "theme", "fontTable", "header", "footer"),
    *("footnotes", "endnotes"),  # settings may name their separators
)

_REACHING_OUT = re.compile(rb"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE)\b")
_FIELD = re.compile(rb"<w:instrText[^>]*>([^<]*)|w:instr=\"([^\"]*)")
_EMBEDDED = ("oleObject", "package", "control", "aFChunk", "subDocument", "frame")


def missing_styles(data: bytes) -> list[str]:
    """The styles that a paper needs and the template has not; ours stand in for them.

    RefusedError where the file is no harmless Word document of at most 2 MB.
    """
    refuse_large(len(data), MOST_BYTES)
    check(data, DOCX)
    try:
        found = docx.Document(io.BytesIO(data))
        found.element.body.clear_content()
    except (ValueError, KeyError, AttributeError, IndexError, SyntaxError):
        raise RefusedError(
            "The selected file cannot be opened as a Word document. Open it in Word, save it "
            "again as a Word document (.docx) and select that"
        ) from None
    _refuse_what_reaches_out(found)
    return [name for name in STYLES if name not in found.styles]


def _parts(document: WordDocument) -> Iterator[Part]:
    yield from document.part.package.iter_parts()


def _refuse_what_reaches_out(document: WordDocument) -> None:
    for part in _parts(document):
        for relation in part.rels.values():
            kind = relation.reltype.rpartition("/")[2]
            if kind in _EMBEDDED or (relation.is_external and kind not in _HARMLESS):
                raise RefusedError(
                    "The selected document has an embedded object, or loads something from "
                    "elsewhere. Take it out, or put a picture into the document itself, and save "
                    "it again"
                )
        fields = b" ".join(b" ".join(found) for found in _FIELD.findall(part.blob))
        if _REACHING_OUT.search(fields):
            raise RefusedError(
                "The selected document has a field that fetches text or data from elsewhere. "
                "Remove the field and save the document again"
            )


_HARMLESS = ("hyperlink", "attachedTemplate")  # the second is never carried into a paper


def opened(data: bytes | None) -> WordDocument:
    """An empty document with the template's styles, page, headers and footers.

    Without a template it is the one that Word gives to a new document.
    """
    document = docx.Document(io.BytesIO(data) if data else None)
    document.element.body.clear_content()
    _leave_behind(document.part.package.rels, ("officeDocument",))
    _leave_behind(document.part.rels, KEPT)
    settings = document.settings.element  # asked for first: it is made where there is none
    _leave_behind(document.part.part_related_by(RT.SETTINGS).rels, ())
    for name in ("attachedTemplate", "mailMerge", "documentProtection", "trackRevisions"):
        for element in settings.findall(qn(f"w:{name}")):
            settings.remove(element)
    _complete(document)
    return document


def _leave_behind(relations: Relationships, kept: tuple[str, ...]) -> None:
    for key, relation in list(relations.items()):
        if relation.reltype.rpartition("/")[2] not in kept:
            del relations[key]


def _complete(document: WordDocument) -> None:
    """Give the document our own styles where it has none of that name."""
    ours = docx.Document()
    for name in STYLES:
        if name not in document.styles:
            style = deepcopy(ours.styles[name].element)
            for other in ("basedOn", "next", "link"):
                for element in style.findall(qn(f"w:{other}")):
                    if other == "link" or not _has_style(document, element.get(qn("w:val"))):
                        style.remove(element)
            for number in style.iter(qn("w:numId")):
                number.set(qn("w:val"), _bullets(document, ours, number.get(qn("w:val"))))
            document.styles.element.append(style)


def _has_style(document: WordDocument, identifier: str) -> bool:
    return any(style.style_id == identifier for style in document.styles)


def _bullets(document: WordDocument, ours: WordDocument, number: str) -> str:
    """The number under which the document counts the list that ours counts as `number`."""
    numbering = ours.part.numbering_part
    if RT.NUMBERING not in {relation.reltype for relation in document.part.rels.values()}:
        document.part.relate_to(numbering, RT.NUMBERING)
        return number
    theirs = document.part.numbering_part.element
    abstract = numbering.element.num_having_numId(int(number)).abstractNumId.val
    (shape,) = [
        each
        for each in numbering.element.findall(qn("w:abstractNum"))
        if each.get(qn("w:abstractNumId")) == str(abstract)
    ]
    shape, taken = deepcopy(shape), theirs.findall(qn("w:abstractNum"))
    free = max((int(each.get(qn("w:abstractNumId"))) for each in taken), default=-1) + 1
    shape.set(qn("w:abstractNumId"), str(free))
    theirs.insert(len(taken), shape)
    return str(theirs.add_num(free).numId)
