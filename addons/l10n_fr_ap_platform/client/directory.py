# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory of companies and their addresses (XP Z12-013, annex B, 1.1 to 1.3)."""

from __future__ import annotations

from dataclasses import dataclass

from .connection import Connection
from .errors import NotThere, Odd
from .flows import _quoted

LIMIT = 100


@dataclass(frozen=True, slots=True)
class Line:
    """An address at which a company receives e-invoices."""

    address: str
    siren: str
    siret: str = ""
    status: str = ""
    platform: str = ""

    @property
    def receives(self) -> bool:
        """
        >>> Line("1", "1", status="Enabled").receives, Line("1", "1", status="Disabled").receives
        (True, False)
        """
        return self.status == "Enabled"


class Directory:
    """The directory service of a platform."""

    def __init__(self, connection: Connection):
        self._connection = connection
        self._base = connection.addresses.directory.rstrip("/")

    def company(self, siren: str) -> dict | None:
        """Name and kind of a company; None if the directory does not know it."""
        try:
            path = f"/v1/siren/code-insee:{_quoted(siren)}"
            return self._connection.call("GET", self._base, path).json()
        except NotThere:
            return None

    def lines(self, siren: str) -> list[Line]:
        """All addresses of a company."""
        found: list[Line] = []
        while True:
            asked = {
                "filters": {"siren": {"op": "strict", "value": siren}},
                "limit": LIMIT,
                "ignore": len(found),
            }
            try:
                response = self._connection.call(
                    "POST", self._base, "/v1/directory-line/search", json=asked
                )
            except NotThere:
                return found
            if not response.content:  # 204, which said "nothing" up to version 1.2
                return found
            answer = response.json()
            if not isinstance(answer, dict):
                raise Odd("NO_RESULTS")
            page = [_line(one) for one in answer.get("results") or ()]
            found += page
            # -1: the platform does not count; then a page that is not full is the last one.
            total = answer.get("totalNumberOfResults", -1)
            last = len(page) < LIMIT if total is None or total < 0 else len(found) >= total
            if not page or last:
                return found


def _line(stated: dict) -> Line:
    return Line(
        address=stated.get("addressingIdentifier") or "",
        siren=stated.get("siren") or "",
        siret=stated.get("siret") or "",
        status=stated.get("directoryLineStatus") or "",
        platform=stated.get("platformType") or "",
    )
