# SPDX-License-Identifier: AGPL-3.0-or-later
"""Real order lines over XML-RPC: every month closed, every figure to the unit."""

import csv
import os
from pathlib import Path

import orders
import pytest
from office import ROOT

OWN = Path(__file__).parent / "data"
SHARED = Path(os.environ.get("AP_SHARED") or ROOT.parent / "shared") / "data"


def _expected(path: Path) -> list[dict]:
    with open(path, newline="", encoding="utf-8") as source:
        return list(csv.DictReader(source))


def _sources():
    shared = SHARED / "p2p" / "sample_500_items.csv"
    yield pytest.param(OWN / "orders.csv", OWN / "expected.csv", id="own")
    yield pytest.param(
        shared, SHARED / "expected" / "p2p_sample_500_month_end.csv", id="sample_500",
        marks=pytest.mark.skipif(not shared.exists(), reason="the shared data is absent"),
    )  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), list(_sources()))
def test_months_of_real_orders(office, source, expected, request):
    name = "P2P" + request.node.callspec.id.upper().replace("_", "")
    company = office.company(name)
    client = office.client(f"accountant_{name}".lower(), company)
    rows = orders.read(source)
    orders.load(office.client("admin", company), company, rows)
    first_answer = None
    for month in _expected(expected):
        _close_and_compare(client, company, month, rows)
        position = _position(client, company, _expected(expected)[0]["cutoff"])
        first_answer = first_answer or position
        assert position == first_answer, "a past date answers the same later"


def _close_and_compare(client, company, month, rows):
    day = month["cutoff"]
    result = client.execute("ap.closing", "close_month", company, day, None, True)
    assert result["blocking"] == []
    [run] = [run for run in result["runs"] if run["kind"] == "received"]
    assert run["state"] == "posted"
    assert run["line_count"] == int(month["received_not_invoiced_items"])
    assert run["amount"] == float(month["received_not_invoiced_net"])
    lines = client.execute("ap.order.position", "at_date", company, day)
    still = [line for line in lines if line["open"] > 0 and not line["billed"]]
    unbilled = [row for row in rows if row["ordered"] <= day and not
                (row["received"] and row["received"] <= day)]  # fmt: skip
    opened = [line for line in lines if line["open"] > 0]
    assert len(opened) == len(unbilled)
    assert len(still) <= len(opened)
    assert len(opened) == int(month["open_order_items"])
    assert sum(line["open_amount_company"] for line in opened) == float(month["open_order_net"])
    ties = client.execute("ap.tie.out", "compute", company, day)
    assert [tie["code"] for tie in ties if not tie["tied"]] == []
    _reversal_nets_to_zero(client, run)


def _reversal_nets_to_zero(client, run):
    moves = run["move_ids"] + run["reversal_move_ids"]
    items = client.execute("account.move.line", "search_read", [("move_id", "in", moves)],
                           ["account_id", "balance", "reconciled"])  # fmt: skip
    sums: dict[int, float] = {}
    for item in items:
        account = item["account_id"][0]
        sums[account] = round(sums.get(account, 0.0) + item["balance"], 2)
    assert set(sums.values()) <= {0.0}
    assert all(item["reconciled"] for item in items if item["account_id"][1].startswith("408"))


def _position(client, company, day):
    lines = client.execute("ap.order.position", "at_date", company, day)
    keys = ("line_id", "ordered", "received", "billed", "to_accrue_amount_company")
    return [tuple(line[key] for key in keys) for line in lines]
