# SPDX-License-Identifier: AGPL-3.0-or-later
"""A structured invoice, CII (Factur-X) or UBL, read into one value as it is written.

Texts stay texts: the rules judge their form. Hostile files do no harm: a document type
is refused before parsing, entities are not resolved, nothing is fetched.
"""

from __future__ import annotations

from lxml import etree

from .einvoice import EInvoice, Line, Party, Rate

CII, UBL = "CII", "UBL"
PREFIXES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
CII_ADDRESS = ("LineOne", "LineTwo", "PostcodeCode", "CityName")
UBL_ADDRESS = ("StreetName", "AdditionalStreetName", "PostalZone", "CityName")
DOCTYPES = (b"<!DOCTYPE", b"<\0!\0D\0O", b"\0<\0!\0D\0O")  # UTF-8, UTF-16 both ways
CII_ACCOUNT = (
    "ram:SpecifiedTradeSettlementPaymentMeans/ram:PayeePartyCreditorFinancialAccount/"
)
UBL_ROOTS = ("Invoice", "CreditNote")
UBL_TOTALS = {
    "lines": "LineExtensionAmount", "untaxed": "TaxExclusiveAmount",
    "total": "TaxInclusiveAmount", "allowances": "AllowanceTotalAmount",
    "charges": "ChargeTotalAmount", "prepaid": "PrepaidAmount",
    "rounding": "PayableRoundingAmount", "due": "PayableAmount",
}  # fmt: skip
CII_TOTALS = {
    "lines": "LineTotalAmount", "untaxed": "TaxBasisTotalAmount",
    "total": "GrandTotalAmount", "allowances": "AllowanceTotalAmount",
    "charges": "ChargeTotalAmount", "prepaid": "TotalPrepaidAmount",
    "rounding": "RoundingAmount", "due": "DuePayableAmount",
}  # fmt: skip


def read(content: bytes) -> EInvoice | str:
    """Return the invoice, or why it is none: doctype, xml, syntax.

    >>> read(b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"), read(b"<x>"), read(b"<x/>")
    ('doctype', 'xml', 'syntax')
    """
    root = parse(content)
    if isinstance(root, str):
        return root
    name = etree.QName(root).localname
    if name == "CrossIndustryInvoice":
        return _read_cii(root)
    return _read_ubl(root) if name in UBL_ROOTS else "syntax"


def parse(content: bytes):
    """Return the root of an XML file, or why there is none: doctype, xml."""
    if any(sign in content.upper() for sign in DOCTYPES):
        return "doctype"
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return "xml"
    if root.getroottree().docinfo.doctype:  # written in some other encoding
        return "doctype"
    return root


def _all(node, path: str) -> list:
    return node.xpath(path, namespaces=PREFIXES) if node is not None else []


def _node(node, path: str):
    return next(iter(_all(node, path)), None)


def _text(node, path: str) -> str:
    """Return the first text (or attribute) at that path, "" if there is none."""
    found = _node(node, path)
    if found is None:
        return ""
    text = found if isinstance(found, str) else "".join(found.itertext())
    return text.strip()


def _read_cii(root) -> EInvoice:
    trade = _node(root, "rsm:SupplyChainTradeTransaction")
    agreement = _node(trade, "ram:ApplicableHeaderTradeAgreement")
    settlement = _node(trade, "ram:ApplicableHeaderTradeSettlement")
    return EInvoice(
        syntax=CII,
        seller=_cii_party(_node(agreement, "ram:SellerTradeParty")),
        buyer=_cii_party(_node(agreement, "ram:BuyerTradeParty")),
        order=_text(agreement, "ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID"),
        contract=_text(
            agreement, "ram:ContractReferencedDocument/ram:IssuerAssignedID"
        ),
        attachments=_texts(agreement, "ram:AdditionalReferencedDocument/ram:Name"),
        identifiers=_schemed(root, "//ram:SpecifiedLegalOrganization/ram:ID"),
        currency=_text(settlement, "ram:InvoiceCurrencyCode"),
        accounts=_texts(
            settlement, f"{CII_ACCOUNT}ram:IBANID|{CII_ACCOUNT}ram:ProprietaryID"
        ),
        vat_due=_text(settlement, "ram:ApplicableTradeTax/ram:DueDateTypeCode"),
        references=_cii_references(settlement),
        lines=tuple(
            map(_cii_line, _all(trade, "ram:IncludedSupplyChainTradeLineItem"))
        ),
        rates=tuple(map(_cii_rate, _all(settlement, "ram:ApplicableTradeTax"))),
        **_cii_head(root),
        **_cii_days(_node(trade, "ram:ApplicableHeaderTradeDelivery"), settlement),
        **_cii_money(settlement),
    )


