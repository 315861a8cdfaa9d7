# SPDX-License-Identifier: AGPL-3.0-or-later
"""The client of platforms against the mock made from the OpenAPI: nothing lost, nothing
twice, whatever the platform answers; and no secret in what is logged."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from l10n_fr_ap_platform.client import connection, directory, errors, flows, webhook

sys.path.append(str(Path(__file__).parents[2] / "addons/l10n_fr_ap_platform/tests"))
from mock_platform import START, MockPlatform, MockSession, serve

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


class Desk:
    """A client of a mock, with what it logged and how long it waited."""

    def __init__(self, platform, secret="secret", address="http://platform"):
        self.calls, self.waits, self.platform = [], [], platform
        services = connection.Addresses(
            f"{address}/flow", f"{address}/directory", f"{address}/token"
        )
        session = MockSession(platform) if address == "http://platform" else None
        self.connection = connection.Connection(
            services, connection.Credentials("client", secret, "org-1"), session=session,
            sleep=self.waits.append, log=self.calls.append,
        )  # fmt: skip
        self.flows = flows.Flows(self.connection)
        self.directory = directory.Directory(self.connection)

    def ids(self, after=LONG_AGO, where=None):
        return [one.flow_id for page in self.flows.changed(after, where) for one in page]


@pytest.fixture
def desk():
    return Desk(MockPlatform())


def test_a_bill_is_found_and_fetched(desk):
    flow_id = desk.platform.put(b"<CII/>", name="F1.xml")
    [[flow]] = desk.flows.changed(LONG_AGO)
    assert (flow.flow_id, flow.kind, flow.rule) == (flow_id, "SupplierInvoice", "B2B")
    assert flow.updated == START + timedelta(seconds=1)
    assert desk.flows.original(flow_id) == b"<CII/>"
    assert desk.flows.readable(flow_id) == b""
    _method, path, headers = desk.platform.calls[-1]
    assert (path.rpartition("/")[2], headers["Organization-Id"]) == (flow_id, "org-1")
    assert len({headers["Request-Id"] for _m, _p, headers in desk.platform.calls}) == 4


@pytest.mark.parametrize("cursor", [True, False])
def test_211_flows_in_order_come_once_each(cursor):
    desk = Desk(MockPlatform(cursor))
    wanted = [desk.platform.put(b"x") for _number in range(211)]
    assert desk.ids() == wanted


def test_211_flows_of_one_moment_come_by_cursor(desk):
    wanted = [desk.platform.put(b"x", moment=START) for _number in range(211)]
    assert desk.ids() == wanted


def test_211_flows_of_one_moment_come_in_parts_where_there_is_no_cursor():
    desk = Desk(MockPlatform(cursor=False))
    rules = ["B2B", "B2BInt", "OutOfScope"]
    wanted = {
        desk.platform.put(b"x", moment=START, processingRule=rules[number % 3])
        for number in range(211)
    }
    wanted |= {desk.platform.put(b"x", moment=START + timedelta(hours=1))}
    found = desk.ids()
    assert (len(found), set(found)) == (212, wanted)


def test_more_flows_of_one_moment_than_can_be_listed_are_told():
    desk = Desk(MockPlatform(cursor=False))
    for _number in range(211):
        desk.platform.put(b"x", moment=START)
    with pytest.raises(errors.Incomplete, match="TOO_MANY_AT_ONCE"):
        desk.ids()


def test_a_platform_that_lists_fewer_than_asked_is_read_to_the_end():
    desk = Desk(MockPlatform(cursor=False))
    answer = desk.platform._search
    desk.platform._search = lambda *asked: answer(
        *asked[:3], asked[3].replace(b'"limit": 100', b'"limit": 10')
    )
    wanted = [desk.platform.put(b"x") for _number in range(45)]
    assert desk.ids() == wanted


def test_429_is_tried_again_as_the_platform_says(desk):
    flow_id = desk.platform.put(b"x")
    desk.platform.fail("search", 429, times=2, headers={"Retry-After": "7"})
    assert desk.ids() == [flow_id]
    assert desk.waits == [7.0, 7.0]
    assert [call.status for call in desk.calls] == [200, 429, 429, 200]


def test_503_is_tried_four_times_and_then_told(desk):
    desk.platform.fail("search", 503, times=9)
    with pytest.raises(errors.Busy):
        desk.ids()
    assert desk.waits == [1.0, 2.0, 4.0]


def test_a_platform_that_asks_for_an_hour_is_left_alone(desk):
    desk.platform.fail("search", 503, headers={"Retry-After": "3600"})
    with pytest.raises(errors.Busy) as raised:
        desk.ids()
    assert (raised.value.wait, desk.waits) == (3600.0, [])


def test_an_expired_token_is_renewed_once(desk):
    desk.platform.put(b"x")
    desk.ids()
    desk.platform.expire()
    assert len(desk.ids()) == 1
    assert [call.path for call in desk.calls].count("token") == 2
    desk.platform.fail("search", 401, times=9, code="EXPIRED_TOKEN")
    with pytest.raises(errors.Denied):
        desk.ids()


def test_wrong_credentials_are_told_without_them():
    desk = Desk(MockPlatform(), secret="not-the-one")
    with pytest.raises(errors.Denied) as raised:
        desk.ids()
    assert raised.value.code == "TOKEN_REFUSED"
    shown = f"{raised.value!r} {raised.value} {desk.calls} {desk.connection._credentials}"
    assert "not-the-one" not in shown


def test_what_is_sent_carries_its_fingerprint_and_its_tracking(desk):
    flow = desk.flows.send(b"<CDAR/>", "F1.xml", "CDAR", "track-1")
    [stored] = desk.platform.sent()
    assert (flow.flow_id, flow.tracking) == (stored.about["flowId"], "track-1")
    assert stored.content == b"<CDAR/>"
    assert desk.flows.metadata(flow.flow_id).ack == "Ok"


def test_after_no_answer_one_looks_whether_it_arrived(desk):
    desk.platform.fail("flows$", lost=True, after=True)
    with pytest.raises(errors.Unreachable):
        desk.flows.send(b"<CDAR/>", "F1.xml", "CDAR", "track-1")
    assert len(desk.platform.sent()) == 1
    assert desk.flows.of_tracking("track-1").flow_id == desk.platform.sent()[0].about["flowId"]
    assert desk.flows.of_tracking("track-2") is None


def test_an_error_of_the_acknowledgement_comes_with_its_reasons(desk):
    desk.platform.ack = ("Error", [
        {"level": "Error", "item": "MDT-73", "reasonCode": "InvoiceLCRuleError",
         "reasonMessage": "unknown address"},
        {"level": "Warning", "item": "x", "reasonCode": "y", "reasonMessage": "z"},
    ])  # fmt: skip
    flow = desk.flows.send(b"<CDAR/>", "F1.xml", "CDAR", "track-1")
    stated = desk.flows.metadata(flow.flow_id)
    assert stated.ack == "Error"
    assert stated.reasons == (("InvoiceLCRuleError", "unknown address", "MDT-73"),)


def test_an_original_that_is_gone_is_taken_as_converted_or_told(desk):
    converted = desk.platform.put(b"", views={"Original": None, "Converted": b"<CII/>"})
    gone = desk.platform.put(b"", views={"Original": None})
    assert desk.flows.original(converted) == b"<CII/>"
    with pytest.raises(errors.NotThere):
        desk.flows.original(gone)


@pytest.mark.parametrize(
    "content", [b"<html>", b"[]", b'{"results": [{}]}', b'{"results": [{"flowId": "1"}]}']
)
def test_odd_answers_are_told(desk, content):
    desk.platform._search = lambda *asked: (200, {}, content)
    with pytest.raises(errors.Odd):
        desk.ids()


def test_the_directory_knows_companies_and_their_lines(desk):
    desk.platform.companies["100000009"] = {"siren": "100000009", "businessName": "LE VENDEUR"}
    desk.platform.lines = [
        {"addressingIdentifier": f"100000009_{number}", "siren": "100000009",
         "directoryLineStatus": "Enabled", "platformType": "WK"}
        for number in range(130)
    ]  # fmt: skip
    assert desk.directory.company("100000009")["businessName"] == "LE VENDEUR"
    assert desk.directory.company("200000008") is None
    lines = desk.directory.lines("100000009")
    assert (len({line.address for line in lines}), lines[0].receives) == (130, True)
    assert desk.directory.lines("200000008") == []


def test_a_platform_is_asked_to_call_and_to_stop(desk):
    number, key = desk.flows.subscribe("https://desk.example.com/changed")
    assert desk.platform.hooks == {number: "https://desk.example.com/changed"}
    body, moment = b'{"flowId": "i_1"}', "1789376400"
    assert webhook.is_signed(body, webhook.sign(body, moment, key), moment, key, 1789376401.0)
    for _again in range(2):
        desk.flows.unsubscribe(number)
    assert desk.platform.hooks == {}


def test_over_real_http():
    platform = MockPlatform()
    server, address = serve(platform)
    try:
        desk = Desk(platform, address=address)
        flow_id = platform.put(b"\x00" * 200_000)
        platform.fail("search", 429, headers={"Retry-After": "0"})
        assert desk.ids() == [flow_id]
        assert len(desk.flows.original(flow_id)) == 200_000
        sent = desk.flows.send(b"<CDAR/>", "é.xml", "CDAR", "track-1")
        assert platform.flows[sent.flow_id].content == b"<CDAR/>"
        platform.fail("flows$", lost=True, after=True)
        with pytest.raises(errors.Unreachable):
            desk.flows.send(b"<CDAR>2</CDAR>", "2.xml", "CDAR", "track-2")
        assert desk.flows.of_tracking("track-2")
        assert "secret" not in str(desk.calls)
    finally:
        server.shutdown()
        server.server_close()
