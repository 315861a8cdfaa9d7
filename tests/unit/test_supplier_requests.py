# SPDX-License-Identifier: AGPL-3.0-or-later
# ruff: noqa: DTZ001  hours of work are counted in local time
"""Mails of suppliers: own words, machines, language, type, numbers, deadline."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.ap_supplier.rules import request_mail as mail
from odoo.addons.ap_supplier.rules import request_reading as reading
from odoo.addons.ap_supplier.rules import request_text as texts
from odoo.addons.ap_supplier.rules.request_deadline import deadline, office_hours

QUOTES = [
    "Le mar. 3 mars 2026 à 10:12, Nous <ap@us.example> a écrit :\n> Bonjour",
    "On Tue, Mar 3, 2026 at 10:12 AM Us <ap@us.example> wrote:\n> Hello",
    "On Tue, Mar 3, 2026 at 10:12 AM\nUs <ap@us.example> wrote:\n> Hello",
    "-----Message d'origine-----\nDe : Nous\nObjet : x",
    "De : Nous <ap@us.example>\nEnvoyé : mardi 3 mars\nÀ : Eux\nObjet : Facture\n\nvieux",
    "________________________________\nFrom: Us\nold",
    "-- \nJean Martin\nAlpha SAS",
    "Envoyé de mon iPhone",
]


@pytest.mark.parametrize("quote", QUOTES)
def test_what_is_quoted_is_not_read(quote):
    assert texts.read(f"Bonjour,\r\nQuand payez-vous ?\r\n\r\n{quote}").text == (
        "Bonjour,\nQuand payez-vous ?"
    )


def test_a_forwarded_mail_is_read_with_its_first_sender():
    found = texts.read(
        "Pour toi\n\n---------- Forwarded message ---------\nDe : Compta <Compta@alpha.example>\n"
        "Date: mar. 3 mars\nObjet : FA-1042\nTo: us\n\nLa facture FA-1042 est-elle payée ?"
    )
    assert found.first_sender == "compta@alpha.example"
    assert "FA-1042 est-elle" in found.text
    assert "Date" not in found.text


@given(st.text(max_size=300))
def test_any_text_is_read(text):
    found = texts.read(text)
    assert len(found.text) <= len(text) + 1
    reading.language(text)
    reading.numbers(text)
    reading.ibans(text)
    mail.bare_subject(text)


@pytest.mark.parametrize(
    ("headers", "subject", "sender"),
    [
        ({"Auto-Submitted": "auto-generated"}, "", ""),
        ({"X-Autoreply": "yes"}, "", ""),
        ({"Precedence": "auto_reply"}, "", ""),
        ({"return-path": "<>"}, "", ""),
        ({}, "Absence du bureau : Jean", ""),
        ({}, "Automatic reply: invoice", ""),
        ({}, "Undeliverable: invoice", "x@y.example"),
        ({}, "x", "Mailer <MAILER-DAEMON@y.example>"),
    ],
)
def test_machines(headers, subject, sender):
    assert mail.is_automatic(headers, subject, sender)


def test_people_are_no_machines():
    assert not mail.is_automatic({"Auto-Submitted": "no", "Precedence": "normal"}, "Re: facture", "a@b.c")


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Bonjour, pouvez-vous nous dire quand la facture sera réglée ? Merci", "fr"),
        ("Could you tell us when the invoice will be paid? Thanks", "en"),
        ("FA-1042 ?", "fr"),
    ],
)
def test_language(text, lang):
    assert reading.language(text, "fr") == lang


def test_numbers_that_are_ours_and_that_are_not():
    known = {"FA1042": 1, "2026.7": 2}
    assert reading.named(["Factures FA-1042, fa 1042 et FA-7777 du 03/03/2026"], known) == (
        [1], ["FA-7777"]
    )  # fmt: skip


def test_an_iban_is_no_number_of_a_bill():
    text = "IBAN FR76 3000 6000 0112 3456 7890 189"
    assert reading.named([text], {}) == ([], [])
    assert reading.ibans(text) == ["FR7630006000011234567890189"]
    assert reading.ibans("FR76 3000 6000 0112 3456 7890 188") == []


def test_of_equal_types_none_is_sure():
    kinds = [reading.Kind("a", ("paid",)), reading.Kind("b", ("bill",))]
    found = reading.guess("", "paid bill", kinds)
    assert (found.code, found.is_sure) == ("a", False)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),
    st.floats(0, 100), st.floats(0, 100),
)  # fmt: skip
def test_more_hours_are_no_earlier(start, one, more):
    first = deadline(start, one, office_hours(start))
    later = deadline(start, one + more, office_hours(start))
    assert start <= first <= later
    assert later.weekday() < 5
    assert 9 <= later.hour <= 17


def test_a_calendar_without_work():
    start = datetime(2026, 1, 1)
    with pytest.raises(ValueError, match="no work"):
        deadline(start, 1, office_hours(start, week=()))
    with pytest.raises(ValueError, match="no work"):
        deadline(start, 1, [])
    with pytest.raises(ValueError, match="closes"):
        deadline(start, 1, office_hours(start, 9, 9))
    eve = datetime(2026, 12, 24, 16)
    assert deadline(eve, 2, office_hours(eve, holidays={date(2026, 12, 25)})) == datetime(
        2026, 12, 28, 10
    )


def test_a_calendar_with_a_pause_and_half_days():
    """Four hours from 11:00: one before the pause, two after it, one on the half day."""
    day = [(datetime(2026, 3, 2, 8), datetime(2026, 3, 2, 12)),
           (datetime(2026, 3, 2, 14), datetime(2026, 3, 2, 16)),
           (datetime(2026, 3, 3, 8), datetime(2026, 3, 3, 12))]  # fmt: skip
    assert deadline(datetime(2026, 3, 2, 11), 4, day) == datetime(2026, 3, 3, 9)
    assert deadline(datetime(2026, 3, 2, 12, 30), 2, day) == datetime(2026, 3, 2, 16)


@pytest.mark.parametrize(
    ("sender", "robot"),
    [
        ("no-reply@a.example", True), ("noreply@a.example", True), ("do_not_reply@a.example", True),
        ("ne-pas-repondre@a.example", True), ("nepasrepondre@a.example", True),
        ("MAILER-DAEMON@a.example", True), ("bounce@a.example", True),
        ("billing-noreply@a.example", True), ("norbert.replyson@a.example", False),
        ("compta@a.example", False), ("casino-reply@a.example", False), ("", False),
    ],
)  # fmt: skip
def test_addresses_that_nobody_reads(sender, robot):
    assert mail.is_robot(sender) is robot


def test_a_mail_forwarded_as_it_is_answered():
    """Outlook writes one head for both: the subject says which; a signature ends nothing."""
    text = (
        "FYI\n-- \nJean\n\nDe : Compta <c@alpha.example>\nEnvoyé : lundi\nÀ : Jean\n"
        "Objet : x\n\nFA-77 est-elle payée ?"
    )
    assert texts.read(text, "TR: x") == texts.Mail(
        "FYI\n\nFA-77 est-elle payée ?", "c@alpha.example"
    )
    assert texts.read(text, "RE: x") == texts.Mail("FYI")
