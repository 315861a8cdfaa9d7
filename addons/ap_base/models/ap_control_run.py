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

    _control_company_unique = models.UniqueIndex("(control_id, company_id)")
