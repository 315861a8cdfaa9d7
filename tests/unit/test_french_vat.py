# SPDX-License-Identifier: AGPL-3.0-or-later
"""VAT of a bill: sums, rates of the day, regimes, due date, deduction, reverse charge."""

from datetime import date
from decimal import Decimal

import pytest
from french import LAW, rows
from hypothesis import given
from hypothesis import strategies as st
from l10n_fr_ap_extras.rules import reverse_charge, vat, vat_deduction
from l10n_fr_ap_extras.rules.reverse_charge import Operation
from l10n_fr_ap_extras.rules.vat import RateLine
from l10n_fr_ap_extras.rules.vat_deduction import Expense

D = Decimal
DAY = date(2026, 11, 22)
NATURES = [vat_deduction.nature_from_row(row) for row in rows("ap.vat.nature")]
CASES = {
    case.code: case
    for case in map(reverse_charge.case_from_row, rows("ap.vat.reverse.charge"))
}
UNION = {"FR", "DE", "IT", "ES", "NL", "AT", "BE"}


def _codes(remarks):
    return [remark.code for remark in remarks]


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        (RateLine(D("20"), D("1000"), D("200")), []),
        (RateLine(D("20.00"), D("1000"), D("200.01")), []),
        (RateLine(D("20"), D("1000"), D("200.02")), ["vat_amount"]),
        (RateLine(D("5.5"), D("-100"), D("-5.50")), []),
        (RateLine(D("19.6"), D("1000"), D("196")), ["rate"]),
        (RateLine(D("8.5"), D("1000"), D("85")), ["other_territory"]),
        (RateLine(D("21"), D("70"), D("15")), ["rate", "vat_amount"]),
        (RateLine(D("0"), D("60"), D("0"), "E"), []),
        (RateLine(D("20"), D("60"), D("12"), "AE"), ["vat_on_exempt"]),
    ],
)
def test_each_rate(line, codes):
    found = [*vat.check_rates(LAW, [line], DAY), *vat.check_amounts(LAW, [line], DAY)]
    assert _codes(found) == codes


def test_overseas_rates_are_right_overseas():
    line = RateLine(D("8.5"), D("1000"), D("85"))
    assert vat.check_rates(LAW, [line], DAY, "overseas") == []


def test_remarks_cite_the_article():
    found = vat.check_rates(LAW, [RateLine(D("19"), D("100"), D("19"))], DAY)
    assert found[0].reference == "CGI, ann. II, art. 242 nonies A, I-11°"


def test_rates_of_a_day_that_the_data_do_not_know_are_not_doubted():
    line = RateLine(D("19.6"), D("1000"), D("196"))
    assert vat.check_rates(LAW, [line], date(2006, 11, 5)) == []


@pytest.mark.parametrize(
    ("regimes", "amount", "codes"),
    [
        (["margin"], D(0), []),
        (["margin"], D("20"), ["margin_with_vat"]),
        (["franchise"], D("20"), ["franchise_with_vat"]),
        (["reverse_charge"], D("20"), ["reverse_charge_with_vat"]),
        (["exempt"], D("20"), []),  # exempt and taxed lines on one invoice
        ([], D("20"), []),
        ([], D(0), ["no_vat_no_reason"]),
    ],
)
def test_regimes(regimes, amount, codes):
    assert _codes(vat.check_regime(LAW, regimes, amount, DAY)) == codes


def test_the_margin_scheme_blocks_a_vat_line_by_its_article():
    found = vat.check_regime(LAW, ["margin"], D("20"), DAY)[0]
    assert (found.severity, found.reference) == ("blocking", "CGI, art. 297 E")
    words = vat.check_regime(LAW, ["margin"], D("20"), DAY, certain=False)[0]
    assert words.severity == "warning"  # general conditions may name any regime
    later = vat.check_regime(LAW, ["margin"], D("20"), date(2027, 1, 1))[0]
    assert later.reference.startswith("CIBS, livre II")


@pytest.mark.parametrize(
    ("kind", "debits", "expected"),
    [
        ("goods", False, [(date(2026, 3, 31), "200.00", "delivery")]),
        ("services", True, [(date(2026, 4, 10), "200.00", "debits")]),
        ("services", False, [(date(2026, 5, 2), "100.00", "payment")]),
    ],
)
def test_due_date_of_a_bill_paid_by_half(kind, debits, expected):
    rest = vat.rest_day(kind, date(2026, 3, 31), date(2026, 4, 10), debits)
    paid = [(date(2026, 5, 2), D("600"))]
    parts = vat.chargeable(kind, D("200"), D("1200"), rest, paid)
    assert [(p.day, f"{p.vat:.2f}", p.cause) for p in parts] == expected


def test_an_advance_makes_its_share_due_at_once():
    rest = vat.rest_day("services", None, date(2026, 4, 10), True)
    paid = [(date(2026, 2, 1), D("400"))]
    parts = vat.chargeable("services", D("200"), D("1200"), rest, paid)
    assert [(p.cause, p.vat) for p in parts] == [
        ("payment", D("66.67")),
        ("debits", D("133.33")),
    ]


