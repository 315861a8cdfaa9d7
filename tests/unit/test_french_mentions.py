# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each mention of an invoice found, missed, or not verifiable; in French and English."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import published
import pytest
from french import LAW, rows
from hypothesis import given
from hypothesis import strategies as st
from l10n_fr_ap_extras.rules import mention_text, mentions
from l10n_fr_ap_extras.rules.mentions import Bill, Known

PARTS = mentions.parts_from_rows(rows("ap.bill.mention"), rows("ap.bill.mention.part"))
BEFORE, NOW = date(2026, 8, 31), date(2026, 11, 2)

FRENCH = {
    "seller_name": "NORDLYS TÉLÉCOM",
    "seller_address": "12 rue de la Paix, 75002 Paris",
    "seller_siren": "SIREN 732 829 320",
    "seller_vat": "N° TVA intracommunautaire : FR44 732 829 320",
    "legal_form": "S.A.S.",
    "share_capital": "au capital de 10 000 €",
    "register": "R.C.S. Paris",
    "number": "FACTURE n° FA-2026-0117",
    "issue_date": "Date de facture : 2 novembre 2026",
    "buyer_name": "Client : Recommerce SAS",
    "buyer_address": "54 avenue Lénine, 94250 Gentilly",
    "buyer_siren": "Identifiant du client 443 121 975",
    "buyer_vat": "FR46 443 121 975",
    "delivery_address": "Adresse de livraison : 3 rue du Port",
    "order_number": "Votre commande n° P00123",
    "operation_nature": "Nature des opérations : prestations de services",
    "line_quantity": "Quantité",
    "line_description": "Désignation",
    "line_price": "Prix unitaire HT",
    "line_vat": "Taux de TVA 20,00 %",
    "rebate": "Remise de fin d’année",
    "supply_date": "Période du 01/10/2026 au 31/10/2026",
    "total_untaxed": "Total HT 1 000,00",
    "vat_rate": "20 %",
    "vat_amount": "Montant TVA 200,00",
    "debits_option": "Option pour le paiement de la taxe d’après les débits",
    "exemption_reference": "TVA non applicable, article 293 B du CGI",
    "reverse_charge": "Autoliquidation",
    "self_billing": "Autofacturation",
    "margin_scheme": "Régime particulier – Biens d’occasion",
    "due_date": "Date d’échéance : 02/12/2026",
    "discount_terms": "Escompte pour paiement anticipé : néant",
    "late_rate": "Pénalités de retard au taux de 12,40 %",
    "indemnity": "Indemnité forfaitaire pour frais de recouvrement de 40 €",
    "sole_trader": "Jean Martin, EI",
}
ENGLISH = {
    "seller_vat": "VAT no: DE136695976",
    "number": "Invoice number INV/2026/117",
    "issue_date": "Invoice date: November 2, 2026",
    "delivery_address": "Ship to: 3 Harbour Street",
    "order_number": "Purchase order no. P00123",
    "operation_nature": "Supply of services",
    "line_quantity": "Qty",
    "line_description": "Description",
    "line_price": "Unit price",
    "line_vat": "VAT 20%",
    "rebate": "Volume rebate",
    "supply_date": "Service period: October 2026",
    "total_untaxed": "Subtotal 1,000.00",
    "vat_rate": "20%",
    "vat_amount": "VAT 200.00",
    "debits_option": "Option for payment of the tax on the basis of debits",
    "exemption_reference": "VAT exempt, Article 138 of Directive 2006/112/EC",
    "reverse_charge": "Reverse charge",
    "self_billing": "Self-billing",
    "margin_scheme": "Margin scheme – second-hand goods",
    "due_date": "Payment due by 2 December 2026",
    "discount_terms": "No discount for early payment",
    "late_rate": "Late payment interest at 12.40%",
    "indemnity": "Fixed compensation for recovery costs of 40 EUR",
    "sole_trader": "Jean Martin, sole trader",
}
EXPECTED = {
    "seller_name": "Nordlys Telecom",
    "seller_address": "12 rue de la Paix 75002 PARIS",
    "buyer_name": "RECOMMERCE SAS",
    "buyer_address": "54, avenue Lénine 94250 Gentilly",
    "buyer_siren": "443121975",
    "buyer_vat": "FR46443121975",
}
FACTS = dict.fromkeys(
    ("vat_charged", "buyer_vat_needed", "delivery_elsewhere", "supply_date_differs",
     "order_issued", "company", "rebate", "debits_option"), True,
)  # fmt: skip
FACTS |= dict.fromkeys(
    ("exempt", "reverse_charge", "self_billed", "margin", "billing_elsewhere",
     "sole_trader"), False,
)  # fmt: skip
UNASKED = ("exemption_reference", "reverse_charge", "self_billing", "margin_scheme",
           "sole_trader", "billing_address")  # fmt: skip
