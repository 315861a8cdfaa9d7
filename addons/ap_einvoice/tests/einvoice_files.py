# SPDX-License-Identifier: AGPL-3.0-or-later
"""E-invoices written for tests, in both syntaxes, from the same few values.

No Odoo here: pure tests load this file too. Whatever a value is, it is written as it is:
wrong documents are made the same way as right ones.
"""

from xml.sax.saxutils import escape

SELLER = {
    "name": "Nordlys SAS", "siren": "732829320", "siret": "73282932000074",
    "vat": "FR44732829320", "country": "FR", "email": "",
}  # fmt: skip
LINE = {"id": "1", "name": "Support", "quantity": "1", "price": "100.00", "net": "100.00",
        "category": "S", "rate": "20.00"}  # fmt: skip
TOTALS = {"lines": "100.00", "untaxed": "100.00", "vat": "20.00", "total": "120.00",
          "due": "120.00"}  # fmt: skip
HEAD = {
    "number": "E-1", "type": "380", "issue": "2026-11-05", "due": "2026-12-05",
    "currency": "EUR", "mode": "S1", "profile": "urn:cen.eu:en16931:2017",
}  # fmt: skip
CII_TOTALS = {
    "lines": "LineTotalAmount", "charges": "ChargeTotalAmount",
    "allowances": "AllowanceTotalAmount", "untaxed": "TaxBasisTotalAmount",
    "vat": "TaxTotalAmount", "rounding": "RoundingAmount", "total": "GrandTotalAmount",
    "prepaid": "TotalPrepaidAmount", "due": "DuePayableAmount",
}  # fmt: skip
UBL_TOTALS = {
    "lines": "LineExtensionAmount", "untaxed": "TaxExclusiveAmount",
    "total": "TaxInclusiveAmount", "allowances": "AllowanceTotalAmount",
    "charges": "ChargeTotalAmount", "prepaid": "PrepaidAmount",
    "rounding": "PayableRoundingAmount", "due": "PayableAmount",
}  # fmt: skip
CII = (
    '<?xml version="1.0" encoding="UTF-8"?><rsm:CrossIndustryInvoice '
    'xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" '
    'xmlns:ram="urn:un:unece:uncefact:data:standard:'
    'ReusableAggregateBusinessInformationEntity:100" '
    'xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">%s'
    "</rsm:CrossIndustryInvoice>"
)
UBL = (
    '<?xml version="1.0" encoding="UTF-8"?><{root} '
    'xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2" '
    'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" '
    'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">'
    "{body}</{root}>"
)


def _tag(name, text, **attributes):
    """One element; none for no text."""
    if text in ("", None):
        return ""
    stated = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{stated}>{text}</{name}>"


def _ram(name, text, **attributes):
    return _tag(f"ram:{name}", text, **attributes)


def _text(name, text, **attributes):
    return _tag(name, escape(text or ""), **attributes)


def _values(given):
    """Head, seller, lines, rates, allowances, totals of an invoice, each with defaults."""
    head = {**HEAD, **{name: given[name] for name in HEAD if name in given}}
    lines = [{**LINE, **line} for line in given.get("lines", [{}])]
    rates = given.get("rates", [{}])
    rate = {"category": "S", "rate": "20.00", "base": "100.00", "vat": "20.00"}
    return (
        head,
        {**SELLER, **given.get("seller", {})},
        lines,
        [{**rate, **one} for one in rates],
        {**TOTALS, **given.get("totals", {})},
    )


def cii(**given) -> bytes:
    """A CII invoice of 100.00 at 20 %; what is given is written instead.

    Names: those of HEAD, ``seller``, ``lines``, ``rates``, ``totals`` (each a dictionary or
    a list of them), ``allowances`` and a line's ``allowances`` (charge, amount, category,
    rate, reason), ``logistics``, ``terms`` [(day, amount)], ``vat_accounts`` (currency,
    amount), ``tax_ids`` [(scheme, number)] of the seller, ``means``: codes of BT-81.
    """
    head, seller, lines, rates, totals = _values(given)
    day = "udt:DateTimeString"
    context = _ram(
        "BusinessProcessSpecifiedDocumentContextParameter", _ram("ID", head["mode"])
    ) + _ram("GuidelineSpecifiedDocumentContextParameter", _ram("ID", head["profile"]))
    document = (
        _ram("ID", escape(head["number"])) + _ram("TypeCode", head["type"])
        + _ram("IssueDateTime", _tag(day, head["issue"].replace("-", ""), format="102"))
    )  # fmt: skip
    agreement = _ram("SellerTradeParty", _cii_seller(seller, given.get("tax_ids")))
    trade = "".join(map(_cii_line, lines)) + _ram("ApplicableHeaderTradeAgreement", agreement)
    trade += "<ram:ApplicableHeaderTradeDelivery/>"
    trade += _ram("ApplicableHeaderTradeSettlement", _cii_settlement(head, rates, totals, given))
    return (
        CII
        % (
            _tag("rsm:ExchangedDocumentContext", context)
            + _tag("rsm:ExchangedDocument", document)
            + _tag("rsm:SupplyChainTradeTransaction", trade)
        )
    ).encode()


