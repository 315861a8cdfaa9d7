# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..rules.mileage import CAR, MOPED, MOTORCYCLE, Bracket

VEHICLES = [(CAR, "Car"), (MOTORCYCLE, "Motorcycle"), (MOPED, "Moped")]


class ApExpenseScale(models.Model):
    """One row of a mileage scale: what so many kilometres of a year are worth.

    The whole year follows one row: rate × kilometres + fixed part.
    """

    _name = "ap.expense.scale"
    _description = "Mileage scale"
    _order = "country_id, vehicle, power_from, km_from, date_from desc, id"

    country_id = fields.Many2one("res.country", required=True, index=True)
    vehicle = fields.Selection(VEHICLES, required=True, default=CAR)
    power_from = fields.Integer(string="Power from", aggregator=False)
    power_to = fields.Integer(
        string="Power to", help="Included, in fiscal horsepower. 0: no limit.",
        aggregator=False,
    )  # fmt: skip
    km_from = fields.Integer(string="Km above", aggregator=False)
    km_to = fields.Integer(
        string="Km up to", help="Of the calendar year. 0: no limit.", aggregator=False
    )
    rate = fields.Float(string="Rate per km", digits=(8, 4), aggregator=False)
    fixed = fields.Float(string="Fixed part", digits=(10, 2), aggregator=False)
    electric_percent = fields.Float(
        string="More if electric (%)", digits=(5, 2), aggregator=False
    )
    date_from = fields.Date(string="From", help="Empty: always.")
    date_to = fields.Date(string="To", help="Included. Empty: until further notice.")
    reference = fields.Char(string="Legal reference", required=True)

    _dates_in_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "The scale ends before it begins.",
    )
    _figures_positive = models.Constraint(
        "CHECK(power_from >= 0 AND power_to >= 0 AND km_from >= 0 AND km_to >= 0"
        " AND rate >= 0 AND electric_percent >= 0)",
        "Power, kilometres and rates are not negative.",
    )

    def _brackets(self, country) -> list[Bracket]:
        """The rows of a country."""
        return [
            Bracket(
                one.date_from or None, one.date_to or None, country.code, one.vehicle,
                one.power_from, one.power_to, to_decimal(one.km_from),
                to_decimal(one.km_to), to_decimal(one.rate), to_decimal(one.fixed),
                to_decimal(one.electric_percent), one.reference,
            )
            for one in self.sudo().search([("country_id", "=", country.id)])
        ]  # fmt: skip
