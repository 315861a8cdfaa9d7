# SPDX-License-Identifier: AGPL-3.0-or-later
"""Flows of a platform: found, fetched, sent, acknowledged (XP Z12-013, annex A, 1.1 to 1.3)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from .connection import Connection
from .errors import Incomplete, NotThere, Odd

LIMIT = 100
TICK = timedelta(milliseconds=1)
BILL, LIFECYCLE, REPORT = "SupplierInvoice", "SupplierInvoiceLC", "UnitarySupplierTransactionReport"
# What cuts a moment with too many flows into parts, where there is no cursor.
_PARTS = (
    ("flowDirection", ("In", "Out")),
    ("processingRule", ("B2B", "B2BInt", "B2C", "B2G", "B2GInt", "OutOfScope", "B2GOutOfScope",
                        "ArchiveOnly", "NotApplicable", "Undefined")),
    ("ackStatus", ("Ok", "Pending", "Error")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow as the platform describes it."""

    flow_id: str
    updated: datetime
    name: str = ""
    kind: str = "Undefined"
    syntax: str = ""
    direction: str = ""
    rule: str = "Undefined"
    tracking: str = ""
    submitted: datetime | None = None
    ack: str = ""
    reasons: tuple[tuple[str, str, str], ...] = ()


def read_flow(stated) -> Flow:
    """The flow of an answer; raises Odd where it has no identifier or no moment."""
    if not isinstance(stated, dict) or not stated.get("flowId"):
        raise Odd("NO_FLOW_ID")
    ack = stated.get("acknowledgement") or {}
    moment = stated.get("updatedAt") or stated.get("submittedAt")
    if not moment:
        raise Odd("NO_MOMENT", str(stated["flowId"]))
    return Flow(
        flow_id=str(stated["flowId"]),
        updated=read_moment(moment),
        name=str(stated.get("name") or ""),
        kind=stated.get("flowType") or "Undefined",
        syntax=stated.get("flowSyntax") or "",
        direction=stated.get("flowDirection") or "",
        rule=stated.get("processingRule") or "Undefined",
        tracking=stated.get("trackingId") or "",
        submitted=read_moment(stated["submittedAt"]) if stated.get("submittedAt") else None,
        ack=ack.get("status") or "",
        reasons=tuple(
            (one.get("reasonCode") or "", one.get("reasonMessage") or "", one.get("item") or "")
            for one in ack.get("details") or ()
            if one.get("level") != "Warning"
        ),
    )


def read_moment(text: str) -> datetime:
    """A moment of an answer, in UTC; raises Odd.

    >>> read_moment("2026-09-14T09:00:00.123456+02:00")
    datetime.datetime(2026, 9, 14, 7, 0, 0, 123456, tzinfo=datetime.timezone.utc)
    >>> read_moment("2026-09-14T09:00:00Z").hour
    9
    """
    try:
        moment = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        raise Odd("NO_MOMENT", str(text)[:40]) from None
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)


def write_moment(moment: datetime) -> str:
    """
    >>> write_moment(datetime(2026, 9, 14, 9, tzinfo=UTC))
    '2026-09-14T09:00:00.000000Z'
    """
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


