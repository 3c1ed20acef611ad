"""The page that shows how far a worker is."""

from django.shortcuts import render

REFRESHED_AFTER = 5  # seconds


def refreshing(request, upload, template: str, context: dict):
    """A page that brings itself up to date while the upload moves, unless it is asked not to."""
    refreshes = upload.is_moving and request.GET.get("refresh") != "off"
    response = render(request, template, context | {"upload": upload, "refreshes": refreshes})
    if refreshes:
        response.headers["Refresh"] = REFRESHED_AFTER
    return response
