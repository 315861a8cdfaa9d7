# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills with French VAT, paid on a day."""

from odoo import Command

from odoo.addons.ap_base.tests.common import ApCommon


class PaidBillsCase(ApCommon):
    """With a supplier and the VAT of 20 %, without controls."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_controls([])
        chart = cls.env["account.chart.template"].with_company(cls.company)
        cls.vat20 = chart.ref("tva_acq_normale")
        cls.supplier = cls._partner("Nordlys")

    @classmethod
    def _partner(cls, name, **values):
        return cls.env["res.partner"].create({"name": name, "is_company": True, **values})

    @classmethod
    def _account(cls, code):
        accounts = cls.env["account.account"].with_company(cls.company)
        domain = [*accounts._check_company_domain(cls.company), ("code", "=", code)]
        return accounts.search(domain, limit=1)

    def _bill(self, total, due, partner=None, day="2026-05-01", account="606400", move_type="in_invoice", lines=None):
        """A posted bill of that total with VAT, or of (account, total) lines."""
        lines = lines or [(account, total)]
        bill = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": (partner or self.supplier).id,
                "invoice_date": day,
                "date": day,
                "ref": f"F-{self.env['account.move'].search_count([])}",
                "invoice_payment_term_id": False,
                "invoice_date_due": due,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Line", "account_id": self._account(code).id,
                         "price_unit": amount / 1.2, "tax_ids": [Command.set(self.vat20.ids)]}
                    )
                    for code, amount in lines
                ],
            }
        )  # fmt: skip
        bill.action_post()
        return bill

    def _payable(self, move):
        return move.line_ids.filtered(lambda line: line.account_id.account_type == "liability_payable")

    def _pay(self, bill, day, amount=None):
        amount = bill.amount_total if amount is None else amount
        payable = self._payable(bill)
        bank = self.company_data["default_journal_bank"]
        sides = [(payable.account_id, amount), (bank.default_account_id, -amount)]
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": day,
                "journal_id": bank.id,
                "line_ids": [
                    Command.create({"account_id": account.id, "balance": balance,
                                    "partner_id": bill.partner_id.id})
                    for account, balance in sides
                ],
            }
        )  # fmt: skip
        entry.action_post()
        (payable + self._payable(entry)).reconcile()
        return entry
