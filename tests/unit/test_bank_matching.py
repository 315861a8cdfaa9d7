# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bank lines matched: each kind on a small case, figures to the cent."""

import doctest
from datetime import date
from decimal import Decimal

import pytest
from ap_treasury.rules import (
    labels,
    match_answer,
    match_habits,
    match_names,
)
from ap_treasury.rules.match_values import (
    Policy,
)
from bank_builders import item, items_of, line, matched, one, party, reasons_of

D = Decimal


@pytest.mark.parametrize(
    "module", [labels, match_answer, match_habits, match_names]
)
def test_examples(module):
    assert doctest.testmod(module).failed == 0


# References


@pytest.mark.parametrize(
    "label",
    [
        "VIR SEPA FOURNISSEUR TEST F2025-0001",
        "VIR SEPA FOURNISSEUR TEST F 2025 0001 DU 01/09/26",
        "VIRSEPATESTF20250001",
        "vir sepa fournisseur f2025/1",
    ],
)
def test_a_reference_is_found_anywhere_in_the_label(label):
    result = one(line("-250.00", label), [item("F2025-0001", "-250.00", "TEST")])
    assert result.state == "automatic"
    assert items_of(result.best) == ["F2025-0001"]
    assert reasons_of(result.best) >= {"amount", "reference"}


def test_a_short_label_never_pays_a_bill_of_another_amount():
    """−10.00 labelled 0002 was reconciled with a bill of 250.00 elsewhere."""
    result = one(line("-10.00", "0002"), [item("F2025-0002", "-250.00", "TEST")])
    assert result.state == "none"


def test_a_label_that_names_more_than_the_answer_pays_is_for_a_person():
    items = [item("FA-2026-101", "-200.00"), item("FA-2026-102", "-55.00")]
    result = one(line("-200.00", "VIR FA-2026-101 FA-2026-102"), items)
    assert (result.state, items_of(result.best)) == ("suggested", ["FA-2026-101"])
    assert "names_others" in reasons_of(result.best)


def test_a_number_is_not_found_inside_another():
    items = [item("FA-101", "-80.00", "A"), item("FA-1011", "-80.00", "B")]
    result = one(line("-80.00", "VIR SEPA FA-1011"), items)
    assert (result.state, items_of(result.best)) == ("automatic", ["FA-1011"])


def test_another_number_of_the_series_speaks_against_a_bill_of_that_amount():
    """The bill that the label names is not in the books yet."""
    bills = [item("FA-2026-0776", "-99.00", "SFR BUSINESS")]
    result = one(line("-99.00", "PRLV SEPA SFR BUSINESS FA-2026-0777"), bills)
    assert result.state == "suggested"
    assert "other_number" in reasons_of(result.best)
    cut = one(line("-99.00", "PRLV SEPA SFR BUSINESS FA-2026-08"), bills)
    assert "other_number" in reasons_of(cut.best)


def test_a_bill_paid_twice_is_not_the_next_bill_of_that_amount():
    """Bill 000101 is paid already; the lease of the next month has the same amount."""
    bills = [item("000102", "-543.21", "NORDVIK")]
    result = one(line("-543.21", "VIR NORDVIK 000101"), bills)
    assert (result.state, "other_number" in reasons_of(result.best)) == (
        "suggested",
        True,
    )
    dated = one(line("-543.21", "VIR NORDVIK ECH 300926"), bills)
    assert dated.state == "automatic"


def test_the_end_to_end_reference_names_a_payment():
    paid = item("PAY1", "-431.20", "OTHER NAME", end_to_end="E2E-77", references=())
    result = one(line("-431.20", "VIR SEPA", end_to_end="E2E-77"), [paid])
    assert (result.state, items_of(result.best)) == ("automatic", ["PAY1"])


