"""Paragraphs and tables of a Word document as XML.

Written as text, because a large plan has thousands of rows, for which python-docx takes minutes.
"""

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr  # nosec B406: these write, and read nothing

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement

from wres.files.exports import printable

LANGUAGE = "en-GB"


def element(xml: str) -> BaseOxmlElement:
    """The XML, whose outermost tag has no namespace yet, as a document takes it."""
    tag, rest = xml.split(">", 1)
    return parse_xml(f"{tag} {nsdecls('w')}>{rest}")


def paragraph(*runs: str, style: str, more: str = "") -> str:
    """A paragraph in the style with this id; `more` are further properties, as XML."""
    return f"<w:p><w:pPr><w:pStyle w:val={quoteattr(style)}/>{more}</w:pPr>{''.join(runs)}</w:p>"


def run(text: str, *, is_bold: bool = False, half_points: int | None = None) -> str:
    """The text in one look, with its line breaks and tabs."""
    size = f'<w:sz w:val="{half_points}"/>' if half_points else ""
    look = f"{'<w:b/>' if is_bold else ''}{size}"
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{_text(text)}</w:r>"


def field(code: str, shown: str, *, half_points: int | None = None) -> str:
    """A field that Word works out again, such as a page number; `shown` until it does."""
    return (
        f"{_mark('begin')}<w:r><w:instrText>{escape(code)}</w:instrText></w:r>"
        f"{_mark('separate')}{run(shown, half_points=half_points)}{_mark('end')}"
    )


def _mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def table(
    names: Sequence[str],
    rows: Iterable[Sequence[str]],
    shares: Sequence[int],
    *,
    room: int,
    style: str,
    half_points: int,
    more: str = "",
) -> str:
    """A table whose first row is a header that is repeated on every page.

    The columns share the `room` (in twips) as `shares` say; `more` are further properties.
    """
    widths = [room * share // sum(shares) for share in shares]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    lines = [_line(names, widths, half_points, is_header=True)]
    lines += [_line(row, widths, half_points) for row in rows]
    return (
        f"<w:tbl><w:tblPr><w:tblStyle w:val={quoteattr(style)}/>"
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:firstRow="1" w:noVBand="1"/>{more}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{''.join(lines)}</w:tbl>"
    )


def _line(
    texts: Sequence[str], widths: Sequence[int], half_points: int, is_header: bool = False
) -> str:
    repeats = "<w:tblHeader/>" if is_header else ""
    cells = zip(texts, widths, strict=True)
    return (
        f"<w:tr><w:trPr><w:cantSplit/>{repeats}</w:trPr>"
        f"{''.join(_cell(text, width, half_points, is_header) for text, width in cells)}</w:tr>"
    )


def _cell(text: str, width: int, half_points: int, is_bold: bool) -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:after="0"/></w:pPr>'
        f"{run(text, is_bold=is_bold, half_points=half_points)}</w:p></w:tc>"
    )


def _text(text: str) -> str:
    return "<w:br/>".join(
        "<w:tab/>".join(
            f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in line.split("\t")
        )
        for line in printable(text).splitlines() or [""]
    )


def speak_english(styles: BaseOxmlElement) -> None:
    """Say of every text in these styles that it is British English."""
    for language in styles.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
