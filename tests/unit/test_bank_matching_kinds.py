# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bank lines matched: parts, differences, batches, currencies, and what is no bill."""

from datetime import date
from decimal import Decimal

import pytest
from ap_treasury.rules.match_values import (
    Allocation,
    Payment,
    Policy,
    Rule,
    ScheduleRow,
    Split,
)
from ap_treasury.rules.matcher import free_lines
from bank_builders import item, items_of, line, matched, one, reasons_of

D = Decimal


# Parts, differences


def test_limits_are_tested_on_what_is_left():
    """455.00 are left of a payment of 500.00: they go to the bill, 45.00 stay open."""
    bill = item("FA-2026-500", "-500.00", "NORDVIK")
    policy = Policy(small=D("0.10"))
    result = one(line("-455.00", "VIR NORDVIK FA-2026-500"), [bill], policy=policy)
    assert result.state == "suggested"
    assert result.best.allocations == (
        Allocation("FA-2026-500", D("-455.00"), D("-45.00")),
    )
    assert (result.best.splits, result.best.rest) == ((), 0)


def test_a_part_never_takes_more_than_is_left():
    bill = item("FA-2026-10", "-2000.00", "NORDVIK")
    result = one(line("-1500.00", "VIR NORDVIK FA-2026-10"), [bill])
    assert result.best.allocations == (
        Allocation("FA-2026-10", D("-1500.00"), D("-500.00")),
    )
    too_much = one(line("-2500.00", "VIR NORDVIK FA-2026-10"), [bill])
    assert (too_much.state, too_much.best.rest) == ("suggested", D("-500.00"))


@pytest.mark.parametrize(
    ("amount", "state", "split"),
    [
        ("-500.10", "automatic", (Split("rounding", D("-0.10")),)),
        ("-499.90", "automatic", (Split("rounding", D("0.10")),)),
        ("-515.00", "automatic", (Split("fee", D("-15.00")),)),
        ("-520.01", "suggested", ()),  # above every limit
        ("-485.00", "suggested", ()),  # the bank gives nothing
    ],
)
def test_small_differences_and_fees(amount, state, split):
    policy = Policy(small=D("0.10"), fee=D("20.00"))
    bill = item("FA-2026-500", "-500.00", "NORDVIK")
    result = one(line(amount, "VIR NORDVIK FA-2026-500"), [bill], policy=policy)
    assert (result.state, result.best.splits) == (state, split)


def test_charges_taken_off_what_a_customer_pays():
    policy = Policy(fee=D("20.00"))
    bill = item("FC-2026-500", "500.00", "NORDVIK")
    result = one(line("485.00", "VIR NORDVIK FC-2026-500"), [bill], policy=policy)
    assert result.best.splits == (Split("fee", D("-15.00")),)


@pytest.mark.parametrize(
    ("until", "state"),
    [(date(2026, 9, 15), "automatic"), (date(2026, 9, 14), "suggested")],
)
def test_a_discount_holds_until_its_day(until, state):
    bill = item(
        "FA-2026-500", "-500.00", "NORDVIK", discount=D("10.00"), discount_until=until
    )
    result = one(line("-490.00", "VIR NORDVIK FA-2026-500"), [bill])
    assert result.state == state
    if state == "automatic":
        assert result.best.splits == (Split("discount", D("10.00")),)


def test_several_lines_pay_one_bill():
    bill = item("FA-2026-900", "-900.00", "NORDVIK")
    lines = [line("-300.00", "VIR NORDVIK FA-2026-900 1/2", "L1"),
             line("-600.00", "VIR NORDVIK FA-2026-900 2/2", "L2", date(2026, 9, 20))]  # fmt: skip
    found = matched(lines, [bill])
    assert [found[key].state for key in ("L1", "L2")] == ["automatic", "automatic"]
    assert found["L1"].best.lines == ("L2",)
    assert [found[k].best.allocations[0].amount for k in ("L1", "L2")] == [
        D("-300"),
        D("-600"),
    ]
    short = matched([lines[0], lines[1]._replace(amount=D("-500.00"))], [bill])
    assert {result.state for result in short.values()} == {"suggested"}


