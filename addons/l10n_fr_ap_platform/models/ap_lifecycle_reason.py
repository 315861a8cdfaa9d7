# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.fields import Domain


class ApLifecycleReason(models.Model):
    """Why an invoice is refused, disputed, suspended or approved in part."""

    _name = "ap.lifecycle.reason"
    _description = "Reason of a life-cycle status"
    _order = "sequence, code"
    _rec_names_search = ["name", "code"]

    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    label = fields.Char(
        string="Label in messages", help="In French, as it stands in the message."
    )
    statuses = fields.Char(help="Codes of the statuses that admit it, with spaces.")
    source = fields.Char(translate=True)
    verification = fields.Selection(
        [("read", "Read"), ("secondary", "Quoted"), ("unverified", "Not verified")],
        default="unverified",
    )
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint(
        "UNIQUE(code)", "There is another reason with that code."
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for reason in self:
            reason.display_name = f"{reason.name} ({reason.code})"

    @api.model
    def _of_status(self, code) -> Domain:
        """The reasons that a status admits."""
        return Domain("statuses", "like", code)
