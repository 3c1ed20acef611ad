"""What a PDF may hold, decided on its objects as a viewer sees them.

From the trailer on, each dictionary is of a kind, and each kind has the keys under which it may
hold others. A key that no kind knows may hold a number, a name or a text, and nothing that could
act. What only paints (fonts, pictures, colours) and tags are gone through too: no stream of them
may lie in another file.
"""

import io
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Object, Stream

from wres.files.evidence.links import is_plain_link
from wres.files.refused import MEGABYTE, RefusedError, quoted

STARTS = (b"%PDF-1.", b"%PDF-2.")
END_MARK = b"%%EOF"
TAIL = 2_048  # bytes at the end of a PDF in which its end mark stands
PADDING = b"\0\x1a \t\r\n\f"
MAX_OBJECTS = 1_000_000  # dictionaries, arrays, and what stands in them
MAX_UNPACKED = 20 * MEGABYTE  # of a stream in which objects lie
MAX_WARNINGS = 1_000
# What the parser says of files that it need not guess at: a wrong count, a page without fonts.
HARMLESS = ("reported number of objects", "Resources is missing")
BROKEN = (
    *(pikepdf.PdfError, pikepdf.ForeignObjectError, ValueError, KeyError, IndexError, TypeError),
    *(AttributeError, RuntimeError, OverflowError, EOFError),
)


def _each(names: str, kind: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), kind)


# What each kind of dictionary may hold, by key; "paint" is what a viewer shows and never runs. The
# kind of what stands under a key that is not known is the key itself.
PAINT = "paint"
KINDS = {
    "trailer": {"Root": "catalog", **_each("Info DecodeParms", PAINT)},
    "catalog": {
        "Pages": "page",
        "Names": "names",
        "Outlines": "outline",
        "OpenAction": "opening",
        "URI": "base",
        "AcroForm": "form",
        **_each("Extensions PageLabels Dests ViewerPreferences Threads Metadata", PAINT),
        **_each("StructTreeRoot MarkInfo PieceInfo OutputIntents OCProperties", PAINT),
        **_each("Perms Legal DSS DPartRoot", PAINT),
    },
    "names": _each("Dests AP", PAINT),
    "outline": {
        "A": "link",
        **_each("First Last Next Prev Parent", "outline"),
        **_each("Dest SE", PAINT),
    },
    "opening": _each("D SD", PAINT),
    "link": {"Next": "link", **_each("D SD", PAINT)},
    "base": {},
    "form": {"DR": PAINT, **_each("Fields CO", "note")},
    "page": {
        "Annots": "note",
        **_each("Kids Parent", "page"),
        **_each("Resources Contents Group Thumb B Trans Metadata PieceInfo", PAINT),
        **_each("SeparationInfo VP OutputIntents DPart BoxColorInfo", PAINT),
    },
    # An annotation, a field of a form, and the two in one, as most fields are.
    "note": {
        "P": "page",
        **_each("A PA", "link"),
        **_each("Kids Parent Popup IRT", "note"),
        **_each("AP OC BS BE Border RC Dest Measure MK RO Path InkList", PAINT),
        **_each("V DV Opt Lock SV DR FixedPrint", PAINT),
    },
}
NOTES = {
    *("Link", "Text", "FreeText", "Line", "Square", "Circle", "Polygon", "PolyLine", "Highlight"),
    *("Underline", "Squiggly", "StrikeOut", "Caret", "Stamp", "Ink", "Popup", "Widget"),
    *("Watermark", "Redact", "PrinterMark"),
}
FIELDS = {"Tx", "Btn", "Ch", "Sig"}
TURNS = {"NextPage", "PrevPage", "FirstPage", "LastPage"}  # commands that only turn pages
PICTURES = {"Image", "Form"}  # what a page may paint

TODO = "Print it to a new PDF and select that"
ATTACHMENT = "has files attached to it. Select each file by itself, or print it to a new PDF"
SCRIPT = f"holds a program. {TODO}"
OPENING = f"does something by itself when it is opened or read. {TODO}"
MEDIA = f"holds sound, film or a model in three dimensions. {TODO}"
ELSEWHERE = f"loads something from another file. {TODO}"
ENCRYPTED = f"has a password or is encrypted. {TODO}"
SAID = {
    "Encrypt": ENCRYPTED,
    "XFA": f"is a form of the kind XFA, which only some programs can show. {TODO}",
    **_each("JavaScript JS Requirements", SCRIPT),
    **_each("AA OpenAction PresSteps", OPENING),
    **_each("EmbeddedFiles AF Collection FileAttachment EF AdditionalStreams", ATTACHMENT),
    **_each("Renditions AlternatePresentations Movie Sound Screen RichMedia 3D ExData", MEDIA),
    **_each("Rendition GoTo3DView RichMediaExecute", MEDIA),
    **_each("F Ref OPI PS", ELSEWHERE),
}

pikepdf.settings.set_qpdf_limits(
    flate_max_memory=MAX_UNPACKED,
    png_max_memory=MAX_UNPACKED,
    tiff_max_memory=MAX_UNPACKED,
    run_length_max_memory=MAX_UNPACKED,
    parser_max_container_size=MAX_OBJECTS,
    doc_max_warnings=MAX_WARNINGS,
)


