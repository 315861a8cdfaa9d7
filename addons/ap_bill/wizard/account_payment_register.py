# SPDX-License-Identifier: AGPL-3.0-or-later
"""Registering payments: bills on hold are named before, and refused."""

from odoo import api, fields, models


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    ap_hold_text = fields.Text(
        string="Bills on hold", compute="_compute_ap_hold_text", compute_sudo=True
    )

    @api.depends_context("lang")
    @api.depends("line_ids", "payment_type", "payment_method_line_id")
    def _compute_ap_hold_text(self):
        for wizard in self:
            moves = wizard.line_ids._origin.move_id
            causes = (
                moves._ap_hold_causes() if wizard.payment_type == "outbound" else {}
            )
            if causes and not wizard._ap_is_transfer():
                causes = moves._ap_without_collected(causes)
            wizard.ap_hold_text = (
                "\n".join(
                    f"{move.display_name}: {'; '.join(causes[move.id])}"
                    for move in moves.browse(causes)
                )
                or False
            )

    def _create_payments(self):
        self._ap_refuse_held_batches()
        return super()._create_payments()

    def _ap_refuse_held_batches(self):
        """Bills only: money that a supplier gives back is never refused."""
        outbound = self.env["account.move"]
        for batch in self.batches:
            if batch["payment_values"]["payment_type"] == "outbound":
                outbound |= batch["lines"].move_id
        outbound._ap_refuse_held(self._ap_is_transfer())

    def _ap_is_transfer(self) -> bool:
        return not self.sudo().payment_method_line_id.ap_without_account
