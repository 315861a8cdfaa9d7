# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can go wrong with a platform. No text of them holds a secret."""

from __future__ import annotations


class PlatformError(Exception):
    """A call that failed. ``code``, ``message``: as the platform gives them; ``status``: of
    HTTP, 0 where there was no answer; ``request``: the id that the platform's log has."""

    def __init__(self, code: str, message: str = "", status: int = 0, request: str = ""):
        super().__init__(f"{status} {code}: {message}".strip(": "))
        self.code, self.message, self.status, self.request = code, message, status, request


class Denied(PlatformError):
    """The credentials, or their rights, are refused (400 or 401 of the token, 401, 403)."""


class NotThere(PlatformError):
    """There is no such thing (404)."""


class Busy(PlatformError):
    """Too many calls, or the service is away (429, 503), after all tries. ``wait``: the
    seconds that the platform asks for, if it does."""

    wait: float | None = None


class Unreachable(PlatformError):
    """No answer: whether the platform took what was sent is not known."""


class Incomplete(PlatformError):
    """The platform holds more flows of one moment than it lists."""


class Odd(PlatformError):
    """An answer that is not what the standard says."""
