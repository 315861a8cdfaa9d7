# SPDX-License-Identifier: AGPL-3.0-or-later
"""The numbers of the seller that a bill bears, against its supplier's card."""

import re

from ...rules import identifiers, mention_text

FRENCH_VAT = re.compile(r"\bfr ?[0-9a-hj-np-z]{2} ?\d{3} ?\d{3} ?\d{3}\b")


def remark_on_seller(bill) -> tuple | None:
    """What is wrong with the seller's numbers on the bill: (code, values); None, nothing.

    `bill` is a `BillValue`; its e-invoice is read if it has one, else the text of the PDF.
    """
    return _of_einvoice(bill) if bill.invoice else _of_text(bill)


def _of_einvoice(bill) -> tuple | None:
    """Numbers of the seller that are wrong in themselves, or name two companies."""
    seller = bill.invoice.seller
    number = identifiers.vat(seller.vat, seller.country or "FR")
    if seller.vat and number.reason == "checksum":
        return "vat_wrong", {"number": seller.vat}
    if identifiers.siren(seller.legal_id).reason == "checksum":
        return "siren_wrong", {"number": seller.legal_id}
    if identifiers.agreement(siren=seller.legal_id, vat=seller.vat):
        return "two_companies", {"number": seller.vat, "other": seller.legal_id}
    return None


def _of_text(bill) -> tuple | None:
    """French VAT numbers in the text of the PDF, none of them the supplier's or ours."""
    siren, text = bill.seller.siren, bill.document.text
    if not siren or not mention_text.is_readable(text):
        return None
    plain = mention_text.plain_text(text)
    if siren in plain.squeezed:
        return None
    numbers = {identifiers.compact(found) for found in FRENCH_VAT.findall(plain.plain)}
    others = sorted(
        number
        for number in numbers
        if identifiers.vat(number).valid and number[4:] != bill.buyer.siren
    )
    if not others:
        return None
    return "another", {"number": others[0], "other": siren}
