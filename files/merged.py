"""Merged cells: what a person sees in each row that they lie across."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from files.cells import column_of
from files.refused import RefusedError
from files.sheets import MAX_CELLS, MAX_COLUMNS, refuse_text

type Rows = dict[int, dict[int, str]]
type Area = tuple[int, int, int, int]  # first and last row from 1, first and last column from 0

_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})")


def areas(references: Iterable[str]) -> list[Area]:
    """ "A2:B5" as rows 2 to 5 and columns 0 to 1, within the columns that a table may have."""
    found = []
    for reference in references:
        if match := _AREA.fullmatch(reference):
            left, right = column_of(match[1]), min(column_of(match[3]), MAX_COLUMNS - 1)
            found.append((int(match[2]), int(match[4]), left, right))
    return found


def show(rows: Rows, references: Iterable[str]) -> None:
    """Gives each row what a person sees in it of cells that are merged downwards.

    A merged cell shows its first text: once in its first column, and in each of its rows that
    has something of its own. What a file keeps unseen beneath it is left out.
    """
    merges = areas(references)
    numbers = list(rows)  # in their order
    spans = [numbers[bisect_left(numbers, m[0]) : bisect_right(numbers, m[1])] for m in merges]
    covered = sum(
        len(span) * (right - left + 1)
        for span, (_, _, left, right) in zip(spans, merges, strict=True)
    )
    if covered > MAX_CELLS:
        raise RefusedError("The merged cells of the sheet lie over each other. Unmerge them")
    texts = [rows.get(top, {}).get(left, "") for top, _, left, _ in merges]
    refuse_text(sum(len(text) * len(span) for text, span in zip(texts, spans, strict=True)))
    for span, (top, _, left, right) in zip(spans, merges, strict=True):
        for number in span:
            for column in range(left + (number == top), right + 1):
                rows[number].pop(column, None)
    own = {number for number in numbers if rows[number]}
    for text, span, (top, _, left, _) in zip(texts, spans, merges, strict=True):
        for number in span:
            if text and number != top and number in own:
                rows[number][left] = text


def across(references: Iterable[str]) -> dict[int, list[tuple[int, int]]]:
    """The columns that the merged cells of each row lie across."""
    found: dict[int, list[tuple[int, int]]] = {}
    for top, _, left, right in areas(references):
        if right > left:
            found.setdefault(top, []).append((left, right))
    return found
