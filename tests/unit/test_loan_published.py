# SPDX-License-Identifier: AGPL-3.0-or-later
"""Loan figures published by textbooks and by the test suites of peers.

The figures stand in ``tests/data/expected/loans``. Those to the cent are met exactly;
spreadsheet functions keep all digits, so sums of our rounded rows are met to half a
cent a row; tables rounded to units to one unit.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import published
import pytest
from ap_base.arithmetic.calendar import add_months
from ap_loan.rules.building import build, level_payment
from ap_loan.rules.effective_rate import period_rate
from ap_loan.rules.rates import Conversion, growth
from ap_loan.rules.terms import LastRow, Mode, PaymentRounding
from loan_builders import D, loan

yaml = pytest.importorskip("yaml")

UP = {"payment_rounding": PaymentRounding.UP, "payment_step": Decimal(1)}
YEARLY = date(2012, 1, 1)


def _number(text):
    """Return the value of a product or a quotient of plain numbers."""
    text = text.strip()
    if text.startswith("-("):
        return -_number(text[2:-1])
    for sign, act in (("*", lambda a, b: a * b), ("/", lambda a, b: a / b)):
        if sign in text:
            first, second = text.split(sign)
            return act(_number(first), _number(second))
    return Fraction(text)


def _calls(function):
    """Return (arguments, expected) of the spreadsheet calls of that function."""
    rows = published.table("loans/formulajs_financial.csv")
    return [
        ([_number(one) for one in row["arguments"].split(",")], D(row["expected"]))
        for row in rows
        if row["function"] == function
    ]


def _decimal(number):
    return Decimal(number.numerator) / number.denominator


def _instalment(rate, rows, start, end=Fraction(0), in_advance=Fraction(0)):
    """Return PMT of spreadsheets through our own instalment, with our sign."""
    factors = [rate] * int(rows)
    if in_advance:
        factors[0], end = Fraction(0), end / (1 + rate)
    return level_payment(_decimal(start), -_decimal(end), factors)


@pytest.mark.parametrize(("arguments", "expected"), _calls("PMT"))
def test_instalments(arguments, expected):
    assert abs(_instalment(*arguments) + expected) < D("1e-9")


@pytest.mark.parametrize(("arguments", "expected"), _calls("RATE"))
def test_rates(arguments, expected):
    rows, payment, start, end, in_advance, _guess = [*arguments, 0, 0, 0, 0][:6]
    shift = 0 if in_advance else 1
    flows = [(Fraction(0), _decimal(start)), (Fraction(rows), _decimal(Fraction(end)))]
    flows += [(Fraction(k + shift), _decimal(payment)) for k in range(int(rows))]
    flows.sort()
    # The suite says RATE(348, ...) and others to 9 digits only.
    assert abs(period_rate(flows) - expected) < D("1e-8")


@pytest.mark.parametrize(("arguments", "expected"), _calls("EFFECT"))
def test_effective_yearly_rate(arguments, expected):
    rate, periods = arguments[0], int(arguments[1])
    yearly = (1 + growth(_decimal(rate * 100), Fraction(1, periods),
                         Conversion.PROPORTIONAL)) ** periods - 1  # fmt: skip
    assert abs(_decimal(yearly) - expected) < D("1e-12")
    back = growth(_decimal(yearly) * 100, Fraction(1, periods), Conversion.EQUIVALENT)
    assert abs(_decimal(back) * periods - _decimal(rate)) < D("1e-12")


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [("interest", *call) for call in _calls("CUMIPMT")]
    + [("principal", *call) for call in _calls("CUMPRINC")],
)
def test_sums_of_rows(name, arguments, expected):
    rate, rows, amount, first, last, in_advance = arguments
    terms = loan(_decimal(amount), _decimal(rate * 1200), int(rows))
    if in_advance:
        terms = replace(terms, is_in_advance=True, first_date=terms.drawn_on)
    table = build(terms).rows[int(first) - 1 : int(last)]
    total = sum(getattr(row, name) for row in table)
    assert abs(total + expected) <= D("0.005") * len(table) + D("0.02")


def test_24_months_rounded_to_units():
    rows = published.table("loans/gofinancial_reducing_1000000_24pct_24m_rounded.csv")
    table = build(loan(1000000, 24, 24, step=D(1), payment_step=D(1)))
    assert len(rows) == 24
    for rank, (printed, row) in enumerate(zip(rows, table.rows, strict=True), 1):
        near = 1 if rank < 24 else 12  # the last row carries half a unit of each
        assert abs(D(printed["interest"]) - row.interest) <= 1
        assert abs(D(printed["principal"]) - row.principal) <= near
    usual = {row.payment for row in table.rows[:-1]}
    assert usual == {D(row["payment"]) for row in rows[:-1]}
    assert sum(D(row["principal"]) for row in rows) == table.total("principal")


# Peers and textbooks ------------------------------------------------------------


@pytest.fixture(scope="module")
def cases():
    text = published.path("expected/loans/loans_other_peers.yaml").read_text("utf-8")
    return {case["id"]: case for case in yaml.safe_load(text)}


def _units(amount):
    return amount.quantize(Decimal(1))


def _yearly(case, **values):
    given = case["input"]
    return build(
        loan(
            given["amount"], given["annual_rate_pct"], given["years"], YEARLY,
            first_date=add_months(YEARLY, 12), period_months=12, **values,
        )
    )  # fmt: skip


def test_an_instalment_rounded_up_to_the_unit(cases):
    expected = cases["erpnext-lending-20"]["expected"]
    table = build(loan(280000, "8.4", 20, **UP))
    assert {row.payment for row in table.rows[:-1]} == {expected["payment"]}
    assert abs(table.total("interest") - expected["total_interest"]) < 1
    assert abs(table.total("payment") - expected["total_paid"]) < 1
    for number in (4, 18, 20):
        row, said = table.rows[number - 1], expected[f"line_{number}"]
        found = (_units(row.principal), _units(row.interest), _units(row.closing))
        assert found == (said["principal"], said["interest"], said["balance"])


def test_a_given_instalment_until_nothing_is_left(cases):
    expected = cases["erpnext-lending-fixed-amount"]["expected"]
    table = build(loan(280000, "8.4", None, payment=D(14000)))
    assert len(table.rows) == expected["lines"]
    assert abs(table.total("interest") - expected["total_interest"]) < 1


def test_a_term_loan(cases):
    expected = cases["erpnext-lending-term"]["expected"]
    row = build(loan(1000000, "13.5", 12, **UP)).rows[0]
    assert row.interest == D(expected["first_interest"])
    assert row.principal == D(expected["first_principal"])


def test_instalments_of_numpy(cases):
    facts = {fact["f"]: fact["expected"] for fact in cases["numpy-financial"]["facts"]}
    assert build(loan(15000, 8, 60)).rows[0].payment == D("304.15")
    assert facts["PMT(0.08/12, 60, 15000)"] == -304.145914
    assert build(loan(15000, 0, 60)).rows[0].payment == 250
    in_advance = loan(55000, 10, 60, is_in_advance=True, first_date=date(2026, 1, 15))
    begun = D(facts["PPMT(0.1/12, 1, 60, 55000, 0, begin)"]).quantize(D("0.01"))
    assert build(in_advance).rows[0].principal == -begun
    principals = [row.principal for row in build(loan(2000, 10, 24)).rows[:4]]
    for found, said in zip(
        principals, facts["PPMT(0.1/12, 1..4, 24, 2000)"], strict=True
    ):
        assert abs(found + D(said)) < D("0.02")


def test_a_monthly_rate(cases):
    case = cases["brazil-csv"]
    table = build(loan(10000, D("1.39") * 12, 12))
    expected = case["expected"]
    assert table.rows[0].payment == D(expected["payment"])
    first = expected["line_1"]
    row = table.rows[0]
    assert (row.interest, row.principal, row.closing) == tuple(
        D(first[name]) for name in ("interest", "principal", "balance")
    )
    assert table.rows[1].interest == D(expected["line_2"]["interest"])


@pytest.mark.parametrize(
    "name",
    ["textbook-iut-constant-principal", "textbook-scribd-constant-principal"],
)
def test_constant_capital_of_textbooks(cases, name):
    case = cases[name]
    table = _yearly(case, mode=Mode.CONSTANT_PRINCIPAL)
    columns = ["opening", "interest", "principal", "payment", "closing"]
    for row, said in zip(table.rows, case["expected"], strict=True):
        assert [getattr(row, column) for column in columns[: len(said) - 1]] == said[1:]


def test_constant_capital_with_dates(cases):
    case = cases["scala-excel-like"]
    table = _yearly(case, mode=Mode.CONSTANT_PRINCIPAL)
    for row, (day, *said) in zip(table.rows, case["expected"], strict=True):
        assert (str(row.date), [row.principal, row.interest, row.closing]) == (
            str(day),
            said,
        )


def test_constant_instalments_of_a_textbook_that_forces_the_last_interest(cases):
    """268.59 by the page, whose last instalment is like the others; 268.58 by ours."""
    case = cases["textbook-experts-univers"]
    columns = ("opening", "interest", "principal", "payment", "closing")
    table = _yearly(case, last_row=LastRow.INTEREST)
    for row, said in zip(table.rows, case["expected"], strict=True):
        assert [getattr(row, column) for column in columns] == [
            D(one) for one in said[1:]
        ]
    last = _yearly(case).rows[-1]
    assert (last.interest, last.payment) == (D("268.58"), D("5640.23"))


def test_all_payments_equal_to_the_cent():
    """500,000 at 1 % in 60: the last interest takes the cents."""
    table = build(loan(500000, 1, 60, last_row=LastRow.INTEREST))
    assert len({row.payment for row in table.rows}) == 1
    assert table.total("principal") == 500000


def test_a_last_row_far_from_the_others_keeps_its_interest():
    """A given instalment that leaves 20,000.00 at the end is no rounding."""
    usual = build(loan(payment=D("1500.00")))
    forced = build(loan(payment=D("1500.00"), last_row=LastRow.INTEREST))
    assert usual == forced
    assert usual.rows[-1].payment > 20000
