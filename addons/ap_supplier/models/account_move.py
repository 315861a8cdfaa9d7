# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills of a supplier whose bank details are being changed wait; no entry pays him."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from . import bank_change_evidence
from .bank_change_door import OPEN

BILLS = ("in_invoice", "in_refund", "in_receipt")
MONEY = ("asset_cash", "liability_credit_card")


class AccountMove(models.Model):
    _inherit = "account.move"

    # Bills -----------------------------------------------------------------------------

    @api.model
    def _ap_hold_queries(self):
        held = bank_change_evidence.bills_of_cases(self.env)
        return [*super()._ap_hold_queries(), SQL("SELECT waiting.id FROM (%s) AS waiting", held)]

    def _ap_hold_causes(self, findings=None):
        causes = super()._ap_hold_causes(findings)
        bills = self.filtered(lambda move: move.move_type in BILLS)
        found = bank_change_evidence.cases_of_bills(self.env, bills.ids)
        for bill in found:
            causes.setdefault(bill, []).extend(
                case._held_text() for case in self.env["ap.bank.change"].sudo().browse(found[bill])
            )
        return causes

    def action_release_payment(self):
        """Who opened a case of bank details frees no payment of that supplier."""
        for case in self.env["ap.bank.change"]._open_for(self.commercial_partner_id):
            if case.opened_by_id == self.env.user:
                raise AccessError(
                    self.env._(
                        "You opened %(case)s, which holds the payments of the supplier: "
                        "somebody else settles it.",
                        case=case.display_name,
                    )
                )
        return super().action_release_payment()

    # Entries ---------------------------------------------------------------------------

    def _post(self, soft=True):
        self._ap_drop_waiting_accounts()
        self._ap_refuse_paying_entries()
        return super()._post(soft)

    def _ap_drop_waiting_accounts(self):
        """A bill that brought an account of its own waits for the case, not for the
        account: Odoo posts no bill that names one that is put away."""
        named = self.sudo().filtered(
            lambda move: move.is_purchase_document(include_receipts=True)
            and move.partner_bank_id
            and not move.partner_bank_id.active
        )
        for bill in named:
            waiting = self.env["ap.bank.change"].sudo().search_count(
                [("account_id", "=", bill.partner_bank_id.id), ("state", "in", OPEN)],
                limit=1,
            )
            if waiting:
                bill.partner_bank_id = False

    def _ap_refuse_paying_entries(self):
        """Refuse entries that pay a supplier with an open case. A line of the bank's own
        statement is a fact: it is recorded, and alarms the case."""
        entries = self.sudo().filtered(
            lambda move: move.move_type == "entry"
            and not move.statement_line_id
            and not move.origin_payment_id
        )
        open_cases = entries and self.env["ap.bank.change"]._all_open()
        if not open_cases:
            return
        methods = self.env["account.payment.method.line"].sudo().search(
            [("payment_account_id", "in", entries.line_ids.account_id.ids)]
        )  # fmt: skip
        for move in entries:
            payees = move._ap_payees_of_entry(methods.payment_account_id)
            case = open_cases.filtered_domain(
                [("partner_id", "in", payees.commercial_partner_id.ids)]
            )[:1]
            if case:
                raise UserError(case._refusal_text(move.display_name))

    def _ap_payees_of_entry(self, payment_accounts):
        """The suppliers to whom the entry pays money out."""
        nobody = self.env["res.partner"]
        if not self._ap_takes_money_out(payment_accounts):
            return nobody
        owed = self.line_ids.filtered(
            lambda line: line.account_id.account_type == "liability_payable"
        )
        return nobody.union(
            *(
                partner
                for partner, lines in owed.grouped("partner_id").items()
                if partner and sum(lines.mapped("balance")) > 0
            )
        )

    def _ap_takes_money_out(self, payment_accounts) -> bool:
        """Whether it credits money, a means of payment or an account of payments on the
        way."""
        out = self.line_ids.filtered(lambda line: line.balance < 0)
        if self.journal_id.type in ("bank", "cash", "credit"):
            return bool(out)
        return any(
            line.account_id in payment_accounts or line.account_id.account_type in MONEY
            for line in out
        )
