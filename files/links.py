"""Where a document may link to: web pages and mail addresses."""

SCHEMES = ("http://", "https://", "mailto:")


def is_plain_link(target: str) -> bool:
    """Whether a link opens a web page or a letter, and nothing on the machine of its reader."""
    return target.strip().casefold().startswith(SCHEMES)
