# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import fields, models

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..rules.mileage import CAR, Vehicle
from .ap_expense_scale import VEHICLES


class ApExpenseVehicle(models.Model):
    """A vehicle of an employee: which scale its kilometres follow."""

    _name = "ap.expense.vehicle"
    _description = "Vehicle of an employee"
    _order = "company_id, name, id"
    _check_company_auto = True

    name = fields.Char(
        required=True, help="As the tool names it: number plate, or its own name."
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    employee_id = fields.Many2one(
        "hr.employee", index="btree_not_null", ondelete="restrict", check_company=True
    )
    kind = fields.Selection(VEHICLES, required=True, default=CAR)
    power = fields.Integer(string="Fiscal power", aggregator=False)
    is_electric = fields.Boolean(string="Wholly electric")
    opening_km = fields.Integer(
        string="Km of the year before the first trip here", aggregator=False
    )
    active = fields.Boolean(default=True)

    _name_unique = models.UniqueIndex(
        "(company_id, LOWER(name))", "There is another vehicle of that name."
    )
    _figures_positive = models.Constraint(
        "CHECK(power >= 0 AND opening_km >= 0)", "Power and kilometres are not negative."
    )

    def _known(self, company) -> tuple[dict[str, Vehicle], dict[str, Decimal]]:
        """The vehicles of a company by name, and the kilometres they begin with."""
        found = self.sudo().with_context(active_test=False).search(
            [("company_id", "=", company.id)]
        )
        vehicles = {
            one.name.casefold(): Vehicle(one.kind, one.power, one.is_electric)
            for one in found
        }
        openings = {one.name.casefold(): to_decimal(one.opening_km) for one in found}
        return vehicles, openings
