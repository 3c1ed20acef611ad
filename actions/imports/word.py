"""The XML of a Word document → its paragraphs and tables, as a person sees them.

Text that a tracked change has deleted is left out and inserted text is read. Names are compared
without their namespaces, of which Word writes two.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError  # nosec B405: parsed by defusedxml

from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]

from wres.files.refused import RefusedError
from wres.files.xlsx import archive as archives

MAX_ELEMENTS = 500_000
MAX_DEPTH = 100  # a table in a text box in a table has about 40
MAX_STYLES = 20  # of which one is based on the next
LARGE = 28  # half points: 14 point and larger is a heading's size

DAMAGED = "The selected document cannot be read. Open it in Word, save it again and select that"
WRAPPERS = {"body", "sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"}
WRAPPERS |= {"AlternateContent", "Choice"}
# What is no text of the paragraph: deleted, said elsewhere, or read on its own.
UNREAD = {"del", "moveFrom", "instrText", "delText", "pPr", "rPr", "Fallback", "rt"}
UNREAD |= {"tbl", "txbxContent", "sdtPr", "footnoteReference"}
SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
TRACKED = {"ins", "del", "moveFrom", "moveTo"}


@dataclass(frozen=True)
class Style:
    """What a paragraph's style says of its looks; size in half points, 0 where it does not.

    `level` is that of a heading, the title of the document being 0.
    """

    is_heading: bool = False
    is_bold: bool = False
    size: int = 0
    level: int = 1


@dataclass(frozen=True)
class Document:
    body: Element
    styles: dict[str, Style]


def name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def value(element: Element | None, attribute: str = "val") -> str:
    """An attribute by its name without its namespace, or ""."""
    attributes = element.attrib.items() if element is not None else ()
    return next((said for key, said in attributes if key.rpartition("}")[2] == attribute), "")


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant on a path of names."""
    for step in path:
        children = element if element is not None else ()
        element = next((each for each in children if name(each) == step), None)
    return element


def number(element: Element | None, most: int) -> int:
    """The value of an element as a number from 0 to `most`."""
    said = value(element)
    return min(int(said[:6]), most) if said.isascii() and said.isdigit() else 0


def is_on(element: Element | None) -> bool:
    """Whether a property such as bold is there and not switched off."""
    return element is not None and value(element) not in {"0", "false", "off"}


def open_document(data: bytes) -> Document:
    """The document's body and styles. Refused when it is none, or harmful."""
    archive = archives.check(data, archives.DOCX)
    main = _main_part(archive)
    body = child(_part(archive, main), "body")
    if body is None:
        raise RefusedError(DAMAGED)
    styles = posixpath.join(posixpath.dirname(main), "styles.xml")
    known = _styles(_part(archive, styles)) if styles in archive.namelist() else {}
    return Document(body, known)


def _main_part(archive: zipfile.ZipFile) -> str:
    """The part with the text: "word/document.xml", unless the document says another."""
    if "_rels/.rels" in archive.namelist():
        for relation in _part(archive, "_rels/.rels"):
            if value(relation, "Type").endswith("/officeDocument"):
                return value(relation, "Target").lstrip("/")
    return "word/document.xml"


def _part(archive: zipfile.ZipFile, part: str) -> Element:
    """A part's root element, of a depth and number of elements that can be gone through."""
    depth = count = 0
    root: Element | None = None
    try:
        source = BytesIO(archive.read(part))
        for event, element in iterparse(source, ("start", "end"), forbid_dtd=True):
            root = element if root is None else root
            depth += 1 if event == "start" else -1
            count += 1
            if depth > MAX_DEPTH or count > 2 * MAX_ELEMENTS:
                raise RefusedError(
                    "The selected document is too large or too deep to read. "
                    "Copy its tables into a new document and select that"
                )
    except RefusedError:
        raise
    except (ParseError, KeyError, ValueError, LookupError, zipfile.BadZipFile):
        raise RefusedError(DAMAGED) from None
    if root is None:
        raise RefusedError(DAMAGED)
    return root


def _styles(root: Element) -> dict[str, Style]:
    written = {value(each, "styleId"): each for each in root if name(each) == "style"}
    return {key: _style(key, written) for key in written}


