# SPDX-License-Identifier: AGPL-3.0-or-later
"""What corrections teach: labels and places of one supplier, never above the gate."""

import doctest
from datetime import date
from decimal import Decimal

import bill_pages
from ap_capture.rules import habits
from ap_capture.rules.habits import Habit, learn, read_with
from ap_capture.rules.reader import Own, read_bill
from test_capture import BILL_WORDS, pages_in


def page(number="Z-71/4", day="02.09.2026", total="120,00"):
    """A page whose number stands behind words that no table has."""
    return pages_in(
        bill_pages.text_pdf(
            "Papeterie Lenoir SARL", "FACTURE", f"Pièce comptable : {number}", f"Arrêtée ce jour {day}",
            "N° client 4711", "Total HT 100,00 €", "TVA 20 % 20,00 €", f"Total TTC {total} €",
        )  # fmt: skip
    )


def read(pages, *known):
    return read_with(read_bill(pages, BILL_WORDS, Own()), pages, BILL_WORDS, Own(), known)


def test_examples():
    assert doctest.testmod(habits).failed == 0


def test_a_label_is_learned_and_read_in_the_next_bill():
    """« Pièce comptable » gives the number of the next bill: proposed, sure the second time."""
    habit = learn(page(), BILL_WORDS, "number", "Z-71/4")
    assert (habit.field, habit.label) == ("number", "PIECE COMPTABLE")
    following = page("Z-90/1")
    reading, used = read(following, habit)
    number = reading.fields["number"]
    assert (number.value, number.sure, number.why) == ("Z-90/1", False, "learned")
    assert used == {"number": habit}
    assert read(following, habit._replace(seen=2))[0].fields["number"].sure


def test_a_day_is_learned():
    habit = learn(page(), BILL_WORDS, "date", date(2026, 9, 2))
    assert habit.label == "ARRETEE CE JOUR"
    reading, _used = read(page(day="05.10.2026"), habit)
    assert reading.fields["date"].value == date(2026, 10, 5)


def test_a_learned_total_is_never_above_the_gate():
    """100.00 + 20.00 = 120.00 holds, whatever was learned; 121.00 stays unsure."""
    habit = Habit("total", "TOTAL HT", None, 1, 5)
    reading, used = read(page(), habit)
    assert (reading.fields["total"].value, reading.fields["total"].sure, used) == (Decimal("120.00"), True, {})
    reading, _used = read(page(total="121,00"), habit)
    assert not reading.fields["total"].sure


def test_a_label_of_something_else_is_not_learned():
    """The due day entered as the bill's date does not teach that « échéance » is one."""
    pages = pages_in(bill_pages.text_pdf("Lenoir SARL", "FACTURE N° F-1", "Date d'échéance : 14/10/2026"))
    assert learn(pages, BILL_WORDS, "date", date(2026, 10, 14)) is None
    assert learn(pages, BILL_WORDS, "number", "F-99") is None


def test_a_place_is_proposed_only():
    """A number without words beside it is found again where it stood."""
    pages = pages_in(bill_pages.text_pdf("K-2026-8", "FACTURE", "Total TTC 12,00 €", "Merci de votre confiance."))
    habit = learn(pages, BILL_WORDS, "number", "K-2026-8")
    assert habit.label == ""
    following = pages_in(bill_pages.text_pdf("K-2026-9", "FACTURE", "Total TTC 12,00 €", "Merci de votre confiance."))
    reading, _used = read(following, habit._replace(seen=7))
    number = reading.fields["number"]
    assert (number.value, number.sure, number.why) == ("K-2026-9", False, "learned")
