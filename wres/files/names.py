"""The names of files that people bring: what they end in, and how they are kept and shown."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from wres.files.refused import RefusedError, quoted
from wres.files.spelling import visible
from wres.words import listed

MAX_CHARACTERS = 255
MAX_ENDING = 20  # characters of an ending that a cut name keeps
NAMELESS = "file"

KINDS = {
    ".csv": "CSV",
    ".pdf": "PDF",
    ".docx": "Word",
    ".xlsx": "Excel",
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
}
SAVE_AS = {
    ".xlsm": "It may hold macros: in Excel, save it as “Excel workbook (.xlsx)”",
    ".xlsb": "In Excel, save it as “Excel workbook (.xlsx)”",
    ".xls": "It is in an old format: in Excel, save it as “Excel workbook (.xlsx)”",
    ".xlt": "In Excel, save it as “Excel workbook (.xlsx)”",
    ".xltx": "In Excel, save it as “Excel workbook (.xlsx)”",
    ".ods": "In LibreOffice, save it as “Excel 2007–365 (.xlsx)”",
    ".numbers": "In Numbers, export it to Excel (.xlsx)",
    ".doc": "It is in an old format: in Word, save it as “Word document (.docx)”",
    ".docm": "It may hold macros: in Word, save it as “Word document (.docx)”",
    ".odt": "In LibreOffice, save it as “Word 2010–365 (.docx)”",
    ".pages": "In Pages, export it to Word (.docx)",
    ".txt": "If it is a table, rename it so that it ends in .csv",
    ".tsv": "Rename it so that it ends in .csv",
}


def safe_name(name: str) -> str:
    """The name without its folders and what cannot be seen, cut to 255 characters.

    It may still hold HTML, which is text wherever it is shown.
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    plain = visible(last)
    if not plain.strip(". "):
        return NAMELESS
    if len(plain) <= MAX_CHARACTERS:
        return plain
    ending = ending_of(plain)
    kept = ending if len(ending) <= MAX_ENDING else ""
    return plain[: MAX_CHARACTERS - len(kept)] + kept


def ending_of(name: str) -> str:
    """ ".exe" of "a.csv.exe"; "" of a name without an ending."""
    return PurePosixPath(name).suffix.lower()


def words_for(endings: Sequence[str]) -> str:
    """ "a CSV or Excel file" for .csv and .xlsx."""
    kinds = list(dict.fromkeys(KINDS[ending] for ending in endings))
    return f"a {listed(kinds, 'or')} file"


def check_ending(name: str, endings: Sequence[str]) -> None:
    """Refuses a name that ends in none of `endings`, and says what to do."""
    ending = ending_of(safe_name(name))
    if ending in endings:
        return
    last = f"ends in {ending}" if ending else "has no ending"
    todo = SAVE_AS.get(ending) or f"Select {words_for(endings)} ({', '.join(endings)})"
    raise RefusedError(f"The name of the selected file, {quoted(safe_name(name))}, {last}. {todo}")
