# SPDX-License-Identifier: AGPL-3.0-or-later
"""The platform of the demo company: a session that answers from the story, without a network.

It keeps nothing: what was sent to it is in the desk's own tables, so that it answers the same
in the transaction that makes the company and after a restart.
"""

import hashlib
import io
import json
from datetime import UTC, datetime, time, timedelta
from email.parser import BytesParser
from types import SimpleNamespace
from urllib.parse import parse_qs, unquote, urlsplit

import requests

from odoo.addons.ap_base.arithmetic.calendar import month_start
from odoo.addons.l10n_fr_ap_platform.client.flows import write_moment
from odoo.addons.l10n_fr_ap_platform.rules import cdar

from ..story import papers
from ..story.platform import BILL, FLOWS
from ..story.suppliers import SUPPLIERS
from .captured import seller_of
from .papers import party_of

SENT, ANSWER = "sent-", "answer-"
TERM = timedelta(days=30)
CUT = 900  # of a file that did not come whole


class RecordedSession(requests.Session):
    """Answers what is asked over the connection of the demo company."""

    def __init__(self, platform):
        super().__init__()
        self.trust_env, self._platform = False, platform.sudo()

    def send(self, request, **_how):
        """The answer, at once."""
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        status, content = self._answer(request, urlsplit(request.url), body)
        response = requests.Response()
        response.status_code, response.request, response.url = status, request, request.url
        response.raw = io.BytesIO(
            content if isinstance(content, bytes) else json.dumps(content).encode()
        )
        return response

    def _answer(self, request, parts, body):
        path = parts.path
        if path.endswith("/token"):
            return 200, {"access_token": "demo", "token_type": "Bearer", "expires_in": 3600}
        if path.endswith("/healthcheck"):
            return 200, b""
        if path.endswith("/flows/search"):
            return 200, {"limit": 100, "results": self._found(json.loads(body)["where"])}
        if path.endswith("/directory-line/search"):
            return 200, _lines(json.loads(body)["filters"]["siren"]["value"])
        if path.endswith("/flows"):
            return 202, _taken(request.headers["Content-Type"], body)
        if "/flows/" in path:
            kind = parse_qs(parts.query).get("docType", ["Metadata"])[0]
            return self._flow(unquote(path.rpartition("/")[2]), kind)
        return 404, {"errorCode": "NOT_FOUND"}

    # Flows ------------------------------------------------------------------------------

    def _found(self, where) -> list[dict]:
        """What changed after a moment; nothing that was sent is unknown to the desk."""
        if where.get("trackingId"):
            return []
        stated = [_about(one.number, one.name, self._moment(one)) for one in FLOWS]
        stated += [
            _about(f"{ANSWER}{one.id}", f"{one.number}.xml", one.flow_id.date + timedelta(minutes=1),
                   "StateTransactionReportLC", "CDAR")
            for one in self._reports()
        ]  # fmt: skip
        return [one for one in stated if one["updatedAt"] > where["updatedAfter"]]

    def _moment(self, flow) -> datetime:
        """The morning of its day, or now, if that day is still to come."""
        morning = datetime.combine(flow.day.on(self._last()), time(7))
        return min(morning, datetime.now(UTC).replace(tzinfo=None, microsecond=0))

    def _last(self):
        """The last day of the month to close: the platform came in the month before it."""
        began = self._platform.report_since
        return month_start(began + timedelta(days=70)) - timedelta(days=1)

    def _reports(self):
        """The reports that came in: the tax office files each."""
        return self._platform.env["ap.purchase.report"].search(
            [("company_id", "=", self._platform.company_id.id), ("flow_id.date", "!=", False)]
        )

    def _flow(self, number, kind):
        if kind == "Metadata":
            moment = datetime.now(UTC).replace(tzinfo=None)
            return 200, _about(number, number, moment)
        content = self._content(number) if kind == "Original" else None
        return (200, content) if content else (404, {"errorCode": "NOT_FOUND"})

    def _content(self, number) -> bytes:
        if number.startswith(ANSWER):
            report = self._reports().browse(int(number.removeprefix(ANSWER)))
            message = cdar.Message(
                f"A-{report.number}", "300", report.number, issuer=cdar.Party("DFH")
            )
            return cdar.write(message)
        flow = next((one for one in FLOWS if one.number == number), None)
        return self._bill(flow) if flow else b""

    def _bill(self, flow) -> bytes:
        """The e-invoice of a flow."""
        company, issued = self._platform.company_id, flow.day.on(self._last())
        lines = flow.lines or FLOWS[0].lines
        untaxed = sum(line.amount for line in lines)
        content = papers.Content(
            number=flow.reference, issued=issued, due=issued + TERM,
            seller=seller_of(self._book(), flow.supplier), buyer=party_of(company.partner_id),
            lines=lines, rate=flow.rate, untaxed=untaxed,
            vat=(untaxed * flow.rate / 100).quantize(papers.CENT),
            goods=flow.goods, terms=dict(papers.TERMS),
        )  # fmt: skip
        written = papers.cii(content).encode()
        return written if flow.lines else written[:CUT]

    def _book(self):
        """The cards of the suppliers that sell by the platform."""
        keys = {one.supplier for one in FLOWS if isinstance(one.supplier, str)}
        names = {SUPPLIERS[key].name: key for key in keys}
        cards = self._platform.env["res.partner"].search([("name", "in", list(names))])
        return SimpleNamespace(suppliers={names[card.name]: card for card in cards})


def _about(number, name, moment, kind=BILL, syntax="CII") -> dict:
    """A flow as the platform describes it."""
    when = write_moment(moment.replace(tzinfo=UTC))
    return {
        "flowId": number, "name": name, "flowType": kind, "flowSyntax": syntax,
        "flowDirection": "In", "processingRule": "B2B", "submittedAt": when, "updatedAt": when,
        "acknowledgement": {"status": "Ok"},
    }  # fmt: skip


def _taken(kind, body) -> dict:
    """What is sent is accepted at once."""
    message = BytesParser().parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    fields = {
        part.get_param("name", header="content-disposition"): part.get_payload(decode=True)
        for part in message.get_payload()
    }
    about, content = json.loads(fields["flowInfo"]), fields["file"]
    number = f"{SENT}{hashlib.sha256(content).hexdigest()[:12]}"
    moment = datetime.now(UTC).replace(tzinfo=None)
    stated = _about(number, about["name"], moment, syntax=about["flowSyntax"])
    return {**stated, "trackingId": about["trackingId"], "flowDirection": "Out"}


def _lines(siren) -> dict:
    """Each company receives at its SIREN."""
    line = {"siren": siren, "addressingIdentifier": siren, "directoryLineStatus": "Enabled"}
    return {"totalNumberOfResults": 1, "results": [{**line, "platformType": "WK"}]}