def _cii_head(root) -> dict:
    """Number, type, day of issue, profile, billing mode, notes."""
    head = _node(root, "rsm:ExchangedDocument")
    context = "rsm:ExchangedDocumentContext/ram:"
    mode = "BusinessProcessSpecifiedDocumentContextParameter/ram:ID"
    return {
        "profile": _text(
            root, f"{context}GuidelineSpecifiedDocumentContextParameter/ram:ID"
        ),
        "process": _text(root, context + mode),
        "number": _text(head, "ram:ID"),
        "type": _text(head, "ram:TypeCode"),
        "issue": _day(_text(head, "ram:IssueDateTime")),
        "notes": tuple(
            (_text(note, "ram:SubjectCode"), _text(note, "ram:Content"))
            for note in _all(head, "ram:IncludedNote")
        ),
    }


def _cii_days(delivery, settlement) -> dict:
    """Delivery, period and terms of payment."""
    period = "ram:BillingSpecifiedPeriod/ram:"
    terms = "ram:SpecifiedTradePaymentTerms/ram:"
    place = "ram:ShipToTradeParty/ram:PostalTradeAddress/ram:"
    return {
        "supply": _day(_text(delivery, "ram:ActualDeliverySupplyChainEvent")),
        "delivery_address": _joined(delivery, place, CII_ADDRESS),
        "due": _day(_text(settlement, f"{terms}DueDateDateTime")),
        "terms": _text(settlement, f"{terms}Description"),
        "period": (
            _day(_text(settlement, f"{period}StartDateTime")),
            _day(_text(settlement, f"{period}EndDateTime")),
        ),
    }


def _cii_money(settlement) -> dict:
    """Totals, allowances and VAT in the currency of the accounts."""
    sums = "ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:"
    totals = {key: _text(settlement, sums + tag) for key, tag in CII_TOTALS.items()}
    currency = _text(settlement, "ram:InvoiceCurrencyCode")
    accounts = _text(settlement, "ram:TaxCurrencyCode")
    vat = _all(settlement, f"{sums}TaxTotalAmount")
    by_currency = {tax.get("currencyID", currency): tax.text or "" for tax in vat}
    totals["vat"] = by_currency.get(currency, "")
    allowances = "ram:SpecifiedTradeAllowanceCharge"
    return {
        "vat_currency": accounts,
        "vat_in_accounts": by_currency.get(accounts, "") if accounts else "",
        "totals": totals,
        "allowances": tuple(
            Rate(
                _text(item, "ram:CategoryTradeTax/ram:CategoryCode"),
                _text(item, "ram:CategoryTradeTax/ram:RateApplicablePercent"),
                _text(item, "ram:ActualAmount"),
                "",
            )
            for item in _all(settlement, allowances)
        ),
    }


def _cii_references(settlement) -> tuple:
    return tuple(
        (
            _text(ref, "ram:IssuerAssignedID"),
            _day(_text(ref, "ram:FormattedIssueDateTime")),
        )
        for ref in _all(settlement, "ram:InvoiceReferencedDocument")
    )


def _cii_party(node) -> Party:
    legal = "ram:SpecifiedLegalOrganization/ram:ID"
    endpoint = "ram:URIUniversalCommunication/ram:URIID"
    return Party(
        name=_text(node, "ram:Name"),
        legal_id=_text(node, legal),
        legal_scheme=_text(node, f"{legal}/@schemeID"),
        ids=_schemed(node, "ram:GlobalID"),
        vat=_text(node, "ram:SpecifiedTaxRegistration/ram:ID[@schemeID='VA']"),
        endpoint=_text(node, endpoint),
        endpoint_scheme=_text(node, f"{endpoint}/@schemeID"),
        country=_text(node, "ram:PostalTradeAddress/ram:CountryID"),
        address=_joined(node, "ram:PostalTradeAddress/ram:", CII_ADDRESS),
        legal=_text(node, "ram:Description"),
    )


