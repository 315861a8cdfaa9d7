# SPDX-License-Identifier: AGPL-3.0-or-later
"""What transactions book, by role: the worked postings that Concur publishes, to the cent."""

import csv
import os
from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal as D
from pathlib import Path

import pytest
from ap_expenses.formats.reading import read
from ap_expenses.rules.posting import (
    ClaimsPaid,
    Role,
    VatShare,
    cleared_by_advance,
    liability,
    settlement,
    total,
    vat_of,
    vat_share,
)
from ap_expenses.rules.progress import Known, progress, reasons_of
from ap_expenses.rules.transaction import Kind, PaidBy, Status, Transaction
from hypothesis import given
from hypothesis import strategies as st

SHARED = Path(os.environ.get("AP_SHARED") or Path(__file__).parents[3] / "shared")
# "Employee Vendor" of the published page; the supplier where the company pays.
OWED = (Role.EMPLOYEE, Role.ALLOWANCE, Role.CARD, Role.SUPPLIER)
READY = Known(has_account=True, has_employee=True, has_contact=True, has_supplier=True,
              has_tax=True)  # fmt: skip
CLAIM = {"type": Kind.CLAIM, "payment_method": PaidBy.EMPLOYEE}
# The published cases: what is claimed, its VAT and what of it is recovered, what is owed to.
WORKED = {
    "taxi": ([(CLAIM, 10, 0, 0)], {Role.COST: 10, Role.EMPLOYEE: -10}),
    "credit": ([(CLAIM, -50, 0, 0)], {Role.COST: -50, Role.EMPLOYEE: 50}),
    "mileage": (
        [({"type": Kind.MILEAGE}, "24.30", 0, 0)],
        {Role.COST: "24.30", Role.ALLOWANCE: "-24.30"},
    ),
    "allowances": (
        [(CLAIM, 24, 0, 0), (CLAIM, 26, 0, 0)],
        {Role.COST: 50, Role.EMPLOYEE: -50},
    ),
    "one tax": (
        [(CLAIM, 10, "1.60", 100)],
        {Role.COST: "8.40", Role.VAT: "1.60", Role.EMPLOYEE: -10},
    ),
    "tax not recovered": (
        [(CLAIM, 100, "15.97", 0)],
        {Role.COST: "84.03", Role.LOST_VAT: "15.97", Role.EMPLOYEE: -100},
    ),
    "two taxes": (
        [(CLAIM, 100, "11.50", 100)],
        {Role.COST: "88.50", Role.VAT: "11.50", Role.EMPLOYEE: -100},
    ),
    "card abroad": (
        [({"payment_method": PaidBy.CARD}, "60.24", 0, 0),
         ({"payment_method": PaidBy.CARD}, "20.08", 0, 0)],
        {Role.COST: "80.32", Role.CARD: "-80.32"},
    ),
    "hotel bill": (
        [(CLAIM, 250, 0, 0), (CLAIM, 50, 0, 0), (CLAIM, 25, 0, 0)],
        {Role.COST: 325, Role.EMPLOYEE: -325},
    ),
    "advance": (
        [({"type": Kind.ADVANCE}, 7000, 0, 0)],
        {Role.ADVANCE: 7000, Role.EMPLOYEE: -7000},
    ),
}  # fmt: skip


def one(gross, **values):
    return Transaction("T", gross_base=D(gross), **values)


@pytest.mark.parametrize("name", WORKED)
def test_the_worked_postings(name):
    given_, expected = WORKED[name]
    sums = defaultdict(D)
    for values, gross, vat, percent in given_:
        found = one(gross, vat_amount=D(vat), **values)
        for line in liability(found, vat_share(found, D(percent))):
            sums[line.role] += line.amount
    assert dict(sums) == {role: D(amount) for role, amount in expected.items()}


def test_the_published_files_book_the_published_postings():
    """From the JSON to the entry: each side of each published case."""
    path = SHARED / "data" / "expected" / "expenses_concur_postings.csv"
    if not path.exists():
        pytest.skip("the published files of Concur are not here")
    expected = defaultdict(lambda: defaultdict(D))
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            side = "owed" if "Vendor" in row["line"] else "cost"
            expected[row["json_file"]][side] += D(row["debit"]) - D(row["credit"])
    booked, folder = 0, path.parents[1] / "expenses" / "concur_fi"
    for name, sides in expected.items():
        if "Example-1.4" in name or "Example-1.1" in name:
            continue  # the page's figures are another report's than the file's
        sums = defaultdict(D)
        for found in read((folder / name).read_bytes()).transactions:
            for line in liability(found, vat_share(found, D(100))):
                sums["owed" if line.role in OWED else "cost"] += line.amount
        assert dict(sums) == dict(sides), name
        booked += 1
    assert booked == 8


def test_what_the_tool_does_not_reclaim_is_cost():
    found = one(100, vat_amount=D("11.50"), vat_reclaim=D("3.54"), **CLAIM)
    assert vat_share(found, D(100)) == VatShare(D("3.54"), D("7.96"))


def test_the_vat_of_a_document():
    assert vat_of(one("19.99", vat_rate=D(20))) == D("3.33")
    assert vat_of(one(100, net=D("84.03"))) == D("15.97")
    assert vat_of(one(-120, vat_amount=D(20))) == D(-20)  # as its amount
    assert vat_of(one(100)) == 0


def test_hotel_with_breakfast_shown_apart():
    """143.00: the night's 12.00 are lost, the breakfast's 1.00 recovered."""
    night = one(132, vat_amount=D(12), **CLAIM)
    breakfast = one(11, vat_amount=D(1), **CLAIM)
    lines = liability(night, vat_share(night, D(0)))
    lines += liability(breakfast, vat_share(breakfast, D(100)))
    assert total(lines, Role.VAT) == 1
    assert total(lines, Role.COST) + total(lines, Role.LOST_VAT) == 142
    assert total(lines, Role.EMPLOYEE) == -143


