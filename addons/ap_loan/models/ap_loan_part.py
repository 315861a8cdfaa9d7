# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError


class ApLoanPart(models.AbstractModel):
    """A part of the contract that is a list: it changes with the draft, and stays once the
    loan runs."""

    _name = "ap.loan.part"
    _inherit = ["ap.guarded"]
    _description = "Part of the contract of a loan"

    loan_id = fields.Many2one("ap.loan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="loan_id.company_id", store=True, index=True)

    @api.model
    def _ap_fixed_fields(self):
        return super()._ap_fixed_fields() | {"loan_id"}

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._refuse_running()
        return parts

    def write(self, vals):
        self._refuse_running()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_of_drafts(self):
        self._refuse_running()

    def _refuse_running(self):
        """The contract of a loan that runs changes by events."""
        running = self.loan_id.filtered(lambda loan: loan.state != "draft")
        if running and not self.env.su:
            raise UserError(self._running_refusal(running[0]))

    def _running_refusal(self, loan) -> str:
        """What to do instead, in words."""
        raise NotImplementedError