ASKED = [part for part in PARTS if part.code not in UNASKED]


def _text(without=()):
    return "\n".join(
        words for part, words in FRENCH.items() if part not in (*UNASKED, *without)
    )


def _bill(**values):
    values = {
        "day": NOW,
        "size": "large",
        "expected": EXPECTED,
        "facts": FACTS,
        **values,
    }
    return Bill(**values)


def _parts(bill):
    results = mentions.check(LAW, PARTS, bill)
    return {part.code: part for result in results for part in result.parts}


def _xml(*without, **others):
    """A bill whose XML holds every part but some."""
    codes = {part.code for part in ASKED} - set(without)
    return _bill(
        structured="full", known={code: Known("x", "xml") for code in codes}, **others
    )


def test_there_are_twenty_mentions_in_the_order_of_the_law():
    results = mentions.check(LAW, PARTS, _bill())
    assert [result.number for result in results] == list(range(1, 21))
    assert all(result.reference for result in results)


def test_a_full_french_invoice_bears_them_all():
    results = mentions.check(LAW, PARTS, _bill(text=_text()))
    assert [r.code for r in results if r.status in ("missing", "unverifiable")] == []
    assert {r.status for r in results} == {"present", "not_applicable"}
    assert all(not r.severity for r in results)


@pytest.mark.parametrize("part", sorted(set(mention_text.PATTERNS) & set(FRENCH)))
def test_french_words(part):
    assert mention_text.find(part, mention_text.plain_text(FRENCH[part]))


@pytest.mark.parametrize("part", sorted(ENGLISH))
def test_english_words(part):
    assert mention_text.find(part, mention_text.plain_text(ENGLISH[part]))


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("seller_siren", "Téléphone 01 42 00 00 00"),
        ("seller_vat", "Montant TVA : 200,00 EUR"),
        ("margin_scheme", "Biens d'occasion en bon état"),
        ("reverse_charge", "Recharge rapide 20 W"),
        ("debits_option", "Débits du compte 512"),
        ("discount_terms", "Remise 10 %"),
        ("indemnity", "Indemnités kilométriques 40,00 €"),
        ("legal_form", "Merci de joindre sa facture"),
        ("sole_trader", "Paiement échu le neuf, veillez au délai"),
        ("self_billing", "Facture automobile"),
        ("share_capital", "Point capital. 12 articles"),
        ("exemption_reference", "Article 12 : chargeur"),
        ("order_number", "Recommander ce produit"),
    ],
)
def test_words_that_look_alike_are_not_taken(part, text):
    assert mention_text.find(part, mention_text.plain_text(text)) == ""


HARD = ("seller_vat", "buyer_siren", "operation_nature", "discount_terms", "indemnity",
        "late_rate", "register", "debits_option", "order_number")  # fmt: skip


@pytest.mark.parametrize("part", HARD)
def test_what_a_readable_text_lacks_is_missing_but_never_blocks(part):
    gone = {"buyer_siren": ("buyer_siren", "buyer_vat")}  # the one is in the other
    found = _parts(_bill(text=_text(gone.get(part, (part,)))))[part]
    assert (found.status, found.severity) == ("missing", "warning")


