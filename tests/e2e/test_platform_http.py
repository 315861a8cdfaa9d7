# SPDX-License-Identifier: AGPL-3.0-or-later
"""A platform read over real HTTP on a bad day, by the job, twice: whatever goes wrong on the
way, each bill is there once, none is lost, and what cannot be taken in says why.

One reading for all: each test looks at what became of one kind of trouble. A process killed in
the middle is in `test_platform_killed`.
"""

import json
import sys
from pathlib import Path

import pytest

ADDONS = Path(__file__).resolve().parents[2] / "addons"
sys.path += [str(ADDONS / "l10n_fr_ap_platform/tests"), str(ADDONS / "ap_einvoice/tests")]
from einvoice_files import cii  # noqa: E402
from mock_platform import START, MockPlatform, serve  # noqa: E402

STRANGER = {"name": "Inconnu SARL", "siren": "552100554", "siret": "55210055400013",
            "vat": "FR18552100554", "country": "FR", "email": ""}  # fmt: skip
READ = r"""
import json
company = env["res.company"].browse(COMPANY)
company.ap_einvoice_draft = True
company.partner_id.company_registry = "443061841"
provider = env["ap.platform.provider"].create(
    {"name": "HTTP", "number": "9999", "flow_url": "ADDRESS/flow",
     "directory_url": "ADDRESS/directory", "token_url": "ADDRESS/token"})
platform = env["ap.platform"].create(
    {"provider_id": provider.id, "company_id": COMPANY, "client_id": "c",
     "client_secret": "secret"})
env.cr.commit()
here = platform.with_company(company).with_context(allowed_company_ids=[COMPANY])
results = [here._pull(keep=env.cr.commit) for _turn in range(4)]
env.cr.commit()
print("RESULTS", json.dumps(results))
"""


class Day:
    """What the desk has after the bad day."""

    def __init__(self, office, number, mock, results):
        self.office, self.number, self.mock, self.results = office, number, mock, results

    def bills(self, ref):
        """(state, kind, supplier) of the bills with that number."""
        return self.office.sql(
            "SELECT move.state, move.move_type, partner.name FROM account_move move"
            " LEFT JOIN res_partner partner ON partner.id = move.partner_id"
            f" WHERE move.company_id = {self.number} AND move.ref = '{ref}'"
        )

    def flow(self, flow_id):
        """(state, reason) of a flow."""
        [row] = self.office.sql(
            "SELECT state, COALESCE(reason, '') FROM ap_platform_flow"
            f" WHERE company_id = {self.number} AND flow_id = '{flow_id}'"
        )
        return row

    def calls(self, path):
        """The answers to calls of a path, in order."""
        return [
            int(status)
            for (status,) in self.office.sql(
                "SELECT call.status FROM ap_platform_call call JOIN ap_platform platform"
                f" ON platform.id = call.platform_id WHERE platform.company_id = {self.number}"
                f" AND call.path LIKE '{path}' ORDER BY call.id"
            )
        ]


@pytest.fixture(scope="module")
def day(office, company):
    mock = MockPlatform()
    for place in range(199):
        mock.put(b"<x/>", kind="CustomerInvoice", moment=START, name=f"{place}.xml")
    for place in range(12):
        mock.put(cii(number=f"ONCE-{place}"), moment=START)
    mock.put(cii(number="TWICE"), flowId="twice-1")
    mock.put(cii(number="TWICE"), flowId="twice-2")
    mock.put(b"<Invoice", flowId="bad")
    mock.put(b"", flowId="converted", views={"Original": None, "Converted": cii(number="CONV")})
    mock.put(b"", flowId="gone", views={"Original": None})
    mock.put(cii(number="STRANGE", seller=STRANGER), flowId="stranger")
    mock.put(cii(number="ABROAD"), flowId="b2bint", processingRule="B2BInt")
    mock.fail("search", 429, times=2, headers={"Retry-After": "0"})
    mock.fail("/flows/twice-1$", 401, code="EXPIRED_TOKEN")
    mock.fail(r"/flow/v1/flows$", lost=True, after=True)
    server, address = serve(mock)
    number, _name = company
    printed = office.shell(READ.replace("COMPANY", str(number)).replace("ADDRESS", address))
    server.shutdown()
    server.server_close()
    [line] = [one for one in printed.splitlines() if one.startswith("RESULTS ")]
    return Day(office, number, mock, json.loads(line.removeprefix("RESULTS ")))


def test_429_and_then_the_right_answer(day):
    answers = day.calls("%/flows/search")
    assert answers[:3] == [429, 429, 200]
    assert day.results[0]["found"] == 211 + 7


def test_an_expired_token_is_renewed_and_the_bill_comes(day):
    assert 401 in day.calls("%/flows/twice-1")
    assert day.calls("token")[:2] == [200, 200]
    assert day.flow("twice-1")[0] == "drafted"


def test_211_flows_of_one_timestamp_come_all_and_once(day):
    for place in range(12):
        assert len(day.bills(f"ONCE-{place}")) == 1
    [[count]] = day.office.sql(
        "SELECT COUNT(*) FROM ap_platform_flow WHERE direction = 'in'"
        f" AND company_id = {day.number}"
    )
    assert int(count) == 211 + 7
    assert [one["found"] for one in day.results[1:]] == [0, 0, 0]


def test_the_same_bill_in_two_flows_is_one(day):
    assert len(day.bills("TWICE")) == 1
    assert "twice-1" in day.flow("twice-2")[1]


def test_bad_xml_is_kept_with_its_reason(day):
    state, reason = day.flow("bad")
    assert state == "failed"
    assert reason


def test_a_missing_original_is_taken_as_converted_and_without_both_it_waits(day):
    assert len(day.bills("CONV")) == 1
    assert day.flow("gone")[0] == "failed"


def test_an_unknown_vendor_is_no_obstacle(day):
    assert day.bills("STRANGE") == [["draft", "in_invoice", "Inconnu SARL"]]


def test_b2bint_is_a_bill_and_gets_no_status(day):
    assert len(day.bills("ABROAD")) == 1
    assert not day.office.sql(
        "SELECT 1 FROM ap_platform_flow flow JOIN account_move move ON move.id = flow.move_id"
        f" WHERE move.ref = 'ABROAD' AND flow.direction = 'out' AND flow.company_id = {day.number}"
    )


def test_after_a_time_out_each_status_is_sent_once(day):
    """The first status arrived though its answer was lost: it is looked for, not sent again."""
    tracked = [one.about["trackingId"] for one in day.mock.sent()]
    assert len(tracked) == len(set(tracked)) == 12 + 1 + 1 + 1  # once each, twice, conv, stranger
    assert "does not answer" in day.results[0]["problem"]
    assert day.results[-1]["problem"] == ""
    states = day.office.sql(
        "SELECT state, COUNT(*) FROM ap_platform_flow WHERE direction = 'out'"
        f" AND company_id = {day.number} GROUP BY 1"
    )
    assert states == [["acknowledged", "15"]]
