# SPDX-License-Identifier: AGPL-3.0-or-later
"""Calls of a platform: token, tries again, ids of requests; what was called is told to
``log`` without any secret."""

from __future__ import annotations

import email.utils
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

import requests

from .errors import Busy, Denied, NotThere, Odd, PlatformError, Unreachable

TIMEOUT = (10, 60)  # seconds: to connect, between two bytes
TRIES = 4
LONGEST_WAIT = 60.0  # seconds; a platform that asks for more is left for the next turn
MOST_BYTES = 120_000_000
TOKEN_REFUSED = "TOKEN_REFUSED"
_CHUNK = 65_536
_BY_STATUS = {401: Denied, 403: Denied, 404: NotThere, 429: Busy, 503: Busy}


@dataclass(frozen=True, slots=True)
class Credentials:
    """Of OAuth2 (client credentials); none of it is shown."""

    client: str = field(repr=False)
    secret: str = field(repr=False)
    organization: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the services of a platform are, without the version of the interface."""

    flows: str
    directory: str
    token: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call as a log keeps it."""

    method: str
    path: str
    status: int
    milliseconds: int
    request: str
    size: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The body of an answer, read to its end."""

    content: bytes
    headers: dict[str, str]

    def json(self):
        """The body as JSON; raises Odd."""
        try:
            return requests.compat.json.loads(self.content or b"null")
        except ValueError as error:
            raise Odd("NOT_JSON", str(error)) from None


class Connection:
    """One company's access to one platform, for the time of one piece of work."""

    def __init__(
        self,
        addresses: Addresses,
        credentials: Credentials,
        *,
        session=None,
        sleep: Callable[[float], None] = time.sleep,
        log: Callable[[Call], None] = lambda call: None,
        clock: Callable[[], float] = time.monotonic,
    ):
        self.addresses = addresses
        self._credentials, self._token = credentials, ""
        self._session = session or requests.Session()
        self._sleep, self._log, self._clock = sleep, log, clock

    def call(self, method: str, base: str, path: str, **options) -> Answer:
        """Return the answer of ``base + path``; raises PlatformError.

        A refused token is renewed once. 429 and 503 are tried again as `Retry-After` says,
        else after 1, 2, 4 seconds. What got no answer is not tried again here: whoever sends
        must look first whether it arrived.
        """
        renewed, tries = False, 0
        while True:
            try:
                return self._once(method, base + path, path, self._headers(), options)
            except Denied as denied:
                if renewed or denied.status != 401 or denied.code == TOKEN_REFUSED:
                    raise
                renewed, self._token = True, ""
            except Busy as busy:
                tries += 1
                wait = 2.0 ** (tries - 1) if busy.wait is None else busy.wait
                if tries >= TRIES or wait > LONGEST_WAIT:
                    raise
                self._sleep(wait)

    def _headers(self) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {self._token or self._renew()}"}
        if self._credentials.organization:
            headers["Organization-Id"] = self._credentials.organization
        return headers

    def _renew(self) -> str:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._credentials.client,
            "client_secret": self._credentials.secret,
        }
        if self._credentials.scope:
            form["scope"] = self._credentials.scope
        try:
            answer = self._once("POST", self.addresses.token, "token", {}, {"data": form})
        except PlatformError as error:
            if error.status in (400, 401, 403):
                raise Denied(TOKEN_REFUSED, error.code, error.status, error.request) from None
            raise
        found = answer.json()
        self._token = found.get("access_token") if isinstance(found, dict) else ""
        if not self._token:
            raise Odd("NO_TOKEN")
        return self._token

    def _once(self, method, address, path, headers, options) -> Answer:
        """One request and its answer."""
        request, start = str(uuid.uuid4()), self._clock()
        status, size, code = 0, 0, ""
        try:
            response = self._session.request(
                method, address, headers={"Request-Id": request, **headers},
                timeout=TIMEOUT, stream=True, allow_redirects=False, **options,
            )  # fmt: skip
            status = response.status_code
            content = _read(response)
            size = len(content)
            if status >= 300:
                error = _error(status, content, response.headers, request)
                code = error.code
                raise error
            return Answer(content, dict(response.headers))
        except requests.RequestException as error:
            code = type(error).__name__  # its text may hold the address with its parameters
            raise Unreachable(code, "", status, request) from None
        finally:
            spent = int((self._clock() - start) * 1000)
            self._log(Call(method, path.partition("?")[0], status, spent, request, size, code))


def _read(response) -> bytes:
    content = bytearray()
    for part in response.iter_content(_CHUNK):
        content += part
        if len(content) > MOST_BYTES:
            raise Odd("TOO_LARGE", "", response.status_code)
    return bytes(content)


def _error(status, content, headers, request) -> PlatformError:
    """The error of an answer; of a 429 or 503 with the seconds to wait."""
    code, message = f"HTTP_{status}", ""
    try:
        stated = requests.compat.json.loads(content or b"{}")
    except ValueError:
        stated = {}
    if isinstance(stated, dict):
        code = str(stated.get("errorCode") or stated.get("error") or code)[:64]
        message = str(stated.get("errorMessage") or "")[:500]
    error = _BY_STATUS.get(status, PlatformError)(code, message, status, request)
    if isinstance(error, Busy):
        error.wait = seconds_to_wait(headers.get("Retry-After"))
    return error


def seconds_to_wait(text: str | None, now: float | None = None) -> float | None:
    """What `Retry-After` says, in seconds; None if it says nothing.

    >>> seconds_to_wait("7"), seconds_to_wait(None), seconds_to_wait("soon")
    (7.0, None, None)
    >>> seconds_to_wait("Mon, 14 Sep 2026 09:00:30 GMT", 1789376400.0)
    30.0
    """
    if not text:
        return None
    if text.strip().isdigit():
        return float(text)
    try:
        when = email.utils.parsedate_to_datetime(text).timestamp()
    except (TypeError, ValueError):
        return None
    return max(0.0, when - (time.time() if now is None else now))
