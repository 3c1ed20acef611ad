"""Where a message waits for the next page, in production."""

from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class _HostCookieStorage(CookieStorage):
    cookie_name = "__Host-messages"  # no other host of the trust's domain can plant one


class HostStorage(FallbackStorage):
    """Django's own order: a signed cookie, and what is too long for it in the session."""

    storage_classes = (_HostCookieStorage, SessionStorage)
