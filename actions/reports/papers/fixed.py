"""Word and Excel files without the moment at which they were made."""

import io
import re
import zipfile
from datetime import date

PROPERTIES = "docProps/core.xml"
OLDEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip archive can hold

_MOMENT = re.compile(rb"(<dcterms:(created|modified)[^<>]*>)[^<]*(</dcterms:\2>)")


def fixed(data: bytes, day: date) -> bytes:
    """The same file as if it had been made on this day: equal whenever it is made again."""
    moment = rb"\g<1>%sT00:00:00Z\g<3>" % day.isoformat().encode()
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == PROPERTIES:
                content = _MOMENT.sub(moment, content)
            part = zipfile.ZipInfo(name, max((day.year, day.month, day.day, 0, 0, 0), OLDEST))
            part.create_system = 0  # the same on every system
            new.writestr(part, content, zipfile.ZIP_DEFLATED)
    return target.getvalue()
