# SPDX-License-Identifier: AGPL-3.0-or-later
"""Real order lines over RPC: every month closed, every figure to the unit."""

import csv
from collections import Counter
from pathlib import Path

import orders
import published
import pytest

OWN = Path(__file__).parent / "data"
SAMPLE = published.path("p2p/sample_500_items.csv")  # not in the repository
SAMPLE_EXPECTED = published.path("expected/p2p_sample_500_month_end.csv")
CAUSES = OWN / "causes.csv"  # lines per cause, by source and month-end; docs/orders.md


def _expected(path: Path) -> list[dict]:
    with open(path, newline="", encoding="utf-8") as source:
        return list(csv.DictReader(source))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(OWN / "orders.csv", OWN / "expected.csv", id="own"),
        pytest.param(
            SAMPLE, SAMPLE_EXPECTED, id="sample_500",
            marks=pytest.mark.skipif(not SAMPLE.exists(), reason="the sample is not here"),
        ),
    ],
)  # fmt: skip
def test_months_closed_after_everything_was_entered(office, source, expected):
    """A year of documents is there; the past month-ends are closed one after another."""
    company, client, loader = _start(office, f"P2P{len(source.name)}", source)
    loader.enter()
    months, answers = _expected(expected), {}
    for month in months:
        answers[month["cutoff"]] = _close_and_compare(client, company, month, loader)
    for day, answer in answers.items():
        assert _position(client, company, day) == answer, "a past date answers the same"
    _ledger_is_clean(client, company, months[-1]["cutoff"])


def test_months_closed_as_they_happen(office):
    """Each month is entered, closed, and the next one entered: nothing of it moves."""
    company, client, loader = _start(office, "P2PLIVE", OWN / "orders.csv")
    answers, before = {}, orders.ALWAYS[0]
    for month in _expected(OWN / "expected.csv"):
        loader.enter(before, month["cutoff"])
        before = month["cutoff"]
        answers[before] = _close_and_compare(client, company, month, loader)
    loader.enter(before)  # the bill of April
    for month in _expected(OWN / "expected.csv"):
        again = client.execute("ap.closing", "close_month", company, month["cutoff"], None, True)
        [run] = [run for run in again["runs"] if run["kind"] == "received"]
        assert run["amount"] == float(month["received_not_invoiced_net"]), "still as posted"
        assert _position(client, company, month["cutoff"]) == answers[month["cutoff"]]
    met = client.execute("ap.closing.line", "search_read", [
        ("company_id", "=", company), ("kind", "=", "received"), ("has_actual", "=", True)
    ], ["variance", "actual_amount", "amount"])  # fmt: skip
    assert sorted(line["actual_amount"] for line in met) == [
        0.01, 99.99, 310.5, 333.0, 1000.0, 9000.0, 9000.0,
    ]  # C1 was accrued in January and in February  # fmt: skip
    assert {line["variance"] for line in met} == {0.0}


def _start(office, name, source):
    company = office.company(name)
    loader = orders.Loader(office.client("admin", company), company, orders.read(source))
    return company, office.client(f"accountant_{name}".lower(), company), loader


def _close_and_compare(client, company, month, loader):
    day = month["cutoff"]
    result = client.execute("ap.closing", "close_month", company, day, None, True)
    assert result["blocking"] == []
    runs = {run["kind"]: run for run in result["runs"]}
    assert {run["state"] for run in runs.values()} == {"posted"}
    position = _position(client, company, day)
    ours = {
        "received_not_invoiced": (runs["received"]["line_count"], runs["received"]["amount"]),
        "open_order": _sum(line["open_amount_company"] for line in position if line["open"] > 0),
        "invoice_open": _sum(loader.unpaid(day)),
    }
    ahead = runs["billed_not_received"]
    if "invoiced_not_received_net" in month:
        ours["invoiced_not_received"] = (ahead["line_count"], ahead["amount"])
    wanted = {
        name: (int(month[f"{name}_items"]), float(month[f"{name}_net"])) for name in ours
    }
    print(day, ours)
    assert ours == wanted, day
    _each_line_has_a_cause(position, day)
    ties = client.execute("ap.tie.out", "compute", company, day)
    assert [tie for tie in ties if not tie["tied"]] == []
    [tie] = [tie for tie in ties if tie["code"] == "accrued_expenses"]
    assert tie["left"] == -runs["received"]["amount"]
    for run in runs.values():
        _reversal_nets_to_zero(client, run)
    return position


def _each_line_has_a_cause(position, day):
    """As many lines of each cause as the table in the docs says."""
    counts = Counter(line["cause"] for line in position)
    wanted = {
        row["cause"]: int(row["lines"]) for row in _expected(CAUSES) if row["cutoff"] == day
    }
    assert counts == wanted, day
    assert all(line["action"] for line in position)


def _sum(amounts) -> tuple[int, float]:
    amounts = list(amounts)
    return len(amounts), round(sum(amounts), 2)


def _reversal_nets_to_zero(client, run):
    moves = run["move_ids"] + run["reversal_move_ids"]
    assert bool(moves) == bool(run["amount"])
    items = client.execute("account.move.line", "search_read", [("move_id", "in", moves)],
                           ["account_id", "balance", "reconciled"])  # fmt: skip
    sums: dict[int, float] = {}
    for item in items:
        account = item["account_id"][0]
        sums[account] = round(sums.get(account, 0.0) + item["balance"], 2)
    assert set(sums.values()) <= {0.0}
    assert all(item["reconciled"] for item in items if item["account_id"][1].startswith("408"))


def _ledger_is_clean(client, company, day):
    """The day after the last closing nothing is left on 408 and 486."""
    for code in ("408", "486"):
        roll = client.execute("ap.closing", "roll_forward", company, day, "2099-12-31", code)
        assert (roll["closing"], roll["ledger"], roll["difference"]) == (0.0, 0.0, 0.0)


def _position(client, company, day) -> list[dict]:
    """Every figure of every line, as asked at this moment."""
    lines = client.execute("ap.order.position", "at_date", company, day)
    return sorted(lines, key=lambda line: line["line_id"])
