# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    ap_period_proposal_count = fields.Integer(
        string="Lines with proposed service dates",
        compute="_compute_ap_period_proposal_count",
    )
    ap_period_proposal_text = fields.Text(
        string="Proposed service dates", compute="_compute_ap_period_proposal_count"
    )

    @api.depends_context("lang")
    @api.depends("invoice_line_ids.ap_period_proposal")
    def _compute_ap_period_proposal_count(self):
        for move in self:
            proposed = move.invoice_line_ids.filtered("ap_period_proposal")
            move.ap_period_proposal_count = len(proposed)
            move.ap_period_proposal_text = "\n".join(
                f"{line._short_label()}: {line.ap_period_proposal}" for line in proposed
            )

    def action_ap_apply_service_periods(self):
        """Take over all proposals of these bills."""
        return self.invoice_line_ids.action_ap_apply_service_period()
