# SPDX-License-Identifier: AGPL-3.0-or-later
"""A platform for tests, made from the OpenAPI of AFNOR XP Z12-013 (1.3; `cursor=False`: 1.2).

`MockPlatform.answer` takes a request and gives an answer; `MockSession` lets the client call
it without a network, `serve` puts it behind HTTP on the loopback interface. No Odoo here.
"""

import base64
import hashlib
import io
import json
import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import RLock, Thread
from urllib.parse import parse_qs, unquote, urlsplit

import requests

START = datetime(2026, 9, 14, 8, tzinfo=UTC)
KINDS = {"CDAR": "SupplierInvoiceLC", "FRR": "UnitarySupplierTransactionReport"}


@dataclass
class Stored:
    about: dict
    content: bytes
    views: dict = field(default_factory=dict)


@dataclass
class Failure:
    """The next `times` calls whose path matches fail so; `after`: once the work is done."""

    path: str
    status: int = 503
    times: int = 1
    code: str = "BUSY"
    headers: dict = field(default_factory=dict)
    after: bool = False
    lost: bool = False


class MockPlatform:
    def __init__(self, cursor=True):
        self.cursor, self.lock = cursor, RLock()
        self.flows, self.tokens, self.failures, self.calls = {}, set(), [], []
        self.companies, self.lines, self.number = {}, [], 0
        self.counts = True  # -1 by the standard where results are not counted
        self.hooks = {}
        self.secret, self.ack = "secret", ("Ok", [])

    # What tests set up and look at ----------------------------------------------------------

    def put(self, content, kind="SupplierInvoice", syntax="CII", moment=None, **about):
        """A flow that waits to be fetched; gives its id."""
        with self.lock:
            self.number += 1
            flow_id = about.pop("flowId", f"i_{self.number:05}")
            views = about.pop("views", {})
            when = _written(moment or START + timedelta(seconds=self.number))
            self.flows[flow_id] = Stored(
                {
                    "flowId": flow_id, "name": f"{flow_id}.xml", "flowType": kind,
                    "flowSyntax": syntax, "flowDirection": "In", "flowProfile": "CIUS",
                    "processingRule": "B2B", "processingRuleSource": "Computed",
                    "submittedAt": when, "updatedAt": when,
                    "acknowledgement": {"status": "Ok"}, **about,
                },
                content, views,
            )  # fmt: skip
            return flow_id

    def fail(self, path, status=503, **how):
        self.failures.append(Failure(path, status, **how))

    def sent(self, syntax="CDAR"):
        """What came in, oldest first."""
        return [
            one for one in self.flows.values()
            if one.about["flowDirection"] == "Out" and one.about["flowSyntax"] == syntax
        ]  # fmt: skip

    def expire(self):
        self.tokens.clear()

    # Answers ----------------------------------------------------------------------------------

    def answer(self, method, address, headers, body):
        """(status, headers, content) of a request; None where the answer is lost."""
        parts = urlsplit(address)
        with self.lock:
            self.calls.append((method, parts.path, dict(headers)))
            failure = self._failure(parts.path)
            if failure and not failure.after:
                return self._failed(failure)
            answer = self._answer(method, parts, headers, body)
            return self._failed(failure) if failure else answer

    def _failure(self, path):
        for failure in self.failures:
            if failure.times and re.search(failure.path, path):
                failure.times -= 1
                return failure
        return None

    def _failed(self, failure):
        if failure.lost:
            return None
        return _json(failure.status, {"errorCode": failure.code}, failure.headers)

    def _answer(self, method, parts, headers, body):
        if parts.path.endswith("/token"):
            return self._token(body)
        if parts.path.endswith("/healthcheck"):
            return 200, {}, b""
        token = headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in self.tokens:
            return _json(401, {"errorCode": "EXPIRED_TOKEN"})
        for verb, pattern, what in (
            ("POST", r"/flow/v1/flows$", self._take),
            ("POST", r"/flow/v1/flows/search$", self._search),
            ("GET", r"/flow/v1/flows/([^/]+)$", self._get),
            ("POST", r"/flow/v1/webhooks$", self._hook),
            ("DELETE", r"/flow/v1/webhooks/([^/]+)$", self._unhook),
            ("GET", r"/directory/v1/siren/code-insee:(\d+)$", self._company),
            ("POST", r"/directory/v1/directory-line/search$", self._lines),
        ):
            found = re.search(pattern, parts.path)
            if found and verb == method:
                return what(found, parts, headers, body)
        return _json(404, {"errorCode": "NOT_FOUND"})

    def _token(self, body):
        if f"client_secret={self.secret}".encode() not in body:
            return _json(401, {"error": "invalid_client"})
        token = f"t{len(self.calls)}"
        self.tokens.add(token)
        return _json(200, {"access_token": token, "token_type": "Bearer", "expires_in": 60})

    def _take(self, _found, _parts, headers, body):
        kind = headers.get("Content-Type", "")
        message = BytesParser().parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
        fields = {
            part.get_param("name", header="content-disposition"): part.get_payload(decode=True)
            for part in message.get_payload()
        }
        about, content = json.loads(fields["flowInfo"]), fields["file"]
        if about.get("sha256") != hashlib.sha256(content).hexdigest():
            return _json(422, {"errorCode": "ChecksumMismatch"})
        status, details = self.ack
        if any(one.content == content for one in self.sent(about["flowSyntax"])):
            status = "Error"
            details = [{"level": "Error", "item": "flow", "reasonCode": "AlreadyExistingFlow",
                        "reasonMessage": "sent before"}]  # fmt: skip
        flow_id = self.put(
            content, KINDS.get(about["flowSyntax"], "Undefined"), about["flowSyntax"],
            datetime.now(UTC), flowDirection="Out", name=about["name"],
            trackingId=about.get("trackingId", ""),
            processingRule=about.get("processingRule", "B2B"),
            acknowledgement={"status": status, **({"details": details} if details else {})},
        )  # fmt: skip
        stated = self.flows[flow_id].about
        names = ("flowId", "submittedAt", "name", "flowSyntax", "trackingId")
        return _json(202, {name: stated[name] for name in names})

    def _search(self, _found, _parts, _headers, body):
        asked = json.loads(body)
        where, limit = asked.get("where") or {}, min(asked.get("limit", 25), 100)
        if not where:
            return _json(400, {"errorCode": "PARAMS_ERROR"})
        found = sorted(
            (one.about for one in self.flows.values() if _matches(one.about, where)),
            key=lambda about: (about["updatedAt"], about["flowId"]),
        )
        start = int(base64.b64decode(asked["cursor"])) if asked.get("cursor") else 0
        answer = {"limit": limit, "filters": where, "results": found[start : start + limit]}
        if self.cursor and start + limit < len(found):
            answer["nextCursor"] = base64.b64encode(str(start + limit).encode()).decode()
        return _json(200, answer)

    def _get(self, found, parts, _headers, _body):
        stored = self.flows.get(unquote(found[1]))
        kind = parse_qs(parts.query).get("docType", ["Metadata"])[0]
        if stored is None:
            return _json(404, {"errorCode": "NOT_FOUND"})
        if kind == "Metadata":
            return _json(200, stored.about)
        content = stored.views.get(kind, stored.content if kind == "Original" else None)
        if content is None:
            return _json(404, {"errorCode": "NOT_FOUND"})
        return 200, {"Content-Type": "application/octet-stream"}, content

    def _hook(self, _found, _parts, _headers, body):
        number = f"w{len(self.hooks)}"
        self.hooks[number] = json.loads(body)["callbackUrl"]
        key = base64.b64encode(b"k" * 32).decode()
        return _json(201, {"webhookId": number, "signingKey": key})

    def _unhook(self, found, _parts, _headers, _body):
        known = self.hooks.pop(found[1], None)
        return (204, {}, b"") if known else _json(404, {"errorCode": "NOT_FOUND"})

    def _company(self, found, _parts, _headers, _body):
        known = self.companies.get(found[1])
        return _json(200, known) if known else _json(404, {"errorCode": "NOT_FOUND"})

    def _lines(self, _found, _parts, _headers, body):
        asked = json.loads(body)
        siren = asked["filters"]["siren"]["value"]
        found = [line for line in self.lines if line["siren"] == siren]
        start = asked.get("ignore", 0)
        results = found[start : start + asked.get("limit", 50)]
        total = len(found) if self.counts else -1
        return _json(200, {"totalNumberOfResults": total, "results": results})


