# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures by analytic account and month that allocation keys are drawn from."""

from odoo import api, fields, models

from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.models import arguments


class ApAllocationDriver(models.Model):
    """Head count, square metres, revenue: whatever common costs are shared by."""

    _name = "ap.allocation.driver"
    _inherit = ["mail.thread"]
    _description = "Allocation driver"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    unit = fields.Char(translate=True, help="Persons, m², EUR.")
    value_ids = fields.One2many(
        "ap.allocation.driver.value", "driver_id", string="Figures"
    )
    key_ids = fields.One2many("ap.allocation.key", "driver_id", string="Keys")
    last_month = fields.Date(compute="_compute_last_month")

    _name_once = models.UniqueIndex(
        "(company_id, name) WHERE active", "There is another driver of that name."
    )

    @api.depends("value_ids.month")
    def _compute_last_month(self):
        for driver in self:
            driver.last_month = max(driver.value_ids.mapped("month"), default=False)

    def _figures(self) -> dict:
        """Figures by driver, month and analytic account; one query."""
        found = {driver.id: {} for driver in self}
        rows = self.env["ap.allocation.driver.value"].search(
            [("driver_id", "in", self.ids)]
        )
        for row in rows:
            months = found[row.driver_id.id].setdefault(row.month, {})
            months[row.analytic_account_id.id] = to_decimal(row.value)
        return found


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