class Flows:
    """The flow service of a platform."""

    def __init__(self, connection: Connection):
        self._connection, self._base = connection, connection.addresses.flows.rstrip("/")

    def healthy(self) -> bool:
        """Whether the service answers; raises PlatformError where it does not."""
        self._connection.call("GET", self._base, "/v1/healthcheck")
        return True

    # Finding ----------------------------------------------------------------------------

    def changed(self, after: datetime, where: dict | None = None) -> Iterator[list[Flow]]:
        """The flows changed after a moment, page by page, each as often as it was changed
        meanwhile. By cursor where there is one; else by the moment of the last flow of a
        full page, a little before it, and a moment with more flows than a page by its parts.
        """
        seen: set[tuple] = set()
        cursor = ""
        while True:
            page, cursor, full = self._page(where or {}, after, None, cursor)
            if fresh := _unseen(page, seen):
                yield fresh
            if cursor:
                continue
            if not full:
                return
            last = max(flow.updated for flow in page)
            if last - TICK > after:
                after = last - TICK
                continue
            moment = self._of_a_moment(where or {}, last, _PARTS)
            if fresh := _unseen(moment, seen):
                yield fresh
            after = last

    def _of_a_moment(self, where: dict, moment: datetime, parts) -> list[Flow]:
        """All flows of a moment, cut by what they are until each part fits into a page."""
        page, _cursor, full = self._page(where, moment - TICK, moment + TICK, "")
        if not full:
            return page
        if not parts:
            raise Incomplete("TOO_MANY_AT_ONCE", write_moment(moment))
        (name, values), *rest = parts
        found = []
        for value in values:
            given = value if name == "ackStatus" else [value]
            found += self._of_a_moment({**where, name: given}, moment, rest)
        return found

    def _page(self, where, after, before, cursor) -> tuple[list[Flow], str, bool]:
        """Flows, the cursor of the next page, and whether the page is full."""
        given = {**where, "updatedAfter": write_moment(after)}
        if before:
            given["updatedBefore"] = write_moment(before)
        asked = {"limit": LIMIT, "where": given}
        if cursor:
            asked["cursor"] = cursor
        answer = self._connection.call(
            "POST", self._base, "/v1/flows/search", json=asked
        ).json()
        if not isinstance(answer, dict) or not isinstance(answer.get("results"), list):
            raise Odd("NO_RESULTS")
        flows, stated = list(map(read_flow, answer["results"])), answer.get("limit")
        most = min(stated, LIMIT) if isinstance(stated, int) and stated > 0 else LIMIT
        return flows, answer.get("nextCursor") or "", len(flows) >= most

    def of_tracking(self, tracking: str) -> Flow | None:
        """The flow that was sent with that tracking id, if it arrived."""
        asked = {"limit": LIMIT, "where": {"trackingId": tracking}}
        found = self._connection.call("POST", self._base, "/v1/flows/search", json=asked).json()
        flows = [read_flow(one) for one in (found or {}).get("results") or ()]
        flows = [flow for flow in flows if flow.tracking == tracking]
        flows.sort(key=lambda flow: (flow.ack == "Error", flow.updated))
        return flows[0] if flows else None

    # Fetching ---------------------------------------------------------------------------

    def metadata(self, flow_id: str) -> Flow:
        """The flow as it is now."""
        return read_flow(self._get(flow_id, "Metadata").json())

    def original(self, flow_id: str) -> bytes:
        """The file as its sender gave it, else as the platform converted it."""
        try:
            return self._get(flow_id, "Original").content
        except NotThere:
            return self._get(flow_id, "Converted").content

    def readable(self, flow_id: str) -> bytes:
        """A PDF to read; empty where the platform makes none."""
        try:
            return self._get(flow_id, "ReadableView").content
        except NotThere:
            return b""

    def _get(self, flow_id, kind):
        return self._connection.call(
            "GET", self._base, f"/v1/flows/{_quoted(flow_id)}", params={"docType": kind}
        )

    # Sending ----------------------------------------------------------------------------

    def send(self, content: bytes, name: str, syntax: str, tracking: str, rule: str = "") -> Flow:
        """Send a file once: who sends it again after no answer calls `of_tracking` first."""
        about = {
            "flowSyntax": syntax,
            "name": name[:255],
            "trackingId": tracking,
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        if rule:
            about["processingRule"] = rule
        files = {
            "flowInfo": (None, json.dumps(about), "application/json"),
            "file": (name, content, "application/octet-stream"),
        }
        answer = self._connection.call("POST", self._base, "/v1/flows", files=files).json()
        stated = answer if isinstance(answer, dict) else {}
        return read_flow({"trackingId": tracking, **stated})

    # Webhooks -----------------------------------------------------------------------------

    def subscribe(self, address: str) -> tuple[str, str]:
        """Ask to be called when something changes; return (id, signing key)."""
        answer = self._connection.call(
            "POST", self._base, "/v1/webhooks", json={"callbackUrl": address}
        ).json()
        found = answer if isinstance(answer, dict) else {}
        if not found.get("webhookId") or not found.get("signingKey"):
            raise Odd("NO_SIGNING_KEY")
        return found["webhookId"], found["signingKey"]

    def unsubscribe(self, webhook: str) -> None:
        """Ask not to be called any more; one that is gone already is fine."""
        try:
            self._connection.call("DELETE", self._base, f"/v1/webhooks/{_quoted(webhook)}")
        except NotThere:
            return


def _unseen(flows: list[Flow], seen: set) -> list[Flow]:
    """Those that were not seen yet, from now on they are."""
    fresh = [flow for flow in flows if (flow.flow_id, flow.updated) not in seen]
    seen.update((flow.flow_id, flow.updated) for flow in fresh)
    return fresh


def _quoted(identifier: str) -> str:
    """
    >>> _quoted("i_12/../x")
    'i_12%2F..%2Fx'
    """
    return quote(identifier, safe="")
