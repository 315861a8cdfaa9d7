# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models
from odoo.exceptions import UserError

from ..res_company import DEFERRAL_METHODS


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    deferred_method = fields.Selection(
        DEFERRAL_METHODS,
        string="Method",
        copy=False,
        help="How the cost is set aside. Empty: by the deferral rules, else the "
        "company's method; written here once something was posted.",
    )

    def write(self, vals):
        if "deferred_method" in vals:
            self._check_method_kept(vals["deferred_method"])
        return super().write(vals)

    def _check_method_kept(self, method):
        """What was begun one way is finished that way."""
        begun = self.env["ap.deferral"].sudo().search(
            [
                ("line_id", "in", self.ids),
                ("is_kept", "=", True),
                ("method", "!=", method),
            ],
            limit=1,
        )  # fmt: skip
        if begun:
            raise UserError(
                self.env._(
                    "“%(line)s” was begun by the other method: something is posted "
                    "already, it is finished that way.",
                    line=begun.display_name,
                )
            )