def test_the_buyers_number_is_not_the_sellers():
    found = _parts(_bill(text=_text(["seller_vat"])))["seller_vat"]
    assert found.status == "missing"  # FR46 443 121 975 is ours


def test_a_name_that_the_text_lacks_may_be_a_logo():
    found = _parts(_bill(text=_text(["seller_name"])))["seller_name"]
    assert found.status == "unverifiable"


@pytest.mark.parametrize("text", [None, "", " \n ", "~#~ .. %% ~~ |||| ----- ......"])
def test_a_scan_is_never_called_incomplete(text):
    results = mentions.check(LAW, PARTS, _bill(text=text))
    assert {r.status for r in results} <= {"unverifiable", "not_applicable"}


@pytest.mark.parametrize("part", [part.code for part in ASKED])
def test_a_full_xml_proves_what_is_missing(part):
    results = _parts(_xml(part))
    assert [code for code, r in results.items() if r.status == "missing"] == [part]
    severity = next(p.severity for p in PARTS if p.code == part)
    assert results[part].severity == severity


def test_a_full_xml_whose_picture_shows_it_is_complete():
    found = _parts(_xml("discount_terms", text=_text()))["discount_terms"]
    assert (found.status, found.source) == ("present", "text")


def test_a_minimum_profile_proves_nothing():
    bill = replace(_xml("line_quantity", "indemnity"), structured="partial")
    found = _parts(bill)
    assert {found["line_quantity"].status, found["indemnity"].status} == {
        "unverifiable"
    }


def test_a_field_that_could_not_be_read():
    bill = _xml("number")
    bill = replace(bill, known={**bill.known, "number": Known("", "unreadable")})
    assert _parts(bill)["number"].status == "unverifiable"


@pytest.mark.parametrize(
    ("day", "size", "status", "severity"),
    [
        (BEFORE, "large", "not_applicable", ""),
        (date(2026, 9, 1), "large", "missing", "blocking"),
        (date(2026, 9, 1), "mid", "missing", "blocking"),
        (date(2026, 9, 1), "small", "missing", "info"),
        (date(2026, 9, 1), "", "missing", "warning"),
        (date(2027, 8, 31), "small", "missing", "info"),
        (date(2027, 9, 1), "small", "missing", "blocking"),
        (date(2027, 9, 1), "", "missing", "blocking"),
    ],
)
@pytest.mark.parametrize(
    "part", ["buyer_siren", "delivery_address", "operation_nature", "debits_option"]
)
def test_new_mentions_by_date_and_size(part, day, size, status, severity):
    found = _parts(_xml(part, day=day, size=size))[part]
    assert (found.status, found.severity) == (status, severity)


def test_there_are_four_new_mentions():
    assert len({part.mention for part in PARTS if part.reform}) == 4


def test_a_foreign_supplier_is_asked_less():
    """Its own law holds: items 1, 3 to 8, 11, 12 and 15 only; nothing blocks."""
    results = mentions.check(LAW, PARTS, _bill(country="DE", structured="full"))
    asked = {r.number for r in results if r.status == "missing"}
    assert asked == {1, 3, 4, 5, 6, 7, 8, 11, 12}
    assert {r.severity for r in results} <= {"", "info", "warning"}
    reverse = _bill(country="DE", structured="full", facts={"reverse_charge": True})
    assert _parts(reverse)["reverse_charge"].status == "missing"


@pytest.mark.parametrize(
    ("untaxed", "facts", "status"),
    [
        ("150.00", {}, "not_applicable"),
        ("-150.00", {}, "not_applicable"),
        ("150.01", {}, "missing"),
        (None, {}, "missing"),
        ("150.00", {"intra_eu_exempt": True}, "missing"),
    ],
)
def test_small_invoices_leave_two_out(untaxed, facts, status):
    bill = _xml(
        "seller_vat",
        untaxed=None if untaxed is None else Decimal(untaxed),
        facts={**FACTS, "exempt": True, **facts},
    )
    found = _parts(bill)
    assert found["seller_vat"].status == status
    assert found["exemption_reference"].status == status


