# SPDX-License-Identifier: AGPL-3.0-or-later
"""A company with N posted supplier bills of four lines, as a year brings them: one in
three from an e-invoice, one in three from a PDF with text, one in three typed; most
imputed to an axis; one in twenty with something wrong."""

from . import scene

LINES = 4
NET, VAT = 406, "81.20"  # of the bill that is copied: 100 + 101 + 102 + 103 at 20 %
SPREAD = 10_000  # bills over which the days of the quarter are spread
AT_ONCE = 500
MONEY = {
    "account_move": (
        "amount_untaxed", "amount_tax", "amount_total", "amount_residual",
        "amount_untaxed_signed", "amount_tax_signed", "amount_total_signed",
        "amount_residual_signed", "amount_total_in_currency_signed",
        "amount_untaxed_in_currency_signed",
    ),
    "account_move_line": (
        "debit", "credit", "balance", "amount_currency", "price_unit", "price_subtotal",
        "price_total", "amount_residual", "amount_residual_currency", "tax_base_amount",
    ),
}  # fmt: skip
TEXT = """
{name} SAS au capital de 50 000 euros, 1 rue du Port 29200 Brest
RCS Brest {siren} - TVA {vat}
Facture n° {number} Date de facture : {day:%d/%m/%Y}
Bench SAS, SIREN 443 121 975, TVA FR46443121975. Prestation de services
Désignation Quantité Prix unitaire HT TVA
{lines}
Total HT {net} TVA {tax} Total TTC {total}
Date d'échéance {due:%d/%m/%Y}. Escompte : néant. Pénalités de retard 12,40 %.
"""
INDEMNITY = "Indemnité forfaitaire pour frais de recouvrement : 40 euros.\n"