def test_numbers_that_senders_give_are_no_bill_numbers():
    """E2E00001309 is the 1,309th payment, not bill 001309."""
    items = [item(key, "-378.73", "NORDVIK") for key in ("001309", "001363")]
    result = one(line("-378.73", "VIR NORDVIK", end_to_end="E2E00001309"), items)
    assert (result.state, result.why.code) == ("suggested", "below_threshold")
    long = [item("K", "-378.73", "NORDVIK", references=("PAY/2026/0012",))]
    result = one(line("-378.73", "VIR", end_to_end="PAY-2026-0012"), long)
    assert (result.state, "reference" in reasons_of(result.best)) == ("automatic", True)


def test_one_reference_of_two_suppliers_is_decided_by_who_is_paid():
    items = [item("K1", "-120.00", "NORDVIK", references=("FA-0117",)),
             item("K2", "-120.00", "DURAND", references=("FA-0117",))]  # fmt: skip
    result = one(line("-120.00", "VIR SEPA FA-0117"), items)
    assert (result.state, result.why.code) == ("suggested", "second_answer")
    result = one(line("-120.00", "VIR SEPA NORDVIK FA-0117"), items)
    assert (result.state, items_of(result.best)) == ("automatic", ["K1"])


# Parties


NORDVIK = [
    item("N", "-240.00", "Nordvik Access SAS", references=()),
    item("D1", "-99.00", "SAS Delta", references=()),
    item("D2", "-99.00", "Delta Logistique SARL", references=()),
    item("S", "-55.00", "SARL SA", references=()),
]


def test_short_names_and_legal_forms():
    lines = [
        line("-240.00", "VIR INST NORDVIK", 1),
        line("-99.00", "PRLV SEPA DELTA", 2),
        line("-55.00", "VIR SEPA SARL SA", 3),
    ]
    found = matched(lines, NORDVIK, policy=Policy(threshold=620))
    assert (found[1].state, items_of(found[1].best)) == ("automatic", ["N"])
    assert found[2].state == "suggested"
    assert sorted(items_of(p)[0] for p in found[2].proposals) == ["D1", "D2"]
    assert found[3].state != "automatic"
    assert not reasons_of(found[3].best) & {"name", "first_word", "part_of_name"}


@pytest.mark.parametrize(
    ("known", "written"),
    [
        ({"ibans": ("FR76 1122 2000",)}, {"iban": "FR7611222000"}),
        ({"mandates": ("RUM-1",)}, {"mandate": "RUM-1"}),
        ({"creditors": ("FR07ZZZ591778",)}, {"creditor": "FR07ZZZ591778"}),
    ],
)
def test_an_identifier_names_the_party(known, written):
    parties = [party("P", "Somebody", **known), party("Q", "Nobody")]
    items = [
        item("A", "-137.45", "P", references=()),
        item("B", "-137.45", "Q", references=()),
    ]
    result = one(line("-137.45", "PRLV", **written), items, parties)
    assert (result.state, items_of(result.best)) == ("automatic", ["A"])


def test_an_identifier_of_another_party_speaks_against():
    parties = [party("P", "Somebody"), party("Q", "Nobody", ibans=("FR7699",))]
    bill = item("FA-2026-0001", "-137.45", "P")
    result = one(line("-137.45", "VIR FA-2026-0001", iban="FR7699"), [bill], parties)
    assert result.state == "suggested"
    assert "other_party" in reasons_of(result.best)


def test_habits_name_who_hides_behind_a_label():
    bill = item("A", "-137.45", "P", references=())
    habits = {"PRLV SEPA SGB PARIS": {"P": 3}}
    more = {
        "partners": [party("P", "Société Générale de Bureautique")],
        "habits": habits,
    }
    result = one(line("-137.45", "PRLV SEPA SGB PARIS 0926"), [bill], **more)
    assert (result.state, "habit" in reasons_of(result.best)) == ("automatic", True)
    once = {"PRLV SEPA SGB PARIS": {"P": 1}}
    result = one(
        line("-137.45", "PRLV SEPA SGB PARIS"), [bill], more["partners"], habits=once
    )
    assert result.state == "suggested"


def test_habits_are_kept_by_the_label_alone():
    bill = item("A", "-137.45", "P", references=())
    paid = line("-137.45", "PRLV SEPA SGB PARIS 0926", structured="RF18539007547034")
    more = {
        "partners": [party("P", "Bureautique")],
        "habits": {"PRLV SEPA SGB PARIS": {"P": 2}},
    }
    assert "habit" in reasons_of(one(paid, [bill], **more).best)


