"""What a code app shows, computed from its secret as RFC 6238 says."""

import base64
import hashlib
import hmac
import struct
import time

STEP = 30  # seconds


def code_of(secret: str, steps_later: int = 0) -> str:
    """The 6 numbers that the app shows now, or some steps of 30 seconds later."""
    counter = struct.pack(">Q", int(time.time()) // STEP + steps_later)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    value = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{value % 1_000_000:06}"