class Maker:
    """Makes bills in the bench company; what is made stays."""

    def __init__(self, env):
        self.env, self.made = env, 0
        env.company.partner_id.write(
            {"vat": "FR46443121975", "company_registry": "443121975"}
        )
        self.partners = self._partners()
        self.axis = self._axis()
        self.seed = self.draft(self.partners[0], "SEED-1")
        self.seed.action_post()
        env.flush_all()

    def draft(self, partner, ref, factor=1):
        """One bill through the ORM."""
        return self.env["account.move"].create(self.values(partner, ref, factor))

    def values(self, partner, ref, factor=1):
        chart = self.env["account.chart.template"].with_company(self.env.company)
        tax = chart.ref("tva_acq_normale")
        accounts = self.env["account.account"]
        account = accounts.search(
            [*accounts._check_company_domain(self.env.company),
             ("code", "=like", "6064%")], limit=1,
        )  # fmt: skip
        lines = [
            (0, 0, {"name": f"Fournitures {rank}", "quantity": 1,
                    "price_unit": (100 + rank) * factor, "account_id": account.id,
                    "analytic_distribution": {str(self.axis.id): 100},
                    "tax_ids": [(6, 0, tax.ids)]})
            for rank in range(LINES)
        ]  # fmt: skip
        return {
            "move_type": "in_invoice", "partner_id": partner.id, "date": "2026-10-05",
            "invoice_date": "2026-10-05", "invoice_date_due": "2026-11-04",
            "invoice_payment_term_id": False, "ref": ref, "invoice_line_ids": lines,
        }  # fmt: skip

    def grow(self, size):
        """Copy the bill until there are `size`, with their documents."""
        made, count = self.made, size - self.made
        number = f"(g + {made})"
        partner = scene._pick(self.partners.ids, number)
        day = f"(date '2026-08-03' + ({number} * 85 / {max(SPREAD, size)})::int)"
        base = scene._copy(self.env.cr, "account_move", self.seed.id, count, {
            **self._amounts("account_move", number),
            "name": f"'CHECKED/' || {number}",
            "ref": f"CASE WHEN {number} % 100 = 0 THEN 'FA-' || ({number} - {scene.SUPPLIERS})"
                   f" ELSE 'FA-' || {number} END",
            "partner_id": partner, "commercial_partner_id": partner,
            "sequence_number": f"{number} + 10", "date": day, "invoice_date": day,
            "invoice_date_due": f"{day} + 30",
        })  # fmt: skip
        for line in self.seed.line_ids:
            self._copy_line(line, base, count, number, partner, day)
        self._documents(base, made, count)
        self.made = size
        self.env.cr.execute("ANALYZE")
        self.env.cr.commit()
        self.env.invalidate_all()

    def _copy_line(self, line, base, count, number, partner, day):
        axis = f'CASE WHEN {number} %% 20 <> 1 THEN source."analytic_distribution" END'
        first = scene._copy(self.env.cr, "account_move_line", line.id, count, {
            **self._amounts("account_move_line", number),
            "move_id": f"{base} + g", "partner_id": partner, "date": day,
            "invoice_date": day, "analytic_distribution": axis.replace("%%", "%"),
        })  # fmt: skip
        for tax in line.tax_ids:
            self.env.cr.execute(
                "INSERT INTO account_move_line_account_tax_rel"
                " (account_move_line_id, account_tax_id)"
                " SELECT %s + g, %s FROM generate_series(1, %s) g",
                (first, tax.id, count),
            )

    def _amounts(self, table, number):
        factor = f"(1 + ({number}::bigint * 7919) % 997)"
        return {name: f'source."{name}" * {factor}' for name in MONEY[table]}

    def _partners(self):
        """French suppliers, each with its SIREN and VAT number."""
        numbers = [_siren(n) for n in range(scene.SUPPLIERS)]
        made = self.env["res.partner"].create([
            {"name": f"Checked {number}", "is_company": True, "street": "1 rue du Port",
             "zip": "29200", "city": "Brest", "country_id": self.env.ref("base.fr").id,
             "company_registry": siren, "vat": _vat(siren)}
            for number, siren in enumerate(numbers)
        ])  # fmt: skip
        self.env.flush_all()
        return made

    def _axis(self):
        """An account of an axis that purchases must carry."""
        plan = self.env["account.analytic.plan"].create({"name": "Bench axis"})
        self.env["ap.analytic.requirement"].create({
            "company_id": self.env.company.id, "plan_id": plan.id,
            "account_prefix": "6064", "date_from": "2026-01-01",
        })  # fmt: skip
        return self.env["account.analytic.account"].create(
            {"name": "Bench", "plan_id": plan.id, "company_id": False}
        )

    def _documents(self, base, made, count):
        documents = self.env["ap.bill.document"].sudo()
        bills = [g for g in range(1, count + 1) if (g + made) % 3]
        for start in range(0, len(bills), AT_ONCE):
            some = self.env["account.move"].browse(
                base + g for g in bills[start : start + AT_ONCE]
            )
            codes = documents._codes()
            documents.create(
                [self._document(documents, codes, bill) for bill in some]
            )
            self.env.flush_all()
            self.env.invalidate_all()

    def _document(self, documents, codes, bill):
        rank = int(bill.name.split("/")[1])
        wrong = rank % 20 == 2
        values = {"move_id": bill.id, "checksum": f"sum{rank}", "signature": f"sig{rank}"}
        if rank % 3 == 1:
            text = TEXT + ("" if wrong else INDEMNITY)
            return {**values, "syntax": "pdf", "text": text.format(**_stated(bill))}
        invoice = einvoice(bill, wrong)
        stated = documents._values_read(invoice, codes)
        return {**values, "syntax": "ubl", "coverage": "full", **stated}


def einvoice(bill, wrong=False):
    """What an e-invoice of the bill says; `wrong`: without the indemnity."""
    from odoo.addons.ap_einvoice.rules.einvoice_reader import read

    return read(ubl(bill, wrong).encode())


def ubl(bill, wrong=False):
    """The e-invoice of a bill as UBL."""
    return UBL.format(**_stated(bill, "."), notes="".join(
        f"<cbc:Note>{text}</cbc:Note>" for text in NOTES[1 if wrong else 0:]
    ))  # fmt: skip


def _stated(bill, point=","):
    def shown(amount):
        return f"{amount:.2f}".replace(".", point)

    seller = bill.partner_id
    factor = round(bill.amount_untaxed / NET)
    form = "Fournitures {0} 1 {1} 20 %" if point == "," else LINE
    return {
        "number": bill.ref, "day": bill.invoice_date, "due": bill.invoice_date_due,
        "name": seller.name, "siren": seller.company_registry, "vat": seller.vat,
        "net": shown(bill.amount_untaxed), "tax": shown(bill.amount_tax),
        "total": shown(bill.amount_total),
        "lines": "\n".join(
            form.format(rank, shown((100 + rank) * factor)) for rank in range(LINES)
        ),
    }  # fmt: skip