def test_a_line_of_nothing_has_no_answer():
    items = [item("A", "-10.00", "NORDVIK"), item("B", "10.00", "NORDVIK")]
    assert one(line("0.00", "VIR NORDVIK A B"), items).state == "none"


def test_an_amount_alone_is_only_suggested():
    result = one(
        line("-137.45", "CHQ 1234567"), [item("A", "-137.45", references=("X9",))]
    )
    assert (result.state, result.why.code) == ("suggested", "below_threshold")


def test_a_bill_of_later_is_not_paid_by_itself():
    bill = item("A", "-137.45", "NORDVIK", day=date(2026, 9, 25), due=date(2026, 9, 25))
    result = one(line("-137.45", "VIR NORDVIK"), [bill])
    assert result.state == "suggested"
    assert "before_item" in reasons_of(result.best)


# Sums


def test_a_credit_note_is_netted():
    items = [item("FA-1", "-100.00", "Atelier Nord", references=()),
             item("AV-1", "10.00", "Atelier Nord", references=()),
             item("FA-2", "-95.00", "Atelier Nord", references=())]  # fmt: skip
    result = one(line("-90.00", "VIR SEPA ATELIER NORD"), items)
    assert items_of(result.best) == ["AV-1", "FA-1"]
    assert result.best.exact
    assert [part.left for part in result.best.allocations] == [0, 0]


MENUISERIE = [
    item(key, amount, "Menuiserie Est", references=())
    for key, amount in (
        ("A", "-412.30"),
        ("B", "-87.70"),
        ("C", "-500.00"),
        ("D", "-175.55"),
    )
]


def test_two_sets_that_add_up_are_never_automatic():
    lines = [
        line("-675.55", "VIR SEPA MENUISERIE EST", "L1"),
        line("-87.70", "VIR SEPA MENUISERIE EST", "L2"),
    ]
    alone = one(lines[0], MENUISERIE)
    assert alone.state == "suggested"
    assert list(map(items_of, alone.proposals)) == [["C", "D"], ["A", "B", "D"]]
    found = matched(lines, MENUISERIE)  # L1 does not need B, L2 does
    assert (found["L2"].state, items_of(found["L2"].best)) == ("automatic", ["B"])
    assert found["L1"].state == "suggested"
    assert list(map(items_of, found["L1"].proposals)) == [["C", "D"]]


def test_one_line_pays_all_the_bills_it_names():
    items = [
        item("FA-2026-101", "-100.00"),
        item("FA-2026-102", "-50.00"),
        item("FA-2026-103", "-25.00"),
    ]
    result = one(line("-150.00", "VIR FA-2026-101 FA-2026-102"), items)
    assert (result.state, items_of(result.best)) == (
        "automatic",
        ["FA-2026-101", "FA-2026-102"],
    )


def test_the_only_set_among_few_items_of_a_known_party_is_sure():
    items = [
        item(k, a, "NORDVIK", references=())
        for k, a in (("A", "-412.31"), ("B", "-87.79"), ("C", "-1500.02"))
    ]
    result = one(line("-500.10", "VIR NORDVIK"), items)
    assert (result.state, items_of(result.best)) == ("automatic", ["A", "B"])
    assert "only_set" in reasons_of(result.best)


def test_among_many_items_a_sum_proves_nothing():
    items = [
        item(f"I{n}", f"-{n + 10}.00", "NORDVIK", references=()) for n in range(18)
    ]
    result = one(line("-143.00", "VIR NORDVIK"), items)
    assert (result.state, len(result.proposals) > 1) == ("suggested", True)


def test_the_order_of_what_is_given_changes_nothing():
    lines = [
        line("-675.55", "VIR SEPA MENUISERIE EST", "L1"),
        line("-87.70", "VIR MENUISERIE EST", "L2"),
    ]
    there = matched(lines, MENUISERIE)
    back = matched(lines[::-1], MENUISERIE[::-1])
    assert there == back
