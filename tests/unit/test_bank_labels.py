# SPDX-License-Identifier: AGPL-3.0-or-later
"""Labels as French banks write them: kinds, words, references."""

import pytest
from ap_treasury.rules.labels import (
    bare_numbers,
    is_strong,
    label_keys,
    read_label,
    reference_keys,
    tail_keys,
)
from bank_builders import WORDS
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ECH PRET 00112233 DU 05/09/26", "loan"),
        ("ECHEANCEPRET 00112233", "loan"),
        ("REMBOURSEMENT DE PRET", "loan"),
        ("VIREMENT EN VOTRE FAVEUR NORDVIK", "credit_transfer"),
        ("VIR PERM POUR: NORDVIK REF: 12 MOTIF: LOYER", "credit_transfer"),
        ("VIR INST RE 508 DE: NORDVIK DATE: 01/09/2026 18:22", "credit_transfer"),
        ("PRELEV SEPA NORDVIK", "direct_debit"),
        ("PRLV SEPA NORDVIK", "direct_debit"),
        ("Commission virement instantané émis", "fee"),
        ("FACTURE SGT0926", None),
        ("FACTURE SGT 09/26", "fee"),
        ("RELEVE LCR ECH 30/09", "bill_of_exchange"),
        ("RET.SDD NORDVIK", "return"),
        ("RETOUR PVL NORDVIK", "return"),
        ("REMISE VIREMENTS MAGNE 0042", "batch"),
        ("VIREMENT SALAIRES SEPTEMBRE", "salary"),
        ("PRLV URSSAF ILE DE FRANCE", "tax"),
        ("PRLV SEPA DGFIP IMPOT", "tax"),
        ("CHQ 1234567", "cheque"),
        ("CB NORDVIK 12/09", "card"),
        ("VIREMENT INTERNE", "internal"),
    ],
)
def test_kinds_of_labels(text, kind):
    kinds = read_label(text, WORDS).kinds
    assert kind in kinds if kind else not kinds


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("VIR INST RE 508 DE: NORDVIK ACCESS DATE: 01/09/2026", ("NORDVIK", "ACCESS")),
        (
            "VIR SEPA /FRM SARL DUPONT & FILS /BEN NOUS /MOTIF FA-12",
            ("DUPONT", "FILS", "NOUS"),
        ),
        ("PRLV SEPA Électricité de Brétagne", ("ELECTRICITE", "BRETAGNE")),
        ("CHQ 1234567", ()),
        ("VIR SEPA SARL SA", ()),
        ("CB 3SUISSES 12/09", ("3SUISSES",)),
    ],
)
def test_words_that_may_name_somebody(text, words):
    assert read_label(text, WORDS).words == words


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        ("FA-2026-0117", "VIR NORDVIK FA-2026-0117"),
        ("FA-2026-0117", "VIR NORDVIK FA 2026 117 SOLDE"),
        ("FA-2026-0117", "VIRNORDVIKFA20260117"),
        ("2026/0117", "VIR 2026/0117 NORDVIK"),
        ("0117", "VIR NORDVIK 117"),
        ("F230866", "VIR F230765 F230866 F238765"),
        ("F239765", "Akretion factures F239765/F237654/F239875"),
        ("F238765", "VIR -F238765 AKR"),
    ],
)
def test_references_that_are_found(reference, text):
    keys = label_keys(read_label(text, WORDS).runs)
    assert set(reference_keys(reference)) & set(keys)


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        ("FA-101", "VIR FA-1011"),
        ("11-1", "VIR 1-11"),
        ("FA-2026-0117", "VIR FA-2026-0118"),
        ("0926", "VIR NORDVIK DU 09/26"),
        ("2", "VIR DU 02/04/26"),
    ],
)
def test_references_that_are_not_there(reference, text):
    keys = label_keys(read_label(text, WORDS).runs)
    strict = [key for key in reference_keys(reference) if key in keys]
    assert not strict or strict == [
        "111"
    ]  # without its signs 1-11 is written 111 as well


def test_days_and_years_are_no_numbers():
    label = read_label("VIR ECH 300926 EXERCICE 2026 CLIENT 004711", WORDS)
    assert bare_numbers(label) == {"004711"}
    assert tail_keys(read_label("VIR LOYER 300926", WORDS)) == [
        "VIRLOYER300926",
        "LOYER300926",
    ]


@given(st.text(max_size=80))
def test_whatever_a_label_holds_it_is_read(text):
    label = read_label(text, WORDS)
    keys = label_keys(label.runs)
    assert all(any(map(str.isdigit, key)) for key in keys)
    assert all(isinstance(is_strong(key), bool) for key in keys)
    assert set(label.words) <= set(label.text.split())
