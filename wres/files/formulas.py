"""Text that a spreadsheet would run as a formula, made harmless and taken back again."""

FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")
BLANKS = " \n\u00a0\u3000"  # a spreadsheet may look for a formula behind them


def guarded(text: str) -> str:
    """The text with an apostrophe before it, where a spreadsheet would take it for a formula."""
    return f"'{text}" if looks_like_formula(text) else text


def unguarded(text: str) -> str:
    """The text without the apostrophe that `guarded`, or a spreadsheet, has put before it."""
    is_guarded = text.startswith("'") and looks_like_formula(text[1:])
    return text[1:] if is_guarded else text


def looks_like_formula(text: str) -> bool:
    return text.lstrip(BLANKS).startswith(FORMULA_STARTS)
