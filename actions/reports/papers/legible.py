"""Text as the PDF's fonts can show it: what they cannot is named, never dropped.

PDF/UA forbids a sign without a shape, and the fonts have no shape for every sign there is.
"""

import re
import unicodedata

from files.writing import printable

# What Noto Sans has, regular and bold, and the fonts that come with Typst where it has not:
# Latin, Greek, Cyrillic, Hebrew and Arabic letters, punctuation, currency, arrows and shapes.
SHOWN = (
    *((0x20, 0x7E), (0xA0, 0x377), (0x37A, 0x37F), (0x384, 0x38A), (0x38E, 0x3A1)),
    *((0x3A3, 0x3E1), (0x3F0, 0x52F), (0x5D0, 0x5EA), (0x621, 0x63A), (0x640, 0x652)),
    *((0x660, 0x66D), (0x1E00, 0x1EFF), (0x2010, 0x2027), (0x202F, 0x205E), (0x2070, 0x2071)),
    *((0x2074, 0x208E), (0x20A0, 0x20BF), (0x2100, 0x215F), (0x2190, 0x2213), (0x2248, 0x2248)),
    *((0x2260, 0x2265), (0x2500, 0x262F), (0x2713, 0x2718), (0xFB01, 0xFB02), (0xFFFD, 0xFFFD)),
)
MAY_BREAK = "\u200b"  # of no width, and a line may end there
LONGEST_WORD = 16  # characters that stand together in the narrowest column

_CLASS = "".join(f"{chr(first)}-{chr(last)}" for first, last in SHOWN)
_NOT_SHOWN = re.compile(f"[^\n{re.escape(_CLASS).replace(re.escape('-'), '-')}]")
_LONG = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")


def legible(text: str) -> str:
    """The text with other signs named ("[blue heart]"), and long words free to break."""
    composed = unicodedata.normalize("NFC", printable(text))
    lines = "\n".join(" ".join(line.split("\t")) for line in composed.splitlines())
    return _LONG.sub(rf"\g<0>{MAY_BREAK}", _NOT_SHOWN.sub(_named, lines))


def _named(found: re.Match[str]) -> str:
    sign = found.group()
    return f"[{unicodedata.name(sign, f'U+{ord(sign):04X}').lower()}]"