def test_an_item_is_paid_once():
    bill = item("A", "-137.45", "NORDVIK", references=())
    lines = [line("-137.45", "VIR NORDVIK", key) for key in ("L1", "L2")]
    found = matched(lines, [bill])
    assert {result.state for result in found.values()} == {"suggested"}
    assert found["L1"].why.code == "claimed_twice"
    named = item("FA-2026-900", "-137.45", "NORDVIK")
    lines = [
        line("-137.45", "VIR NORDVIK", "L1"),
        line("-137.45", "VIR NORDVIK FA-2026-900", "L2"),
    ]
    found = matched(lines, [named])
    assert [found[key].state for key in ("L1", "L2")] == ["none", "automatic"]


# Batches, currencies


def test_a_batch_of_payments():
    items = [
        item(f"P{n}", f"-{n}00.00", f"S{n}", batch="LOT-0042", references=())
        for n in (1, 2, 3)
    ]
    for label, state in (
        ("REMISE VIR 0042", "automatic"),
        ("VIR LOT-0042", "automatic"),
        ("VIR", "suggested"),
    ):
        result = one(line("-600.00", label), items)
        assert (result.state, items_of(result.best)) == (state, ["P1", "P2", "P3"])
        assert result.best.kind == "batch"
    assert one(line("-500.00", "VIR LOT-0042"), items).state != "automatic"


def test_another_currency_by_its_own_amount():
    bill = item("US-2026-77", "-100.00", "NORDVIK", currency="USD", home=D("-90.00"))
    paid = line(
        "-92.00",
        "VIR NORDVIK US-2026-77",
        original=D("-100.00"),
        original_currency="USD",
    )
    result = one(paid, [bill])
    assert result.state == "automatic"
    assert result.best.splits == (Split("exchange", D("-2.00")),)
    assert result.best.allocations == (Allocation("US-2026-77", D("-100.00"), 0),)


def test_what_the_bank_took_on_top_is_in_the_file():
    bill = item("FA-2026-500", "-500.00", "NORDVIK")
    paid = line(
        "-515.00", "VIR NORDVIK", original=D("-500.00"), original_currency="EUR"
    )
    result = one(paid, [bill])
    assert items_of(result.best) == ["FA-2026-500"]
    assert (result.best.exact, result.best.splits) == (
        True,
        (Split("fee", D("-15.00")),),
    )
    less = line(
        "-485.00", "VIR NORDVIK", original=D("-500.00"), original_currency="EUR"
    )
    assert one(less, [bill]).state == "none"


def test_another_currency_near_the_rate_is_suggested():
    bill = item("US-2026-77", "-100.00", "NORDVIK", currency="USD", home=D("-90.00"))
    result = one(
        line("-92.00", "VIR NORDVIK US-2026-77"), [bill], rates={"USD": D("0.93")}
    )
    assert (result.state, items_of(result.best)) == ("suggested", ["US-2026-77"])
    far = one(
        line("-92.00", "VIR NORDVIK US-2026-77"), [bill], rates={"USD": D("0.80")}
    )
    assert far.state == "none"


# Returns, transfers, loans, rules


def test_a_returned_transfer_is_paired_and_its_bill_is_not_touched():
    bill = item("FA-310", "-1000.00", "Gamma", due=date(2026, 8, 31))
    lines = [line("-1000.00", "VIR SEPA GAMMA FA-310", "L1", date(2026, 9, 2), end_to_end="E2E-310"),
             line("1000.00", "RETOUR VIR SEPA GAMMA", "L2", date(2026, 9, 4), end_to_end="E2E-310",
                  return_reason="AC04")]  # fmt: skip
    found = matched(lines, [bill])
    assert (found["L1"].state, items_of(found["L1"].best)) == ("automatic", ["FA-310"])
    assert (found["L2"].state, found["L2"].best.kind) == ("automatic", "return")
    assert found["L2"].best.lines == ("L1",)
    assert ("returned", ("AC04",)) in found["L2"].best.reasons


