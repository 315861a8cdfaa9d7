# SPDX-License-Identifier: AGPL-3.0-or-later
"""An invoice or credit note of the syntax UBL 2 (Peppol, XRechnung, CIUS of all kinds)."""

from __future__ import annotations

from lxml import etree

from .einvoice import (
    DETAIL,
    GROUP,
    INFORMATION,
    Charge,
    EInvoice,
    Instalment,
    Line,
    Party,
    Rate,
)
from .einvoice_numbers import iso
from .einvoice_xml import day, first, joined, nodes, schemed, text, texts

UBL = "UBL"
UBL_ROOTS = ("Invoice", "CreditNote")
ADDRESS = ("StreetName", "AdditionalStreetName", "PostalZone", "CityName")
TOTALS = {
    "lines": "LineExtensionAmount", "untaxed": "TaxExclusiveAmount",
    "total": "TaxInclusiveAmount", "allowances": "AllowanceTotalAmount",
    "charges": "ChargeTotalAmount", "prepaid": "PrepaidAmount",
    "rounding": "PayableRoundingAmount", "due": "PayableAmount",
}  # fmt: skip
# BT-31 and BT-48 are of the scheme VAT; Singapore, Australia and New Zealand say GST.
VAT_SCHEMES = ("VAT", "GST")
STATUSES = (DETAIL, GROUP, INFORMATION)


def read_ubl(root) -> EInvoice:
    """Return the invoice of an Invoice or a CreditNote."""
    name = etree.QName(root).localname
    described = "cac:AdditionalDocumentReference/cbc:DocumentDescription"
    return EInvoice(
        syntax=UBL,
        root=name,
        profile=text(root, "cbc:CustomizationID"),
        process=text(root, "cbc:ProfileID"),
        number=text(root, "cbc:ID"),
        type=text(root, f"cbc:{name}TypeCode"),
        currency=text(root, "cbc:DocumentCurrencyCode"),
        notes=tuple(_note(note) for note in texts(root, "cbc:Note")),
        seller=_party(first(root, "cac:AccountingSupplierParty/cac:Party")),
        buyer=_party(first(root, "cac:AccountingCustomerParty/cac:Party")),
        order=text(root, "cac:OrderReference/cbc:ID"),
        contract=text(root, "cac:ContractDocumentReference/cbc:ID"),
        payment_reference=text(root, "cac:PaymentMeans/cbc:PaymentID"),
        references=tuple(
            (text(ref, "cbc:ID"), text(ref, "cbc:IssueDate"))
            for ref in nodes(root, "cac:BillingReference/cac:InvoiceDocumentReference")
        ),
        lines=tuple(_line(node, name) for node in nodes(root, f"cac:{name}Line")),
        attachments=texts(root, described),
        means=texts(root, "cac:PaymentMeans/cbc:PaymentMeansCode"),
        accounts=texts(root, "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID"),
        vat_due=text(root, "cac:InvoicePeriod/cbc:DescriptionCode"),
        identifiers=(
            *schemed(root, "//cac:PartyLegalEntity/cbc:CompanyID"),
            *schemed(root, "//cac:PartyIdentification/cbc:ID"),
        ),
        **_days(root),
        **_money(root),
    )


def _days(root) -> dict:
    """Issue, delivery, period and terms of payment."""
    place = "cac:Delivery/cac:DeliveryLocation/cac:Address/cbc:"
    period = "cac:InvoicePeriod/cbc:"
    instalments = _instalments(root)
    due = day(root, "cbc:DueDate") or next((one.day for one in instalments), "")
    return {
        "issue": day(root, "cbc:IssueDate"),
        "due": due,
        "instalments": instalments or ((Instalment(due),) if due else ()),
        "terms": text(root, "cac:PaymentTerms/cbc:Note"),
        "supply": day(root, "cac:Delivery/cbc:ActualDeliveryDate"),
        "delivery_address": joined(root, place, ADDRESS),
        "period": (day(root, f"{period}StartDate"), day(root, f"{period}EndDate")),
    }


def _instalments(root) -> tuple[Instalment, ...]:
    """Days and amounts of the terms, or else the days of the means of payment, each once."""
    days = "cbc:PaymentDueDate|cbc:InstallmentDueDate"
    found = [
        Instalment(day(term, days), text(term, "cbc:Amount"), text(term, "cbc:PaymentPercent"))
        for term in nodes(root, "cac:PaymentTerms")
        if text(term, days)
    ] or [Instalment(iso(one)) for one in texts(root, "cac:PaymentMeans/cbc:PaymentDueDate")]
    return tuple(dict.fromkeys(found))


def _money(root) -> dict:
    """Totals, rates, allowances and VAT in the currency of the accounts."""
    sums = "cac:LegalMonetaryTotal/cbc:"
    totals = {key: text(root, sums + tag) for key, tag in TOTALS.items()}
    currency = text(root, "cbc:DocumentCurrencyCode")
    accounts = text(root, "cbc:TaxCurrencyCode")
    by_currency, rows = {}, []
    for total in nodes(root, "cac:TaxTotal"):
        amount = first(total, "cbc:TaxAmount")
        code = currency if amount is None else amount.get("currencyID", currency)
        by_currency.setdefault(code, text(total, "cbc:TaxAmount"))
        if code == currency or not accounts:
            rows += nodes(total, "cac:TaxSubtotal")
    totals["vat"] = by_currency.get(currency, "")
    other = accounts if accounts != currency else ""
    return {
        "vat_currency": accounts,
        "vat_in_accounts": by_currency.get(other, "") if other else "",
        "totals": totals,
        "rates": tuple(map(_rate, rows)),
        "allowances": _charges(root, "cac:TaxCategory/cbc:"),
    }


