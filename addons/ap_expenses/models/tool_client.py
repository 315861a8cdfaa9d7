# SPDX-License-Identifier: AGPL-3.0-or-later
"""Talks to Spendesk's interface (v0): pages, throttling, retries; reads only.

The key never goes to another address than the one on record: pages that point elsewhere
are refused, and no redirection is followed.
"""

import time
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import requests

TIMEOUT = 60  # seconds, to connect and for each answer
TRIES = 5
LONGEST_WAIT = 60  # seconds, whatever the interface asks
MOST_PAGES = 20_000
PAGE = 100
PATHS = {
    "payables": "/v0/payables",
    "settlements": "/v0/settlements",
    "bank-fees": "/v0/bank-fees",
    "wallet-loads": "/v0/wallet-loads",
    "users": "/v0/users",
}
DATED = ("bank-fees", "wallet-loads")  # which may be asked for from a day on


class ClientError(Exception):
    """What the interface did not do. Attributes: ``code``, ``path``, ``detail``."""

    def __init__(self, code: str, path: str = "", detail: str = "") -> None:
        super().__init__(f"{code}: {path} {detail}".strip())
        self.code, self.path, self.detail = code, path, detail[:200]


class Client:
    """One conversation with the interface."""

    def __init__(self, url: str, key: str, wait=time.sleep) -> None:
        """``key``: “identifier:secret”; ``wait``: how to wait so many seconds."""
        self.url, self.key, self._wait = url.rstrip("/"), key, wait
        self.session = requests.Session()
        self.calls = 0
        parts = urlsplit(self.url)
        local = parts.hostname in ("localhost", "127.0.0.1", "::1")
        if parts.scheme != "https" and not local:
            raise ClientError("not_https", self.url)

    def open(self) -> None:
        """Get a token for the key."""
        name, _sign, secret = self.key.partition(":")
        if not name or not secret:
            raise ClientError("no_key")
        answer = self._call(
            "POST", self.url + "/v0/auth/token", auth=(name, secret),
            json={"grant_type": "client_credentials"},
        )  # fmt: skip
        token = answer.get("access_token")
        if not isinstance(token, str):
            raise ClientError("no_token", "/v0/auth/token")
        self.session.headers["Authorization"] = f"Bearer {token}"

    def all(self, part: str, since: str = "") -> Iterator[dict]:
        """Yield all objects of a part, page after page."""
        params: dict = {}
        if part != "payables":
            params = {"page": 1, "pageSize": PAGE}
        if since and part in DATED:
            params["from"] = since
        url = self.url + PATHS[part]
        for _page in range(MOST_PAGES):
            answer = self._call("GET", url, params=params)
            found = answer.get("data")
            if not isinstance(found, list):
                raise ClientError("answer", PATHS[part])
            yield from found
            url, params = self._next(answer, url, params, len(found))
            if not url:
                return
        raise ClientError("endless", PATHS[part])

    def _next(self, answer, url, params, count) -> tuple[str, dict]:
        """The address and the questions of the next page; no address after the last."""
        meta = answer.get("meta")
        paging = meta.get("pagination") if isinstance(meta, dict) else None
        paging = paging if isinstance(paging, dict) else {}
        if "nextUrl" in paging:
            following = paging["nextUrl"]
            if not following:
                return "", {}
            whole = urljoin(self.url + "/", str(following))
            if urlsplit(whole)[:2] != urlsplit(self.url)[:2]:
                raise ClientError("elsewhere", str(following))
            if whole == url:
                raise ClientError("endless", url)
            return whole, {}
        page, total = params.get("page", 1), paging.get("total")
        known = isinstance(total, int) and page * PAGE >= total
        if not count or known or (total is None and count < PAGE):
            return "", {}
        return url, {**params, "page": page + 1}

    def _call(self, method: str, url: str, **given) -> dict:
        """One question; asked again when the interface is busy or broken."""
        path = urlsplit(url).path
        for turn in range(1, TRIES + 1):
            try:
                self.calls += 1
                answer = self.session.request(
                    method, url, timeout=TIMEOUT, allow_redirects=False, **given
                )
            except requests.RequestException as error:
                if turn == TRIES:
                    raise ClientError("unreachable", path, str(error)) from None
                self._wait(2**turn)
                continue
            if answer.status_code == 429 or answer.status_code >= 500:
                if turn == TRIES:
                    raise ClientError("busy", path, str(answer.status_code))
                self._wait(_pause(answer, turn))
                continue
            return _content(answer, path)
        raise ClientError("busy", path)


def _pause(answer, turn: int) -> float:
    """How long to wait: what the interface asks, within bounds."""
    try:
        asked = float(answer.headers.get("Retry-After", ""))
    except ValueError:
        asked = float(2**turn)
    return min(max(asked, 0.0), LONGEST_WAIT)


def _content(answer, path: str) -> dict:
    if answer.status_code in (401, 403):
        raise ClientError("refused", path, str(answer.status_code))
    if not 200 <= answer.status_code < 300:
        raise ClientError("answer", path, f"{answer.status_code} {answer.text[:150]}")
    try:
        found = answer.json()
    except ValueError:
        raise ClientError("answer", path, answer.text[:150]) from None
    if not isinstance(found, dict):
        raise ClientError("answer", path)
    return found