def test_a_payment_of_last_month_is_returned():
    before = Payment(
        "OLD", "B1", date(2026, 8, 30), D("-431.17"), "P", "VIR SEPA NORDVIK", ""
    )
    back = line("431.17", "RETOUR VIR SEPA NORDVIK")
    result = one(back, payments=[before])
    assert (result.state, result.best.lines) == ("automatic", ("OLD",))
    two = one(back, payments=[before, before._replace(key="OLD2")])
    assert (two.state, two.why.code) == ("suggested", "second_answer")
    assert one(line("431.17", "VIR SEPA NORDVIK"), payments=[before]).state == "none"


ACCOUNTS = {"FR76A": "B1", "FR76B": "B2"}


def test_a_transfer_between_our_accounts_is_one_pair():
    lines = [line("-5000.00", "VIR SEPA", "L1", iban="FR76B"),
             line("5000.00", "VIREMENT INTERNE", "L2", date(2026, 9, 16), "B2")]  # fmt: skip
    found = matched(lines, accounts=ACCOUNTS)
    assert [found[key].best.lines for key in ("L1", "L2")] == [("L2",), ("L1",)]
    assert {result.state for result in found.values()} == {"automatic"}


@pytest.mark.parametrize(
    ("journal", "day", "amount"),
    [("B1", 16, "5000.00"), ("B2", 25, "5000.00"), ("B2", 16, "5000.01")],
)
def test_a_transfer_whose_other_side_is_not_there_waits(journal, day, amount):
    lines = [line("-5000.00", "VIREMENT INTERNE", "L1"),
             line(amount, "VIREMENT INTERNE", "L2", date(2026, 9, day), journal)]  # fmt: skip
    result = matched(lines, accounts=ACCOUNTS)["L1"]
    assert (result.state, result.best.exact) == ("suggested", False)
    assert "other_side_awaited" in reasons_of(result.best)


def test_two_equal_transfers_are_for_a_person():
    lines = [line("-5000.00", "VIREMENT INTERNE", "L1"),
             line("-5000.00", "VIREMENT INTERNE", "L2"),
             line("5000.00", "VIREMENT INTERNE", "L3", journal="B2")]  # fmt: skip
    assert {r.state for r in matched(lines).values()} == {"suggested"}


def test_a_transfer_whose_first_side_was_booked_last_week():
    """The money left B2 and stands on 58 until B1 has it."""
    way = item(
        "T58", "5000.00", None, day=date(2026, 9, 14), journal="B2", references=()
    )
    found = one(line("5000.00", "VIREMENT INTERNE"), [way], accounts=ACCOUNTS)
    assert (found.state, found.best.kind, items_of(found.best)) == (
        "automatic",
        "transfer",
        ["T58"],
    )
    other = one(line("5000.00", "VIR SEPA NORDVIK"), [way], accounts=ACCOUNTS)
    assert other.state == "none"
    two = one(line("5000.00", "VIREMENT INTERNE"), [way, way._replace(key="T59")])
    assert two.state == "suggested"


def test_a_return_for_which_the_bank_keeps_something():
    before = Payment(
        "OLD", "B1", date(2026, 9, 10), D("-431.17"), "P", "VIR NORDVIK", "E2E-9"
    )
    back = line("419.17", "RETOUR VIR NORDVIK", end_to_end="E2E-9")
    found = one(back, payments=[before], policy=Policy(fee=D("15.00")))
    assert (found.state, found.best.splits) == (
        "automatic",
        (Split("fee", D("-12.00")),),
    )
    assert one(back, payments=[before]).state == "none"


def test_bills_of_exchange_of_one_day_are_one_line():
    items = [
        item(f"LCR{n}", f"-{n}10.35", f"S{n}", batch="LCR 30/09/2026", references=())
        for n in (1, 2, 3)
    ]
    found = one(
        line("-631.05", "RELEVE LCR ECH 30/09/26", day=date(2026, 9, 30)), items
    )
    assert (found.best.kind, items_of(found.best)) == (
        "batch",
        ["LCR1", "LCR2", "LCR3"],
    )


