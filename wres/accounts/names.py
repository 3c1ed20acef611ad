"""Names of people: what one may hold, and whether two of them look alike.

Unicode's own table of look-alikes (UTS 39) has 6,000 rows, of which packages keep copies that are
as old as their last release, and it does not take "é" for "e", which a reader does. A name is of
letters, so less serves: each word is of one script, marks are left off, and of the scripts whose
letters make a whole word that looks like Latin, those letters are named here.
"""

import re
import unicodedata

LONGEST = 150  # characters of a name
NO_LETTER = "Enter the full name in letters"
TWO_LINES = "Enter the full name in one line"
NOT_SEEN = "Enter the full name without characters that cannot be seen. Type it anew"
TWO_SCRIPTS = "Enter each word of the name in letters of one alphabet"

# Which change the direction of what follows, or of what stands beside them.
TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Letters and marks that show nothing, beside those whose category says so.
BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0]")
# Which join letters as some languages are written, or keep them apart.
JOINERS = re.compile("(?<=[\u0600-\u0dff])[\u200c\u200d](?=[\u0600-\u0dff])")
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
MARKS = {"Mn", "Me", "Lm", "Sk"}
DIGITS = "0123456789"
SYMBOLS = {"Sm", "So", "Sc"}
# In which living languages are written: letters of ancient ones are as good as drawn for taking
# the place of Latin ones.
SCRIPTS = {
    *("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "HEBREW", "ARABIC", "SYRIAC", "THAANA", "NKO"),
    *("DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA"),
    *("MALAYALAM", "SINHALA", "THAI", "LAO", "TIBETAN", "MYANMAR", "GEORGIAN", "ETHIOPIC", "KHMER"),
    *("CHEROKEE", "COPTIC", "LISU", "MONGOLIAN", "TIFINAGH", "VAI", "YI", "BALINESE", "JAVANESE"),
    *("ADLAM", "CANADIAN", "OL", "MEETEI", "CHAKMA", "HANIFI", "EAST ASIAN"),
}
EAST_ASIAN = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC"}
ALIKE = (
    # Cyrillic
    "АA ВB СC ЕE НH ІI ЈJ КK МM ОO РP ЅS ТT ХX УY ԚQ ԜW ҮY "
    "ҺH ӀI аa вb сc ԁd еe гr һh іi јj кk мm нh оo пn ԛq рp "
    "ѕs тt иu уy хx ѵv ԝw үy ьb ӏl "
    # Greek
    "ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX αa βb γy εe "
    "ͿJ ϳj ιi κk νv οo ρp σo ςc τt υu χx ηn ωw "
    # Armenian
    "ՏS ՕO ՍU ԼL օo սu ոn հh ցg զq յj "
    # Cherokee
    "ᎪA ᏴB ᏟC ᎠD ᎬE ᎻH ᎥI ᎫJ ᏦK ᏞL ᎷM ᏢP ᏒR ᏚS ᎢT ᏙV ᎳW ᏃZ "
    "ᎩY ᎶG "
    # Lisu
    "ꓮA ꓐB ꓚC ꓓD ꓰE ꓝF ꓖG ꓧH ꓲI ꓙJ ꓗK ꓡL ꓟM ꓠN ꓳO ꓑP ꓣR ꓢS "
    "ꓔT ꓴU ꓦV ꓪW ꓫX ꓬY ꓜZ "
    # Coptic
    "ⲀA ⲂB ⲤC ⲈE ⲎH ⲒI ⲔK ⲘM ⲚN ⲞO ⲢP ⲦT ⲨY ⲬX "
    # Tifinagh
    "ⵔO ⵝX ⵏl "
    # Latin, and what is typed for it
    "ƟO ɵo ƎE ǝe ɘe ƐE ɛe ƄB ƅb ƷZ ʒz ǷP ƿp ƱU ʊu ƧS ƨs ƜW ɯw ƔY ɣy Ꝺd ꝺd "
    "ıi ɩi ɑa ɡg ſs ȷj ƖI ǀI |I 1I 0O $S @a "
)
LOOKS_LIKE = str.maketrans({pair[0]: pair[1] for pair in ALIKE.split()})
for capital, latin in list(LOOKS_LIKE.items()):  # of the small letter where none is named
    if not chr(capital).isascii() and len(small := chr(capital).lower()) == 1:
        LOOKS_LIKE.setdefault(ord(small), latin.lower())
IN_A_WORD = str.maketrans("345789", "eastbg")  # digits as letters, beside other letters
BASE = re.compile(
    r"LATIN (?:SMALL|CAPITAL) LETTER ([A-Z]) WITH .+|LATIN LETTER SMALL CAPITAL ([A-Z])"
)
AS_ONE = [("rn", "m"), ("vv", "w"), ("æ", "ae"), ("œ", "oe")]


def problem(name: str) -> str:
    """Why this cannot be the name of a person, in words; empty when it can."""
    if any(unicodedata.category(each) in {"Cc", "Zl", "Zp"} for each in name):
        return TWO_LINES
    name = JOINERS.sub("", name)
    if BLANK.search(name) or any(unicodedata.category(each) in UNSEEN for each in name):
        return NOT_SEEN
    is_drawn = any(unicodedata.category(c) in SYMBOLS and not c.isascii() for c in name)
    if is_drawn or not any(each.isalpha() for each in name):
        return NO_LETTER
    of_words = [_scripts(word) for word in name.split()]
    if any(len(scripts) > 1 or not scripts <= SCRIPTS for scripts in of_words):
        return TWO_SCRIPTS
    return ""


def _scripts(word: str) -> set[str]:
    plain = unicodedata.normalize("NFKC", word)
    letters = (c for c in plain if unicodedata.category(c)[0] in "LN" and c not in DIGITS)
    said = {unicodedata.name(c, "?").split()[0] for c in letters if unicodedata.category(c) != "Lm"}
    return {"EAST ASIAN" if script in EAST_ASIAN else script for script in said}


def looks(name: str) -> frozenset[str]:
    """As what a reader may take it, in two ways: two names look alike when they share one.

    Once by its letters whatever their size, and once as it stands, where "I" is like "l".
    """
    name = name[:LONGEST]
    ways = _seen(name.casefold()).casefold(), _seen(name).replace("I", "l").casefold()
    return frozenset(filter(None, ways))


def _seen(name: str) -> str:
    """Its letters without marks and what lies between them, each as the Latin one it is like."""
    plain = "".join(
        each
        for each in unicodedata.normalize("NFKD", name)
        if unicodedata.category(each) not in MARKS | UNSEEN and not BLANK.match(each)
    )
    words = plain.translate(LOOKS_LIKE).split()
    # Digits are as the letters in whose place they may stand, unless they stand alone.
    words = [word.translate(IN_A_WORD) if any(map(str.isalpha, word)) else word for word in words]
    latin = "".join(map(_base, "".join(words)))
    for several, one in AS_ONE:
        latin = latin.replace(several, one)
    return "".join(c for c in latin if c.isalnum() or unicodedata.category(c) == "Mc")


def _base(letter: str) -> str:
    """The letter without its stroke, hook or tail, which is no mark of its own."""
    if letter.isascii():
        return letter
    found = BASE.fullmatch(unicodedata.name(letter, ""))
    if not found:
        return letter
    plain = found[1] or found[2]
    return plain.lower() if letter.islower() or found[2] else plain


def without_turns(text: str) -> str:
    """The text without characters that would turn the direction of what stands beside it."""
    return TURNS.sub("", text)
