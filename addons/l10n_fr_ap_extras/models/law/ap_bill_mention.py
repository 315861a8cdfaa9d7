# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mentions that an invoice must bear."""

from odoo import api, fields, models, tools
from odoo.fields import Domain

from ...rules import mentions as rules


class ApBillMention(models.Model):
    """One of the mentions of the law."""

    _name = "ap.bill.mention"
    _inherit = ["ap.cited.law"]
    _description = "Mandatory mention"
    _order = "number, id"

    number = fields.Integer(string="No.", required=True)
    code = fields.Char(required=True, index=True)
    name = fields.Char(string="Mention", required=True, translate=True)

    _code_unique = models.Constraint(
        "UNIQUE(code, country_id)", "A mention is there once."
    )

    @api.model
    @tools.ormcache()
    def _ap_parts(self):
        """Every part of every mention, as the pure rules read them."""
        mentions = self._ap_rows(["number", "code", "reference_code"])
        names = [
            "mention", "code", "reference_code", "condition", "severity",
            "foreign", "simplified", "reform", "certain",
        ]  # fmt: skip
        # pylint: disable=no-search-all
        # the law: a few dozen rows
        parts = (
            self.env["ap.bill.mention.part"]
            .sudo()
            .search_read(Domain.TRUE, names, load="")
        )
        return rules.parts_from_rows(mentions, parts)
