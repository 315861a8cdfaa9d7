# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file that holds several bills: split where each page says so, proposed or left alone else."""

import io

import bill_layouts
import bill_pages
import pypdfium2
import pytest
from ap_capture.formats import pdf_words
from ap_capture.formats.pdf_pages import part_of
from ap_capture.rules.reader import Own
from ap_capture.rules.splitting import Part, bills_in
from test_capture import BILL_WORDS, pages_in

OWN = Own(("Reprise Group SAS",), frozenset(["FR73552081317"]), frozenset(["552081317"]))
LAYOUTS = {layout.name: layout for layout in bill_layouts.layouts()}


def joined(*files):
    """One PDF of all pages of some."""
    whole = pypdfium2.PdfDocument.new()
    parts = [pypdfium2.PdfDocument(content) for content in files]
    for part in parts:
        whole.import_pages(part)
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def split(content):
    return bills_in(pages_in(content), BILL_WORDS, OWN)


def layout(name):
    return bill_layouts.pdf_of(LAYOUTS[name])


def page(*lines):
    return bill_pages.text_pdf(*lines)


def bill(number, seller="Papeterie Lenoir SARL", total=("100,00", "20,00", "120,00"), *more):
    untaxed, tax, whole = total
    return page(
        seller, "FACTURE", f"Facture n° : {number}", "Date de facture : 14/09/2026", "Papier",
        f"Total HT {untaxed} €", f"TVA 20 % {tax} €", f"Total TTC {whole} €", *more,
    )  # fmt: skip


def test_three_bills_of_one_page_each():
    """Another number under a title, after a total that adds up: a bill begins."""
    parts = split(joined(bill("F-1"), bill("F-2"), bill("F-3")))
    assert parts == [
        Part(1, 1, True, ()),
        Part(2, 2, True, ("number", "title", "after_total")),
        Part(3, 3, True, ("number", "title", "after_total")),
    ]


def test_a_bill_of_two_pages_stays_together():
    first = page(
        "Papeterie Lenoir SARL", "FACTURE", "Facture n° : F-1", "Date de facture : 14/09/2026",
        "Papier 100,00", "A reporter 100,00", "Page 1 sur 2",
    )  # fmt: skip
    second = page(
        "Papeterie Lenoir SARL", "FACTURE", "Facture n° : F-1", "Report 100,00", "Total HT 100,00 €",
        "TVA 20 % 20,00 €", "Total TTC 120,00 €", "Page 2 sur 2",
    )  # fmt: skip
    parts = split(joined(first, second, bill("F-2", "Papeterie Lenoir SARL", ("5,00", "1,00", "6,00"), "Page 1/1")))
    assert [(part.first, part.last, part.sure) for part in parts] == [(1, 2, True), (3, 3, True)]
    assert parts[1].why == ("number", "first_page", "title", "after_total")


def test_what_is_annexed_is_of_the_bill_before():
    """Delivery notes and conditions of sale begin no bill."""
    note = page("BON DE LIVRAISON", "N° BL-77", "Papier 10 cartons")
    terms = page("CONDITIONS GENERALES DE VENTE", "Toute facture est payable à trente jours.")
    parts = split(joined(bill("F-1"), note, terms, bill("F-2")))
    assert [(part.first, part.last, part.sure) for part in parts] == [(1, 3, True), (4, 4, True)]


def test_a_second_bill_without_a_total_that_adds_up_is_proposed_only():
    parts = split(joined(bill("F-1"), bill("F-2", "Papeterie Lenoir SARL", ("100,00", "20,00", "121,00"))))
    assert [(part.first, part.sure) for part in parts] == [(1, True), (2, False)]


def test_a_number_that_comes_twice_is_proposed_only():
    parts = split(joined(bill("F-1"), bill("F-2"), bill("F-1")))
    assert [part.sure for part in parts] == [True, True, False]


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_one_bill_is_one_part(name):
    assert len(split(layout(name))) == 1


def test_two_layouts_in_one_file():
    """Two bills of two suppliers in one file, each third pair: never wrong where all is sure."""
    bills = [one for one in LAYOUTS.values() if one.truth["kind"] != "other"]
    wrong, surely, alone, pairs = 0, 0, 0, list(zip(bills, bills[1:], strict=False))[::3]
    for first, second in pairs:
        files = [bill_layouts.pdf_of(one) for one in (first, second)]
        parts = split(joined(*files))
        right = [(part.first - 1) for part in parts] == [0, len(first.pages)]
        all_sure = len(parts) > 1 and all(part.sure for part in parts)
        wrong += all_sure and not right
        surely += all_sure
        alone += right
    assert wrong == 0
    assert alone >= 0.7 * len(pairs)
    assert surely >= 0.4 * len(pairs)


def test_a_part_is_a_file_of_its_pages():
    content = joined(bill("F-1"), bill("F-2"), bill("F-3"))
    found = pdf_words.words_of_file(part_of(content, 2, 3), 10)
    assert found["pages"] == 2
    assert "F-2" in [word[0] for word in found["words"][0]["words"]]
    assert part_of(content, 2, 4) == part_of(content, 0, 1) == b""