def _style(key: str, written: dict[str, Element]) -> Style:
    """A style with what it takes from those that it is based on."""
    is_heading, is_bold, size, level = False, None, 0, 1
    for _ in range(MAX_STYLES):
        if key not in written:
            break
        style = written[key]
        title = value(child(style, "name")).casefold()
        outline = child(style, "pPr", "outlineLvl")
        if not is_heading and title.startswith("heading"):
            level = min(int(title[-1]), 9) if title[-1:].isdecimal() else 1
        elif not is_heading and outline is not None:
            level = 1 + number(outline, 9)
        elif not is_heading and title == "title":
            level = 0
        is_heading |= outline is not None or title == "title" or title.startswith("heading")
        bold = child(style, "rPr", "b")
        is_bold = is_on(bold) if is_bold is None and bold is not None else is_bold
        size = size or number(child(style, "rPr", "sz"), 999)
        key = value(child(style, "basedOn"))
    return Style(is_heading, bool(is_bold), size, level)


def blocks(container: Element) -> Iterator[Element]:
    """The paragraphs and tables of a body, a cell or a text box, in their order."""
    yield from _inside(container, {"p", "tbl"})


def rows(table: Element) -> Iterator[Element]:
    """The rows of a table, without those that a tracked change has deleted."""
    return (row for row in _inside(table, {"tr"}) if child(row, "trPr", "del") is None)


def cells(row: Element) -> Iterator[Element]:
    return _inside(row, {"tc"})


def _inside(container: Element, wanted: set[str]) -> Iterator[Element]:
    """The wanted elements right inside, or inside what only wraps them."""
    for element in container:
        if name(element) in wanted:
            yield element
        elif name(element) in WRAPPERS:
            yield from _inside(element, wanted)


def fill(cell: Element) -> str:
    """The colour behind a cell in hexadecimal, "auto" or ""."""
    return value(child(cell, "tcPr", "shd"), "fill")


def text(paragraph: Element) -> str:
    """What a paragraph says, its line breaks kept, and without what is struck through."""
    return "".join(said for said, is_struck in _texts(paragraph) if not is_struck)


def struck(paragraph: Element) -> str:
    """What of a paragraph is struck through."""
    return "".join(said for said, is_struck in _texts(paragraph) if is_struck)


def _texts(element: Element, is_struck: bool = False) -> Iterator[tuple[str, bool]]:
    for each in element:
        kind = name(each)
        if kind == "t":
            yield each.text or "", is_struck
        elif kind in SIGNS:
            yield SIGNS[kind], is_struck
        elif kind == "r":
            marks = [child(each, "rPr", "strike"), child(each, "rPr", "dstrike")]
            yield from _texts(each, is_struck or any(map(is_on, marks)))
        elif kind not in UNREAD:
            yield from _texts(each, is_struck)


def boxes(paragraph: Element) -> Iterator[Element]:
    """The text boxes that hang on a paragraph, each once."""
    for each in paragraph:
        if name(each) == "txbxContent":
            yield each
        elif name(each) not in {"Fallback", "tbl"}:
            yield from boxes(each)


def is_tracked(body: Element) -> bool:
    return any(name(each) in TRACKED for each in body.iter() if isinstance(each.tag, str))


def is_heading(paragraph: Element, styles: dict[str, Style]) -> bool:
    style = styles.get(value(child(paragraph, "pPr", "pStyle")), Style())
    level = child(paragraph, "pPr", "outlineLvl")
    return style.is_heading or (level is not None and value(level) != "9")


def level(paragraph: Element, styles: dict[str, Style]) -> int:
    """Of a heading: 1 is the highest below the document's title."""
    own = child(paragraph, "pPr", "outlineLvl")
    style = styles.get(value(child(paragraph, "pPr", "pStyle")), Style())
    return style.level if own is None else 1 + number(own, 9)


def stands_out(paragraph: Element, styles: dict[str, Style]) -> bool:
    """Whether all its text is bold or large, as people write headings without a style."""
    style = styles.get(value(child(paragraph, "pPr", "pStyle")), Style())
    runs = [run for run in paragraph.iter() if name(run) == "r" and text(run).strip()]
    return bool(runs) and all(_stands_out(run, style) for run in runs)


def _stands_out(run: Element, style: Style) -> bool:
    bold = child(run, "rPr", "b")
    size = number(child(run, "rPr", "sz"), 999) or style.size
    return (is_on(bold) if bold is not None else style.is_bold) or size >= LARGE
