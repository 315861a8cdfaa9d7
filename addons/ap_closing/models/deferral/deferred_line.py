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
        """Posted lines change their imputation outside locked periods only, and never without
        a trace; what was proposed is proposed anew when what it stands on changes."""
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

    def _credited_lines(self):
        """The lines with a service period of the bill that this line credits, of the
        same account."""
        return self.move_id.reversed_entry_id.invoice_line_ids.filtered(
            lambda item: item.deferred_start_date
            and item.deferred_end_date
            and item.account_id == self.account_id
        )

    def _take_period(self, period):
        """The days of a credit note, by the method and the convention of its bill."""
        credited = self._credited_lines()
        same = credited.filtered(lambda item: item.product_id == self.product_id)
        example = (same or credited)[0]
        self.write(
            {
                "deferred_start_date": period.start,
                "deferred_end_date": period.end,
                "deferred_convention": example.deferred_convention,
                "deferred_method": example.deferred_method,
            }
        )
