# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server of Spendesk's interface on this machine, made from its published description.

Paths, their questions and the shapes of objects come from the OpenAPI document where it
is at hand (`AP_SHARED`, or ../shared), else from the extract below: the same fields,
written by hand. It pages, asks for a token, throttles and breaks as real ones do.
"""

import base64
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

NAME = "spendesk_openapi_v0_2024.json"
TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
MAYBE = {"type": ["string", "null"]}
TIME = {"type": "string", "format": "date-time"}


def _object(**fields):
    return {"type": "object", "properties": fields}


PAYABLE = _object(
    id=TEXT, type={"enum": ["physicalCard", "expenseClaim"]}, userId=TEXT,
    bookkeepingStatus={"enum": ["prepared"]}, companyId=TEXT, costCenterId=MAYBE,
    costCenterName=MAYBE, teamId=MAYBE, teamName=MAYBE, createdAt=TIME,
    payableDate={"type": "string", "format": "date"}, accountingDate=MAYBE,
    amount=WHOLE, currency=TEXT, functionalAmount=WHOLE, functionalCurrency=TEXT,
    functionalExchangeRate={"type": "number"}, invoiceNumber=MAYBE, description=TEXT,
    counterparty=_object(id=TEXT, type={"enum": ["supplier"]}, name=TEXT),
    lineItems={"type": "array", "items": _object(
        expenseAccount=_object(id=TEXT, code=TEXT, description=TEXT),
        vatAccount=_object(id=TEXT, code=TEXT, rate={"type": "number"}),
        financial=_object(vatAmount=WHOLE, netAmount=WHOLE, grossAmount=WHOLE),
    )},
    allocations={"type": "array", "items": _object(
        allocatedAmount=WHOLE, settlement=_object(id=TEXT, link=TEXT))},
    documentaryEvidence=_object(provided=_object(
        type={"enum": ["invoice"]}, valid={"type": "boolean"}, notValidReason=MAYBE)),
)  # fmt: skip
EXTRACT = {
    "/v0/payables": (PAYABLE, {"cursor", "ids", "exportedAfter", "bookkeepingStatus", "sort"}),
    "/v0/settlements": (
        _object(
            id=TEXT, type={"enum": ["payment"]}, medium={"enum": ["card"]},
            paidFrom={"enum": ["spendeskAccount"]}, transactionDescription=TEXT,
            createdAt=TIME, clearedAt=TIME, amount=WHOLE, currency=TEXT,
            billingAmount=WHOLE, billingCurrency=TEXT, state={"enum": ["created"]},
        ),
        {"exportedAfter", "paidFrom", "page", "pageSize", "ids", "state", "sort"},
    ),
    "/v0/bank-fees": (
        _object(id=TEXT, kind={"enum": ["fxFee"]}, settlementId=TEXT, amount=WHOLE,
                currency=TEXT, createdAt=TIME, chargedAt=TIME),
        {"page", "pageSize", "from", "to", "settlementIds", "sort"},
    ),
    "/v0/wallet-loads": (
        _object(id=TEXT, type={"enum": ["wireTransfer"]}, currency=TEXT, amount=WHOLE,
                createdAt=TIME),
        {"page", "pageSize", "from", "to", "sort"},
    ),
    "/v0/users": (
        _object(id=TEXT, firstName=TEXT, lastName=TEXT, email=MAYBE),
        {"page", "pageSize", "id"},
    ),
}  # fmt: skip


def described():
    """Return path -> (shape of an object, names of questions), and whether it is theirs."""
    here = Path(__file__).resolve().parents[3]
    folder = Path(os.environ.get("AP_SHARED") or here.parent / "shared")
    path = folder / "data" / "expenses" / "formats" / NAME
    if not path.exists():
        return EXTRACT, False
    whole = json.loads(path.read_text(encoding="utf-8"))
    found = {}
    for name in EXTRACT:
        get = whole["paths"][name]["get"]
        content = get["responses"]["200"]["content"]["application/json"]["schema"]
        asked = {_followed(one, whole)["name"] for one in get.get("parameters", [])}
        shape = _followed(content["properties"]["data"]["items"], whole)
        found[name] = (_whole(shape, whole), asked)
    return found, True


def _followed(node, whole):
    while "$ref" in node:
        target = whole
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def _whole(node, whole):
    """Return the shape with its references put in."""
    node = _followed(node, whole)
    if "properties" in node:
        parts = {name: _whole(one, whole) for name, one in node["properties"].items()}
        return {**node, "properties": parts}
    if "items" in node:
        return {**node, "items": _whole(node["items"], whole)}
    for name in ("oneOf", "anyOf", "allOf"):
        if name in node:
            return _whole(node[name][0], whole)
    return node


def made(shape, number, given=None):
    """Return an object of that shape; ``given`` says what some of its fields hold."""
    if "properties" in shape:
        own = given or {}
        return {
            name: own[name]
            if name in own and not isinstance(own[name], dict)
            else made(one, number, own.get(name))
            for name, one in shape["properties"].items()
        }
    kind = shape.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if shape.get("enum"):
        return next(one for one in shape["enum"] if one)
    if kind == "array":
        return []
    plain = {"integer": 0, "number": 1, "boolean": True}
    if kind in plain:
        return plain[kind]
    times = {"date": "2026-12-03", "date-time": "2026-12-03T10:00:00Z"}
    return times.get(shape.get("format"), f"x{number}")


class Server:
    """The interface, listening on a free port of this machine."""

    KEY = "client:secret"
    PAGE = 3

    def __init__(self, objects):
        """``objects``: path -> list of what its objects hold beside the plain values."""
        self.shapes, self.theirs = described()
        self.data = {
            path: [made(self.shapes[path][0], n, one) for n, one in enumerate(its)]
            for path, its in {name: objects.get(name, []) for name in EXTRACT}.items()
        }
        self.asked, self.failures, self.next_url = [], [], None
        handler = type("Handler", (_Handler,), {"own": self})
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)
        self.thread.start()

    def stop(self):
        self.http.shutdown()
        self.http.server_close()
        self.thread.join(10)


class _Handler(BaseHTTPRequestHandler):
    own = None

    def log_message(self, *_args):
        """Say nothing."""

    def do_POST(self):
        size = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(size)
        wanted = base64.b64encode(self.own.KEY.encode()).decode()
        if self.path != "/v0/auth/token":
            self._answer(404, {})
        elif self.headers.get("Authorization") != f"Basic {wanted}":
            self._answer(401, {"errors": [{"code": "AUTHENTICATION_ERROR"}]})
        else:
            self._answer(200, {"access_token": "token", "token_type": "Bearer"})

    def do_GET(self):
        own, parts = self.own, urlsplit(self.path)
        asked = {name: its[-1] for name, its in parse_qs(parts.query).items()}
        own.asked.append((parts.path, asked))
        if self.headers.get("Authorization") != "Bearer token":
            return self._answer(401, {})
        if own.failures:
            status, headers = own.failures.pop(0)
            return self._answer(status, {}, headers)
        if parts.path not in own.data:
            return self._answer(404, {})
        if set(asked) - own.shapes[parts.path][1]:
            return self._answer(400, {"errors": [{"code": "BAD_REQUEST"}]})
        return self._answer(200, self._page(parts.path, asked))

    def _page(self, path, asked):
        own = self.own
        rows = own.data[path]
        if path == "/v0/payables":
            start = int(asked.get("cursor") or 0)
            end = start + own.PAGE
            following = own.next_url or (
                f"{own.url}{path}?cursor={end}" if end < len(rows) else None
            )
            paging = {"nextUrl": following}
        else:
            page, size = int(asked.get("page", 1)), int(asked.get("pageSize", 30))
            start, end = (page - 1) * size, page * size
            paging = {"page": page, "pageSize": size, "total": len(rows)}
        return {"meta": {"pagination": paging}, "data": rows[start:end]}

    def _answer(self, status, document, headers=None):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
