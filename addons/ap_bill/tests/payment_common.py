# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two posted bills, a bank, and a control whose findings hold the payment."""

from odoo import Command

from odoo.addons.ap_base.tests.common import ControlCommon


class PaymentCommon(ControlCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ap.control"].with_context(active_test=False).search(
            [("code", "=", "paid_on_hold")]
        ).active = True
        cls.control.hold_payment = True
        cls.bank_journal = cls.company_data["default_journal_bank"]
        cls.held = cls._bill("F-HELD", 100.0, post=True)
        cls.free = cls._bill("F-FREE", 250.0, date="2026-10-06", post=True)

    def _hold_by_finding(self):
        self.found = [self._value(record=self.held)]
        self._check()

    def _opened(self, bills, role):
        wizards = self._as(role, self.env["account.payment.register"])
        return wizards.with_context(active_model="account.move", active_ids=bills.ids)

    def _wizard(self, bills, role="accountant", **values):
        values = {"journal_id": self.bank_journal.id, **values}
        return self._opened(bills, role).create(values)

    def _register(self, bills, role="accountant", **values):
        return self._wizard(bills, role, **values)._create_payments()

    def _to_pay(self, bills):
        return bills.line_ids.filtered(
            lambda line: line.account_type == "liability_payable"
        )

    def _payment(self, bill, **values):
        return self._as("accountant", self.env["account.payment"]).create(
            {
                "payment_type": "outbound",
                "partner_type": "supplier",
                "partner_id": bill.partner_id.id,
                "amount": bill.amount_total,
                "journal_id": self.bank_journal.id,
                "invoice_ids": [Command.set(bill.ids)],
                **values,
            }
        )

    def _held_bills(self):
        bills = self.held | self.free
        return bills.search([("id", "in", bills.ids), ("ap_payment_hold", "=", True)])
