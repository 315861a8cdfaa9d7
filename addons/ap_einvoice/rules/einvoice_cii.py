# SPDX-License-Identifier: AGPL-3.0-or-later
"""An invoice of the syntax CII (UN/CEFACT D16B, D22B: Factur-X, ZUGFeRD 2, XRechnung)."""

from __future__ import annotations

from .einvoice import Charge, EInvoice, Instalment, Line, Party, Rate
from .einvoice_xml import day, first, joined, nodes, schemed, text, texts

CII = "CII"
ADDRESS = ("LineOne", "LineTwo", "PostcodeCode", "CityName")
ACCOUNT = (
    "ram:SpecifiedTradeSettlementPaymentMeans/ram:PayeePartyCreditorFinancialAccount/"
)
TOTALS = {
    "lines": "LineTotalAmount", "untaxed": "TaxBasisTotalAmount",
    "total": "GrandTotalAmount", "allowances": "AllowanceTotalAmount",
    "charges": "ChargeTotalAmount", "prepaid": "TotalPrepaidAmount",
    "rounding": "RoundingAmount", "due": "DuePayableAmount",
}  # fmt: skip


def read_cii(root) -> EInvoice:
    """Return the invoice of a CrossIndustryInvoice."""
    trade = first(root, "rsm:SupplyChainTradeTransaction")
    agreement = first(trade, "ram:ApplicableHeaderTradeAgreement")
    settlement = first(trade, "ram:ApplicableHeaderTradeSettlement")
    return EInvoice(
        syntax=CII,
        seller=_party(first(agreement, "ram:SellerTradeParty")),
        buyer=_party(first(agreement, "ram:BuyerTradeParty")),
        order=text(agreement, "ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID"),
        contract=text(agreement, "ram:ContractReferencedDocument/ram:IssuerAssignedID"),
        attachments=texts(agreement, "ram:AdditionalReferencedDocument/ram:Name"),
        identifiers=schemed(root, "//ram:SpecifiedLegalOrganization/ram:ID"),
        currency=text(settlement, "ram:InvoiceCurrencyCode"),
        means=texts(settlement, "ram:SpecifiedTradeSettlementPaymentMeans/ram:TypeCode"),
        accounts=texts(settlement, f"{ACCOUNT}ram:IBANID|{ACCOUNT}ram:ProprietaryID"),
        payment_reference=text(settlement, "ram:PaymentReference"),
        vat_due=text(settlement, "ram:ApplicableTradeTax/ram:DueDateTypeCode"),
        references=_references(settlement),
        lines=tuple(map(_line, nodes(trade, "ram:IncludedSupplyChainTradeLineItem"))),
        rates=tuple(map(_rate, nodes(settlement, "ram:ApplicableTradeTax"))),
        **_head(root),
        **_days(first(trade, "ram:ApplicableHeaderTradeDelivery"), settlement),
        **_money(settlement),
    )


def _head(root) -> dict:
    """Number, type, day of issue, profile, billing mode, notes."""
    head = first(root, "rsm:ExchangedDocument")
    context = "rsm:ExchangedDocumentContext/ram:"
    mode = "BusinessProcessSpecifiedDocumentContextParameter/ram:ID"
    return {
        "profile": text(
            root, f"{context}GuidelineSpecifiedDocumentContextParameter/ram:ID"
        ),
        "process": text(root, context + mode),
        "number": text(head, "ram:ID"),
        "type": text(head, "ram:TypeCode"),
        "issue": day(head, "ram:IssueDateTime"),
        "notes": tuple(
            (text(note, "ram:SubjectCode"), text(note, "ram:Content"))
            for note in nodes(head, "ram:IncludedNote")
        ),
    }


def _days(delivery, settlement) -> dict:
    """Delivery, period and terms of payment; EXTENDED writes several instalments."""
    period = "ram:BillingSpecifiedPeriod/ram:"
    terms = nodes(settlement, "ram:SpecifiedTradePaymentTerms")
    place = "ram:ShipToTradeParty/ram:PostalTradeAddress/ram:"
    instalments = tuple(
        Instalment(day(term, "ram:DueDateDateTime"), text(term, "ram:PartialPaymentAmount"))
        for term in terms
        if text(term, "ram:DueDateDateTime")
    )
    return {
        "supply": day(delivery, "ram:ActualDeliverySupplyChainEvent"),
        "delivery_address": joined(delivery, place, ADDRESS),
        "due": next((one.day for one in instalments), ""),
        "instalments": instalments,
        "terms": text(settlement, "ram:SpecifiedTradePaymentTerms/ram:Description"),
        "period": (
            day(settlement, f"{period}StartDateTime"),
            day(settlement, f"{period}EndDateTime"),
        ),
    }


def _money(settlement) -> dict:
    """Totals, allowances and VAT in the currency of the accounts."""
    sums = "ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:"
    totals = {key: text(settlement, sums + tag) for key, tag in TOTALS.items()}
    currency = text(settlement, "ram:InvoiceCurrencyCode")
    accounts = text(settlement, "ram:TaxCurrencyCode")
    vat = nodes(settlement, f"{sums}TaxTotalAmount")
    by_currency = {
        tax.get("currencyID", currency): (tax.text or "").strip() for tax in vat
    }
    totals["vat"] = by_currency.get(currency, "")
    other = accounts if accounts != currency else ""
    return {
        "vat_currency": accounts,
        "vat_in_accounts": by_currency.get(other, "") if other else "",
        "totals": totals,
        "allowances": (
            *_charges(settlement, "ram:CategoryTradeTax"),
            *map(_logistics, nodes(settlement, "ram:SpecifiedLogisticsServiceCharge")),
        ),
    }


