# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class ApControlRun(models.Model):
    """When a control last looked at a company, and what came of it."""

    _name = "ap.control.run"
    _description = "Last check of a control"
    _order = "date desc, id"
    _rec_name = "control_id"

    control_id = fields.Many2one(
        "ap.control", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade"
    )
    date = fields.Datetime(required=True)
    found_count = fields.Integer(string="Found")
    new_count = fields.Integer(string="New")
    resolved_count = fields.Integer(string="Resolved")
    error = fields.Text()
    looked_count = fields.Integer(
        string="Looked at", help="Documents looked at again; empty: all of them."
    )
    date_whole = fields.Datetime(
        string="All looked at on",
        help="Nights look at the bills of which something changed; once a week at all of them. "
        "Empty: each night at all of them.",
    )
    missed_count = fields.Integer(
        string="Missed",
        help="Bills on which the last check of all found what the nights before had not seen. "
        "Anything but 0 is a fault of the control.",
    )
    number = fields.Integer(string="Night", help="The night whose stamps it looked with.")
    stamp = fields.Char(help="What stands for all bills: code, law, company, the control.")
    day = fields.Date(help="The day on which it looked.")

    _control_company_unique = models.UniqueIndex("(control_id, company_id)")
