"""What a file of evidence may be: by its ending and by what it holds, which must agree.

A file is kept as it came and given back as a download, never shown in a page of ours. So what is
refused is what says it is something else, is two things at once, or holds more than a reader of
it would see: what each kind may hold is for the readers of files to say.
"""

import io
import zipfile
from collections.abc import Callable

from wres.files.evidence import office, pdfs, pictures
from wres.files.names import ending_of, safe_name
from wres.files.refused import RefusedError
from wres.files.xlsx import archive

OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".docx": f"{OFFICE}.wordprocessingml.document",
    ".xlsx": f"{OFFICE}.spreadsheetml.sheet",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
ENDINGS = tuple(MEDIA_TYPES)


def media_type_of(name: str, data: bytes) -> str:
    """The media type of a file of this name; RefusedError when it holds something else."""
    ending = ending_of(safe_name(name))
    if ending not in MEDIA_TYPES:
        raise RefusedError("Select a PDF, Word, Excel, PNG or JPEG file")
    CHECKS[ending](data)
    return MEDIA_TYPES[ending]


def _alone(check: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """The check, for a file that may be no zip archive besides."""

    def checked(data: bytes) -> None:
        check(data)
        if zipfile.is_zipfile(io.BytesIO(data)):
            raise RefusedError(
                "The selected file is a zip archive too, as a harmful file may be. "
                "Save or print it again and select that"
            )

    return checked


CHECKS: dict[str, Callable[[bytes], None]] = {
    ".pdf": _alone(pdfs.check),
    ".docx": lambda data: office.check(data, archive.DOCX),
    ".xlsx": lambda data: office.check(data, archive.XLSX),
    ".png": _alone(pictures.check_png),
    ".jpg": _alone(pictures.check_jpeg),
    ".jpeg": _alone(pictures.check_jpeg),
}
