"""The readers of files that people bring, each with whole files of its kind to begin from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from actions.imports.proposals import understand
from actions.imports.reading import read_known_leads, read_plan
from actions.reports.papers.template import missing_styles
from actions.updates.file_kinds import media_type_of
from indicators.imports.reading import read_figures
from indicators.rules.figures import Unit
from tests import evidence_files, test_office, test_pdfs, test_plan_documents, word_templates
from tests.conftest import FIGURES_FILE, LEADS_FILE, PLAN_FILE
from tests.workbooks import workbook
from wres.files.refused import RefusedError
from wres.files.xlsx import archive

UNITS = {1: Unit.GRID, 2: Unit.RATIO, 5: Unit.PERCENT, 9: Unit.POINTS}
HEADER = ["year", "indicator", "white", "bme", "value"]


@dataclass(frozen=True)
class Reader:
    """How a file is read, and whole files from which to begin."""

    read: Callable[[bytes], object]
    seeds: Callable[[], Iterator[bytes]]

    def survives(self, data: bytes) -> bool:
        """Whether the file is read; False when it is refused. Any other end is a fault of ours."""
        try:
            self.read(data)
        except RefusedError:
            return False
        return True


def _plan(name):
    def read(data):
        rows = read_plan(data, name).rows
        understand(rows, leads=(), indicator_numbers=UNITS, plan_date=date(2025, 8, 31))

    return read


def _figures(name):
    return lambda data: read_figures(data, indicators=UNITS, file_name=name)


def _figures_csv():
    yield FIGURES_FILE.read_bytes()
    yield "year;indicator;value\n2025;2;„1,79“\n".encode("utf-16")
    yield b"Reporting year,Indicator,White,BAME\r2024/25,5,28.3%,<11\r"


def _figures_xlsx():
    yield workbook(HEADER, [2025, 5, 28.3, 31.2, None], [2024, 2, None, None, 1.79])
    yield workbook(["Figures"], [], HEADER, ["2025-26", "Indicator 5", "28.3%", "*", ""])


def _plan_docx():
    yield test_plan_documents.document(
        "Recruitment", [test_plan_documents.HEADER, test_plan_documents.ONE]
    )


def _plan_xlsx():
    yield test_plan_documents.workbook(
        Recruitment=[test_plan_documents.HEADER, test_plan_documents.TWO]
    )


def _evidence(name, *seeds):
    return Reader(lambda data: media_type_of(name, data), lambda: iter(seeds))


def _png(mode):
    return evidence_files.picture("PNG", mode=mode)


def _jpeg(mode):
    return evidence_files.picture("JPEG", mode=mode, progressive=mode == "L")


def _of(files, kind):
    return [data for each, data in files.values() if each == kind]


FIELDS = evidence_files.in_header("".join(map(evidence_files.code, test_office.HARMLESS)))

READERS = {
    "figures.csv": Reader(_figures("a.csv"), _figures_csv),
    "figures.xlsx": Reader(_figures("a.xlsx"), _figures_xlsx),
    "plan.csv": Reader(_plan("a.csv"), lambda: iter([PLAN_FILE.read_bytes()])),
    "plan.xlsx": Reader(_plan("a.xlsx"), _plan_xlsx),
    "plan.docx": Reader(_plan("a.docx"), _plan_docx),
    "leads.csv": Reader(read_known_leads, lambda: iter([LEADS_FILE.read_bytes()])),
    "template.docx": Reader(missing_styles, lambda: iter([word_templates.template(), FIELDS])),
    "evidence.pdf": _evidence("a.pdf", *test_pdfs.TAKEN.values()),
    "evidence.png": _evidence("a.png", *map(_png, ("1", "RGB", "P"))),
    "evidence.jpg": _evidence("a.jpg", *map(_jpeg, ("L", "RGB", "CMYK"))),
    "evidence.docx": _evidence("a.docx", *_of(test_office.TAKEN, archive.DOCX)),
    "evidence.xlsx": _evidence("a.xlsx", *_of(test_office.TAKEN, archive.XLSX)),
}
