# SPDX-License-Identifier: AGPL-3.0-or-later
"""What posting and paying say of a bill, and what a refusal forbids."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..rules.lifecycle import APPROVED_BY_POSTING, ENDED, may_follow


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        self._lifecycle_refuse_to_post()
        posted = super()._post(soft)
        posted._lifecycle_approve()
        return posted

    def _lifecycle_refuse_to_post(self):
        """A refused bill is not booked, whoever posts and from wherever."""
        ended = self.filtered(
            lambda move: move.ap_lifecycle in ENDED and move._lifecycle_applies()
        )
        if ended:
            raise UserError(
                self.env._(
                    "Nothing was posted, because the life cycle of these bills has ended:\n"
                    "%(bills)s\n\nCancel them; the supplier issues a new invoice.",
                    bills="\n".join(
                        f"• {bill.display_name}: {self._lifecycle_name(bill.ap_lifecycle)}"
                        for bill in ended
                    ),
                )
            )

    def _lifecycle_approve(self):
        """Who posts an e-invoice approves it, unless somebody has said otherwise."""
        bills = self.filtered(
            lambda move: move.state == "posted"
            and (move.ap_lifecycle or "") in APPROVED_BY_POSTING
        )._lifecycle_electronic()
        if bills:
            bills._lifecycle_lock()
            bills._lifecycle_log("205", "posting")

    def _lifecycle_paid(self, amounts):
        """`amounts`: what was paid of each bill, by id, in its currency."""
        bills = self._lifecycle_electronic().filtered(
            lambda bill: may_follow(bill.ap_lifecycle or "", "211")
        )
        if bills:
            bills._lifecycle_lock()
            of_each = {
                bill.id: {
                    "amount": amounts[bill.id],
                    "currency_id": bill.currency_id.id,
                }
                for bill in bills
            }
            bills._lifecycle_log("211", "payment", of_each=of_each)

    # A refused bill is not paid either --------------------------------------------------

    @api.model
    def _ap_hold_queries(self):
        self.flush_model(["ap_lifecycle"])
        ended = SQL(
            "SELECT id FROM account_move WHERE ap_lifecycle IN %s", tuple(ENDED)
        )
        return [*super()._ap_hold_queries(), ended]

    def _ap_hold_causes(self, findings=None):
        causes = super()._ap_hold_causes(findings)
        for bill in self:
            if bill.ap_lifecycle in ENDED:
                causes.setdefault(bill.id, []).append(
                    self.env._(
                        "%(status)s: neither posted nor paid.",
                        status=self._lifecycle_name(bill.ap_lifecycle),
                    )
                )
        return causes


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._lifecycle_tell_paid()
        return partials

    def _lifecycle_tell_paid(self):
        """Bills matched with money that left: payment sent."""
        amounts = {}
        for partial in self.sudo():
            bill, other = partial.credit_move_id.move_id, partial.debit_move_id.move_id
            if bill.move_type != "in_invoice" or not (
                other.origin_payment_id
                or other.statement_line_id
                or other.journal_id.type in ("bank", "cash", "credit")
            ):
                continue
            paid = amounts.get(bill.id, 0.0) + partial.credit_amount_currency
            amounts[bill.id] = bill.currency_id.round(paid)
        if amounts:
            self.env["account.move"].browse(amounts)._lifecycle_paid(amounts)
