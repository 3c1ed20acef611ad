"""Regular expressions: compiled where a module begins, and done in time that grows with the text.

What people bring may repeat whatever slows a pattern down. So each pattern is given long texts of
its own pieces, of one length and of twice that length: twice the text takes about twice as long.
Where trying all beginnings and ends takes the square, it takes four times as long.
"""

import ast
import importlib
import itertools
import re
import time
from collections.abc import Iterator
from pathlib import Path
from re import _constants as codes
from re import _parser as parser

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("actions", "indicators", "wres")
METHODS = ("match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer")
ALSO_PIECES = ["a", "0", " ", "-", ".", "_", "@", "é", "\n", '"', "<a", "nhs "]
TOO_LONG = 20_000  # characters, beyond which no pattern is asked
FLOOR = 0.002  # seconds of the processor, below which nothing can be told
RATIO = 3  # twice the text takes twice as long, or four times if the square is taken
TRIES = 4


def paths():
    for app in OURS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def trees():
    return [(path, ast.parse(path.read_text())) for path in paths()]


def at_the_top(tree):
    """The nodes outside every function."""
    waiting = list(ast.iter_child_nodes(tree))
    while waiting:
        node = waiting.pop()
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield node
            waiting += ast.iter_child_nodes(node)


def test_patterns_are_compiled_where_their_module_begins():
    for path, tree in trees():
        at_top = {id(node) for node in at_the_top(tree)}
        for node in ast.walk(tree):
            is_from = isinstance(node, ast.ImportFrom) and node.module == "re"
            assert not is_from, f"{path}:{node.lineno} hides where a pattern is used"
            if not (isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "re"):
                continue
            is_use = node.attr in (*METHODS, "compile", "template")
            is_compiled_at_top = node.attr == "compile" and id(node) in at_top
            assert not is_use or is_compiled_at_top, f"{path}:{node.lineno}"


def patterns_in(found, depth=2):
    """The patterns that a module holds by itself or in its tables."""
    if isinstance(found, re.Pattern):
        yield found
    elif depth and isinstance(found, dict):
        for each in itertools.chain(found, found.values()):
            yield from patterns_in(each, depth - 1)
    elif depth and isinstance(found, list | tuple | set | frozenset):
        for each in found:
            yield from patterns_in(each, depth - 1)


def patterns():
    """Each pattern of ours with the methods that the code asks of its name."""
    asked = {}
    for _, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                name = getattr(node.value, "id", getattr(node.value, "attr", ""))
                asked.setdefault(name, set()).add(node.attr)
    found = {}
    for path in paths():
        if path.name in ("asgi.py", "wsgi.py"):
            continue
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for variable, value in vars(importlib.import_module(name)).items():
            for pattern in patterns_in(value):
                methods = found.setdefault(pattern, (f"{name}.{variable}", set()))[1]
                methods |= asked.get(variable) or set(METHODS)
    return found


def sample(parsed, index=0) -> str:
    """A text that a part of a pattern takes, of the `index`th choice of each of its branches."""
    return "".join(_samples(parsed, index))


def _samples(parsed, index) -> Iterator[str]:
    for code, value in parsed:
        if code is codes.LITERAL:
            yield chr(value)
        elif code is codes.NOT_LITERAL:
            yield "a" if value != ord("a") else "b"
        elif code is codes.ANY:
            yield "a"
        elif code is codes.IN:
            yield _member(value)
        elif code is codes.BRANCH:
            yield sample(value[1][index % len(value[1])], index)
        elif code is codes.SUBPATTERN:
            yield sample(value[-1], index)
        elif code is codes.ATOMIC_GROUP:
            yield sample(value, index)
        elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            yield sample(value[2], index) * max(1, value[0])


def _member(ranges) -> str:
    """A character of a class: of its first range, or one that is none of a negated class."""
    tried = [chr(number) for number in (97, 48, 32, 45, 33, 233, 10, 126)]
    for code, value in ranges:
        if code is codes.LITERAL:
            tried.insert(0, chr(value))
        elif code is codes.RANGE:
            tried.insert(0, chr(value[0]))
    shape = re.compile(
        "".join(["[", *(_class(each) for each in ranges), "]"]), re.IGNORECASE | re.DOTALL
    )
    return next((each for each in tried if shape.match(each)), "a")


