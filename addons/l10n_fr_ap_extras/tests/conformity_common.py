# SPDX-License-Identifier: AGPL-3.0-or-later
"""A French supplier, its bills, and what is found on them."""

from odoo.addons.ap_einvoice.tests.einvoice_common import EInvoiceCase, ubl

OURS = (
    "duplicate_bill", "bill_mention", "bill_mention_blocking", "bill_vat",
    "bill_vat_regime", "bill_tax_choice", "bill_dates", "bill_dates_blocking",
    "bill_terms", "bill_number_order", "bill_identifier", "bill_locked_period",
)  # fmt: skip
COMPLETE = """
NORDLYS SAS au capital de 50 000 euros, 1 rue du Port 29200 Brest
RCS Brest 732 829 320 - TVA FR 44 732 829 320
Facture n° NOR-2026-200 Date de facture : 05/10/2026
Recommerce, SIREN 443 121 975, TVA FR46443121975. Prestation de services
Désignation Quantité Prix unitaire HT TVA
Maintenance 1 1 000,00 20 %
Total HT 1 000,00 TVA 200,00 Total TTC 1 200,00
Date d'échéance 04/11/2026. Escompte : néant. Pénalités de retard 12,40 %.
Indemnité forfaitaire pour frais de recouvrement : 40 euros.
"""


class ConformityCase(EInvoiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_controls(OURS)
        cls.france = cls.env.ref("base.fr")
        cls.supplier = cls.env["res.partner"].create(
            {
                "name": "Nordlys",
                "street": "1 rue du Port",
                "country_id": cls.france.id,
                "vat": "FR44732829320",
                "company_registry": "73282932000074",
                "is_company": True,
                "lang": "en_US",
                "email": "billing@nordlys.example",
            }
        )
        cls.company.partner_id.write(
            {"name": "Recommerce", "company_registry": "44312197500010"}
        )
        chart = cls.env["account.chart.template"].with_company(cls.company)
        cls.goods, cls.services = (
            chart.ref("tva_acq_normale"), chart.ref("tva_acq_encaissement"),
        )  # fmt: skip
        cls.services.active = True
        accounts = cls.env["account.account"].with_company(cls.company)
        cls.upkeep = accounts.search([("code", "=like", "615%")], limit=1)

    def _draft(self, ref="NOR-2026-200", text=None, **values):
        """A bill of services as typed; `text`: of its PDF."""
        line = {
            "name": "Maintenance", "price_unit": values.pop("amount", 1000.0),
            "account_id": self.upkeep.id, "tax_ids": [(6, 0, self.services.ids)],
        }  # fmt: skip
        bill = self._bill(
            ref,
            partner=values.pop("partner", self.supplier),
            invoice_line_ids=[(0, 0, line)],
            **{
                "invoice_date_due": "2026-11-04",
                "invoice_payment_term_id": False,
                **values,
            },
        )
        if text is not None:
            self.env["ap.bill.document"].sudo().create(
                {"move_id": bill.id, "syntax": "pdf", "text": text}
            )
        return bill

    def _stating(self, **changes):
        """The draft that an e-invoice makes."""
        bill = self._upload("invoice.xml", ubl(**changes))
        self.env.flush_all()
        return bill

    def _check(self, *bills, codes=OURS):
        ids = [bill.id for bill in bills]
        return self.env["ap.control"].check(
            self.company.id, list(codes), res_model="account.move", res_ids=ids
        )

    def _found(self, bill, checked=True):
        """{(control, message, key)} of what is open on the bill, info left out."""
        if checked:
            self._check(bill)
        findings = self.env["ap.finding"].search(bill._ap_finding_domain())
        return {
            (finding.control_code, finding.message_code)
            for finding in findings
            if finding.severity != "info"
        }