def _cii_seller(seller, tax_ids):
    ids = [("VA", seller["vat"])] if tax_ids is None else tax_ids
    mail = _ram("EmailURIUniversalCommunication", _ram("URIID", seller["email"]))
    return (
        _ram("GlobalID", seller["siret"], schemeID="0009")
        + _text("ram:Name", seller["name"])
        + _ram("SpecifiedLegalOrganization", _ram("ID", seller["siren"], schemeID="0002"))
        + _ram("DefinedTradeContact", mail)
        + _ram("PostalTradeAddress", _ram("CityName", "Brest") + _ram("CountryID", seller["country"]))
        + "".join(
            _ram("SpecifiedTaxRegistration", _ram("ID", number, schemeID=scheme))
            for scheme, number in ids
        )
    )  # fmt: skip


def _cii_tax(row, name="ApplicableTradeTax"):
    return _ram(
        name,
        _ram("TypeCode", "VAT") + _ram("CategoryCode", row.get("category"))
        + _ram("RateApplicablePercent", row.get("rate")),
    )  # fmt: skip


def _cii_charge(row, tax=True):
    indicator = _tag("udt:Indicator", str(row.get("charge", False)).lower())
    return _ram(
        "SpecifiedTradeAllowanceCharge",
        _ram("ChargeIndicator", indicator) + _ram("ActualAmount", row["amount"])
        + _text("ram:Reason", row.get("reason"))
        + (_cii_tax({"category": "S", "rate": "20.00", **row}, "CategoryTradeTax") if tax else ""),
    )  # fmt: skip


def _cii_line(line):
    head = _ram("LineID", line["id"]) + _ram("ParentLineID", line.get("parent"))
    head += _ram("LineStatusReasonCode", line.get("status"))
    price = _ram("ChargeAmount", line["price"]) + _ram("BasisQuantity", line.get("base_quantity"))
    gross = _ram("GrossPriceProductTradePrice", _ram("ChargeAmount", line.get("gross_price")))
    charges = "".join(_cii_charge(row, tax=False) for row in line.get("allowances", ()))
    summed = _ram("LineTotalAmount", line["net"])
    settled = _cii_tax(line) + charges
    settled += _ram("SpecifiedTradeSettlementLineMonetarySummation", summed)
    return _ram(
        "IncludedSupplyChainTradeLineItem",
        _ram("AssociatedDocumentLineDocument", head)
        + _ram("SpecifiedTradeProduct", _text("ram:Name", line["name"]))
        + _ram("SpecifiedLineTradeAgreement", gross + _ram("NetPriceProductTradePrice", price))
        + _ram("SpecifiedLineTradeDelivery", _ram("BilledQuantity", line["quantity"], unitCode="C62"))
        + _ram("SpecifiedLineTradeSettlement", settled),
    )  # fmt: skip


def _cii_settlement(head, rates, totals, given):
    account = _ram("PayeePartyCreditorFinancialAccount", _ram("IBANID", given.get("iban")))
    means = "".join(
        _ram("SpecifiedTradeSettlementPaymentMeans", _ram("TypeCode", code) + account)
        for code in given.get("means", ("",))
    )
    currency, amount = given.get("vat_accounts", ("", ""))
    sums = "".join(
        _ram(tag, totals.get(name), **({"currencyID": head["currency"]} if name == "vat" else {}))
        for name, tag in CII_TOTALS.items()
    ) + _ram("TaxTotalAmount", amount, currencyID=currency)  # fmt: skip
    taxes = "".join(
        _ram("ApplicableTradeTax",
             _ram("CalculatedAmount", row["vat"]) + _ram("TypeCode", "VAT")
             + _ram("BasisAmount", row["base"]) + _ram("CategoryCode", row["category"])
             + _ram("RateApplicablePercent", row["rate"]))
        for row in rates
    )  # fmt: skip
    logistics = "".join(
        _ram("SpecifiedLogisticsServiceCharge",
             _text("ram:Description", row.get("reason")) + _ram("AppliedAmount", row["amount"])
             + _cii_tax({"category": "S", "rate": "20.00", **row}, "AppliedTradeTax"))
        for row in given.get("logistics", ())
    )  # fmt: skip
    charges = "".join(map(_cii_charge, given.get("allowances", ())))
    days = "".join(
        _ram("SpecifiedTradePaymentTerms",
             _ram("DueDateDateTime", _tag("udt:DateTimeString", day.replace("-", ""), format="102"))
             + _ram("PartialPaymentAmount", part))
        for day, part in given.get("terms", [(head["due"], "")])
    )  # fmt: skip
    money = _ram("TaxCurrencyCode", currency) + _ram("InvoiceCurrencyCode", head["currency"])
    return money + means + taxes + charges + logistics + days + _ram(
        "SpecifiedTradeSettlementHeaderMonetarySummation", sums
    )