def _charges(node, tax: str = "") -> tuple[Charge, ...]:
    """Allowances and charges of the document or of a line."""
    return tuple(
        Charge(
            category=text(item, f"{tax}/ram:CategoryCode") if tax else "",
            rate=text(item, f"{tax}/ram:RateApplicablePercent") if tax else "",
            amount=text(item, "ram:ActualAmount"),
            charge=_is_true(text(item, "ram:ChargeIndicator")),
            reason=text(item, "ram:Reason"),
            code=text(item, "ram:ReasonCode"),
            base=text(item, "ram:BasisAmount"),
            percent=text(item, "ram:CalculationPercent"),
        )
        for item in nodes(node, "ram:SpecifiedTradeAllowanceCharge")
    )


def _logistics(node) -> Charge:
    """Freight and the like (BG-X-42): a charge under another name."""
    tax = "ram:AppliedTradeTax/ram:"
    return Charge(
        category=text(node, f"{tax}CategoryCode"),
        rate=text(node, f"{tax}RateApplicablePercent"),
        amount=text(node, "ram:AppliedAmount"),
        charge=True,
        reason=text(node, "ram:Description"),
    )


def _is_true(indicator: str) -> bool:
    return indicator.lower() in ("true", "1")


def _references(settlement) -> tuple:
    return tuple(
        (text(ref, "ram:IssuerAssignedID"), day(ref, "ram:FormattedIssueDateTime"))
        for ref in nodes(settlement, "ram:InvoiceReferencedDocument")
    )


def _party(node) -> Party:
    legal = "ram:SpecifiedLegalOrganization/ram:ID"
    endpoint = "ram:URIUniversalCommunication/ram:URIID"
    place, contact = "ram:PostalTradeAddress/ram:", "ram:DefinedTradeContact/ram:"
    return Party(
        name=text(node, "ram:Name"),
        legal_id=text(node, legal),
        legal_scheme=text(node, f"{legal}/@schemeID"),
        ids=_ids(node),
        vat=text(node, "ram:SpecifiedTaxRegistration/ram:ID[@schemeID='VA']"),
        tax_ids=schemed(node, "ram:SpecifiedTaxRegistration/ram:ID"),
        endpoint=text(node, endpoint),
        endpoint_scheme=text(node, f"{endpoint}/@schemeID"),
        country=text(node, f"{place}CountryID"),
        address=joined(node, place, ADDRESS),
        legal=text(node, "ram:Description"),
        trade_name=text(node, "ram:SpecifiedLegalOrganization/ram:TradingBusinessName"),
        street=text(node, f"{place}LineOne"),
        street_more=joined(node, place, ("LineTwo", "LineThree")),
        zip=text(node, f"{place}PostcodeCode"),
        city=text(node, f"{place}CityName"),
        email=text(node, f"{contact}EmailURIUniversalCommunication/ram:URIID"),
        phone=text(node, f"{contact}TelephoneUniversalCommunication/ram:CompleteNumber"),
    )


def _ids(node) -> tuple[tuple[str, str], ...]:
    """Identifiers with their scheme (BT-29); plain ones are the buyer's own numbers."""
    return schemed(node, "ram:GlobalID")


def _line(node) -> Line:
    head = "ram:AssociatedDocumentLineDocument/ram:"
    product = "ram:SpecifiedTradeProduct/ram:"
    settled = first(node, "ram:SpecifiedLineTradeSettlement")
    quantity = "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity"
    period = "ram:BillingSpecifiedPeriod/ram:"
    return Line(
        id=text(node, f"{head}LineID"),
        parent=text(node, f"{head}ParentLineID"),
        status=text(node, f"{head}LineStatusReasonCode"),
        name=text(node, f"{product}Name"),
        description=text(node, f"{product}Description"),
        code=text(node, f"{product}SellerAssignedID"),
        barcode=text(node, f"{product}GlobalID"),
        quantity=text(node, quantity),
        unit=text(node, f"{quantity}/@unitCode"),
        net=text(settled, ".//ram:LineTotalAmount"),
        allowances=_charges(settled),
        start=day(settled, f"{period}StartDateTime"),
        end=day(settled, f"{period}EndDateTime"),
        referenced=bool(nodes(settled, "ram:InvoiceReferencedDocument")),
        **_line_tax(settled),
        **_line_price(first(node, "ram:SpecifiedLineTradeAgreement")),
    )


def _line_tax(settled) -> dict:
    tax = "ram:ApplicableTradeTax/ram:"
    return {
        "category": text(settled, f"{tax}CategoryCode"),
        "rate": text(settled, f"{tax}RateApplicablePercent"),
    }


def _line_price(agreed) -> dict:
    """Net price (BT-146), gross price and its discount (BT-147, BT-148)."""
    net, gross = "ram:NetPriceProductTradePrice/ram:", "ram:GrossPriceProductTradePrice/ram:"
    return {
        "price": text(agreed, f"{net}ChargeAmount"),
        "gross_price": text(agreed, f"{gross}ChargeAmount"),
        "discount": text(agreed, f"{gross}AppliedTradeAllowanceCharge/ram:ActualAmount"),
        "base_quantity": text(agreed, f"{net}BasisQuantity")
        or text(agreed, f"{gross}BasisQuantity"),
        "order": text(agreed, "ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID"),
    }


def _rate(node) -> Rate:
    names = ("CategoryCode", "RateApplicablePercent", "BasisAmount", "CalculatedAmount")
    reason = joined(node, "ram:", ("ExemptionReason", "ExemptionReasonCode"))
    return Rate(*(text(node, f"ram:{name}") for name in names), reason)