CATEGORIES = {
    codes.CATEGORY_DIGIT: r"\d",
    codes.CATEGORY_NOT_DIGIT: r"\D",
    codes.CATEGORY_SPACE: r"\s",
    codes.CATEGORY_NOT_SPACE: r"\S",
    codes.CATEGORY_WORD: r"\w",
    codes.CATEGORY_NOT_WORD: r"\W",
}


def _class(part):
    code, value = part
    if code is codes.NEGATE:
        return "^"
    if code is codes.LITERAL:
        return re.escape(chr(value))
    if code is codes.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    return CATEGORIES[value]


def inner(parsed) -> Iterator[object]:
    """The pattern and its groups, branches and what it repeats, each a part of its own."""
    yield parsed
    for code, value in parsed:
        if code is codes.BRANCH:
            for each in value[1]:
                yield from inner(each)
        elif code is codes.SUBPATTERN:
            yield from inner(value[-1])
        elif code is codes.ATOMIC_GROUP:
            yield from inner(value)
        elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            yield from inner(value[2])
        elif code in (codes.ASSERT, codes.ASSERT_NOT):
            yield from inner(value[1])


def parse(pattern):
    text = (
        pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    )
    return parser.parse(text, pattern.flags & ~re.DEBUG)


def pieces(pattern):
    """Texts whose repetition may keep a pattern busy: what it takes, whole and in its parts."""
    parsed = parse(pattern)
    found = dict.fromkeys(ALSO_PIECES)
    for part in inner(parsed):
        items = list(part)
        for index in range(3):
            found[sample(items, index)] = None
        for end in range(len(items)):
            found[sample(items[:end])] = found[sample(items[end:])] = None
            found[sample(items[end : end + 1])] = None
    return [piece for piece in found if piece][:60]


def texts(pattern):
    """How each long text is made of its length: a piece over and over, one after another."""
    found = pieces(pattern)
    whole = sample(parse(pattern))
    for piece in found:
        yield lambda size, piece=piece: piece * (size // len(piece))
        yield lambda size, piece=piece: piece * (size // len(piece)) + "\x00"
        yield lambda size, piece=piece: whole + piece * (size // len(piece)) + "!"
    for one, other in itertools.pairwise(found):
        both = one + other
        yield lambda size, both=both: both * (size // len(both)) + "!"


def use(pattern, method, text):
    if isinstance(pattern.pattern, bytes):
        text = text.encode("latin-1", "replace")
    if method in ("sub", "subn"):
        getattr(pattern, method)("" if isinstance(text, str) else b"", text)
    elif method == "finditer":
        for _ in pattern.finditer(text):
            pass
    else:
        getattr(pattern, method)(text)


def seconds(pattern, method, text, times=1):
    spent = []
    for _ in range(times):
        before = time.process_time()
        use(pattern, method, text)
        spent.append(time.process_time() - before)
    return min(spent)


def takes_the_square(pattern, method, make):
    """Whether twice the text takes far more than twice as long, at the first length that shows."""
    size = 8
    while size <= TOO_LONG:
        if seconds(pattern, method, make(size)) >= FLOOR:
            break
        size += size // 4 if size < 64 else size
    else:
        return False
    for _ in range(TRIES):
        half, whole = make(max(8, size // 2)), make(size)
        before = seconds(pattern, method, half, 5)
        after = seconds(pattern, method, whole, 5)
        if after < FLOOR or after < RATIO * before * len(whole) / (2 * max(1, len(half))):
            return False
    return True


PATTERNS = patterns()


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: PATTERNS[pattern][0])
def test_a_pattern_takes_no_square_of_time(pattern):
    name, methods = PATTERNS[pattern]
    # Finding all tries every place that a search does, and each of these is one of the two.
    kinds = {method if method in ("match", "fullmatch") else "finditer" for method in methods}
    for method, make in itertools.product(sorted(kinds), texts(pattern)):
        assert not takes_the_square(pattern, method, make), f"{name}.{method}: {make(60)!r}"


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"nhs\b.*\btrust", "search"),
        (r"[ ,]*cont$", "sub"),
        (r"<a[^>]*b[^>]*>", "search"),
        (r"(?:a+)+b", "match"),
        (r"[\w.]+@[\w-]+(\.[\w-]+)+", "search"),
    ],
)
def test_a_pattern_that_takes_the_square_is_found(pattern, method):
    slow = re.compile(pattern)
    kind = method if method == "match" else "finditer"
    assert any(takes_the_square(slow, kind, make) for make in texts(slow))
