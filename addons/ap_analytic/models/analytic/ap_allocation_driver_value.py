# SPDX-License-Identifier: AGPL-3.0-or-later
"""The figure of one analytic account in one month."""

from odoo import api, fields, models

from odoo.addons.ap_base.models import arguments


class ApAllocationDriverValue(models.Model):
    """The figure of one analytic account in one month."""

    _name = "ap.allocation.driver.value"
    _inherit = ["ap.guarded"]
    _description = "Figure of an allocation driver"
    _order = "month desc, analytic_account_id, id"
    _rec_name = "analytic_account_id"
    _check_company_auto = True

    driver_id = fields.Many2one(
        "ap.allocation.driver", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="driver_id.company_id", store=True, index=True)
    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        string="Analytic account",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    plan_id = fields.Many2one(
        related="analytic_account_id.root_plan_id", store=True, string="Axis"
    )
    month = fields.Date(
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(day=1),
        help="Any day of the month.",
    )
    value = fields.Float(string="Figure", required=True, digits=(16, 4))

    _once = models.UniqueIndex(
        "(driver_id, analytic_account_id, month)",
        "That account already has a figure in that month.",
    )
    _not_negative = models.Constraint(
        "CHECK(value >= 0)", "A figure to share by cannot be below zero."
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._first_of_month(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._first_of_month(vals))

    def _first_of_month(self, vals):
        if not vals.get("month"):
            return vals
        return {**vals, "month": arguments.day(self.env, vals["month"]).replace(day=1)}
