"""What every answer carries: headers without a setting, and text that turns no other text."""

import re

from wres.accounts.names import without_turns

# Of all that a browser can do for a page, ours need passkeys and the clipboard.
_OURS = ["publickey-credentials-create", "publickey-credentials-get", "clipboard-write"]
_NOBODYS = [
    *["accelerometer", "autoplay", "camera", "display-capture", "encrypted-media"],
    *["fullscreen", "gamepad", "geolocation", "gyroscope", "hid", "idle-detection"],
    *["local-fonts", "magnetometer", "microphone", "midi", "payment", "picture-in-picture"],
    *["screen-wake-lock", "serial", "usb", "xr-spatial-tracking"],
]
HEADERS = {
    "Permissions-Policy": ", ".join(
        [*(f"{name}=(self)" for name in _OURS), *(f"{name}=()" for name in _NOBODYS)]
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}


class HeadersMiddleware:
    """Put the headers on each answer; one that a view has set itself stays."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


# As UTF-8 has them. Most pages have none, and are not looked through.
TURNS = re.compile(rb"\xd8\x9c|\xe2(?:\x80[\x8e\x8f\xaa-\xae]|\x81[\xa6-\xa9])")
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
