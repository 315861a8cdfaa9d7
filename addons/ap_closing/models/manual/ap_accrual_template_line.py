# SPDX-License-Identifier: AGPL-3.0-or-later
"""A line of a template: an amount, or a percentage of another line."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ApAccrualTemplateLine(models.Model):
    _name = "ap.accrual.template.line"
    _description = "Line of a template of accruals"
    _inherit = ["analytic.mixin"]
    _order = "template_id, sequence, id"
    _rec_name = "label"
    _check_company_auto = True

    template_id = fields.Many2one(
        "ap.accrual.template", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="template_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(default=10)
    label = fields.Char(required=True, translate=True)
    partner_id = fields.Many2one("res.partner")
    account_id = fields.Many2one(
        "account.account", string="Expense account", check_company=True
    )
    counterpart_account_id = fields.Many2one("account.account", check_company=True)
    amount = fields.Monetary(help="Zero: typed in each month, last month's is offered.")
    percent = fields.Float(digits=(5, 2), help="Of the other line; instead of an amount.")
    base_line_id = fields.Many2one(
        "ap.accrual.template.line",
        string="Of the line",
        domain="[('template_id', '=', template_id), ('id', '!=', id)]",
        index="btree_not_null",
        ondelete="cascade",
    )

    @api.constrains("percent", "base_line_id", "template_id")
    def _check_base(self):
        for line in self:
            base = line.base_line_id
            if base and (base.template_id != line.template_id or base.base_line_id):
                raise ValidationError(
                    self.env._(
                        "“%(line)s” is a percentage of a line of its own template that "
                        "has an amount.",
                        line=line.label,
                    )
                )
