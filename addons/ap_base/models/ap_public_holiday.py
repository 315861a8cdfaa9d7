# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days on which a country does not work: dated data, one row per day."""


from odoo import fields, models


class ApPublicHoliday(models.Model):
    _name = "ap.public.holiday"
    _description = "Public holiday"
    _order = "date desc, country_id, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    country_id = fields.Many2one(
        "res.country", index=True, help="Of the company. Empty: of any country."
    )
    company_id = fields.Many2one(
        "res.company", help="A day off of that company only. Empty: of the country."
    )
    date = fields.Date(required=True)
    source = fields.Text(help="The text or the practice that says so.")

    _day_idx = models.Index("(date, country_id)")