def _rate(node) -> Rate:
    category = "cac:TaxCategory/cbc:"
    return Rate(
        text(node, f"{category}ID"),
        text(node, f"{category}Percent") or text(node, "cbc:Percent"),
        text(node, "cbc:TaxableAmount"),
        text(node, "cbc:TaxAmount"),
        joined(node, f"{category}TaxExemptionReason", ("", "Code")),
    )


def _charges(node, tax: str = "") -> tuple[Charge, ...]:
    """Allowances and charges of the document or of a line."""
    return tuple(
        Charge(
            category=text(item, f"{tax}ID") if tax else "",
            rate=text(item, f"{tax}Percent") if tax else "",
            amount=text(item, "cbc:Amount"),
            charge=text(item, "cbc:ChargeIndicator").lower() in ("true", "1"),
            reason=text(item, "cbc:AllowanceChargeReason"),
            code=text(item, "cbc:AllowanceChargeReasonCode"),
            base=text(item, "cbc:BaseAmount"),
            percent=text(item, "cbc:MultiplierFactorNumeric"),
        )
        for item in nodes(node, "cac:AllowanceCharge")
    )


def _note(written: str) -> tuple[str, str]:
    """Return (subject code, text): UBL writes #PMT# before the text."""
    if written.startswith("#") and written.count("#") > 1:
        _before, code, rest = written.split("#", 2)
        return code, rest.strip()
    return "", written


def _party(node) -> Party:
    legal, place = "cac:PartyLegalEntity/cbc:CompanyID", "cac:PostalAddress/cbc:"
    taxes = tuple(
        (text(item, "cac:TaxScheme/cbc:ID"), text(item, "cbc:CompanyID"))
        for item in nodes(node, "cac:PartyTaxScheme")
    )
    legal_name = text(node, "cac:PartyLegalEntity/cbc:RegistrationName")
    plain_name = text(node, "cac:PartyName/cbc:Name")
    return Party(
        name=legal_name or plain_name,
        trade_name=plain_name if legal_name else "",
        legal_id=text(node, legal),
        legal_scheme=text(node, f"{legal}/@schemeID"),
        ids=schemed(node, "cac:PartyIdentification/cbc:ID"),
        vat=next((id_ for scheme, id_ in taxes if scheme.upper() in VAT_SCHEMES), ""),
        tax_ids=taxes,
        endpoint=text(node, "cbc:EndpointID"),
        endpoint_scheme=text(node, "cbc:EndpointID/@schemeID"),
        country=text(node, "cac:PostalAddress/cac:Country/cbc:IdentificationCode"),
        address=joined(node, place, ADDRESS),
        legal=text(node, "cac:PartyLegalEntity/cbc:CompanyLegalForm"),
        street=text(node, f"{place}StreetName"),
        street_more=text(node, f"{place}AdditionalStreetName"),
        zip=text(node, f"{place}PostalZone"),
        city=text(node, f"{place}CityName"),
        email=text(node, "cac:Contact/cbc:ElectronicMail"),
        phone=text(node, "cac:Contact/cbc:Telephone"),
    )


def _line(node, name: str) -> Line:
    quantity = f"cbc:{'Invoiced' if name == 'Invoice' else 'Credited'}Quantity"
    price, item = "cac:Price/", "cac:Item/"
    tax = f"{item}cac:ClassifiedTaxCategory/cbc:"
    return Line(
        id=text(node, "cbc:ID"),
        status=_status(node),
        name=text(node, f"{item}cbc:Name"),
        description=text(node, f"{item}cbc:Description"),
        code=text(node, f"{item}cac:SellersItemIdentification/cbc:ID"),
        barcode=text(node, f"{item}cac:StandardItemIdentification/cbc:ID"),
        quantity=text(node, quantity),
        unit=text(node, f"{quantity}/@unitCode"),
        price=text(node, f"{price}cbc:PriceAmount"),
        base_quantity=text(node, f"{price}cbc:BaseQuantity"),
        gross_price=text(node, f"{price}cac:AllowanceCharge/cbc:BaseAmount"),
        discount=text(node, f"{price}cac:AllowanceCharge/cbc:Amount"),
        net=text(node, "cbc:LineExtensionAmount"),
        allowances=_charges(node),
        category=text(node, f"{tax}ID"),
        rate=text(node, f"{tax}Percent"),
        start=day(node, "cac:InvoicePeriod/cbc:StartDate"),
        end=day(node, "cac:InvoicePeriod/cbc:EndDate"),
        order=text(node, "cac:OrderLineReference/cac:OrderReference/cbc:ID"),
        referenced=bool(nodes(node, "cac:DocumentReference")),
    )


def _status(node) -> str:
    """The subtype of the line where a code of it is one of those of EXTENDED: UBL has no
    element of its own for it."""
    codes = nodes(node, ".//cbc:*[substring(local-name(), string-length(local-name()) - 3) = 'Code']")
    stated = (("".join(code.itertext())).strip() for code in codes)
    return next((code for code in stated if code in STATUSES), "")
