# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from . import interest_actuals, revaluation, schedule_store


class AccountMove(models.Model):
    _inherit = "account.move"

    ap_loan_mends_id = fields.Many2one(
        "account.move",
        string="Puts right",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The entry of a loan's instalment whose split was wrong.",
    )

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | {"ap_loan_mends_id"}

    def _post(self, soft=True):
        """An entry on the account of a loan in foreign currency changes what it is worth."""
        posted = super()._post(soft)
        revaluation.note_entries(posted)
        return posted

    def button_draft(self):
        """An entry that is taken back books no row of a loan any more."""
        revaluation.note_entries(self)
        result = super().button_draft()
        self._ap_leave_loans()
        return result

    def button_cancel(self):
        """As `button_draft`."""
        revaluation.note_entries(self)
        result = super().button_cancel()
        self._ap_leave_loans()
        return result

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """The reversal is of the same loan; what is reversed as a whole books no row of
        it any more."""
        reversals = super()._reverse_moves(default_values_list, cancel)
        for move, reversal in zip(self, reversals, strict=True):
            loan = move.line_ids.ap_loan_id
            if len(loan) == 1:
                reversal.line_ids.sudo().write({"ap_loan_id": loan.id})
        if cancel:
            self._ap_leave_loans()
        return reversals

    def _ap_leave_loans(self):
        """Free the rows and the tranches that these entries booked."""
        if not self.ids:
            return
        rows = self.env["ap.loan.row"].sudo().search([("move_id", "in", self.ids)])
        tranches = self.env["ap.loan.tranche"].sudo().search([("move_id", "in", self.ids)])
        loans = rows.loan_id | tranches.loan_id
        if not loans:
            return
        rows.move_id = False
        tranches.move_id = False
        schedule_store.note_changed(loans, None, "changed", min(self.mapped("date")))
        interest_actuals.refresh(loans)
