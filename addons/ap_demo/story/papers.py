# SPDX-License-Identifier: AGPL-3.0-or-later
"""The documents that come with some bills of the story: a PDF, or an e-invoice (CII)."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple
from xml.sax.saxutils import escape

CENT = Decimal("0.01")
TERMS = {
    "PMT": "Indemnité forfaitaire pour frais de recouvrement en cas de retard : 40 €",
    "PMD": "Pénalités de retard : trois fois le taux d'intérêt légal",
    "AAB": "Pas d'escompte pour paiement anticipé",
}
PDF, XML = "pdf", "xml"


class Paper(NamedTuple):
    """What comes with a bill; `without`: terms that the supplier forgot."""

    kind: str
    without: tuple[str, ...] = ()
    goods: bool = True


# By the supplier's number of the bill.
PAPERS = {
    "IG-902": Paper(PDF, without=("PMT", "PMD")),
    "EL-6610": Paper(XML),
    "NS-7004": Paper(PDF, goods=False),
    "AP-118": Paper(XML, goods=False),
    "NE-0907": Paper(XML, goods=False),
    "LB-0788": Paper(XML, goods=False),
    "GA-118": Paper(XML, goods=False),
    "AP-131": Paper(PDF, without=("PMT",), goods=False),
    # Beside their orders, on the screen of matching.
    "ER-7790": Paper(PDF),
    "NX-20588": Paper(PDF),
}


class Party(NamedTuple):
    """A seller or buyer."""

    name: str
    street: str
    zip: str
    city: str
    siren: str
    vat: str


class PaperLine(NamedTuple):
    """One line, without VAT."""

    name: str
    quantity: Decimal
    price: Decimal
    amount: Decimal


class Content(NamedTuple):
    """What is written on the document; one rate of VAT, in percent."""

    number: str
    issued: date
    due: date
    seller: Party
    buyer: Party
    lines: tuple[PaperLine, ...]
    rate: Decimal
    untaxed: Decimal
    vat: Decimal
    goods: bool
    terms: dict[str, str]

    @property
    def total(self) -> Decimal:
        """With VAT."""
        return self.untaxed + self.vat


def terms(paper: Paper) -> dict[str, str]:
    """The terms that the supplier did not forget."""
    return {code: text for code, text in TERMS.items() if code not in paper.without}


def head(content: Content) -> list[str]:
    """The lines above the table of the PDF."""
    seller, buyer = content.seller, content.buyer
    kind = "Livraison de biens" if content.goods else "Prestation de services"
    return [
        f"FACTURE N° {content.number}",
        f"Date de facture : {content.issued:%d/%m/%Y}",
        f"Date d'échéance : {content.due:%d/%m/%Y}",
        f"Catégorie d'opération : {kind}",
        "",
        seller.name,
        f"{seller.street}, {seller.zip} {seller.city}",
        f"SIREN {seller.siren} – RCS {seller.city} {seller.siren}",
        f"SAS au capital de 50 000 € – N° TVA {seller.vat}",
        "",
        f"Client : {buyer.name}",
        f"{buyer.street}, {buyer.zip} {buyer.city}",
        f"SIREN {buyer.siren} – N° TVA {buyer.vat}",
        f"Date de livraison : {content.issued:%d/%m/%Y}",
    ]


def table(content: Content) -> list[tuple[str, ...]]:
    """The table of the PDF, its heading first."""
    rows = [
        (line.name, f"{line.quantity:f}", _euros(line.price), _euros(line.amount))
        for line in content.lines
    ]
    return [("Désignation", "Quantité", "Prix unitaire HT", "Montant HT"), *rows]


def foot(content: Content) -> list[str]:
    """The lines below the table of the PDF."""
    return [
        f"Total HT : {_euros(content.untaxed)} €",
        f"TVA {content.rate:f} % : {_euros(content.vat)} €",
        f"Total TTC : {_euros(content.total)} €",
        "",
        *content.terms.values(),
    ]


def _euros(amount: Decimal) -> str:
    return f"{amount:,f}".replace(",", " ").replace(".", ",")


CII = """<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
<rsm:ExchangedDocumentContext>
<ram:BusinessProcessSpecifiedDocumentContextParameter><ram:ID>{mode}</ram:ID></ram:BusinessProcessSpecifiedDocumentContextParameter>
<ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn:cen.eu:en16931:2017</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter>
</rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>{number}</ram:ID><ram:TypeCode>380</ram:TypeCode><ram:IssueDateTime>{issued}</ram:IssueDateTime>{notes}</rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>{lines}
<ram:ApplicableHeaderTradeAgreement><ram:SellerTradeParty>{seller}</ram:SellerTradeParty><ram:BuyerTradeParty>{buyer}</ram:BuyerTradeParty></ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeDelivery><ram:ActualDeliverySupplyChainEvent><ram:OccurrenceDateTime>{issued}</ram:OccurrenceDateTime></ram:ActualDeliverySupplyChainEvent></ram:ApplicableHeaderTradeDelivery>
<ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>30</ram:TypeCode></ram:SpecifiedTradeSettlementPaymentMeans>
<ram:ApplicableTradeTax><ram:CalculatedAmount>{vat}</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode><ram:BasisAmount>{untaxed}</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>{rate}</ram:RateApplicablePercent></ram:ApplicableTradeTax>
<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime>{due}</ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>
<ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:LineTotalAmount>{untaxed}</ram:LineTotalAmount><ram:TaxBasisTotalAmount>{untaxed}</ram:TaxBasisTotalAmount><ram:TaxTotalAmount currencyID="EUR">{vat}</ram:TaxTotalAmount><ram:GrandTotalAmount>{total}</ram:GrandTotalAmount><ram:DuePayableAmount>{total}</ram:DuePayableAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>
</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>
"""
NOTE = "<ram:IncludedNote><ram:Content>{}</ram:Content><ram:SubjectCode>{}</ram:SubjectCode></ram:IncludedNote>"
PARTY = (
    "<ram:Name>{0.name}</ram:Name>"
    "<ram:Description>SAS au capital de 50 000 € – RCS {0.city} {0.siren}</ram:Description>"
    "<ram:SpecifiedLegalOrganization>"
    '<ram:ID schemeID="0002">{0.siren}</ram:ID></ram:SpecifiedLegalOrganization>'
    "<ram:PostalTradeAddress><ram:PostcodeCode>{0.zip}</ram:PostcodeCode>"
    "<ram:LineOne>{0.street}</ram:LineOne><ram:CityName>{0.city}</ram:CityName>"
    "<ram:CountryID>FR</ram:CountryID></ram:PostalTradeAddress>"
    '<ram:URIUniversalCommunication><ram:URIID schemeID="0225">{0.siren}</ram:URIID>'
    "</ram:URIUniversalCommunication><ram:SpecifiedTaxRegistration>"
    '<ram:ID schemeID="VA">{0.vat}</ram:ID></ram:SpecifiedTaxRegistration>'
)
LINE = (
    "<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument>"
    "<ram:LineID>{rank}</ram:LineID></ram:AssociatedDocumentLineDocument>"
    "<ram:SpecifiedTradeProduct><ram:Name>{line.name}</ram:Name>"
    "</ram:SpecifiedTradeProduct><ram:SpecifiedLineTradeAgreement>"
    "<ram:NetPriceProductTradePrice><ram:ChargeAmount>{line.price:f}</ram:ChargeAmount>"
    "</ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>"
    "<ram:SpecifiedLineTradeDelivery>"
    '<ram:BilledQuantity unitCode="C62">{line.quantity:f}</ram:BilledQuantity>'
    "</ram:SpecifiedLineTradeDelivery><ram:SpecifiedLineTradeSettlement>"
    "<ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode>"
    "<ram:CategoryCode>S</ram:CategoryCode>"
    "<ram:RateApplicablePercent>{rate:f}</ram:RateApplicablePercent>"
    "</ram:ApplicableTradeTax><ram:SpecifiedTradeSettlementLineMonetarySummation>"
    "<ram:LineTotalAmount>{line.amount:f}</ram:LineTotalAmount>"
    "</ram:SpecifiedTradeSettlementLineMonetarySummation>"
    "</ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>"
)


def cii(content: Content) -> str:
    """The e-invoice as CII XML, profile EN 16931."""
    lines = [
        LINE.format(rank=rank, line=_escaped(line), rate=content.rate)
        for rank, line in enumerate(content.lines, 1)
    ]
    notes = [NOTE.format(escape(text), code) for code, text in content.terms.items()]
    return CII.format(
        mode="B1" if content.goods else "S1",
        number=escape(content.number),
        issued=_day(content.issued),
        due=_day(content.due),
        notes="".join(notes),
        lines="".join(lines),
        seller=PARTY.format(_escaped(content.seller)),
        buyer=PARTY.format(_escaped(content.buyer)),
        rate=f"{content.rate:f}",
        untaxed=f"{content.untaxed:f}",
        vat=f"{content.vat:f}",
        total=f"{content.total:f}",
    )


def _escaped(values: NamedTuple):
    """The same values, their texts as XML wants them."""
    safe = (escape(value) if isinstance(value, str) else value for value in values)
    return type(values)(*safe)


def _day(day: date) -> str:
    return f'<udt:DateTimeString format="102">{day:%Y%m%d}</udt:DateTimeString>'
