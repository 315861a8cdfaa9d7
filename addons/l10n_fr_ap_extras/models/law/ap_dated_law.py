# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of law: true from a day to a day, with their source and how well it is known."""

from odoo import api, fields, models

VERIFICATIONS = [
    ("read", "Text read"),
    ("secondary", "Quoted by a source"),
    ("unverified", "To be confirmed"),
]


class ApDatedLaw(models.AbstractModel):
    """What a company has changed stays as it is when the add-on is upgraded."""

    _name = "ap.dated.law"
    _inherit = ["ap.remembered.table"]
    _description = "Row of dated law"

    active = fields.Boolean(default=True)
    country_id = fields.Many2one("res.country", help="Whose law it is.")
    valid_from = fields.Date(help="First day. Empty: always so far.")
    valid_to = fields.Date(string="Valid until", help="Last day, included.")
    verification = fields.Selection(
        VERIFICATIONS, default="unverified", help="How well this row is known."
    )
    source = fields.Text(translate=True, help="The text or the document that says so.")

    def write(self, vals):
        result = super().write(vals)
        self._ap_keep_at_upgrade()
        return result

    def _ap_keep_at_upgrade(self):
        """Rows that somebody changed are not overwritten by the files any more."""
        if not self.env.context.get("install_mode"):
            self.env["ir.model.data"].sudo().search(
                [("model", "=", self._name), ("res_id", "in", self.ids)]
            ).noupdate = True

    @api.model
    def _ap_rows(self, names, country_code="FR"):
        """The rows of a country, as texts and dates: what the pure rules read."""
        domain = [
            "|", ("country_id", "=", False), ("country_id.code", "=", country_code)
        ]  # fmt: skip
        return self.sudo().with_context(lang="en_US").search_read(domain, names, load="")