@pytest.mark.parametrize(
    ("values", "role"),
    [
        ({"type": Kind.CARD, "payment_method": PaidBy.CARD}, Role.CARD),
        ({"type": Kind.PERSONAL, "payment_method": PaidBy.CARD}, Role.CARD),
        ({"type": Kind.CASH, "payment_method": PaidBy.CARD}, Role.CARD),
        ({"type": Kind.CLAIM}, Role.EMPLOYEE),
        ({"type": Kind.MILEAGE}, Role.ALLOWANCE),
        ({"type": Kind.INVOICE, "payment_method": PaidBy.CARD}, Role.SUPPLIER),
        ({"type": Kind.SETTLEMENT, "employee_id": "E1"}, Role.EMPLOYEE),
        ({"type": Kind.SETTLEMENT, "invoice_number": "F1"}, Role.SUPPLIER),
        ({"type": Kind.FEE}, Role.FEE),
    ],
)
def test_what_the_wallet_clears(values, role):
    lines = settlement(one(10, **values), ClaimsPaid.WITH_CLAIM)
    assert total(lines, Role.WALLET) == -10
    assert total(lines, role) == 10


def test_money_of_others_leaves_no_wallet():
    assert settlement(one(10, **CLAIM)) == []
    assert settlement(one(10, type=Kind.INVOICE, payment_method=PaidBy.ACCOUNT)) == []
    bill = one(10, payment_method=PaidBy.CARD)
    assert liability(bill, VatShare(), bill_is_booked=True) == []
    assert total(settlement(bill, bill_is_booked=True), Role.SUPPLIER) == 10


amounts = st.decimals("-9999.99", "9999.99", places=2)


transactions = st.builds(
    Transaction, external_id=st.just("T"), gross_base=amounts, vat_amount=amounts,
    fees=amounts, type=st.sampled_from(Kind.ALL), payment_method=st.sampled_from(PaidBy.ALL),
)  # fmt: skip
ways = st.sampled_from([ClaimsPaid.WITH_CLAIM, ClaimsPaid.ROWS, ClaimsPaid.ELSEWHERE])


@given(found=transactions, settled=amounts, percent=st.integers(0, 100), bill=st.booleans(),
       paid=ways)  # fmt: skip
def test_each_step_balances(found, settled, percent, bill, paid):
    share = vat_share(found, D(percent))
    assert share.recovered + share.lost == vat_of(found)
    for lines in (liability(found, share, bill), settlement(found, paid, bill, settled)):
        assert sum((line.amount for line in lines), D(0)) == 0


@given(claimed=amounts, advance=amounts)
def test_an_advance_pays_no_more_than_either(claimed, advance):
    paid = cleared_by_advance(claimed, advance)
    assert 0 <= paid <= max(claimed, D(0))
    assert paid <= max(advance, D(0))


# -- where it stands ---------------------------------------------------------------------


def test_the_states_of_a_card_payment():
    card = one(12, payment_method=PaidBy.CARD, expense_date=date(2026, 3, 2))
    paid = replace(card, settlement_date=date(2026, 3, 4))
    unknown = replace(READY, has_account=False)
    assert progress(card, READY).state == "ready"
    assert progress(card, unknown).state == "review"
    assert progress(paid, unknown).settlement_due
    assert progress(paid, unknown, booked=(False, True)).state == "settled"
    assert progress(card, READY, booked=(True, False)).state == "expensed"
    assert progress(paid, READY, booked=(True, True)).state == "done"
    pending = replace(paid, bookkeeping_status=Status.PENDING)
    assert not progress(pending, READY).settlement_due
    assert progress(pending, READY).state == "waiting"
    assert progress(replace(card, bookkeeping_status=Status.REFUSED), READY).state == "refused"


def test_a_payment_knows_whom_it_pays():
    paid = one(12, type=Kind.SETTLEMENT, settlement_date=date(2026, 3, 2))
    assert progress(paid, READY).settlement_due
    stranger = progress(paid, replace(READY, has_employee=False))
    assert (stranger.settlement_due, stranger.reasons) == (False, ("no_employee",))
    bill = replace(paid, type=Kind.INVOICE, payment_method=PaidBy.CARD)
    assert not progress(bill, replace(READY, has_supplier=False)).settlement_due
    older = progress(paid, replace(READY, too_old=True))
    assert (older.state, older.reasons) == ("refused", ("too_old",))


def test_why_an_expense_waits():
    card = one(12, payment_method=PaidBy.CARD, expense_date=date(2026, 3, 2))
    assert reasons_of(card, READY) == ()
    taxed = replace(card, vat_amount=D(2))
    assert reasons_of(taxed, replace(READY, has_tax=False)) == ("no_tax",)
    assert reasons_of(taxed, replace(READY, has_tax=False, percent=D(0))) == ()
    assert reasons_of(replace(card, vat_amount=D(12)), READY) == ("vat_too_large",)
    assert reasons_of(replace(card, vat_amount=D(3), vat_rate=D(20)), READY) == (
        "vat_too_large",
    )
    assert reasons_of(card, replace(READY, bill="several")) == ("two_bills",)
    assert reasons_of(replace(card, gross_base=None), READY)[0] == "no_amount"
    assert reasons_of(card, replace(READY, lacks_axes=True)) == ("no_axes",)
    unknown = replace(READY, lacks_axes=True, unknown_centre=True)
    assert reasons_of(card, unknown) == ("no_centre",)