def _cii_line(node) -> Line:
    price = "ram:SpecifiedLineTradeAgreement/ram:"
    tax = "ram:SpecifiedLineTradeSettlement/ram:ApplicableTradeTax/ram:"
    return Line(
        id=_text(node, "ram:AssociatedDocumentLineDocument/ram:LineID"),
        name=_text(node, "ram:SpecifiedTradeProduct/ram:Name"),
        quantity=_text(node, "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity"),
        price=_text(node, f"{price}NetPriceProductTradePrice/ram:ChargeAmount"),
        gross_price=_text(node, f"{price}GrossPriceProductTradePrice/ram:ChargeAmount"),
        discount=_text(
            node,
            f"{price}GrossPriceProductTradePrice/ram:AppliedTradeAllowanceCharge"
            "/ram:ActualAmount",
        ),
        net=_text(node, "ram:SpecifiedLineTradeSettlement//ram:LineTotalAmount"),
        category=_text(node, f"{tax}CategoryCode"),
        rate=_text(node, f"{tax}RateApplicablePercent"),
        referenced=bool(
            _all(node, "ram:SpecifiedLineTradeSettlement/ram:InvoiceReferencedDocument")
        ),
    )


def _cii_rate(node) -> Rate:
    names = ("CategoryCode", "RateApplicablePercent", "BasisAmount", "CalculatedAmount")
    reason = _joined(node, "ram:", ("ExemptionReason", "ExemptionReasonCode"))
    return Rate(*(_text(node, f"ram:{name}") for name in names), reason)


def _read_ubl(root) -> EInvoice:
    name = etree.QName(root).localname
    lines = _all(root, f"cac:{name}Line")
    described = "cac:AdditionalDocumentReference/cbc:DocumentDescription"
    return EInvoice(
        syntax=UBL,
        profile=_text(root, "cbc:CustomizationID"),
        process=_text(root, "cbc:ProfileID"),
        number=_text(root, "cbc:ID"),
        type=_text(root, f"cbc:{name}TypeCode"),
        currency=_text(root, "cbc:DocumentCurrencyCode"),
        notes=tuple(_ubl_note(note) for note in _texts(root, "cbc:Note")),
        seller=_ubl_party(_node(root, "cac:AccountingSupplierParty/cac:Party")),
        buyer=_ubl_party(_node(root, "cac:AccountingCustomerParty/cac:Party")),
        order=_text(root, "cac:OrderReference/cbc:ID"),
        contract=_text(root, "cac:ContractDocumentReference/cbc:ID"),
        references=tuple(
            (_text(ref, "cbc:ID"), _text(ref, "cbc:IssueDate"))
            for ref in _all(root, "cac:BillingReference/cac:InvoiceDocumentReference")
        ),
        lines=tuple(_ubl_line(node, name) for node in lines),
        attachments=_texts(root, described),
        accounts=_texts(root, "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID"),
        vat_due=_text(root, "cac:InvoicePeriod/cbc:DescriptionCode"),
        identifiers=(
            *_schemed(root, "//cac:PartyLegalEntity/cbc:CompanyID"),
            *_schemed(root, "//cac:PartyIdentification/cbc:ID"),
        ),
        **_ubl_days(root),
        **_ubl_money(root),
    )


def _ubl_days(root) -> dict:
    """Issue, delivery, period and terms of payment."""
    due = ("cbc:DueDate", "cac:PaymentMeans/cbc:PaymentDueDate")
    place = "cac:Delivery/cac:DeliveryLocation/cac:Address/cbc:"
    period = "cac:InvoicePeriod/cbc:"
    return {
        "issue": _text(root, "cbc:IssueDate"),
        "due": next(filter(None, (_text(root, path) for path in due)), ""),
        "terms": _text(root, "cac:PaymentTerms/cbc:Note"),
        "supply": _text(root, "cac:Delivery/cbc:ActualDeliveryDate"),
        "delivery_address": _joined(root, place, UBL_ADDRESS),
        "period": (
            _text(root, f"{period}StartDate"),
            _text(root, f"{period}EndDate"),
        ),
    }


