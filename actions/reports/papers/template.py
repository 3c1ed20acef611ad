"""A trust's own Word template: what of it a paper takes, and what it may not hold.

A paper takes its styles, its page, and its headers and footers. What stands in its body, notes of
other programs, and whoever is named in its properties stay behind.
"""

import io
from copy import deepcopy

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.rel import Relationships
from docx.oxml.ns import qn

from wres.files import reader
from wres.files.evidence import office
from wres.files.refused import MEGABYTE, RefusedError, refuse_large
from wres.files.xlsx.archive import DOCX

MOST_BYTES = 2 * MEGABYTE
TITLE, BULLET, CAPTION, GRID = "Title", "List Bullet", "Caption", "Table Grid"
HEADINGS = {2: "Heading 1", 3: "Heading 2"}  # level of a part → style; the title is no heading
BODY = "Normal"
STYLES = (TITLE, *HEADINGS.values(), BODY, BULLET, CAPTION, GRID)
KEPT = (
    *("styles", "numbering", "settings", "theme", "fontTable", "header", "footer"),
    *("footnotes", "endnotes"),  # settings may name their separators
)


def missing_styles(data: bytes) -> list[str]:
    """The styles that a paper needs and the template has not; ours stand in for them.

    RefusedError where the file is no harmless Word document of at most 2 MB.
    """
    refuse_large(len(data), MOST_BYTES)
    office.check(data, DOCX)
    try:
        found = docx.Document(io.BytesIO(data))
        found.element.body.clear_content()
    except (ValueError, KeyError, AttributeError, IndexError, SyntaxError):
        raise RefusedError(
            "The selected file cannot be opened as a Word document. Open it in Word, save it "
            "again as a Word document (.docx) and select that"
        ) from None
    return [name for name in STYLES if name not in found.styles]


def is_taken(data: bytes) -> bool:
    """Whether a template may be used; one that was kept when more was taken than now may not."""
    try:
        reader.read(office.check, data, DOCX)
    except RefusedError:
        return False
    return True


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
