"""Headers that Django has no setting for, on every answer, static files included."""

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
