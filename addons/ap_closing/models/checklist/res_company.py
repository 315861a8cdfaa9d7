# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models

from odoo.addons.ap_base.wizard.ap_settings import of_company

LOCKS = [
    ("none", "No lock date"),
    ("purchase", "Bills and credit notes"),
    ("fiscalyear", "Bills, then every journal"),
    ("hard", "Every journal, for good"),
]
# What a closing locks, by the setting of the company: fields of the company.
LOCKED = {
    "none": (),
    "purchase": ("purchase_lock_date",),
    "fiscalyear": ("purchase_lock_date", "fiscalyear_lock_date"),
    "hard": ("purchase_lock_date", "hard_lock_date"),
}


class ResCompany(models.Model):
    _inherit = "res.company"

    ap_closing_lock = fields.Selection(
        LOCKS,
        string="Locked by a closing",
        required=True,
        default="purchase",
        help="Which lock dates are set to the end of the month when it is closed. The "
        "last choice can never be taken back.",
    )

    def _ap_closing_locks(self) -> tuple[str, ...]:
        """The lock dates that a closing of this company sets."""
        self.ensure_one()
        return LOCKED[self.ap_closing_lock or "purchase"]

    def _ap_lock(self, name: str):
        """The lock date that holds, by the name of its field: the latest one of the
        company and of those above it, as Odoo applies them; None without any."""
        self.ensure_one()
        above = self.sudo().parent_ids
        return max((day for day in above.mapped(name) if day), default=None)


class ApSettings(models.TransientModel):
    _inherit = "ap.settings"

    ap_closing_lock = of_company(fields.Selection, "ap_closing_lock")
