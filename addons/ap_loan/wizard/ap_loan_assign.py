# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command, fields, models
from odoo.exceptions import AccessError, UserError


class ApLoanAssign(models.TransientModel):
    """Which loan journal items belong to, where their account does not tell."""

    _name = "ap.loan.assign"
    _description = "Journal items of a loan"

    loan_id = fields.Many2one("ap.loan", required=True)
    line_ids = fields.Many2many(
        "account.move.line",
        string="Journal items",
        required=True,
        default=lambda self: [Command.set(self.env.context.get("active_ids") or [])],
    )

    def action_assign(self):
        """Note the loan on the items; amounts and accounts stay as they are."""
        self.ensure_one()
        if not self.env.user.has_group("ap_base.group_accountant"):
            role = self.env.ref("ap_base.group_accountant").sudo().name
            raise AccessError(
                self.env._("This takes the role %(role)s or above.", role=role)
            )
        loan, lines = self.loan_id, self.line_ids
        loan.check_access("write")
        lines.check_access("write")
        if lines.company_id - loan.company_id:
            raise UserError(
                self.env._("These items are not of the company of %(loan)s.", loan=loan.name)
            )
        lines.sudo().write({"ap_loan_id": loan.id})
        loan._message_log(
            body=self.env._("%(count)s journal items belong to this loan.", count=len(lines))
        )
        return {"type": "ir.actions.act_window_close"}
