"""Files made to cost hours: twice as much of what is costly takes about twice as long to read."""

import time
from contextlib import suppress

import pytest

from actions.imports.likeness import alike_titles
from actions.imports.matching import Held, match
from actions.imports.printed import PlanRow
from actions.imports.reading import read_plan
from actions.models import Action, Placement, Section
from actions.reports.papers.template import missing_styles
from actions.updates.file_kinds import media_type_of
from tests.evidence_files import (
    code,
    docx,
    in_header,
    mark,
    pdf,
    picture,
    with_formula,
    with_parts,
    xlsx,
)
from tests.test_pictures import chunk, with_chunks
from wres.files.refused import RefusedError
from wres.files.xlsx.cells import shape_of

PLAN = b"Section,No,Indicators,Action,Leads,Completion\nA,1,1,Train,HR,2026\n"
FLOOR = 0.003  # seconds of the processor, below which nothing can be told
RATIO = 3  # twice as much takes twice as long, or four times if the square is taken
TRIES = 4


def relations(rows):
    return with_parts(docx(), word___rels__document_dot_xml_dot_rels=b"<Relationships>" + rows)


def with_format(code):
    def change(workbook):
        workbook.active["A1"] = 5
        workbook.active["A1"].number_format = code

    return xlsx(change)


def evidence(name):
    return lambda data: media_type_of(name, data)


def plan(name):
    def read(data):
        shape_of.cache_clear()
        return read_plan(data, name)

    return read


def near_titles(count):
    """Titles of the same few words in another order, none of them like another."""
    return [f"{n % 40} {n % 39} {n % 37} {n % 35} {n % 33} {n % 31} {n % 29}" for n in range(count)]


def of_one_title(count):
    """Rows of one title, each one further down than the plan has it."""
    return [PlanRow(n, "Culture", str(n), {"action": "Review it"}) for n in range(3, count + 3)]


def beside_a_plan(rows):
    section = Section(pk=1, name="Culture")
    held = [
        Held(
            Action(pk=n),
            {},
            Placement(pk=n, section=section, number=str(n), row=n, raw=row.raw),
        )
        for n, row in enumerate(rows, start=1)
    ]
    found = match(rows, held, {})
    assert len(found.placements) + len(found.vanished) == len(rows)


COSTLY = {
    "titles that are near each other": (alike_titles, near_titles, 800),
    "rows of one title": (beside_a_plan, of_one_title, 200),
    "relations that are none": (
        evidence("a.docx"),
        lambda n: relations(b'<frame"' * n),
        8_000,
    ),
    "relations": (
        evidence("a.docx"),
        lambda n: relations(b'<frame TargetMode="External"/>' * n + b"</Relationships>"),
        8_000,
    ),
    "marks of a photograph": (
        evidence("a.jpg"),
        lambda n: bytes.fromhex("ffd8ffc00002") + bytes.fromhex("ffda0002") * n,
        100_000,
    ),
    "bytes of a photograph": (
        evidence("a.jpg"),
        lambda n: picture("JPEG")[:-2] + b"\xff\x00" * n,
        100_000,
    ),
    "chunks of a picture": (
        evidence("a.png"),
        lambda n: with_chunks(chunk(b"tEXt", b"a\0b") * n),
        10_000,
    ),
    "words above a header": (plan("a.csv"), lambda n: (b"nhs " * n + b"\n") * 4 + PLAN, 12_000),
    "blanks above a header": (
        plan("a.csv"),
        lambda n: (b"a" + b" " * n + b"b\n") * 4 + PLAN,
        40_000,
    ),
    "a format of numbers": (plan("a.xlsx"), lambda n: with_format("[" * n), 20_000),
    "fields in fields": (missing_styles, lambda n: in_header(mark("begin") * n), 400),
    "fields": (missing_styles, lambda n: in_header(code("PAGE") * n), 1_000),
    "marks of a field": (missing_styles, lambda n: in_header("&lt;w:instrText" * n), 4_000),
    "a link of many words": (
        missing_styles,
        lambda n: in_header(code("HYPERLINK " + "https://a " * n)),
        10_000,
    ),
    "quotation marks of a formula": (
        evidence("a.xlsx"),
        lambda n: with_formula("=" + '"' * n),
        4_000,
    ),
    "words of a formula": (evidence("a.xlsx"), lambda n: with_formula("=" + "a." * n), 2_000),
    "objects of a document": (
        evidence("a.pdf"),
        lambda n: pdf(b"/Dests 4 0 R", b"", *[b"[%d 0 R]" % (place + 5) for place in range(n)]),
        4_000,
    ),
    "keys of a document": (
        evidence("a.pdf"),
        lambda n: pdf(b"".join(b"/A%d 1" % place for place in range(n))),
        8_000,
    ),
}


def seconds(read, data):
    spent = []
    for _ in range(5):
        before = time.process_time()
        with suppress(RefusedError):
            read(data)
        spent.append(time.process_time() - before)
    return min(spent)


@pytest.mark.parametrize("what", COSTLY)
def test_twice_as_much_takes_about_twice_as_long(what):
    read, make, count = COSTLY[what]
    once, twice = make(count), make(2 * count)
    ratios = []
    for _ in range(TRIES):
        before, after = seconds(read, once), seconds(read, twice)
        ratios.append(after / before if after >= FLOOR else 1)
        if ratios[-1] < RATIO:
            return
    pytest.fail(f"{what}: {ratios}")
