# SPDX-License-Identifier: AGPL-3.0-or-later
"""An accrual that a template proposes, before it is added."""

from odoo import fields, models
from odoo.tools.misc import formatLang

from .ap_accrual_add import _source_key


class ApAccrualAddLine(models.TransientModel):
    _name = "ap.accrual.add.line"
    _description = "Accrual to add"

    wizard_id = fields.Many2one("ap.accrual.add", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="wizard_id.company_id")
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    template_line_id = fields.Many2one("ap.accrual.template.line", required=True, ondelete="cascade")
    label = fields.Char(required=True)
    partner_id = fields.Many2one("res.partner")
    account_id = fields.Many2one("account.account", string="Expense account")
    counterpart_account_id = fields.Many2one("account.account")
    percent = fields.Float(digits=(5, 2))
    amount = fields.Monetary()

    def _typed_values(self) -> dict:
        """The line as the run takes it, with where its amount comes from."""
        template = self.wizard_id.template_id
        note = self.env._("Template “%(name)s”", name=template.name)
        base = self.template_line_id.base_line_id
        if base:
            note = self.env._(
                "%(percent)s %% of “%(line)s”",
                percent=formatLang(self.env, self.percent, digits=2),
                line=base.label,
            )
        return {
            "source_key": _source_key(self.template_line_id),
            "label": self.label,
            "partner_id": self.partner_id.id,
            "account_id": self.account_id.id,
            "counterpart_account_id": self.counterpart_account_id.id,
            "amount_computed": self.amount,
            "analytic_distribution": self.template_line_id.analytic_distribution,
            "note": note,
        }
