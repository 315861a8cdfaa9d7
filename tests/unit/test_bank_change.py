# SPDX-License-Identifier: AGPL-3.0-or-later
"""Changes of bank details: warning signs, answers of banks, steps of a case."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.ap_base.arithmetic.account_numbers import iban_of, rib_key
from odoo.addons.ap_supplier.rules import bank_change_number as numbers
from odoo.addons.ap_supplier.rules import bank_change_payee as payee
from odoo.addons.ap_supplier.rules import bank_change_steps as steps
from odoo.addons.ap_supplier.rules.bank_change import Claim, Known, Words, signs, worst
from odoo.addons.ap_supplier.rules.texts import edits, name_key

OURS = "FR7630006000011234567890189"
OTHER = "FR1420041010050500013M02606"
WORDS = Words(
    legal_forms=("SAS", "SARL", "Ltd"), free_mail=("gmail.com",), urgent=("urgent", "au plus vite")
)
KNOWN = Known(
    "Alpha SAS", "FR", (OURS,), ("compta@alpha.example", "alpha@gmail.com"), ("+33 1 02",),
    since=date(2020, 1, 1),
)  # fmt: skip
digits = st.text("0123456789", min_size=5, max_size=5)


def _codes(known=KNOWN, **claim):
    claim = {"number": OTHER, "holder": "ALPHA", "documents": 1, "day": date(2026, 11, 29), **claim}
    return [sign.code for sign in signs(Claim(**claim), known, WORDS)]


@given(digits, digits, st.text("0123456789ABCXYZ", min_size=11, max_size=11), st.data())
def test_a_french_number_with_one_wrong_sign_is_wrong(bank, branch, account, data):
    number = iban_of("FR", bank + branch + account + rib_key(bank, branch, account))
    assert numbers.check(number).is_right
    place = data.draw(st.integers(4, len(number) - 1))
    sign = data.draw(st.sampled_from("0123456789"))
    changed = number[:place] + sign + number[place + 1 :]
    assert numbers.check(changed).is_right == (changed == number)


def test_the_key_of_the_bank_stands_inside_the_key_of_the_iban():
    wrong = iban_of("FR", "30006" + "00001" + "12345678901" + "88")
    assert numbers.check(wrong).reason == "rib_key"
    assert numbers.check(wrong).is_wrong


def test_a_quiet_change_has_no_sign():
    assert _codes(sender="Compta <compta@alpha.example>") == []


@pytest.mark.parametrize(
    ("sender", "code"),
    [
        ("boss@gmail.com", "sender_free"),
        ("alpha@gmail.com", None),  # known as it is
        ("compta@a1pha.example", "sender_alike"),
        ("compta@alpha-invoices.example", "sender_domain"),
        ("other@alpha.example", "sender_unknown"),
    ],
)
def test_senders(sender, code):
    assert _codes(sender=sender) == ([code] if code else [])


def test_all_signs_at_once():
    known = Known(
        "Alpha SAS", "FR", (OURS,), ("a@alpha.example",), (), ("Beta",), True,
        since=date(2026, 11, 1), phone_changed=date(2026, 11, 20), mail_changed=date(2026, 11, 20),
    )  # fmt: skip
    found = _codes(
        known, number="BE71096123456769", holder="Gamma", sender="x@gmail.com",
        text="C'est URGENT, au plus vite", documents=0,
    )  # fmt: skip
    assert found == [
        "country_new", "own_account", "same_elsewhere", "sender_free", "phone_recent",
        "urgent", "holder", "no_phone", "mail_recent", "no_document", "supplier_recent",
    ]  # fmt: skip


def test_levels():
    assert worst(signs(Claim("FR00", "Alpha", documents=1), KNOWN, WORDS)) == "high"
    assert worst(signs(Claim("1234", "Alpha", documents=1), KNOWN, WORDS)) == "warning"


def test_an_account_abroad_of_a_supplier_that_has_one_there():
    known = Known("Alpha", "FR", (OURS, "BE71096123456769"), phones=("1",))
    assert _codes(known, number="BE71096123456769", holder="Alpha") == []


@pytest.mark.parametrize(
    ("answer", "sent", "returned", "step", "name"),
    [  # case sup-bank-vop-answers
        ("close_match", "Ateliers du Lac SAS", "Ateliers du Lac", "accept", "Ateliers du Lac"),
        ("no_match", "Beta Industrie", "", "call", ""),
        ("not_possible", "Gamma", "", "evidence", ""),
        ("match", "Delta SARL", "", "accept", ""),
        ("close_match", "Delta SARL", "Dalta", "call", ""),
        ("close_match", "Delta SARL", "", "call", ""),
    ],
)
def test_what_the_bank_answered(answer, sent, returned, step, name):
    found = payee.outcome(answer, sent, returned, WORDS.legal_forms)
    assert (found.next, found.name) == (step, name)


def test_an_answer_that_no_bank_gives():
    with pytest.raises(ValueError, match="maybe"):
        payee.outcome("maybe", "A")


def test_no_answer_alone_lets_a_case_be_approved():
    for answer in payee.Answer:
        case = steps.Case("open", payee=answer.value, payee_next=payee.outcome(answer, "A").next)
        assert "call" in steps.missing(case)


def test_steps():
    case = steps.Case
    assert steps.next_step(case("open", is_number_wrong=True)) == "refuse"
    assert steps.next_step(case("open", call="denied")) == "refuse"
    assert steps.next_step(case("open", call="no_answer")) == "call"
    assert steps.next_step(case("open", brings_number=False, call="confirmed")) == "approve"
    assert steps.next_step(case("approved", date_apply=date(2026, 12, 1)), date(2026, 12, 1)) == "apply"
    assert steps.next_step(case("applied")) == ""
    assert steps.takes_head(case("open", payee="no_match", call="confirmed", is_phone_known=False)) == [
        "payee", "phone"
    ]  # fmt: skip


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_edits_are_a_distance(one, other):
    assert edits(one, other) == edits(other, one)
    assert (edits(one, other) == 0) == (one == other)
    assert edits(one, other) <= max(len(one), len(other))


def test_a_name_that_is_a_legal_form_only_stays_a_name():
    assert name_key("SARL", ["SARL"]) == "sarl"