def _siren(number):
    digits = f"{51_000_000 + 37 * number:08d}"
    total = sum(
        sum(divmod(2 * int(sign), 10)) if place % 2 else int(sign)
        for place, sign in enumerate(digits)
    )
    return f"{digits}{-total % 10}"


def _vat(siren):
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


NOTES = ("#PMT#40 €", "#PMD#12,40 %", "#AAB#néant", "#BAR#B2B")
CATEGORY = """<cbc:ID>S</cbc:ID><cbc:Percent>20.00</cbc:Percent>
    <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"""
LINE = f""" <cac:InvoiceLine><cbc:ID>{{0}}</cbc:ID>
  <cbc:InvoicedQuantity unitCode="C62">1</cbc:InvoicedQuantity>
  <cbc:LineExtensionAmount currencyID="EUR">{{1}}</cbc:LineExtensionAmount>
  <cac:Item><cbc:Name>Fournitures {{0}}</cbc:Name>
   <cac:ClassifiedTaxCategory>{CATEGORY}</cac:ClassifiedTaxCategory></cac:Item>
  <cac:Price><cbc:PriceAmount currencyID="EUR">{{1}}</cbc:PriceAmount></cac:Price>
 </cac:InvoiceLine>"""
UBL = f"""<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
 <cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
 <cbc:ProfileID>B1</cbc:ProfileID><cbc:ID>{{number}}</cbc:ID>
 <cbc:IssueDate>{{day}}</cbc:IssueDate><cbc:DueDate>{{due}}</cbc:DueDate>
 <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>{{notes}}
 <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
 <cac:AccountingSupplierParty><cac:Party>
  <cbc:EndpointID schemeID="0225">{{siren}}</cbc:EndpointID>
  <cac:PartyName><cbc:Name>{{name}}</cbc:Name></cac:PartyName>
  <cac:PostalAddress><cbc:StreetName>1 rue du Port</cbc:StreetName>
   <cbc:CityName>Brest</cbc:CityName><cbc:PostalZone>29200</cbc:PostalZone>
   <cac:Country><cbc:IdentificationCode>FR</cbc:IdentificationCode></cac:Country>
  </cac:PostalAddress>
  <cac:PartyTaxScheme><cbc:CompanyID>{{vat}}</cbc:CompanyID>
   <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
  <cac:PartyLegalEntity><cbc:RegistrationName>{{name}}</cbc:RegistrationName>
   <cbc:CompanyID schemeID="0002">{{siren}}</cbc:CompanyID></cac:PartyLegalEntity>
 </cac:Party></cac:AccountingSupplierParty>
 <cac:AccountingCustomerParty><cac:Party>
  <cbc:EndpointID schemeID="0225">443121975</cbc:EndpointID>
  <cac:PartyName><cbc:Name>Bench SAS</cbc:Name></cac:PartyName>
  <cac:PostalAddress><cac:Country>
   <cbc:IdentificationCode>FR</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
  <cac:PartyTaxScheme><cbc:CompanyID>FR46443121975</cbc:CompanyID>
   <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
  <cac:PartyLegalEntity><cbc:RegistrationName>Bench SAS</cbc:RegistrationName>
   <cbc:CompanyID schemeID="0002">443121975</cbc:CompanyID></cac:PartyLegalEntity>
 </cac:Party></cac:AccountingCustomerParty>
 <cac:TaxTotal><cbc:TaxAmount currencyID="EUR">{{tax}}</cbc:TaxAmount>
  <cac:TaxSubtotal><cbc:TaxableAmount currencyID="EUR">{{net}}</cbc:TaxableAmount>
   <cbc:TaxAmount currencyID="EUR">{{tax}}</cbc:TaxAmount>
   <cac:TaxCategory>{CATEGORY}</cac:TaxCategory>
  </cac:TaxSubtotal></cac:TaxTotal>
 <cac:LegalMonetaryTotal>
  <cbc:LineExtensionAmount currencyID="EUR">{{net}}</cbc:LineExtensionAmount>
  <cbc:TaxExclusiveAmount currencyID="EUR">{{net}}</cbc:TaxExclusiveAmount>
  <cbc:TaxInclusiveAmount currencyID="EUR">{{total}}</cbc:TaxInclusiveAmount>
  <cbc:PayableAmount currencyID="EUR">{{total}}</cbc:PayableAmount>
 </cac:LegalMonetaryTotal>
{{lines}}
</Invoice>"""
