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
    ap_analytic_auto = fields.Boolean(
        string="Propose the imputation at entry",
        help="Lines of supplier bills that come without an analytic distribution get "
        "what the rules say when they are created. What people, orders and imports "
        "give is never replaced. Entries that Odoo makes by itself (exchange "
        "differences, bank) get it when they are posted.",
    )
    ap_analytic_learn = fields.Boolean(
        string="Learn from past bills",
        default=True,
        help="Where no rule says anything, propose what the last bills of the supplier "
        "carry on the same account and product.",
    )
    ap_analytic_learn_percent = fields.Integer(
        string="Share of bills that agree (%)",
        default=80,
        help="Of the last 10 bills, so many percent must carry the same distribution.",
    )
    ap_analytic_learn_bills = fields.Integer(
        string="Fewest bills that agree",
        default=3,
        help="Below that number nothing is learned.",
    )
    _ap_learn_percent_range = models.Constraint(
        "CHECK(ap_analytic_learn_percent BETWEEN 1 AND 100)",
        "The share of bills that agree is between 1 and 100.",
    )
    _ap_learn_bills_range = models.Constraint(
        "CHECK(ap_analytic_learn_bills BETWEEN 1 AND 10)",
        "The fewest bills that agree are between 1 and 10.",
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
