# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a call of a platform is signed by it (XP Z12-013, annex A)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

OLDEST = 300  # seconds


def is_signed(body: bytes, signature: str, moment: str, key: str, now: float) -> bool:
    """Whether the signature is that of the body and moment, by the key, and not old.

    >>> key = base64.b64encode(b"k" * 32).decode()
    >>> made = sign(b"{}", "1789376400", key)
    >>> is_signed(b"{}", made, "1789376400", key, 1789376460.0)
    True
    >>> is_signed(b"{ }", made, "1789376400", key, 1789376460.0)
    False
    >>> is_signed(b"{}", made, "1789376400", key, 1789380000.0)
    False
    """
    if not (signature and key and moment.isascii() and moment.isdigit()):
        return False
    if abs(now - int(moment)) > OLDEST:
        return False
    try:
        expected = sign(body, moment, key)
    except (binascii.Error, ValueError):
        return False
    return hmac.compare_digest(expected.encode(), signature.encode())


def sign(body: bytes, moment: str, key: str) -> str:
    """The signature: base64 of HMAC-SHA256 over the SHA-256 of body, @ and moment."""
    print_of_it = hashlib.sha256(body + b"@" + moment.encode()).digest()
    mac = hmac.new(base64.b64decode(key, validate=True), print_of_it, hashlib.sha256)
    return base64.b64encode(mac.digest()).decode()
