# SPDX-License-Identifier: AGPL-3.0-or-later
"""Late penalties that a supplier claims, across two half-years."""

from decimal import Decimal

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.ap_supplier.tests.bank_change_common import BankChangeCommon


@tagged("post_install", "-at_install")
class TestLateClaims(BankChangeCommon):
    def _claimed(self, amount, due, paid):
        bill = self._bill("LATE-1", amount, date="2026-05-15", post=True, partner=self.alpha)
        bill.line_ids.filtered("date_maturity").date_maturity = due
        bill.invoice_date_due = due
        with freeze_time("2026-10-20"):
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=bill.ids
            ).create({"journal_id": self.journal.id, "payment_date": paid})._create_payments()
            return self.env["ap.supplier.request"].create(
                {"name": "Pénalités de retard LATE-1", "partner_id": self.alpha.id,
                 "company_id": self.company.id,
                 "text": "Nous réclamons les pénalités de retard de la facture LATE-1"}
            )  # fmt: skip

    def test_one_half_year(self):
        """1,200.00 due 31/08/2026, paid 15/10/2026: 45 days at 12.40 %, 18.35 and 40.00."""
        request = self._claimed(1200.0, "2026-08-31", "2026-10-15")
        [claim] = request._late_claims()
        self.assertEqual((claim["interest"], claim["indemnity"]), (Decimal("18.35"), Decimal(40)))
        self.assertEqual([part["days"] for part in claim["parts"]], [45])
        self.assertEqual(request.type_code, "late_penalty")
        self.assertIn("58", request.answer)

    def test_two_half_years(self):
        """1,200.00 due 15/06, paid 20/07: 15 days at 12.15 %, 20 at 12.40 %: 14.15."""
        request = self._claimed(1200.0, "2026-06-15", "2026-07-20")
        [claim] = request._late_claims()
        self.assertEqual(claim["interest"], Decimal("14.15"))
        self.assertEqual([part["days"] for part in claim["parts"]], [15, 20])

    def test_paid_in_time(self):
        request = self._claimed(1200.0, "2026-08-31", "2026-08-31")
        self.assertEqual(request._late_claims(), [])
        self.assertIn("LATE-1", request.answer)
