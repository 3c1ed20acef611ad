"""What a Word document or an Excel workbook may hold, decided on its parts as Office reads them.

Each kind of part, of relation between parts, of field and of function in a formula stands in a
list of what is taken: text, tables, pictures, charts, notes, comments, links to web pages and mail
addresses. Whatever else it holds is refused in words: what runs, what is fetched when it is
opened, and what nobody has thought of yet.
"""

import itertools
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.sax import SAXException  # nosec B406: read through defusedxml
from xml.sax.handler import (  # nosec B406: read through defusedxml
    ContentHandler,
    feature_namespaces,
)
from xml.sax.xmlreader import AttributesNSImpl  # nosec B406: read through defusedxml

from defusedxml.expatreader import create_parser  # type: ignore[import-untyped]
from openpyxl.utils import FORMULAE  # type: ignore[import-untyped]

from wres.files.evidence.links import is_plain_link
from wres.files.refused import RefusedError, quoted
from wres.files.xlsx import archive as archives

ARCHIVE_END = 22  # bytes of the end of a zip archive without a comment
MAX_ELEMENTS = 1_000_000  # of the XML of all parts; they take a reader a third to half of its time
MAX_DEPTH = 1_000  # elements within elements
FORMULA_CHARACTERS = 8_192  # Excel takes no longer ones
TYPES_PART = "[content_types].xml"
OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # the start of an object as old programs embed it

OFFICE = "application/vnd.openxmlformats-officedocument."
PACKAGE = "application/vnd.openxmlformats-package."
WORD = f"{OFFICE}wordprocessingml."
EXCEL = f"{OFFICE}spreadsheetml."
MICROSOFT = "application/vnd.ms-"
MAIN_TYPES = {archives.DOCX: f"{WORD}document.main+xml", archives.XLSX: f"{EXCEL}sheet.main+xml"}


def _named(home: str, names: str) -> set[str]:
    return {f"{home}{name}".casefold() for name in names.split()}


