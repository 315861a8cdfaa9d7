# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which column of an unknown sheet holds what."""

import doctest

import pytest
from ap_base.readers import guess_fields, guess_header_row, guessing

KNOWN = {
    "day": ["Date", "Date de dépense", "Expense date"],
    "settled": ["Date de règlement"],
    "gross": ["Montant TTC", "Amount"],
    "net": ["Montant HT"],
    "who": ["Salarié", "Employee"],
    "number": ["Employee number", "Matricule"],
}


def test_doctests():
    assert doctest.testmod(guessing).failed == 0


@pytest.mark.parametrize(("headers", "fields"), [
    (["DATE DE DEPENSE", "montant ttc", "Salarie"], ["day", "gross", "who"]),
    (["Montant TTC (€)", "Montant HT (€)", "Date"], ["gross", "net", "day"]),
    (["Employee number", "Employee", "Amount in EUR"], ["number", "who", "gross"]),
    (["Montant", "Quand", ""], [None, None, None]),  # two amounts are as near: none is taken
    (["Date", "Date"], ["day", None]),
    (["Nom du salarié", "Date du règlement"], ["who", "settled"]),
    ([2026, None, "Matricule"], [None, None, "number"]),
])  # fmt: skip
def test_headers(headers, fields):
    found = guess_fields(headers, KNOWN)
    assert [found.get(place) for place in range(len(headers))] == fields


@pytest.mark.parametrize(("rows", "number"), [
    ([["Date", "Montant TTC"], ["2026-01-02", "5"]], 1),
    ([["Notes de frais"], [], ["Période", "2026-01"], ["Date", "Montant TTC", "Matricule"]], 4),
    ([["2026-01-02", None], ["a", "b"]], 2),
    ([], 1),
])  # fmt: skip
def test_header_row(rows, number):
    assert guess_header_row(rows, KNOWN) == number
