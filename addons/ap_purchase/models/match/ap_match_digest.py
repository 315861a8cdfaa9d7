# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills that wait for somebody, as the weekly mail shows them."""

from odoo import models
from odoo.tools.misc import format_date

from odoo.addons.ap_base.models.words import amount_text

SHOWN = 20


class ApMatch(models.Model):
    _inherit = "ap.match"

    def _digest_values(self) -> dict:
        """Return what the mail says of these bills; the first ones by name."""
        return {
            "ap_bills": [
                {
                    "bill": match.bill_ref or match.move_id.display_name,
                    "supplier": match.partner_id.display_name,
                    "amount": amount_text(self.env, match.amount, match.currency_id),
                    "words": match.cause_text or "",
                    "until": format_date(self.env, match.date_due),
                }
                for match in self[:SHOWN]
            ],
            "ap_more_bills": max(len(self) - SHOWN, 0),
        }
