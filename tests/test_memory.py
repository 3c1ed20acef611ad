"""Reading a file needs less than 300 MB, whether it is the largest allowed or a bomb."""

import io
import subprocess
import sys
import zipfile
from itertools import cycle, islice
from pathlib import Path

import pytest

from tests.workbooks import of_parts
from wres.files.sheets import MAX_CELLS
from wres.files.xlsx.archive import MAX_UNPACKED

pytestmark = pytest.mark.heavy

ROOT = Path(__file__).parent.parent
MAX_MEGABYTES = 300
COLUMNS = 20

READ = """
import resource, sys
from pathlib import Path
from wres.files.refused import RefusedError
from wres.files.tables import read_table
try:
    table = read_table(Path(sys.argv[1]).read_bytes(), {"a": ["a0"]}, ["a"])
    print(len(table.lines))
except RefusedError as refused:
    print(refused)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def texts(count: int) -> str:
    return "".join(f"<si><t>{number:x}</t></si>" for number in range(count))


def largest() -> bytes:
    """As many cells as are allowed: half are numbers, half are texts that no two share."""
    rows = MAX_CELLS // COLUMNS
    cells = cycle(range(MAX_CELLS // 2))
    pair = "<c><v>{}.25</v></c><c t='s'><v>{}</v></c>"
    header = "".join(f"<c t='str'><v>a{number}</v></c>" for number in range(COLUMNS))
    row = "".join(pair for _ in range(COLUMNS // 2))
    body = "".join(f"<row>{row.format(*islice(cells, COLUMNS))}</row>" for _ in range(rows - 1))
    sheet = f"<sheetData><row>{header}</row>{body}</sheetData>"
    return of_parts(sheet, texts(MAX_CELLS // 2), packed=True)


def bomb(sheet: str, strings: str = "") -> bytes:
    """A workbook that unpacks to all that is allowed, with noise so that its ratio is harmless."""
    file = io.BytesIO(of_parts(sheet, strings, packed=True))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/noise.png", b"\x89" * 400_000)
    return file.getvalue()


def filled(piece: str, before: str = "", after: str = "") -> str:
    return before + piece * ((MAX_UNPACKED - 500_000) // len(piece)) + after


FILES = {
    "the largest workbook": (largest, str(MAX_CELLS // COLUMNS - 1)),
    "the widest text": (lambda: b"a," + b"x," * 4_999_999, "more than 200 columns"),
    "empty cells": (lambda: bomb(filled("<c/>", "<row>", "</row>")), "too many blank cells"),
    "empty texts": (lambda: bomb("", filled("<si/>")), "more than"),
    "one deep element": (lambda: bomb(filled("<a>")), "too many"),
    "one long tag": (lambda: bomb(filled("a='>' ", "<a ", "/>")), "damaged"),
    "one long text": (lambda: bomb("", filled("x", "<si><t>", "</t></si>")), "damaged"),
    "many merges": (lambda: bomb(filled("<mergeCell ref='A1:B2'/>")), "too many"),
}


@pytest.mark.parametrize(("make", "words"), FILES.values(), ids=FILES)
def test_a_file_is_read_or_refused_below_300_mb(make, words, tmp_path):
    file = tmp_path / "file"
    file.write_bytes(make())
    # The shell between is small: the peak of a process counts what its parent needed too.
    command = ["sh", "-c", '"$@"; exit $?', "sh", sys.executable, "-c", READ, str(file)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    said, peak = result.stdout.splitlines()
    assert words in said
    assert float(peak) < MAX_MEGABYTES
