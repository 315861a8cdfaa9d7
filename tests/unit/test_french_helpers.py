# SPDX-License-Identifier: AGPL-3.0-or-later
"""Supplier card, taxes proposed, lateness of a year: the rules behind the helpers."""

import doctest
from datetime import date, timedelta
from decimal import Decimal

import pytest
from french import LAW, rows
from hypothesis import given
from hypothesis import strategies as st
from l10n_fr_ap_extras.rules import late, supplier, tax_choice
from l10n_fr_ap_extras.rules.late import Instalment, Settlement
from l10n_fr_ap_extras.rules.reverse_charge import Operation
from l10n_fr_ap_extras.rules.vat_deduction import nature_from_row

D = Decimal
DAY = date(2026, 10, 5)
UNION = {"FR", "DE", "IT"}
NATURES = [nature_from_row(row) for row in rows("ap.vat.nature")]
CLUES = [tax_choice.clue_from_row(row) for row in rows("ap.vat.clue")]
START, END = date(2026, 1, 1), date(2026, 12, 31)


@pytest.mark.parametrize("module", [late, supplier, tax_choice])
def test_examples(module):
    assert doctest.testmod(module).failed == 0


def choose(country, kind, **values):
    operation = {"established", "construction", "special", "in_france", "margin"}
    given_ = {name: values.pop(name) for name in operation & values.keys()}
    values = {"rate": D(20), "base": D(100), **values}
    line = tax_choice.Line(Operation(country, kind, **given_), DAY, **values)
    found = tax_choice.choose(LAW, NATURES, UNION, line)
    return found and (found.treatment, found.reason)


@pytest.mark.parametrize(
    ("country", "kind", "values", "expected"),
    [
        ("DE", "services", {}, ("services_eu", "services")),
        ("US", "services", {}, ("services_world", "services")),
        ("DE", "goods", {}, ("eu_goods", "eu_goods")),
        ("CN", "goods", {}, ("import", "import")),
        ("DE", "", {}, None),
        ("DE", "services", {"established": True}, None),
        ("DE", "services", {"nature": "hotel_staff"}, ("none", "foreign_vat")),
        ("FR", "services", {"construction": True}, ("construction", "construction")),
        ("FR", "goods", {"regime": "margin"}, ("none", "margin")),
        ("DE", "goods", {"regime": "margin"}, ("none", "margin")),
        ("FR", "services", {"regime": "franchise"}, ("none", "franchise")),
        ("FR", "services", {"nature": "hotel_staff"}, ("not_deductible", "excluded")),
        ("FR", "services", {"nature": "passenger_transport"}, ("not_deductible", "excluded")),
        ("FR", "services", {"nature": "passenger_car"}, ("not_deductible", "excluded")),
        ("FR", "goods", {"nature": "fuel_passenger"}, ("partly", "part")),
        ("FR", "goods", {"nature": "gift", "base": D("60.83")}, None),
        ("FR", "goods", {"nature": "gift", "base": D("60.84")}, ("not_deductible", "cap")),
        ("FR", "services", {"nature": "meal"}, None),
        ("FR", "services", {"due": "goods"}, ("services", "on_payment")),
        ("FR", "services", {"due": "services", "on_debits": True}, ("goods", "on_debits")),
        ("FR", "goods", {"due": "services"}, ("goods", "on_delivery")),
        ("FR", "goods", {"rate": None}, None),
    ],
)
def test_what_a_line_should_have(country, kind, values, expected):
    assert choose(country, kind, **dict(values)) == expected


@pytest.mark.parametrize(
    ("account", "label", "expected"),
    [
        ("625600", "Hôtel Lutetia, 2 nuits", ("services", "hotel_staff")),
        ("625600", "Repas client", ("services", "meal")),
        ("625100", "Billet SNCF Paris-Lyon", ("services", "passenger_transport")),
        ("606100", "GAZOLE", ("goods", "fuel_passenger")),
        ("606100", "Électricité", ("goods", "")),
        ("607000", "Hôtel", ("goods", "")),
        ("622600", "", ("services", "")),
        ("471000", "Hôtel", ("", "")),
    ],
)
def test_what_accounts_and_words_tell(account, label, expected):
    assert tax_choice.best_clues(CLUES, account, label)[:2] == expected


@pytest.mark.parametrize(
    ("vat", "regime", "expected"),
    [
        ("", "franchise", None),
        ("", "normal", "usual"),
        ("/", "normal", "usual"),
        ("FR45732829320", "normal", "checksum"),
        ("QQ123", "normal", "length"),
    ],
)
def test_vat_number_of_the_card(vat, regime, expected):
    card = supplier.Supplier("73282932000074", vat, country="FR", regime=regime)
    found = {check.subject: check.code for check in supplier.check_numbers(card)}
    assert found.get("vat") == expected


def test_foreign_suppliers_need_no_siret():
    card = supplier.Supplier("HRB 12345", "DE136695976", country="DE")
    assert [(c.subject, c.code) for c in supplier.check_numbers(card)] == [("vat", "ok")]


def test_penalties_of_published_cases():
    whole = D(1200)
    one = Instalment(date(2026, 8, 31), whole, (Settlement(date(2026, 10, 15), whole),))
    found = late.year_of(LAW, one, START, END)
    assert (found.interest, found.indemnity, found.paid_days) == (D("18.35"), D(40), 45)
    two = Instalment(date(2026, 6, 15), whole, (Settlement(date(2026, 7, 20), whole),))
    assert late.year_of(LAW, two, START, END).interest == D("14.15")


@given(
    due=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    parts=st.lists(st.tuples(st.integers(0, 300), st.integers(1, 500)), max_size=4),
)
def test_the_parts_of_a_year_are_the_year(due, parts):
    amount = D(sum(part for _days, part in parts) + 100)
    settled = tuple(Settlement(due + timedelta(days=days), D(part)) for days, part in parts)
    item = Instalment(due, amount, settled)
    middle = date(2026, 6, 30)
    spans = [(START, END), (START, middle), (middle + timedelta(days=1), END)]
    whole, first, second = (late.year_of(LAW, item, *span) for span in spans)
    costs = [(one.interest, one.indemnity, one.paid) if one else (0, 0, 0) for one in (whole, first, second)]
    assert [a + b for a, b in zip(costs[1], costs[2], strict=True)] == list(costs[0])
