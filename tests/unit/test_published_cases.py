# SPDX-License-Identifier: AGPL-3.0-or-later
"""Closing figures published by textbooks and by peers' test suites.

The figures stand in ``tests/data/expected/closing``. Two kinds of figures:

- textbooks and the accrual tests of Odoo: met exactly;
- the spread boards of OCA: their rounding is a peer's convention (each line rounded by
  itself, the residue on the last), ours is cumulative. Dates, totals and lines that
  carry no residue are met exactly, the other lines to what separates both conventions.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import published
import pytest
from ap_base.arithmetic.accrual import (
    credit_due_quantity,
    over_billed,
    to_accrue,
)
from ap_base.arithmetic.allocation import allocate, differences
from ap_base.arithmetic.calendar import Period, add_months, month_end
from ap_base.arithmetic.line_tax import LineTax, accrued_amount
from ap_base.arithmetic.money import round_quotient
from ap_base.arithmetic.proration import (
    Convention,
    borne_at,
    elapsed_share,
    monthly_plan,
    prepaid_at,
)

yaml = pytest.importorskip("yaml")

CENT = Decimal("0.01")

MONTHS = (
    Convention.MONTHS_PRORATED,
    Convention.MONTHS_STARTED,
    Convention.MONTHS_COMPLETED,
)


def _read(name):
    return yaml.safe_load(published.path(f"expected/closing/{name}").read_text("utf-8"))


def _money(number):
    return Decimal(str(number))


@pytest.fixture(scope="module")
def textbook():
    return {case["id"]: case for case in _read("textbook_fr.yaml")}


@pytest.fixture(scope="module")
def spread():
    return {case["id"]: case for case in _read("deferral_oca_spread.yaml")["cases"]}


@pytest.fixture(scope="module")
def core():
    """Return the order lines of Odoo's accrual tests, and its steps."""
    case = _read("accrual_odoo19_core.yaml")[0]
    return case["order"]["lines"], case["steps"]


# Textbooks ------------------------------------------------------------------


@pytest.mark.parametrize("convention", MONTHS)
@pytest.mark.parametrize(
    ("case_id", "amount_key", "expected_key", "period", "closing"),
    [
        (
            "cca-telephone",
            "amount_ht",
            "prepaid_486",
            Period(date(2026, 12, 1), date(2027, 2, 28)),
            date(2026, 12, 31),
        ),
        (
            "cca-assurance-compta-online",
            "amount",
            "prepaid_486",
            Period(date(2021, 10, 1), date(2022, 9, 30)),
            date(2021, 12, 31),
        ),
        (
            "cca-assurance-6-mois",
            "amount",
            "prepaid",
            Period(date(2026, 7, 1), date(2027, 6, 30)),
            date(2026, 12, 31),
        ),
    ],
)
def test_prepaid_by_months(
    textbook, case_id, amount_key, expected_key, period, closing, convention
):
    case = textbook[case_id]
    amount = _money(case["input"][amount_key])
    prepaid = prepaid_at(amount, period, closing, convention)
    assert prepaid == _money(case["expected"][expected_key])


@pytest.mark.parametrize("convention", MONTHS)
def test_quarterly_rent(textbook, convention):
    expected = textbook["cca-loyer-trimestre"]["expected"]
    period = Period(date(2026, 12, 1), date(2027, 2, 28))
    share = elapsed_share(period, date(2026, 12, 31), convention)
    assert share == Fraction(expected["share_N"])
    assert 1 - share == Fraction(expected["share_N1"])


def test_goods_not_billed(textbook):
    case = textbook["fnp-marchandises"]
    entry = case["expected"]["entry_31_12_N"]
    vat = LineTax(Fraction(_money(case["input"]["vat_rate"])) / 100)
    goods = _money(case["input"]["goods_ht"])
    accrual = accrued_amount(Decimal(1), goods, [vat])
    assert accrual.cost == entry["debit"][607]
    assert accrual.deductible == entry["debit"][44586]
    assert accrual.total == entry["credit"][4081]


