"""Where a document may link to: web pages and mail addresses."""

from urllib.parse import parse_qsl

PAGES, LETTER = ("http://", "https://"), "mailto:"
OF_A_LETTER = {"to", "cc", "bcc", "subject", "body", "in-reply-to", "references", "keywords"}


def is_plain_link(target: str) -> bool:
    """Whether a link opens a web page or a letter, and nothing on the machine of its reader.

    Some programs take a file of their reader along with a letter that asks for it.
    """
    folded = target.strip().casefold()
    if folded.startswith(PAGES):
        return True
    asked = folded.replace(";", "&").partition("?")[2]
    return folded.startswith(LETTER) and OF_A_LETTER.issuperset(
        key.strip().removeprefix("amp;") for key, _ in parse_qsl(asked, keep_blank_values=True)
    )