TYPES = {
    *_named("", "application/xml application/inkml+xml application/x-fontdata"),
    *_named("", "application/x-font-ttf"),
    *_named(PACKAGE, "relationships+xml core-properties+xml digital-signature-origin"),
    *_named(PACKAGE, "digital-signature-xmlsignature+xml digital-signature-certificate"),
    *_named(OFFICE, "drawing+xml theme+xml themeOverride+xml vmlDrawing obfuscatedFont"),
    *_named(OFFICE, "extended-properties+xml custom-properties+xml customXmlProperties+xml"),
    *_named(f"{OFFICE}drawingml.", "chart+xml chartshapes+xml diagramData+xml diagramLayout+xml"),
    *_named(f"{OFFICE}drawingml.", "diagramStyle+xml diagramColors+xml"),
    *_named(WORD, "styles+xml settings+xml webSettings+xml fontTable+xml numbering+xml"),
    *_named(WORD, "header+xml footer+xml footnotes+xml endnotes+xml comments+xml"),
    *_named(WORD, "commentsExtended+xml commentsIds+xml commentsExtensible+xml people+xml"),
    *_named(WORD, "document.glossary+xml printerSettings"),
    *_named(EXCEL, "worksheet+xml chartsheet+xml sharedStrings+xml styles+xml calcChain+xml"),
    *_named(EXCEL, "comments+xml table+xml pivotTable+xml pivotCacheDefinition+xml"),
    *_named(EXCEL, "pivotCacheRecords+xml printerSettings sheetMetadata+xml customProperty"),
    *_named(EXCEL, "revisionHeaders+xml revisionLog+xml userNames+xml sheet"),
    *_named(f"{MICROSOFT}word.", "stylesWithEffects+xml"),
    *_named(f"{MICROSOFT}office.", "chartstyle+xml chartcolorstyle+xml chartex+xml"),
    *_named(f"{MICROSOFT}office.", "drawingml.diagramDrawing+xml classificationlabels+xml"),
    *_named(f"{MICROSOFT}office.", "documenttasks+xml"),
    *_named(f"{MICROSOFT}excel.", "threadedcomments+xml person+xml controlproperties+xml"),
    *_named(f"{MICROSOFT}excel.", "slicer+xml slicerCache+xml timeline+xml timelineCache+xml"),
    *_named(f"{MICROSOFT}excel.", "rdrichvalue+xml rdrichvaluestructure+xml rdarray+xml"),
    *_named(f"{MICROSOFT}excel.", "rdrichvaluetypes+xml richstyles+xml richvaluerel+xml"),
    *_named(f"{MICROSOFT}excel.", "rdsupportingpropertybag+xml namedsheetviews+xml"),
    *_named(f"{MICROSOFT}excel.", "rdsupportingpropertybagstructure+xml featurepropertybag+xml"),
}
PICTURES = "image/"  # of any kind
PICTURE_STARTS = (  # PNG, JPEG, GIF, BMP, TIFF and HD photo, EMF, WMF, icon, JPEG 2000
    *(b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*"),
    *(
        b"II\xbc\x01",
        b"II\xbc\0",
        b"\x01\0\0\0",
        b"\xd7\xcd\xc6\x9a",
        b"\x01\0\x09\0",
        b"\x02\0\x09\0",
    ),
    *(b"\0\0\x01\0", b"\0\0\0\x0cjP", b"\xff\x4f\xff\x51", b"\x1f\x8b"),
)
FRAMED_PICTURE = re.compile(  # WEBP, HEIC and AVIF, and PICT behind its 512 bytes
    rb"RIFF.{4}WEBP|.{4}ftyp(?:hei[cx]|mif1|avif)|.{522}\x00\x11\x02\xff", re.DOTALL
)
DRAWING_TYPE = "image/svg+xml"
RELATIONS_TYPE = f"{PACKAGE}relationships+xml"
RELATIONS_PART = re.compile(r"(?:^|/)_rels/[^/]*+$")  # as whose name Office tells them
APART_TYPES = {"application/xml", f"{OFFICE}customXmlProperties+xml".casefold()}
XML_KINDS = ("xml", "vmldrawing")

HOMES = (  # whose relations Office knows
    "http://schemas.openxmlformats.org/",
    "http://purl.oclc.org/ooxml/",
    "http://schemas.microsoft.com/",
)
LINK, TEMPLATE = "hyperlink", "attachedTemplate"
RELATIONS = {
    *_named("", "officeDocument core-properties extended-properties custom-properties thumbnail"),
    *_named("", "customXml customXmlProps styles stylesWithEffects settings webSettings fontTable"),
    *_named("", "font numbering theme themeOverride header footer footnotes endnotes comments"),
    *_named("", "commentsExtended commentsIds commentsExtensible people glossaryDocument image"),
    *_named("", "chart chartEx chartUserShapes chartStyle chartColorStyle diagramData drawing"),
    *_named("", "diagramLayout diagramQuickStyle diagramColors diagramDrawing vmlDrawing package"),
    *_named("", "printerSettings hdphoto classificationlabels origin signature certificate"),
    *_named("", "worksheet chartsheet sharedStrings calcChain table pivotTable person ctrlProp"),
    *_named("", "pivotCacheDefinition pivotCacheRecords sheetMetadata threadedComment usernames"),
    *_named("", "slicer slicerCache timeline timelineCache customProperty rdRichValue rdArray"),
    *_named("", "rdRichValueStructure rdRichValueTypes richStyles revisionHeaders revisionLog"),
    *_named("", "rdSupportingPropertyBag rdSupportingPropertyBagStructure richValueRel"),
    *_named("", f"namedSheetView FeaturePropertyBag documenttasks ink {LINK} {TEMPLATE}"),
}

FIELDS = {
    *("PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "DATE", "TIME", "CREATEDATE", "SAVEDATE"),
    *("PRINTDATE", "EDITTIME", "TITLE", "SUBJECT", "AUTHOR", "KEYWORDS", "COMMENTS", "FILENAME"),
    *("FILESIZE", "NUMWORDS", "NUMCHARS", "LASTSAVEDBY", "REVNUM", "TEMPLATE", "USERNAME", "INFO"),
    *("USERINITIALS", "USERADDRESS", "DOCPROPERTY", "DOCVARIABLE", "TOC", "TC", "TOA", "TA"),
    *("INDEX", "XE", "REF", "PAGEREF", "NOTEREF", "STYLEREF", "SEQ", "HYPERLINK", "IF", "COMPARE"),
    *("SET", "QUOTE", "SYMBOL", "EQ", "LISTNUM", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "ADVANCE"),
    *("FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN", "CITATION", "BIBLIOGRAPHY", "ADDIN", "SHAPE"),
    *("MERGEFIELD", "MERGEREC", "MERGESEQ", "NEXT", "NEXTIF", "SKIPIF", "ADDRESSBLOCK"),
    *("GREETINGLINE", "PRIVATE"),
}
CODE = ("instrText", "delInstrText")
CHANGES = ("del", "ins", "moveFrom", "moveTo")
CHOICES = ("Choice", "Fallback")  # of which Word reads one
ALTERNATIVES = ("AlternateContent", *CHOICES)
UNWRAPPING = "ProcessContent"  # the attribute for which text is read through unknown elements
MAX_DOUBTS = 6  # by which the code of a field may be read otherwise
RESULT = "\ufffc"  # what a field within a field puts into the outer one
WITH_WORD = "lot"  # switches of a link, after which a word follows that is no target
OPENING_QUOTES, CLOSING_QUOTES = '"“”', '"“”'

FORMULAS = {"f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula"}
FORMULAS |= {"totalsRowFormula"}
FORMULAS |= {"FmlaPict", "FmlaLink", "FmlaRange", "FmlaTxbx", "FmlaGroup"}  # of old drawings
FORMULA_ATTRIBUTES = {"textlink", "formula", "fmlalink", "fmlarange", "fmlatxbx", "fmlagroup"}
MACRO = "FmlaMacro"  # of a button
PREFIXES = (
    "_xlfn.",
    "_xlws.",
    "_xlpm.",
    "_xleta.",
)  # of functions and names younger than the format
NEWER = {
    *("ACOT", "ACOTH", "AGGREGATE", "ANCHORARRAY", "ARABIC", "ARRAYTOTEXT", "BASE", "BITAND"),
    *("BITLSHIFT", "BITOR", "BITRSHIFT", "BITXOR", "BYCOL", "BYROW", "CEILING.MATH", "CHOOSECOLS"),
    *("CHOOSEROWS", "COMBINA", "CONCAT", "COT", "COTH", "CSC", "CSCH", "DAYS", "DECIMAL", "DROP"),
    *("ENCODEURL", "ERF.PRECISE", "EXPAND", "FIELDVALUE", "FILTER", "FLOOR.MATH", "FORMULATEXT"),
    *("GAMMA", "GAUSS", "GROUPBY", "HSTACK", "IFNA", "IFS", "IMCOSH", "IMCOT", "IMCSC", "IMCSCH"),
    *("IMSEC", "IMSECH", "IMSINH", "IMTAN", "ISFORMULA", "ISOMITTED", "ISOWEEKNUM", "LAMBDA"),
    *("LET", "MAKEARRAY", "MAP", "MAXIFS", "MINIFS", "MUNIT", "NUMBERVALUE", "PDURATION"),
    *("PERCENTOF", "PERMUTATIONA", "PHI", "PIVOTBY", "RANDARRAY", "REDUCE", "REGEXEXTRACT"),
    *("REGEXREPLACE", "REGEXTEST", "RRI", "SCAN", "SEC", "SECH", "SEQUENCE", "SHEET", "SHEETS"),
    *("SINGLE", "SKEW.P", "SORT", "SORTBY", "SWITCH", "TAKE", "TEXTAFTER", "TEXTBEFORE"),
    *("TEXTJOIN", "TEXTSPLIT", "TOCOL", "TOROW", "TRIMRANGE", "UNICHAR", "UNICODE", "UNIQUE"),
    *("VALUETOTEXT", "VSTACK", "WRAPCOLS", "WRAPROWS", "XLOOKUP", "XMATCH", "XOR", "BINOM.DIST"),
    *("BETA.DIST", "BETA.INV", "BINOM.DIST.RANGE", "BINOM.INV", "CHISQ.DIST", "CHISQ.DIST.RT"),
    *("CHISQ.INV", "CHISQ.INV.RT", "CHISQ.TEST", "CONFIDENCE.NORM", "CONFIDENCE.T"),
    *("COVARIANCE.P", "COVARIANCE.S", "EXPON.DIST", "F.DIST", "F.DIST.RT", "F.INV", "F.INV.RT"),
    *("F.TEST", "FORECAST.ETS", "FORECAST.ETS.CONFINT", "FORECAST.ETS.SEASONALITY"),
    *("FORECAST.ETS.STAT", "FORECAST.LINEAR", "GAMMA.DIST", "GAMMA.INV", "GAMMALN.PRECISE"),
    *("HYPGEOM.DIST", "LOGNORM.DIST", "LOGNORM.INV", "MODE.MULT", "MODE.SNGL", "NEGBINOM.DIST"),
    *("NETWORKDAYS.INTL", "NORM.DIST", "NORM.INV", "NORM.S.DIST", "NORM.S.INV", "PERCENTILE.EXC"),
    *("PERCENTILE.INC", "PERCENTRANK.EXC", "PERCENTRANK.INC", "POISSON.DIST", "QUARTILE.EXC"),
    *("QUARTILE.INC", "RANK.AVG", "RANK.EQ", "STDEV.P", "STDEV.S", "T.DIST", "T.DIST.2T"),
    *("T.DIST.RT", "T.INV", "T.INV.2T", "T.TEST", "VAR.P", "VAR.S", "WEIBULL.DIST"),
    *("WORKDAY.INTL", "Z.TEST", "IFERROR", "AVERAGEIF", "AVERAGEIFS", "COUNTIFS", "SUMIFS"),
    *("ERFC.PRECISE", "ISO.CEILING", "CEILING.PRECISE", "FLOOR.PRECISE", "ISEVEN", "ISODD"),
}
FUNCTIONS = (FORMULAE | NEWER) - {"RTD"}
# A function that is asked, or one that is handed on by its name to another.
_FUNCTION = re.compile(r"(?<![\w.])(?:_[xX][lL][\w.]++|[^\W\d][\w.]*+(?=\s*+\())")

PLAIN = {"c", "v", "row", "si", "t", "r", "p", "tc", "tr", "rPr", "pPr"}  # never with an address
DRAWN = {  # of a picture in SVG
    *("svg", "g", "defs", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
    *("text", "tspan", "title", "desc", "use", "clipPath", "mask", "linearGradient", "stop"),
    *("radialGradient", "symbol", "pattern", "image", "filter", "marker"),
}
EFFECT = "fe"  # as which the names of the effects of such a picture begin

AGAIN = "and save the file again"
MACROS = "holds macros or controls. Save it as {wanted} without them"
OBJECT = f"has an embedded object. Take it out, or put a picture in its place, {AGAIN}"
ELSEWHERE = (
    "loads something from elsewhere when it is opened: a template, a picture, a part of its text "
    f"or an object. Put it into the file itself, or take it out, {AGAIN}"
)
DATA = f"is connected to data outside it. Keep the values alone, {AGAIN}"
ANOTHER = f"holds another file, or a part of a kind that is not taken ({{}}). Take it out, {AGAIN}"
TOO_LARGE = "is too large to look through. Split it"
DAMAGED = (
    "The selected file is damaged, so it is not known what it holds. Open it, save it again as "
    "{wanted} and select that"
)
SAID = {
    **dict.fromkeys(
        ("macroenabled", "vba", "macro", "activex", "control", "extensibility"), MACROS
    ),
    **dict.fromkeys(("keymap", "toolbars", "webextension", "dialogsheet"), MACROS),
    **dict.fromkeys(("oleobject", "audio", "video", "media"), OBJECT),
    **dict.fromkeys(("externallink", "connection", "querytable", "xmlmaps", "mailmerge"), DATA),
    **dict.fromkeys(("volatiledependencies", "recipientdata", "model", "pathmissing"), DATA),
    **dict.fromkeys(
        ("attachedtemplate", "frame", "afchunk", "subdocument", "transform"), ELSEWHERE
    ),
}


type Attributes = Mapping[str, str]  # by their name, behind the namespace where it has one


ACTIVE = {  # elements that name what is run, fetched or shown from elsewhere
    **dict.fromkeys(("altChunk", "subDoc", "webVideoPr", "saveThroughXslt"), ELSEWHERE),
    **dict.fromkeys(("OLEObject", "oleObject", "objectEmbed", "objectLink"), OBJECT),
    **dict.fromkeys(("entryMacro", "exitMacro", "DDE", "ScriptText", "ScriptExtended"), MACROS),
    **dict.fromkeys(("ScriptLanguage", "ScriptLocation"), MACROS),
    **dict.fromkeys(("ddeLink", "oleLink", "mailMerge", "externalBook"), DATA),
}
USED = tuple(
    f"{home}officeDocument/{middle}relationships:"
    for home, middle in ((HOMES[0], "2006/"), (HOMES[1], ""))
)
LINKING = {"hyperlink", "hlinkClick", "hlinkHover", "hlinkMouseOver", TEMPLATE}
BASE = "http://www.w3.org/XML/1998/namespace:base"  # from where the addresses beside it begin
ADDRESSES = {"althref", "embeddedhtml"}  # of a second picture, and of a page with a film


class _Refused(Exception):  # noqa: N818
    """Stops at the first thing that may not be there; the words lack who is spoken of."""


def check(data: bytes, kind: str) -> None:
    """Refuses what is no whole file of `kind` (DOCX or XLSX), or holds what it may not."""
    wanted = archives.WANTED[kind]
    if not data.startswith(archives.STARTS):
        raise RefusedError(
            f"The selected file is not {wanted}, although its name says so. "
            f"Open it, save it again as {wanted} and select that"
        )
    if data[-ARCHIVE_END:][:4] != b"PK\x05\x06":
        raise RefusedError(
            "The selected file has something behind its end, as a harmful file has. "
            "Copy what you need into a new file"
        )
    with archives.check(data, kind) as archive:
        try:
            _Contents(archive, kind).check()
        except _Refused as refused:
            words = str(refused).replace("{wanted}", wanted)
            raise RefusedError(f"The selected file {words}") from None
        except (SAXException, ValueError, LookupError, *archives.BROKEN):
            raise RefusedError(DAMAGED.format(wanted=wanted)) from None


class _Contents:
    """The parts of an archive, gone through one after the other."""

    def __init__(self, archive: zipfile.ZipFile, kind: str, *, is_inner: bool = False) -> None:
        self.archive, self.kind, self.is_inner = archive, kind, is_inner
        self.elements = 0
        # By the name of a part: the relations that lead outside, and those used as no link is.
        self.outside: dict[str, set[str]] = {}
        self.used: dict[str, set[str]] = {}

    def check(self) -> None:
        names = [name for name in self.archive.namelist() if not name.endswith("/")]
        if len({name.casefold() for name in names}) < len(names):
            raise ValueError("two parts with one name")
        types = _Types()
        for name in names:
            if name.casefold() == TYPES_PART:
                self._read(name, types)
        types.check(self.kind)
        for name in names:
            if name.casefold() != TYPES_PART:
                self._check_part(name, types.of(name))
        if any(ids & self.used.get(name, set()) for name, ids in self.outside.items()):
            raise _Refused(ELSEWHERE)

    def _check_part(self, name: str, kind: str) -> None:
        start = next(archives.pieces(self.archive, name), b"")
        if archives.is_xml(start):
            is_relations = kind == RELATIONS_TYPE
            if is_relations != (RELATIONS_PART.search(name.casefold()) is not None):
                raise ValueError("a part that may be read as of another kind")
            if is_relations:
                relations = _Relations()
                self._read(name, relations)
                owner = name.casefold().replace("_rels/", "", 1).removesuffix(".rels")
                self.outside[owner] = relations.outside
                return
            is_apart = name.casefold().startswith(archives.APART.casefold()) and kind in APART_TYPES
            elements = _Elements(is_apart=is_apart, is_drawn=kind == DRAWING_TYPE)
            self._read(name, elements)
            self.used[name.casefold()] = elements.used
        elif start.startswith(OLD_OFFICE):
            raise _Refused(OBJECT)
        elif start.startswith(b"PK"):
            self._check_inner(name)
        elif kind.endswith(XML_KINDS):
            raise ValueError("XML that is none")
        elif (
            kind.startswith(PICTURES)
            and start
            and not start.startswith(PICTURE_STARTS)
            and not FRAMED_PICTURE.match(start)
        ):
            raise _Refused(ANOTHER.format(quoted(name)))

    def _check_inner(self, name: str) -> None:
        """A workbook within a document, as Word keeps the numbers behind its charts."""
        if self.is_inner:
            raise _Refused(ANOTHER.format(quoted(name)))
        try:
            with archives.check(self.archive.read(name), archives.XLSX) as inner:
                _Contents(inner, archives.XLSX, is_inner=True).check()
        except RefusedError:
            raise _Refused(ANOTHER.format(quoted(name))) from None

    def _read(self, name: str, handler: "_Handler") -> None:
        parser = create_parser(forbid_dtd=True)
        parser.setFeature(feature_namespaces, True)
        parser.setContentHandler(handler)
        for piece in archives.pieces(self.archive, name):
            parser.feed(piece)
        parser.close()
        self.elements += handler.count
        if self.elements > MAX_ELEMENTS:
            raise _Refused(TOO_LARGE)


class _Handler(ContentHandler):
    """Counts the elements of a part, and keeps the text right inside those it wants."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self.home = ""  # the namespace of the element that begins
        self.texts: list[list[str] | None] = []  # of the open elements

    def wants(self, name: str) -> bool:
        return False

    def began(self, name: str, attrs: Attributes) -> None:
        """An element of this name, without its prefix, begins."""

    def ended(self, name: str, text: str) -> None:
        """A wanted element ends, and had this text."""

    def startElementNS(  # noqa: N802
        self, whole: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        self.home, name = whole[0] or "", whole[1]
        self.count += 1
        if self.count > MAX_ELEMENTS:
            raise _Refused(TOO_LARGE)
        if len(self.texts) > MAX_DEPTH:
            raise ValueError("too deep")
        plain = {f"{home}:{key}" if home else key: v for (home, key), v in attrs.items()}
        if self.wants(name):
            self.texts.append([])
        else:
            self.texts.append(self.texts[-1] if self.texts and name in ALTERNATIVES else None)
        self.began(name, plain)

    def characters(self, content: str) -> None:
        if self.texts and (kept := self.texts[-1]) is not None:
            kept.append(content)

    def endElementNS(self, whole: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802
        text = self.texts.pop()
        is_own = not self.texts or text is not self.texts[-1]
        if text is not None and is_own:
            self.ended(whole[1], "".join(text))


class _Types(_Handler):
    """The kinds of the parts, each of which has one that is taken."""

    def __init__(self) -> None:
        super().__init__()
        self.by_ending: dict[str, str] = {}
        self.by_name: dict[str, str] = {}

    def began(self, name: str, attrs: Attributes) -> None:
        kind = attrs.get("ContentType", "").strip().casefold()
        if name == "Default":
            self.by_ending[attrs.get("Extension", "").casefold()] = kind
        elif name == "Override":
            self.by_name[attrs.get("PartName", "").lstrip("/").casefold()] = kind
        is_taken = kind in TYPES or kind in MAIN_TYPES.values() or kind.startswith(PICTURES)
        if name in ("Default", "Override") and not is_taken:
            raise _Refused(_words_for(kind))

    def check(self, kind: str) -> None:
        kinds = {*self.by_ending.values(), *self.by_name.values()}
        if kinds & set(MAIN_TYPES.values()) != {MAIN_TYPES[kind]}:
            raise ValueError("no main part, or that of another program")

    def of(self, name: str) -> str:
        """The kind of a part; refused where it has none."""
        folded = name.casefold()
        kind = self.by_name.get(folded) or self.by_ending.get(folded.rpartition(".")[2])
        if kind is None:
            raise _Refused(_words_for(name))
        return kind


class _Relations(_Handler):
    """What a part relates to: parts of its own file, web pages and mail addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.outside: set[str] = set()  # the ids of those that lead out of the file

    def began(self, name: str, attrs: Attributes) -> None:
        if name == "Relationships" and self.count == 1:
            return
        if name != "Relationship":
            raise ValueError("no relation")
        kind, target = attrs.get("Type", ""), attrs.get("Target", "").strip()
        last = kind.rpartition("/")[2].casefold()
        if last not in RELATIONS or not kind.startswith(HOMES):
            raise _Refused(_words_for(last))
        is_outside = attrs.get("TargetMode", "").strip().casefold() == "external"
        if not (is_outside or ":" in target or "\\" in target or target.startswith("//")):
            return
        self.outside.add(attrs.get("Id", ""))
        if last == LINK:
            _check_link(target)
        elif last != TEMPLATE.casefold() or not _is_on_own_drive(target):
            raise _Refused(ELSEWHERE)


@dataclass
class _Field:
    """A field that has begun: the pieces of its code, each with what may leave it out."""

    begun: str  # the tracked change in which it began
    pieces: list[tuple[str, str]] = field(default_factory=list)
    has_result: bool = False

    def check(self) -> None:
        """Checks its code in each way in which Word may read it."""
        doubtful = sorted({why for why, _ in self.pieces} - {""})
        if len(doubtful) > MAX_DOUBTS:
            raise _Refused(f"has a field that may be read in many ways. Remove it {AGAIN}")
        for count in range(len(doubtful) + 1):
            for left_out in itertools.combinations(doubtful, count):
                _check_field("".join(text for why, text in self.pieces if why not in left_out))


class _Elements(_Handler):
    """The fields, formulas and addresses of a part."""

    def __init__(self, *, is_apart: bool, is_drawn: bool) -> None:
        super().__init__()
        self.used: set[str] = set()  # the ids of relations that no link names
        self.is_apart = is_apart  # other programs' notes
        self.is_drawn = is_drawn  # as a picture in SVG
        self.fields: list[_Field] = []
        self.changes: list[str] = []  # the tracked changes that are open

    def wants(self, name: str) -> bool:
        if name in CHANGES:
            self.changes.append(name)
            return True
        if name in CHOICES:
            self.changes.append(f"{name} {self.count}")
        if name in ("t", "delText"):
            return bool(self.fields)
        return name in CODE or name in FORMULAS or name == MACRO

    def began(self, name: str, attrs: Attributes) -> None:
        if any(key.endswith(UNWRAPPING) for key in attrs):
            raise _Refused(ANOTHER.format(quoted(UNWRAPPING)))
        if name in PLAIN:
            return
        if name in (*CODE, "fldChar", "fldSimple") and not self.home.startswith(HOMES):
            raise _Refused(f"has a field that may be read in many ways. Remove it {AGAIN}")
        if name == "Relationship" and not self.is_apart:
            raise ValueError("relations in a part that has none")
        if name in ACTIVE and not self.is_apart:
            raise _Refused(ACTIVE[name])
        if name == "fldChar":
            self._mark(_value(attrs, "fldCharType"))
        elif name == "fldSimple":
            _check_field(_value(attrs, "instr"))
            self._add(RESULT)
        elif name == "hyperlink" and any(sign in _value(attrs, "location") for sign in "\\/["):
            _check_link(_value(attrs, "location"))
        if self.is_apart:
            return
        if self.count == 1 and name == "svg":
            self.is_drawn = True
        if self.is_drawn and name not in DRAWN and not name.startswith(EFFECT):
            raise _Refused(ANOTHER.format(quoted(name)))
        for key, value in attrs.items():
            if key.startswith(USED) and name not in LINKING:
                self.used.add(value)
            key = BASE if key == BASE else key.rpartition(":")[2].casefold()
            if key in FORMULA_ATTRIBUTES:
                _check_formula(value)
            elif key == BASE or (key in ADDRESSES and value.strip()) or self._paints_from(value):
                raise _Refused(ELSEWHERE)
            elif key in ("href", "src"):
                _check_address(value.strip(), is_followed=key == "href")
            elif (key == "macro" and value.strip()) or (self.is_drawn and key.startswith("on")):
                raise _Refused(MACROS)

    def _paints_from(self, value: str) -> bool:
        """Whether it names what it paints with by an address that may lie elsewhere."""
        if self.is_drawn and "\\" in value:
            return True
        addresses = value.casefold().split("url(")[1:]
        return any(not each.lstrip(" \t\"'").startswith("#") for each in addresses)

    def processingInstruction(self, target: str, data: str) -> None:  # noqa: N802
        if target.startswith("xml") and not self.is_apart:
            raise _Refused(ELSEWHERE)

    def _mark(self, mark: str) -> None:
        change = self.changes[-1] if self.changes else ""
        if mark == "begin":
            self.fields.append(_Field(change))
        elif self.fields and change != self.fields[-1].begun:
            raise _Refused(f"has a field of which a part was added or deleted. Accept it {AGAIN}")
        elif self.fields and mark == "separate":
            self.fields[-1].has_result = True
        elif self.fields and mark == "end":
            self.fields.pop().check()
            self._add(RESULT)

    def _add(self, text: str, *, is_code: bool = True) -> None:
        """Adds to the code of the innermost field what belongs to it, or may."""
        if not self.fields:
            return _check_field(text) if is_code and text != RESULT else None
        inner = self.fields[-1]
        why = self.changes[-1] if self.changes else ""
        if inner.has_result and (not is_code or text == RESULT):
            return None
        if inner.has_result or not is_code:
            why = "misplaced"
        inner.pieces.append((why, text))
        return None

    def ended(self, name: str, text: str) -> None:
        if name in CHANGES:
            self.changes.pop()
        elif name in FORMULAS:
            _check_formula(text)
        elif name == MACRO:
            if text.strip():
                raise _Refused(MACROS)
        else:
            self._add(text, is_code=name in CODE)

    def endElementNS(self, whole: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802
        super().endElementNS(whole, qname)
        if whole[1] in CHOICES:
            self.changes.pop()

    def endDocument(self) -> None:  # noqa: N802
        while self.fields:
            self.fields.pop().check()


def _value(attrs: Attributes, wanted: str) -> str:
    """An attribute by its name without its namespace, or ""."""
    found = [v for key, v in attrs.items() if key.rpartition(":")[2] == wanted]
    if len(found) > 1:
        raise ValueError("two attributes, of which only Office knows which it reads")
    return found[0] if found else ""


def _words_for(kind: str) -> str:
    """Why a kind of part or relation is not taken."""
    folded = kind.casefold()
    return next((said for part, said in SAID.items() if part in folded), "") or ANOTHER.format(
        quoted(kind)
    )


def _is_on_own_drive(target: str) -> bool:
    """Whether a template lies on a drive of its reader, where Word notes the one it began with."""
    path = target.removeprefix("file:///").replace("\\", "/")
    return path[:1].isascii() and path[:1].isalpha() and path[1:3] == ":/"


def _check_link(target: str) -> None:
    is_inside = target.startswith("#") and not any(sign in target for sign in "\\[")
    if not is_plain_link(target) and not is_inside:
        raise _Refused(
            f"links to {quoted(target)}. Only links to web pages and mail addresses may be kept, "
            f"each with its https:// or mailto:. Remove the link {AGAIN}"
        )


def _check_address(target: str, *, is_followed: bool) -> None:
    """An address in the XML of a drawing: of a part, or of a page that is opened by a click."""
    is_inside = not (":" in target or "\\" in target or target.startswith("/"))
    if is_inside or target.casefold().startswith("data:image/"):
        return
    if not is_followed:
        raise _Refused(ELSEWHERE)
    _check_link(target)


def _check_field(code: str) -> None:
    code = code.strip()
    word = "".join(itertools.takewhile(str.isalpha, code)).upper()
    if not code or code.startswith("=") or (word in FIELDS - {"HYPERLINK"}):
        return
    if word != "HYPERLINK":
        name = quoted(code.split()[0])
        raise _Refused(
            f"has a field that fetches text or data from elsewhere, or may: {name}. "
            f"Remove the field {AGAIN}"
        )
    switch = ""
    for said, is_quoted in _arguments(code[len(word) :]):
        if said.startswith("\\") and not is_quoted:
            switch = said[1:].lower()
            continue
        is_format = switch == "*" and said.isalpha()  # as in \* MERGEFORMAT
        if not is_format and (len(switch) != 1 or switch not in WITH_WORD):
            _check_link(said)
        switch = ""


def _arguments(code: str) -> Iterator[tuple[str, bool]]:
    """The words of a field's code, and whether each stood in quotation marks."""
    signs = iter(code)
    for sign in signs:
        if sign.isspace():
            continue
        is_quoted, word = sign in OPENING_QUOTES, [] if sign in OPENING_QUOTES else [sign]
        for each in signs:
            if each in CLOSING_QUOTES if is_quoted else each.isspace():
                break
            word.append(next(signs, "") if is_quoted and each == "\\" else each)
        yield "".join(word), is_quoted


def _check_formula(formula: str) -> None:
    """Refuses a formula that asks another program or file, or opens what is no web page."""
    outside, texts = _outside_and_texts(formula[:FORMULA_CHARACTERS])
    is_short = len(formula) <= FORMULA_CHARACTERS
    if not is_short or any(sign in part for part in outside for sign in ("|", "\\", "//")):
        raise _Refused(_reaching_out(formula))
    for place, part in enumerate(outside):
        for found in _FUNCTION.finditer(part):
            name = found[0].upper()
            is_argument = name.startswith(("_XLPM.", "_XLNM."))
            for prefix in PREFIXES:
                name = name.removeprefix(prefix.upper())
            if not is_argument and name not in FUNCTIONS:
                raise _Refused(_reaching_out(formula))
            if name == "HYPERLINK":
                is_text = part[found.end() :].strip() == "(" and place < len(texts)
                if not is_text:
                    raise _Refused(_reaching_out(formula))
                _check_link(texts[place])


def _outside_and_texts(formula: str) -> tuple[list[str], list[str]]:
    """What stands before, between and behind the texts of a formula, and the texts.

    A quotation mark begins none in the name of a sheet, nor in that of a column, which stands in
    brackets and has an apostrophe before each sign that is not meant.
    """
    pieces: list[list[str]] = [[]]
    is_text = is_name = False
    depth = 0
    signs = iter(formula)
    for sign in signs:
        if sign == '"' and not is_name and not depth:
            is_text = not is_text
            pieces.append([])
            continue
        pieces[-1].append(sign)
        if is_text:
            continue
        if depth and sign == "'":
            pieces[-1].append(next(signs, ""))
        elif sign == "'":
            is_name = not is_name
        elif not is_name:
            depth += (sign == "[") - (sign == "]" and depth > 0)
    plain = ["".join(piece) for piece in pieces]
    return plain[::2], plain[1::2]


def _reaching_out(formula: str) -> str:
    shown = quoted(formula)
    return (
        f"has a formula that asks another program or file, or may: {shown}. "
        f"Keep its value alone, {AGAIN}"
    )