def test_accrued_interest_of_a_quarter(textbook):
    case = textbook["icne-trimestriel"]
    period = Period(date(2015, 11, 1), case["input"]["next_instalment"])
    closing = case["input"]["closing"]
    for convention in MONTHS:
        accrued = borne_at(
            _money(case["input"]["interest"]), period, closing, convention
        )
        assert accrued == case["expected"]["accrued_interest_1688"]


def test_accrued_interest_exact_over_360(textbook):
    case = textbook["icne-exact-360"]
    given, expected = case["input"], case["expected"]
    yearly = _money(given["principal"]) * _money(given["rate_pct"])
    base = Decimal(given["base"] * 100)
    whole = round_quotient(yearly * given["period_days"], base)
    accrued = round_quotient(yearly * given["elapsed_days"], base)
    assert whole == _money(expected["interest_of_the_period"])
    assert accrued == _money(expected["accrued"])


def test_nine_months_and_not_three(textbook):
    """A page that is wrong: a year paid on 1 October leaves nine months."""
    assert "nine months" in textbook["trap-expertfiscal"]["note"]
    period = Period(date(2026, 10, 1), date(2027, 9, 30))
    for convention in MONTHS:
        assert elapsed_share(period, date(2026, 12, 31), convention) == Fraction(3, 12)


# Odoo's accruals ------------------------------------------------------------


def _accrue(lines, received, taxes=(), rate=Decimal(1)):
    """Return the cost of each line, nothing billed yet."""
    return [
        accrued_amount(
            to_accrue(Decimal(quantity), Decimal(0)), Decimal(line["price"]), taxes
        )
        .converted(rate, CENT)
        .cost
        for line, quantity in zip(lines, received, strict=True)
    ]


def _check_entry(step, costs):
    """Compare with the debits of the expense accounts and the credit of the accrual."""
    entry = step["expected_entry"]
    assert costs == [_money(entry[key]["debit"]) for key in ("EXP", "EXP2")]
    assert sum(costs) == _money(entry["ACCRUED"]["credit"])


def test_received_in_part(core):
    lines, steps = core
    _check_entry(steps[1], _accrue(lines, steps[1]["received"]))


def test_nothing_received_or_all_billed_accrues_nothing(core):
    lines, steps = core
    assert _accrue(lines, steps[0]["received"]) == [0, 0]
    for quantity in map(Decimal, steps[2]["received"]):
        assert to_accrue(quantity, quantity) == 0


def test_order_in_foreign_currency(core):
    lines, steps = core
    _check_entry(steps[3], _accrue(lines, steps[3]["received"], rate=Decimal("0.5")))


def test_analytic_distribution_of_the_counterpart(core):
    lines, steps = core
    costs = _accrue(lines, steps[4]["received"])
    _check_entry(steps[4], costs)
    by_account = {}
    for line, cost in zip(lines, costs, strict=True):
        for account, percent in line["analytic"].items():
            part = cost * percent / 100
            by_account[account] = by_account.get(account, 0) + part
    percents = allocate(Decimal(100), list(by_account.values()))
    expected = steps[4]["expected_entry"]["ACCRUED"]["analytic"]
    assert dict(zip(by_account, percents, strict=True)) == {
        account: _money(percent) for account, percent in expected.items()
    }


def test_tax_included_in_the_price(core):
    lines, steps = core
    taxes = [LineTax(Fraction(1, 11), included=True)]
    _check_entry(steps[5], _accrue(lines, steps[5]["received"], taxes))


@pytest.mark.parametrize("rank", [6, 7])
def test_billed_then_returned(core, rank):
    lines, steps = core
    step = steps[rank]
    received = step.get("received", step["billed"])
    credits_ = []
    rows = zip(lines, received, step["billed"], step["then_returned_to"], strict=True)
    for line, came, billed, left in rows:
        over = over_billed(Decimal(left), Decimal(billed))
        due = credit_due_quantity(Decimal(left), Decimal(billed), Decimal(came - left))
        assert due == over
        credits_.append(accrued_amount(due, Decimal(line["price"])).cost)
    entry = step["expected_entry"]
    assert credits_ == [entry["EXP"]["credit"], entry["EXP2"]["credit"]]
    assert sum(credits_) == entry["ACCRUED"]["debit"]