def _ubl_money(root) -> dict:
    """Totals, rates, allowances and VAT in the currency of the accounts."""
    sums = "cac:LegalMonetaryTotal/cbc:"
    totals = {key: _text(root, sums + tag) for key, tag in UBL_TOTALS.items()}
    currency = _text(root, "cbc:DocumentCurrencyCode")
    accounts = _text(root, "cbc:TaxCurrencyCode")
    vat = _all(root, "cac:TaxTotal/cbc:TaxAmount")
    by_currency = {tax.get("currencyID", currency): tax.text or "" for tax in vat}
    totals["vat"] = by_currency.get(currency, "")
    return {
        "vat_currency": accounts,
        "vat_in_accounts": by_currency.get(accounts, "") if accounts else "",
        "totals": totals,
        "rates": tuple(
            Rate(
                _text(item, "cac:TaxCategory/cbc:ID"),
                _text(item, "cac:TaxCategory/cbc:Percent"),
                _text(item, "cbc:TaxableAmount"),
                _text(item, "cbc:TaxAmount"),
                _joined(item, "cac:TaxCategory/cbc:TaxExemptionReason", ("", "Code")),
            )
            for item in _all(root, "cac:TaxTotal/cac:TaxSubtotal")
        ),
        "allowances": tuple(
            Rate(
                _text(item, "cac:TaxCategory/cbc:ID"),
                _text(item, "cac:TaxCategory/cbc:Percent"),
                _text(item, "cbc:Amount"),
                "",
            )
            for item in _all(root, "cac:AllowanceCharge")
        ),
    }


def _ubl_note(text: str) -> tuple[str, str]:
    """Return (subject code, text): UBL writes #PMT# before the text."""
    if text.startswith("#") and text.count("#") > 1:
        _before, code, rest = text.split("#", 2)
        return code, rest.strip()
    return "", text


def _ubl_party(node) -> Party:
    legal = "cac:PartyLegalEntity/cbc:CompanyID"
    return Party(
        name=_text(node, "cac:PartyLegalEntity/cbc:RegistrationName")
        or _text(node, "cac:PartyName/cbc:Name"),
        legal_id=_text(node, legal),
        legal_scheme=_text(node, f"{legal}/@schemeID"),
        ids=_schemed(node, "cac:PartyIdentification/cbc:ID"),
        vat=_text(node, "cac:PartyTaxScheme[cac:TaxScheme/cbc:ID='VAT']/cbc:CompanyID"),
        endpoint=_text(node, "cbc:EndpointID"),
        endpoint_scheme=_text(node, "cbc:EndpointID/@schemeID"),
        country=_text(node, "cac:PostalAddress/cac:Country/cbc:IdentificationCode"),
        address=_joined(node, "cac:PostalAddress/cbc:", UBL_ADDRESS),
        legal=_text(node, "cac:PartyLegalEntity/cbc:CompanyLegalForm"),
    )


def _ubl_line(node, name: str) -> Line:
    quantity = "InvoicedQuantity" if name == "Invoice" else "CreditedQuantity"
    price, tax = "cac:Price/", "cac:Item/cac:ClassifiedTaxCategory/cbc:"
    return Line(
        id=_text(node, "cbc:ID"),
        name=_text(node, "cac:Item/cbc:Name"),
        quantity=_text(node, f"cbc:{quantity}"),
        price=_text(node, f"{price}cbc:PriceAmount"),
        gross_price=_text(node, f"{price}cac:AllowanceCharge/cbc:BaseAmount"),
        discount=_text(node, f"{price}cac:AllowanceCharge/cbc:Amount"),
        net=_text(node, "cbc:LineExtensionAmount"),
        category=_text(node, f"{tax}ID"),
        rate=_text(node, f"{tax}Percent"),
        referenced=bool(_all(node, "cac:DocumentReference")),
    )


def _joined(node, path: str, names: tuple[str, ...]) -> str:
    """Return the parts of an address in one line."""
    return " ".join(filter(None, (_text(node, path + name) for name in names)))


def _texts(node, path: str) -> tuple[str, ...]:
    return tuple("".join(found.itertext()).strip() for found in _all(node, path))


def _schemed(node, path: str) -> tuple[tuple[str, str], ...]:
    """Return (scheme, identifier) of each element at that path."""
    found = _all(node, path)
    return tuple(
        (item.get("schemeID", ""), (item.text or "").strip()) for item in found
    )


def _day(text: str) -> str:
    """Return AAAAMMJJ as an ISO date; anything else as it is.

    >>> _day("20260131"), _day("2026-01-31"), _day("")
    ('2026-01-31', '2026-01-31', '')
    """
    if len(text) == 8 and text.isdigit():
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return text
