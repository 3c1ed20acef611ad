"""Reports as files: Word, PDF, Excel and CSV, equal to the byte whenever they are made again."""

from typing import NamedTuple

from actions.reports.document import Document
from actions.reports.papers.excel import comma_separated, excel
from actions.reports.papers.pdf import pdf
from actions.reports.papers.word import word
from wres.files.exports import CONTENT_TYPES

WRITERS = {"pdf": pdf, "xlsx": excel, "csv": comma_separated}  # Word takes a template too
KINDS = ("docx", *WRITERS)


class Rendered(NamedTuple):
    """A paper: how its name ends (without the dot), its media type and its bytes."""

    suffix: str
    media_type: str
    data: bytes


def render(document: Document, kind: str, template: bytes | None = None) -> Rendered:
    """The document as a file of this kind; a trust's `template` is for Word alone.

    KeyError for a kind that is not one of KINDS.
    """
    data = word(document, template) if kind == "docx" else WRITERS[kind](document)
    return Rendered(kind, CONTENT_TYPES[kind], data)