@given(
    st.decimals(1, 10000, places=2),
    st.lists(st.tuples(st.dates(), st.decimals(-100, 5000, places=2)), max_size=6),
    st.none() | st.dates(),
)
def test_parts_never_exceed_the_vat_and_sum_to_it(amount, payments, rest):
    total = amount * 6
    parts = vat.chargeable("services", amount, total, rest, payments)
    due = sum((part.vat for part in parts), D(0))
    assert 0 <= due <= amount
    if rest is not None:
        assert due == amount
    assert [part.day for part in parts] == sorted(part.day for part in parts)


@pytest.mark.parametrize(
    ("expense", "deductible", "reason"),
    [
        (Expense("meal", DAY, D("3.00"), D("33.00")), "3.00", "full"),
        (Expense("hotel_staff", DAY, D("12"), D("132")), "0", "excluded"),
        (Expense("hotel_third_party", DAY, D("12"), D("132")), "12.00", "full"),
        (Expense("passenger_transport", DAY, D("10"), D("110")), "0", "excluded"),
        (Expense("passenger_car", DAY, D("100"), D("600")), "0", "excluded"),
        (Expense("utility_vehicle", DAY, D("100"), D("600")), "100.00", "full"),
        (Expense("fuel_passenger", DAY, D("10.00"), D("60.00")), "8.00", "part"),
        (Expense("fuel_utility", DAY, D("10.00"), D("60.00")), "10.00", "full"),
        (Expense("toll_parking", DAY, D("2"), D("12")), "2.00", "full"),
        (Expense("gift", DAY, D("12.16"), D("73.00")), "12.16", "full"),
        (Expense("gift", DAY, D("12.17"), D("73.01")), "0", "cap"),
        (Expense("gift", DAY, D("5"), D("30"), given_before=D("50")), "0", "cap"),
        (Expense("gift", date(2020, 1, 1), D("5"), D("30")), "0", "cap_unknown"),
        (Expense("no_vat", DAY, D("0"), D("30")), "0", "no_vat"),
        (Expense("meal", DAY, D("15"), D("165"), "receipt"), "15.00", "full"),
        (Expense("meal", DAY, D("15.1"), D("165.2"), "receipt"), "0", "evidence"),
        (Expense("meal", DAY, D("3"), D("33"), "receipt", False), "0", "evidence"),
        (Expense("meal", DAY, D("3"), D("33"), "none"), "0", "evidence"),
        (Expense("yacht", DAY, D("3"), D("33")), "0", "unknown_nature"),
    ],
)
def test_deduction_by_nature(expense, deductible, reason):
    found = vat_deduction.deduct(LAW, NATURES, expense)
    assert (found.deductible, found.reason) == (D(deductible), reason)
    assert found.deductible + found.non_deductible == expense.vat


def test_exclusions_cite_their_article():
    found = vat_deduction.deduct(LAW, NATURES, Expense("hotel_staff", DAY, D(1), D(6)))
    assert found.reference == "CGI, ann. II, art. 206, IV-2-2°"


def test_a_company_that_deducts_a_part():
    expense = Expense("fuel_passenger", DAY, D("10"), D("60"))
    assert vat_deduction.deduct(LAW, NATURES, expense, D(50)).deductible == D("4.00")
    assert vat_deduction.deduct(LAW, NATURES, expense, D(0)).reason == "company"


@given(st.sampled_from(NATURES), st.decimals(0, 1000, places=2), st.integers(0, 100))
def test_a_deduction_splits_the_vat_exactly(nature, amount, percent):
    expense = Expense(nature.code, DAY, amount, amount * 6)
    found = vat_deduction.deduct(LAW, NATURES, expense, D(percent))
    assert found.deductible + found.non_deductible == amount
    assert 0 <= found.deductible <= amount


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        (Operation("DE", "goods"), "eu_goods"),
        (Operation("US", "goods"), "import"),
        (Operation("DE", "services"), "services"),
        (Operation("US", "services"), "services"),
        (Operation("DE", "goods", in_france=True), "local"),
        (Operation("GB", "services", in_france=True), "local"),
        (Operation("FR", "services", construction=True), "construction"),
        (Operation("FR", "goods", special=True), "special"),
        (Operation("FR", "goods"), ""),  # mobile phones: no domestic reverse charge
        (Operation("MC", "goods"), ""),
        (Operation("DE", "goods", established=True), ""),
        (Operation("DE", "goods", margin=True), ""),
    ],
)
def test_cases_of_reverse_charge(operation, code):
    assert reverse_charge.case_of(operation, UNION) == code
    assert not code or code in CASES


@pytest.mark.parametrize(
    ("case", "amount", "mention", "codes"),
    [
        ("services", D(0), True, []),
        ("services", D(0), False, ["mention_missing"]),
        ("services", D(20), False, ["vat_charged", "mention_missing"]),
        ("eu_goods", D(0), False, []),
        ("construction", D(0), False, ["mention_missing"]),
        ("", D(20), False, []),
        ("", D(0), True, ["mention_unexpected"]),
    ],
)
def test_invoices_under_reverse_charge(case, amount, mention, codes):
    found = reverse_charge.check(LAW, CASES.get(case), amount, mention, DAY)
    assert _codes(found) == codes