def _written(moment):
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _json(status, value, headers=None):
    return status, {"Content-Type": "application/json", **(headers or {})}, json.dumps(value).encode()


def _matches(about, where):
    for name in ("flowType", "flowDirection", "processingRule"):
        if where.get(name) and about[name] not in where[name]:
            return False
    if where.get("ackStatus") and about["acknowledgement"]["status"] != where["ackStatus"]:
        return False
    if where.get("trackingId") and about.get("trackingId") != where["trackingId"]:
        return False
    low, high = where.get("updatedAfter", ""), where.get("updatedBefore", "~")
    return low < about["updatedAt"] < high


class MockSession(requests.Session):
    """A session whose requests a mock answers at once."""

    def __init__(self, platform):
        super().__init__()
        self.platform, self.trust_env = platform, False

    def send(self, request, **_how):
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        answer = self.platform.answer(request.method, request.url, request.headers, body)
        if answer is None:
            raise requests.ReadTimeout("no answer")
        response = requests.Response()
        response.status_code, headers, content = answer
        response.raw = io.BytesIO(content)
        response.headers.update(headers)
        response.request, response.url = request, request.url
        return response


def serve(platform):
    """(server, address) of the mock behind HTTP; `server.shutdown()` ends it."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args):
            """Quiet."""

        def handle_any(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer = platform.answer(self.command, self.path, self.headers, body)
            if answer is None:
                time.sleep(0.2)
                self.close_connection = True
                self.connection.close()
                return
            status, headers, content = answer
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_DELETE = handle_any

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"