def test_no_option_said_means_no_option():
    """The invoice itself states; what only the outside knows cannot be known."""
    found = _parts(replace(_bill(text=_text(["debits_option"])), facts={}))
    assert found["debits_option"].status == "not_applicable"
    assert found["margin_scheme"].status == "not_applicable"
    assert found["billing_address"].status == "unverifiable"


def test_the_reference_is_of_the_day():
    def cited(day):
        results = mentions.check(LAW, PARTS, _xml("seller_vat", day=day))
        return next(r.reference for r in results if r.code == "seller_vat")

    assert cited(NOW) == "CGI, ann. II, art. 242 nonies A, I-2°"
    assert cited(date(2027, 1, 1)) == cited(NOW)  # regulatory: it keeps its number


def test_missing_parts_are_what_to_ask_for():
    results = mentions.check(LAW, PARTS, _xml("discount_terms", "indemnity"))
    payment = next(r for r in results if r.code == "payment_terms")
    assert payment.missing == ("discount_terms", "indemnity")
    assert payment.severity == "warning"


def test_regimes_of_a_text():
    plain = mention_text.plain_text
    margin = plain("Régime particulier - Biens d’occasion")
    assert mention_text.regimes_in(margin) == {"margin"}
    assert mention_text.regimes_in(plain("Autoliquidation de la TVA")) == {
        "reverse_charge"
    }
    assert mention_text.regimes_in(plain(_text())) == set()


@given(st.text(max_size=300), st.sampled_from(["FR", "DE", "RE"]), st.dates())
def test_any_text_gives_twenty_results(text, country, day):
    results = mentions.check(LAW, PARTS, Bill(day, country, text=text))
    assert len(results) == 20
    assert all(bool(r.severity) == (r.status == "missing") for r in results)
    assert all(r.severity != "blocking" for r in results)


def test_published_pdfs_show_their_tax_mentions():
    """Invoices published as correct: nothing that the VAT needs is called missing."""
    pypdf = pytest.importorskip("pypdf")
    needed = {"seller_vat", "issue_date", "vat_rate", "vat_amount", "seller_siren"}
    pdfs = published.files("einvoice/*pdf/*.pdf")
    assert len(pdfs) >= 8
    for path in pdfs:
        pages = pypdf.PdfReader(path).pages
        text = "\n".join(page.extract_text() for page in pages)
        french = path.name.startswith(("fnfe", "akretion"))
        facts = {"vat_charged": "Azure" not in path.name}  # of the United States
        bill = Bill(NOW, "FR" if french else "DE", text=text, facts=facts)
        gone = {code for code, r in _parts(bill).items() if r.status == "missing"}
        assert gone & needed == set(), path.name


def test_the_words_found_are_shown_as_they_are_written():
    text = (
        "FACTURE N° F-12\nDate d'échéance :  02/12/2026\nPénalités de retard : trois fois"
        " le taux d’intérêt légal\nEscompte : néant. " + "Nos conditions générales " * 4
    )
    bill = Bill(NOW, text=text)
    results = mentions.as_written(mentions.check(LAW, PARTS, bill), text)
    found = {p.code: p.excerpt for result in results for p in result.parts}
    assert found["due_date"] == "Date d'échéance : 02/12/2026"
    rate = "Pénalités de retard : trois fois le taux d’intérêt légal"
    assert found["late_rate"] == rate
    assert found["discount_terms"].startswith("Escompte : néant. Nos conditions")
    assert mention_text.as_written(["ei"], "Reims\nDurand EI")["ei"] == "Durand EI"
    assert mention_text.as_written(["absent", ""], "x") == {"absent": "absent", "": ""}