def ubl(**given) -> bytes:
    """The same invoice in UBL; ``endpoint`` (scheme, address) of the seller."""
    head, seller, lines, rates, totals = _values(given)
    root = given.get("root", "Invoice")
    terms = given.get("terms", [])
    currency, amount = given.get("vat_accounts", ("", ""))
    body = "".join(
        (
            _cbc("CustomizationID", head["profile"]), _cbc("ProfileID", head["mode"]),
            _cbc("ID", escape(head["number"])), _cbc("IssueDate", head["issue"]),
            _cbc("DueDate", "" if terms else head["due"]),
            _cbc(f"{root}TypeCode", head["type"]),
            _cbc("DocumentCurrencyCode", head["currency"]), _cbc("TaxCurrencyCode", currency),
            _cac("AccountingSupplierParty",
                 _cac("Party", _ubl_seller(seller, given.get("endpoint"), given.get("tax_ids")))),
            "".join(
                _cac("PaymentMeans", _cbc("PaymentMeansCode", code)
                     + _cac("PayeeFinancialAccount", _cbc("ID", given.get("iban"))))
                for code in given.get("means", ("",))),
            "".join(_cac("PaymentTerms", _cbc("Amount", part) + _cbc("PaymentDueDate", day))
                    for day, part in terms),
            "".join(_ubl_charge(row, "TaxCategory") for row in given.get("allowances", ())),
            _ubl_taxes(head, rates, totals),
            _cac("TaxTotal", _cbc("TaxAmount", amount, currencyID=currency)),
            _cac("LegalMonetaryTotal",
                 "".join(_cbc(tag, totals.get(name)) for name, tag in UBL_TOTALS.items())),
            "".join(_ubl_line(line, root) for line in lines),
        )
    )  # fmt: skip
    return UBL.format(root=root, body=body).encode()


def _cbc(name, text, **attributes):
    return _tag(f"cbc:{name}", text, **attributes)


def _cac(name, text):
    return _tag(f"cac:{name}", text)


def _ubl_tax(row, name):
    scheme = _cac("TaxScheme", _cbc("ID", "VAT"))
    return _cac(name, _cbc("ID", row.get("category")) + _cbc("Percent", row.get("rate")) + scheme)


def _ubl_taxes(head, rates, totals):
    rows = "".join(
        _cac("TaxSubtotal", _cbc("TaxableAmount", row["base"]) + _cbc("TaxAmount", row["vat"])
             + _ubl_tax(row, "TaxCategory"))
        for row in rates
    )  # fmt: skip
    total = _cbc("TaxAmount", totals["vat"], currencyID=head["currency"])
    return _cac("TaxTotal", total + rows)


def _ubl_charge(row, tax=""):
    indicator = _cbc("ChargeIndicator", str(row.get("charge", False)).lower())
    stated = _ubl_tax({"category": "S", "rate": "20.00", **row}, tax) if tax else ""
    return _cac(
        "AllowanceCharge",
        indicator + _text("cbc:AllowanceChargeReason", row.get("reason"))
        + _cbc("Amount", row["amount"]) + stated,
    )  # fmt: skip


def _ubl_seller(seller, endpoint, tax_ids):
    scheme, address = endpoint or ("", "")
    ids = [("VAT", seller["vat"])] if tax_ids is None else tax_ids
    place = _cbc("CityName", "Brest") + _cac(
        "Country", _cbc("IdentificationCode", seller["country"])
    )
    legal = _text("cbc:RegistrationName", seller["name"])
    legal += _cbc("CompanyID", seller["siren"], schemeID="0002")
    return (
        _cbc("EndpointID", address, schemeID=scheme)
        + _cac("PartyIdentification", _cbc("ID", seller["siret"], schemeID="0009"))
        + _cac("PostalAddress", place)
        + "".join(
            _cac("PartyTaxScheme", _cbc("CompanyID", number) + _cac("TaxScheme", _cbc("ID", name)))
            for name, number in ids if number
        )
        + _cac("PartyLegalEntity", legal)
        + _cac("Contact", _cbc("ElectronicMail", seller["email"]))
    )  # fmt: skip


def _ubl_line(line, root):
    tag = "InvoicedQuantity" if root == "Invoice" else "CreditedQuantity"
    price = _cbc("PriceAmount", line["price"]) + _cbc("BaseQuantity", line.get("base_quantity"))
    item = _text("cbc:Name", line["name"]) + _ubl_tax(line, "ClassifiedTaxCategory")
    return _cac(
        f"{root}Line",
        _cbc("ID", line["id"]) + _cbc(tag, line["quantity"], unitCode="C62")
        + _cbc("LineExtensionAmount", line["net"])
        + "".join(map(_ubl_charge, line.get("allowances", ())))
        + _cac("Item", item) + _cac("Price", price),
    )  # fmt: skip