def check(data: bytes) -> None:
    """Refuses what is no whole PDF, or holds what it may not."""
    last = data.rfind(END_MARK, max(0, len(data) - TAIL))
    if not data.startswith(STARTS) or last < 0:
        raise RefusedError(
            "The selected file is not a whole PDF file, although its name says so. "
            "Open it, save it again as PDF and select that"
        )
    if data[last + len(END_MARK) :].strip(PADDING):
        _refuse(f"has something behind its end, as a harmful file has. {TODO}")
    try:
        with pikepdf.open(
            io.BytesIO(data), attempt_recovery=False, inherit_page_attributes=False
        ) as pdf:
            if pdf.is_encrypted:
                _refuse(ENCRYPTED)
            # Reads each object of the table first. One that is read while another is gone through
            # may take its place, where the table is wrong, and the parser would fall over it.
            len(pdf.objects)
            _go_through(pdf)
            warned = map(str, pdf.get_warnings())
            if any(not any(words in said for words in HARMLESS) for said in warned):
                raise ValueError("viewers may read it otherwise")
            if not len(pdf.pages):
                raise ValueError("no page")
    except RefusedError:
        raise
    except pikepdf.PasswordError:
        _refuse(ENCRYPTED)
    except BROKEN:
        raise RefusedError(
            "The selected PDF is damaged, so it is not known what it holds. "
            "Open it, print it to a new PDF and select that"
        ) from None


def _go_through(pdf: pikepdf.Pdf) -> None:
    """Each object once as each kind that it is used as."""
    waiting: list[tuple[str, Object]] = [("trailer", pdf.trailer)]
    seen: set[tuple[str, tuple[int, int]]] = set()
    count = 0
    while waiting:
        kind, found = waiting.pop()
        if not isinstance(found, Array | Dictionary | Stream):
            continue
        if found.is_indirect:
            if (kind, found.objgen) in seen:
                continue
            seen.add((kind, found.objgen))
        count += 1 + len(found.keys() if isinstance(found, Stream) else found)
        if count > MAX_OBJECTS:
            _refuse(f"has more than {MAX_OBJECTS:,} objects. Split it")
        waiting += [(k, each) for k, each in _inside(kind, found) if isinstance(each, Object)]


def _inside(kind: str, found: Object) -> Iterator[tuple[str, object]]:
    """What an object holds, each with its kind. Refused where it may not hold it."""
    if isinstance(found, Array):
        yield from ((PAINT if kind == "opening" else kind, each) for each in found)
        return
    if isinstance(found, Stream):
        _check_stream(found)
    if kind == PAINT:
        if any(isinstance(found.get(key), Dictionary) for key in ("/EF", "/RF")):
            _refuse(ATTACHMENT)
        yield from ((PAINT, each) for each in found.values())
    elif kind not in KINDS:
        _refuse_named(kind.removeprefix("/"))
    else:
        if further := CHECKS.get(kind):
            further(found)
        for key, value in found.items():
            # What a program keeps for itself alone has its name before its key: "AAPL:AKExtras".
            if ":" not in key:
                yield KINDS[kind].get(key.removeprefix("/"), key), value


def _check_stream(stream: Object) -> None:
    for name in ("F", "Ref", "OPI"):
        if f"/{name}" in stream:
            _refuse_named(name)
    if _name(stream, "Type") == "EmbeddedFile":
        _refuse(ATTACHMENT)
    is_picture = _name(stream, "Type") == "XObject"
    subtype, second = _name(stream, "Subtype"), _name(stream, "Subtype2")
    if "PS" in (subtype, second) or (is_picture and subtype not in PICTURES):
        _refuse_named("PS")


def _check_note(note: Object) -> None:
    subtype, field = _name(note, "Subtype"), _name(note, "FT")
    if subtype and subtype not in NOTES:
        _refuse_named(subtype)
    if field and field not in FIELDS:
        _refuse_named(field)


def _check_link(link: Object) -> None:
    kind = _name(link, "S")
    if kind == "URI":
        _check_target(link.get("/URI"))
    elif kind == "Named":
        if _name(link, "N") not in TURNS:
            _refuse(OPENING)
    elif kind != "GoTo":
        target = SAID.get(kind) or (
            "links to another file, or sends or runs something when it is clicked. Only links to "
            f"web pages, mail addresses and places in the document may be kept. {TODO}"
        )
        _refuse(target)


def _check_opening(action: Object) -> None:
    if _name(action, "S") != "GoTo":
        _refuse(SAID.get(_name(action, "S"), OPENING))
    if "/Next" in action:
        _refuse(OPENING)


def _check_base(base: Object) -> None:
    if target := str(base.get("/Base", "")):
        _check_target(target)


def _check_target(target: object) -> None:
    if not is_plain_link(str(target)):
        _refuse(
            f"links to {quoted(str(target))}. Only links to web pages, mail addresses and places "
            f"in the document may be kept, each with its https:// or mailto:. {TODO}"
        )


CHECKS = {
    "note": _check_note,
    "link": _check_link,
    "opening": _check_opening,
    "base": _check_base,
}


def _name(found: Object, key: str) -> str:
    """The name under a key as it is meant, or "" where there is none."""
    value = found.get(f"/{key}")
    return str(value).removeprefix("/") if isinstance(value, pikepdf.Name) else ""


def _refuse_named(name: str) -> None:
    _refuse(SAID.get(name) or f"holds {quoted(name)}, which evidence may not hold. {TODO}")


def _refuse(words: str) -> None:
    raise RefusedError(f"The selected PDF {words}")
