"""What people typed turns the direction of nothing beside it, whichever page shows it.

Right-to-left letters need no help: browsers lay them out by themselves. Characters that override
the direction can make a name or number read as another, on into the words of the page after it.
"""

import re

from organisations.names import without_turns

# In UTF-8, U+202A to U+202E and U+2066 to U+2069. Most pages have none, and are not looked through.
TURNS = re.compile(rb"\xe2(?:\x80[\xaa-\xae]|\x81[\xa6-\xa9])")
# A text that is being edited stays as it was typed: a field is a world of its own.
EDITED = re.compile(r"(<textarea\b[^>]*+>[^<]*+</textarea>|<input\b[^>]*+>)")


class DirectionsMiddleware:
    """Leave such characters out of a page, but for the fields in which a text is edited."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and not response.streaming and TURNS.search(response.content):
            parts = EDITED.split(response.content.decode(response.charset))
            parts[::2] = map(without_turns, parts[::2])
            response.content = "".join(parts)
            if "Content-Length" in response.headers:
                response.headers["Content-Length"] = str(len(response.content))
        return response
