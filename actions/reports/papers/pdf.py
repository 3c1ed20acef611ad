"""A report as tagged PDF (PDF/UA-1), set by Typst from data: no text of a person is markup."""

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime, time
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import typst

from actions.reports.document import Document, Kind, Part
from actions.reports.papers.tables import Bars, bars, is_wide, shares
from actions.reports.papers.words import Section, day_of, legible, rows_in_words, sections

HERE = Path(__file__).parent
STANDARD = "ua-1"
DOTS_AN_INCH = 200
MOST_ROWS = 2_000  # of a table: 10,000 would take 3 GB of memory to set
CUT = "The first {shown:,} of {all:,} rows are listed. The Excel and CSV papers have all of them."


def pdf(document: Document) -> bytes:
    """Title, language, headings, lists and table headers are tagged, and pictures have words.

    Dated with the document's own day. A sign that no font has is named in brackets. A table of
    more than MOST_ROWS is cut, and says so.
    """
    document = replace(document, parts=tuple(_cut(part) for part in document.parts))
    midnight = datetime.combine(day_of(document), time(), UTC)
    return _set("paper.typ", _said(document), "pdf", pdf_standards=[STANDARD], timestamp=midnight)


def _cut(part: Part) -> Part:
    table = part.table
    if table is None or len(table.rows) <= MOST_ROWS:
        return part
    said = CUT.format(shown=MOST_ROWS, all=len(table.rows))
    shown = replace(table, rows=table.rows[:MOST_ROWS])
    return replace(part, sentences=(*part.sentences, said), table=shown)


def picture(drawn: Bars) -> bytes:
    """The bars as a PNG, 170 mm wide."""
    return _set("picture.typ", _legible(asdict(drawn)), "png", ppi=DOTS_AN_INCH)


def _set(source: str, said: dict[str, Any], kind: Literal["pdf", "png"], **how: Any) -> bytes:
    """What Typst makes of a source file here; a picture has one page."""
    compiler = typst.Compiler(
        HERE / source, root=HERE, font_paths=_fonts(), sys_inputs={"paper": json.dumps(said)}
    )
    made = compiler.compile(format=kind, **how)
    if not isinstance(made, bytes):
        raise TypeError(f"{source} has made more than one page as a picture")
    return made


@cache
def _fonts() -> typst.Fonts:
    """Noto Sans and those that come with Typst: never the machine's own, which differ."""
    folder = resources.files("fontpkg_noto_sans") / "files"
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])


def _said(document: Document) -> dict[str, Any]:
    day = day_of(document)
    return {
        **_legible(
            {
                "title": _heading(document.title),
                "organisation": document.organisation,
                "facts": document.facts,
                "parts": [_part(section) for section in sections(document)],
            }
        ),
        "day": [day.year, day.month, day.day],
        "is_wide": is_wide(document),
    }


def _heading(text: str) -> str:
    """A heading must say something: PDF/UA has none without a letter."""
    return text if any(map(str.isalnum, text)) else f"{text} (no heading)"


def _part(section: Section) -> dict[str, Any]:
    part = section.part
    drawn = bars(part.table)
    return {
        "heading": _heading(part.heading),
        "level": section.level,
        "sentences": part.sentences,
        "bars": drawn and {**asdict(drawn), "alternative": drawn.alternative},
        "table": part.table and _table(section),
    }


def _table(section: Section) -> dict[str, Any]:
    table = section.part.table
    assert table is not None  # noqa: S101  # nosec B101: asked for a part that has one
    names, rows = [column.name for column in table.columns], rows_in_words(table)
    return {
        "caption": section.caption,
        "names": names,
        "shares": shares(names, rows),
        "numbers": [column.kind is Kind.NUMBER for column in table.columns],
        "rows": rows,
    }


def _legible(value: Any) -> Any:
    """The same with every text as the fonts can show it; the keys are ours."""
    match value:
        case str():
            return legible(value)
        case dict():
            return {key: _legible(each) for key, each in value.items()}
        case list() | tuple():
            return [_legible(each) for each in value]
        case _:
            return value
