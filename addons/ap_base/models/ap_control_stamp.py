# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class ApControlStamp(models.Model):
    """What a bill stood on when a night began: one stamp a source, and the number of the night
    that saw another one than before. See `control_night`."""

    _name = "ap.control.stamp"
    _description = "Stamps of a bill for the nights of controls"
    _log_access = False
    _rec_name = "res_id"

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    res_id = fields.Integer(string="Bill", required=True)
    stamps = fields.Json(help="By source; another one after each change.")
    numbers = fields.Json(help="By source: the night that saw the stamp first.")
    number = fields.Integer(string="Night", help="The last one that saw a change.")

    _bill_once = models.UniqueIndex("(res_id)", "A bill has its stamps once.")
    _changed_idx = models.Index("(company_id, number)")
