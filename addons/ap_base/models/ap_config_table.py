# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables, analyses and logs by subject: one menu entry for each subject."""

from odoo import fields, models

SUBJECTS = [
    ("matching", "Controls and matching"),
    ("analytic", "Analytic"),
    ("closing", "Closing"),
    ("law", "Law and VAT"),
    ("analysis", "Other analyses"),
    ("trail", "Audit trails"),
]


class ApConfigTable(models.Model):
    """A table that people set up or look up now and then: what it is for, and the way
    to it. Each add-on registers its own as data records."""

    _name = "ap.config.table"
    _description = "Table of the desk"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Char(required=True, translate=True, help="What it is for.")
    subject = fields.Selection(SUBJECTS, required=True)
    sequence = fields.Integer(default=10)
    action_id = fields.Many2one("ir.actions.actions", string="Opens", required=True)
    group_ids = fields.Many2many("res.groups", help="Empty: everybody at the desk.")

    def action_open(self):
        """The action that shows the table; its own rights decide what is seen there."""
        self.ensure_one()
        action = self.sudo().action_id
        return self.env[action.type].sudo().browse(action.id)._get_action_dict()
