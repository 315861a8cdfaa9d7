# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bill form and the supplier card open with few queries, however much they hold."""

from odoo.tests import Form, tagged

from odoo.addons.ap_einvoice.tests.einvoice_common import EInvoiceCase, ubl

# Counted with every add-on of the desk: 60 and 40.
BILL, CARD = 60, 50


@tagged("post_install", "-at_install")
class TestFormQueries(EInvoiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier = cls.env["res.partner"].create(
            {
                "name": "Nordlys",
                "is_company": True,
                "vat": "FR44732829320",
                "company_registry": "73282932000074",
                "country_id": cls.env.ref("base.fr").id,
                "supplier_rank": 1,
            }
        )
        cls.bill = cls._upload("nordlys.xml", ubl())

    def _cost(self, record, view):
        """Queries of opening a form again: views and rights are known by then."""
        record = self._as("accountant", record)
        for _time in range(2):
            Form(record, view)
            self.env.flush_all()
            self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        Form(record, view)
        return self.env.cr.sql_log_count - before

    def test_the_bill_form(self):
        few = self._cost(self.bill, "account.view_move_form")
        self.assertLessEqual(few, BILL)
        line = self.bill.invoice_line_ids
        for _place in range(15):
            line.copy()
        self.assertLessEqual(self._cost(self.bill, "account.view_move_form"), few + 10)

    def test_the_supplier_card(self):
        few = self._cost(self.supplier, "base.view_partner_form")
        self.assertLessEqual(few, CARD)
        self.env["res.partner.bank"].create(
            [
                {"partner_id": self.supplier.id, "acc_number": f"FR{place:025d}"}
                for place in range(10)
            ]
        )
        for place in range(10):
            self._bill(f"F-{place}", 100.0 + place, partner=self.supplier, post=True)
        self.assertLessEqual(
            self._cost(self.supplier, "base.view_partner_form"), few + 6
        )
