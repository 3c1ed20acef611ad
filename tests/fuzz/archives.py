"""Changes inside a zip archive: a byte changed outside would only ever break its checksums."""

import io
import zipfile
from collections.abc import Callable


def changed_inside(data: bytes, part: int, change: Callable[[bytes], bytes]) -> bytes:
    """The archive with one of its parts changed, counted round; any other file changed whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old:
            parts = {name: old.read(name) for name in old.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, ValueError, EOFError):
        return change(data)
    if not parts:
        return change(data)
    name = sorted(parts)[part % len(parts)]
    parts[name] = change(parts[name])
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for each, content in parts.items():
            new.writestr(each, content)
    return file.getvalue()