# OCA's spread boards --------------------------------------------------------


def _board(case, convention):
    """Return our plan for the period that the case describes."""
    given = case["input"]
    months = (
        given["periods"] * {"month": 1, "quarter": 3, "year": 12}[given["period_type"]]
    )
    start = given["start"]
    after = add_months(start, months).toordinal()
    period = Period(start, date.fromordinal(after - 1))
    return monthly_plan(_money(given["amount"]), period, convention)


@pytest.mark.parametrize(
    ("case_id", "convention"),
    [
        ("spread-01", Convention.MONTHS_PRORATED),
        ("spread-02", Convention.MONTHS_PRORATED),
        ("spread-03", Convention.MONTHS_PRORATED),
        ("spread-07", Convention.MONTHS_PRORATED),
        ("spread-19a", Convention.DAYS),
    ],
)
def test_monthly_board(spread, case_id, convention):
    """Same month ends, same total; all lines but the last to the cent next to it."""
    case = spread[case_id]
    plan = _board(case, convention)
    expected = [_money(amount) for amount in case["expected_amounts"]]
    ours = [part.amount for part in plan]
    assert [month_end(part.period.end) for part in plan] == case["expected_dates"]
    assert sum(ours) == sum(expected) == _money(case["input"]["amount"])
    for mine, theirs in zip(ours[:-1], expected[:-1], strict=True):
        assert abs(mine - theirs) <= CENT
    assert abs(ours[-1] - expected[-1]) <= CENT * len(expected) / 2


@pytest.mark.parametrize("case_id", ["spread-01", "spread-02", "spread-03"])
def test_first_month_of_a_board_is_the_same(spread, case_id):
    plan = _board(spread[case_id], Convention.MONTHS_PRORATED)
    assert plan[0].amount == _money(spread[case_id]["expected_amounts"][0])


def test_board_without_residue_is_the_same(spread):
    plan = _board(spread["spread-07"], Convention.MONTHS_PRORATED)
    expected = spread["spread-07"]["expected_amounts"]
    assert [part.amount for part in plan] == [_money(amount) for amount in expected]


def test_what_a_board_leaves_unspread(spread):
    """Theirs piles up the residue, 4 cents in 12 lines; ours stays on the line."""
    after_four = _board(spread["spread-02"], Convention.MONTHS_PRORATED)[3].balance
    assert abs(after_four - Decimal("682.81")) <= CENT
    case = spread["spread-03"]
    after_three = _board(case, Convention.MONTHS_PRORATED)[2].balance
    unspread = case["after_creating_first_three_entries"]["unspread"]
    assert abs(after_three - _money(unspread)) <= CENT


def test_yearly_board(spread):
    """Three years from 24 October: four calendar years, the outer two make one."""
    case = spread["spread-04"]
    plan = _board(case, Convention.MONTHS_PRORATED)
    start = case["input"]["start"].year
    closings = [date(start + n, 12, 31) for n in range(case["expected_line_count"])]
    amount = _money(case["input"]["amount"])
    period = Period(plan[0].period.start, plan[-1].period.end)
    prorated = Convention.MONTHS_PRORATED
    years = differences(borne_at(amount, period, day, prorated) for day in closings)
    assert len(years) == case["expected_line_count"]
    assert sum(years) == _money(case["expected_total"])
    for year in years[1:3]:
        assert abs(year - _money(case["expected_line_2_and_3"])) <= CENT
    outer = _money(case["expected_first_plus_last"])
    assert abs(years[0] + years[-1] - outer) <= CENT


def test_quarterly_board_has_the_same_total(spread):
    """Its lines are peculiar to that tool: its first covers one month only."""
    case = spread["spread-19b"]
    total = sum(_money(amount) for amount in case["expected_amounts"])
    plan = _board(case, Convention.DAYS)
    assert sum(part.amount for part in plan) == total == _money(case["input"]["amount"])
