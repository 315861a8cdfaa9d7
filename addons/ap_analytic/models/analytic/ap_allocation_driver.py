# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures by analytic account and month that allocation keys are drawn from."""

from odoo import api, fields, models

from odoo.addons.ap_base.arithmetic.money import to_decimal


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
