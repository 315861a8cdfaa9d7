# SPDX-License-Identifier: AGPL-3.0-or-later
"""Until when imputation is closed: a lock date beside those of accounting."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_date

# In the context of what Odoo does with analytic items when an entry is posted or reset:
# that follows the accounting lock dates. Compared by identity: no client can send it.
FOLLOWS_ENTRY = object()


class ResCompany(models.Model):
    _inherit = "res.company"

    ap_analytic_lock_date = fields.Date(
        string="Imputation locked up to",
        tracking=True,
        help="The analytic distribution of posted entries, and analytic items, do not "
        "change on this day or before.",
    )

    def write(self, vals):
        if "ap_analytic_lock_date" in vals and not (
            self.env.su or self.env.user.has_group("ap_base.group_head")
        ):
            raise AccessError(
                self.env._("Lock dates are set by the head of accounting.")
            )
        return super().write(vals)

    def _ap_analytic_locked_to(self):
        """The last day that is locked for the company or one above it; None."""
        days = self.sudo().parent_ids.mapped("ap_analytic_lock_date")
        return max(filter(None, days), default=None)

    def _ap_check_analytic_lock(self, days):
        """Refuse when one of these days is locked. One call for each company."""
        lock = self._ap_analytic_locked_to()
        day = min(filter(None, days), default=None)
        if lock and day and day <= lock:
            raise UserError(
                self.env._(
                    "Imputation of %(company)s is locked up to %(lock)s, and this is of "
                    "%(day)s: nothing was changed. The head of accounting may lift the "
                    "lock in AP Desk ▸ Closing ▸ Lock dates.",
                    company=self.display_name,
                    lock=format_date(self.env, lock),
                    day=format_date(self.env, day),
                )
            )
