# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class ApControlNight(models.Model):
    """How many nights of controls a company had; its row lets nights begin one by one."""

    _name = "ap.control.night"
    _description = "Nights of controls"
    _log_access = False
    _rec_name = "number"

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    number = fields.Integer(string="Night", required=True)

    _company_once = models.UniqueIndex("(company_id)", "A company counts its nights once.")