ROW = ScheduleRow("R1", "LOAN", date(2026, 9, 15), D("1650.12"), D("173.54"), D("25.00"),
                  references=("00112233",), names=("Crédit du Nord",))  # fmt: skip


def test_an_instalment_is_split_as_its_schedule_says():
    result = one(
        line("-1848.66", "ECH PRET 00112233 DU 15/09/26", day=date(2026, 9, 17)),
        rows=[ROW],
    )
    assert (result.state, result.best.kind, result.best.source) == (
        "automatic",
        "loan",
        "R1",
    )
    assert result.best.splits == (
        Split("principal", D("-1650.12")),
        Split("interest", D("-173.54")),
        Split("insurance", D("-25.00")),
    )
    assert sum(split.amount for split in result.best.splits) == D("-1848.66")


def test_instalments_that_are_not_sure():
    other = ROW._replace(key="R2", loan="LOAN2", references=("99887766",))
    both = one(line("-1848.66", "REMBOURSEMENT DE PRET"), rows=[ROW, other])
    assert (both.state, len(both.proposals)) == ("suggested", 2)
    late = one(line("-1848.66", "ECH PRET", day=date(2026, 9, 25)), rows=[ROW])
    assert late.state == "none"
    differs = one(line("-1848.70", "ECH PRET 00112233"), rows=[ROW])
    assert (differs.state, differs.best.rest) == ("suggested", D("-0.04"))
    assert one(line("-1848.66", "ECHEANCEPRET"), rows=[ROW]).state == "automatic"


FEES = Rule("fees", r"^(FRAIS|COMMISSION)\b", "627", True, -1, most=D("50.00"))


def test_a_rule_books_what_it_fits():
    result = one(line("-12.90", "Frais tenue de compte"), rules=[FEES])
    assert (result.state, result.best.kind, result.best.source) == (
        "automatic",
        "rule",
        "fees",
    )
    for amount in ("12.90", "-50.01"):
        assert one(line(amount, "FRAIS TENUE"), rules=[FEES]).state == "none"
    asked = FEES._replace(automatic=False)
    assert one(line("-12.90", "FRAIS TENUE"), rules=[asked]).state == "suggested"


@pytest.mark.parametrize(
    ("amount", "state"),
    [("-10.00", "automatic"), ("-20.00", "automatic"), ("-50.00", "automatic"),
     ("-9.99", "none"), ("-50.01", "none"), ("20.00", "none")],
)  # fmt: skip
def test_both_bounds_of_a_rule_are_included(amount, state):
    rule = FEES._replace(least=D("10.00"))
    assert one(line(amount, "FRAIS TENUE"), rules=[rule]).state == state


def test_a_rule_of_one_journal_only():
    rule = FEES._replace(journals=frozenset({"B2"}))
    assert one(line("-12.90", "FRAIS TENUE"), rules=[rule]).state == "none"
    assert (
        one(line("-12.90", "FRAIS TENUE", journal="B2"), rules=[rule]).state
        == "automatic"
    )


def test_who_pays_by_hand_sees_the_free_line():
    bill = item("N", "-240.00", "Nordvik Access SAS", references=())
    results = matched(line("-240.00", "VIR INST NORDVIK"), [bill]).values()
    assert free_lines(results, ["N", "X"]) == {"N": ("L1",)}


def test_a_rule_adds_what_the_file_does_not():
    pattern = r"PAYPAL (?P<partner>[A-Z ]+) (?P<reference>\d{6})"
    bill = item("B", "-42.17", "NORDVIK", references=("123456",))
    result = one(
        line("-42.17", "CB PAYPAL NORDVIK 123456"), [bill], rules=[Rule("p", pattern)]
    )
    assert (result.state, items_of(result.best)) == ("automatic", ["B"])


def test_an_open_item_that_explains_a_line_as_well_as_a_rule_asks():
    bill = item("A", "-12.90", "FRAIS GENERAUX", references=())
    result = one(line("-12.90", "FRAIS TENUE DE COMPTE GENERAUX"), [bill], rules=[FEES])
    assert result.state == "suggested"
