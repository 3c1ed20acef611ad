"""A file becomes a table: CSV or Excel, its encoding, sheet, separator and header recognised.

A file that is no table raises `RefusedError`; what is wrong in one of its rows is a problem.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wres.files import records, text
from wres.files.names import check_ending, ending_of
from wres.files.records import Header, Line, Problem, Question, failure, rows_below, too_many
from wres.files.refused import MAX_BYTES, RefusedError, quoted
from wres.files.sheets import Sheet
from wres.files.text import decode
from wres.files.xlsx import workbook
from wres.files.xlsx.archive import STARTS

__all__ = ["MAX_BYTES", "Line", "Problem", "Question", "RefusedError", "Table", "decode"]
__all__ += ["failure", "quoted", "read_table", "read_tables", "too_many"]

ENDINGS = (TEXT_ENDING, WORKBOOK_ENDING) = (".csv", ".xlsx")
NAMES_SHOWN = 10


@dataclass(frozen=True)
class Table:
    """The rows below a header. Blank rows are left out; `ignored` are the unknown columns.

    `notices` say in words how the file was read, for a person to see.
    """

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]
    columns: tuple[str, ...]
    ignored: tuple[str, ...]
    encoding: str
    notices: tuple[str, ...] = ()
    above: tuple[str, ...] = ()  # the name of its sheet, and the texts above the header


type Found = tuple[Sheet, Header]


def read_table(
    data: bytes,
    names: Mapping[str, Iterable[str]],
    required: Sequence[str],
    *,
    file_name: str = "",
) -> Table:
    """The one table of a CSV file or an Excel workbook: its header and the rows below it.

    `names` maps each known column to other words for it; case and spaces do not count. An
    unknown column keeps its own name. Refused when a required column is missing, when a known
    one stands there twice, when a row cannot be read at all, when two sheets have the columns,
    and when the ending of `file_name` is not that of what the file holds.
    """
    found = _found(data, names, required, file_name)
    if len(found.fitting) > 1:
        raise RefusedError(
            f"The sheets {_listed(found.fitting)} all have the columns {', '.join(required)}. "
            "Keep the one that you mean, and delete or rename the columns of the others"
        )
    return _table(found.best, found.notices([found.best]), names, required)


def read_tables(
    data: bytes,
    names: Mapping[str, Iterable[str]],
    required: Sequence[str],
    *,
    file_name: str = "",
) -> list[tuple[str, Table]]:
    """Each sheet of a workbook that has the columns, by its name; a CSV file as one without."""
    found = _found(data, names, required, file_name)
    taken = found.fitting or [found.best]
    notices = found.notices(taken)
    return [(each[0].name, _table(each, notices, names, required)) for each in taken]


@dataclass(frozen=True)
class _Finds:
    """The sheets of a file with their headers: those that fit, and the best of all."""

    all: list[Found]
    fitting: list[Found]
    best: Found

    def notices(self, taken: list[Found]) -> tuple[str, ...]:
        """How the file was read."""
        if not self.best[0].name:
            return self.best[0].notices
        notices = [f"Read from the file: {_listed(taken)}"]
        if left := [found for found in self.all if found not in taken]:
            notices.append(f"Not read: {_listed(left)}")
        for sheet, _ in taken:
            notices += [f"{notice} (sheet {quoted(sheet.name)})" for notice in sheet.notices]
        return tuple(notices)


def _found(
    data: bytes, names: Mapping[str, Iterable[str]], required: Sequence[str], file_name: str
) -> _Finds:
    is_workbook = data.startswith(STARTS)
    if file_name:
        check_ending(file_name, ENDINGS)
    sheets = workbook.sheets(data) if is_workbook else text.readings(data)
    if file_name:
        check_content(file_name, is_workbook)
    if is_workbook and all(next(sheet.records(), None) is None for sheet in sheets):
        raise RefusedError("The selected file is empty")
    words = records.Words(names)
    found = [(sheet, records.find(sheet, words)) for sheet in sheets]
    best = max(found, key=lambda each: (len(each[1].known), not each[0].is_hidden))
    if not is_workbook:
        return _Finds([best], [best], best)
    fitting = [each for each in found if each[1].has(required)]
    # A list of years is no table, where there are sheets with two known columns or more.
    fitting = [each for each in fitting if len(each[1].known) > 1] or fitting
    seen = [each for each in fitting if not each[0].is_hidden]
    if fitting and not seen:
        raise RefusedError(
            f"The columns {', '.join(required)} stand in a hidden sheet only, {_listed(fitting)}. "
            "Unhide it in Excel, save the file and select it again"
        )
    return _Finds(found, seen, seen[0] if seen else best)


def check_content(file_name: str, is_workbook: bool) -> None:
    """Refuses a name that says another kind of file than there is."""
    fitting = WORKBOOK_ENDING if is_workbook else TEXT_ENDING
    if ending_of(file_name) != fitting:
        what = "an Excel workbook" if is_workbook else "text and no Excel workbook"
        raise RefusedError(
            f"The selected file is {what}, and its name ends in {ending_of(file_name)}. "
            f"Rename it so that it ends in {fitting}"
        )


def _listed(found: Sequence[Found]) -> str:
    """ "sheet “2025”, sheet “Old” (hidden)"."""
    names = [f"sheet {quoted(sheet.name)}{' (hidden)' * sheet.is_hidden}" for sheet, _ in found]
    more = [f"and {len(names) - NAMES_SHOWN} more"] if len(names) > NAMES_SHOWN else []
    return ", ".join([*names[:NAMES_SHOWN], *more])


def _table(
    found: Found,
    notices: tuple[str, ...],
    names: Mapping[str, Iterable[str]],
    required: Sequence[str],
) -> Table:
    sheet, header = found
    records.check(header, names, required, sheet.name)
    columns = records.spread_out(header, sheet.width)
    lines, problems = rows_below(sheet, header, columns)
    ignored = tuple(column for column in columns if column not in names)
    rows = [cells for row, cells in records.top(sheet) if row < header.row]
    above = (sheet.name, *(cell for cells in rows for cell in cells if cell.strip()))
    return Table(lines, problems, tuple(columns), ignored, sheet.encoding, notices, above)
