"""A report as a Word document of built-in styles, so that a trust's own template gives the look."""

import io
from datetime import datetime, time
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm
from docx.text.run import Run

from actions.reports.document import Document, Table
from actions.reports.papers.fixed import fixed
from actions.reports.papers.pdf import picture
from actions.reports.papers.tables import Bars, bars, is_wide, shares
from actions.reports.papers.template import (
    BODY,
    BULLET,
    CAPTION,
    GRID,
    HEADINGS,
    STYLES,
    TITLE,
    is_taken,
    opened,
)
from actions.reports.papers.words import Section, day_of, rows_in_words, sections
from actions.reports.word_xml import (
    LANGUAGE,
    element,
    field,
    paragraph,
    run,
    speak_english,
    table,
)
from wres.files.exports import printable

A4 = Mm(210), Mm(297)
MARGIN = Mm(20)
TABLE_HALF_POINTS, FOOTER_HALF_POINTS = 19, 18
KEEP_WITH_NEXT = "<w:keepNext/>"
PICTURE_WIDTH = Mm(165)


def word(document: Document, template: bytes | None = None) -> bytes:
    """Title, headings, lists, captions and tables in built-in styles; headers are repeated.

    A `template` gives its styles, its page, and its headers and footers. The file says in its
    properties what the document says, of nobody and of no other day than the document's own.
    """
    template = template if template and is_taken(template) else None
    paper = opened(template)
    if not template:
        _lay_out(paper, document)
    _describe(paper, document)
    _write(_Writing(paper), document)
    data = io.BytesIO()
    paper.save(data)
    return fixed(data.getvalue(), day_of(document))


def _lay_out(paper: WordDocument, document: Document) -> None:
    """A4, on its side where a table is wide, with a footer that numbers the pages."""
    page = paper.sections[0]
    width, height = reversed(A4) if is_wide(document) else A4
    page.orientation = WD_ORIENT.LANDSCAPE if is_wide(document) else WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = width, height
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN
    size: dict[str, Any] = {"half_points": FOOTER_HALF_POINTS}
    said = f"{document.organisation}: {document.title}. Page "
    line = element(
        paragraph(
            run(said, **size), field("PAGE", "1", **size), style=paper.styles["Footer"].style_id
        )
    )
    old = page.footer.paragraphs[0]._p
    old.getparent().replace(old, line)


def _describe(paper: WordDocument, document: Document) -> None:
    said = paper.core_properties
    said.title, said.language = printable(document.title)[:255], LANGUAGE
    said.author = printable(document.organisation)[:255]
    said.last_modified_by, said.comments, said.revision = "", "", 1
    said.created = said.modified = datetime.combine(day_of(document), time())
    styles = paper.styles.element
    defaults = styles.find(qn("w:docDefaults"))
    if defaults is None or next(defaults.iter(qn("w:lang")), None) is None:
        normal = paper.styles[BODY].element.get_or_add_rPr()
        normal.append(OxmlElement("w:lang", {qn("w:val"): LANGUAGE}))
    speak_english(styles)


class _Writing:
    """Puts one thing after another into the body of the paper."""

    def __init__(self, paper: WordDocument):
        self.paper = paper
        self.end = paper.element.body.get_or_add_sectPr()
        page = paper.sections[-1]
        room = page.page_width - page.left_margin - page.right_margin
        self.room = Emu(room)
        # Looked up once: a search goes through all styles of a template, which may be many.
        self.ids = {name: paper.styles[name].style_id for name in STYLES}

    def add(self, xml: str) -> None:
        self.end.addprevious(element(xml))

    def text(self, style: str, *runs: str, more: str = "") -> None:
        self.add(paragraph(*runs, style=self.ids[style], more=more))

    def table(self, said: Table) -> None:
        names, rows = [column.name for column in said.columns], rows_in_words(said)
        self.add(
            table(
                names,
                rows,
                shares(names, rows),
                room=self.room.twips,
                style=self.ids[GRID],
                half_points=TABLE_HALF_POINTS,
            )
        )

    def picture(self, drawn: Bars) -> None:
        self.text(BODY, more=KEEP_WITH_NEXT)
        line = self.end.getprevious()
        inside = Run(line.add_r(), self.paper._body)
        width = min(PICTURE_WIDTH, self.room)
        shape = inside.add_picture(io.BytesIO(picture(drawn)), width=width)
        shape._inline.docPr.set("descr", printable(drawn.alternative))


def _write(paper: _Writing, document: Document) -> None:
    paper.text(TITLE, run(document.title))
    paper.text(BODY, run(document.organisation))
    for label, said in document.facts:
        paper.text(BODY, run(f"{label}: ", is_bold=True), run(said))
    for section in sections(document):
        _section(paper, section)


def _section(paper: _Writing, section: Section) -> None:
    part = section.part
    paper.text(HEADINGS[section.level], run(part.heading))
    style = BULLET if len(part.sentences) > 1 else BODY
    for sentence in part.sentences:
        paper.text(style, run(sentence))
    drawn = bars(part.table)
    if drawn:
        paper.picture(drawn)
    if part.table:
        counted = field("SEQ Table \\* ARABIC", str(section.number))
        caption = run("Table "), counted, run(f": {part.table.title}")
        paper.text(CAPTION, *caption, more=KEEP_WITH_NEXT)
        paper.table(part.table)
        paper.text(BODY)
