# SPDX-License-Identifier: AGPL-3.0-or-later
"""Claims of late penalties, computed by the French law from the days of payment.

C. com. L441-10: the rate of each half-year counts for its days, from the day after the
due date; the indemnity of D441-5 once for each bill paid late.
"""

from odoo import fields, models

from odoo.addons.ap_supplier.models import request_facts
from odoo.addons.l10n_fr_ap_extras.rules.terms import penalty_of_payments


class ApSupplierRequest(models.Model):
    _inherit = "ap.supplier.request"

    def _late_claims(self):
        claims = super()._late_claims()
        law = self.env["ap.legal.reference"]._ap_law()
        today = fields.Date.context_today(self)
        for bill in request_facts.of_bills(self.move_ids):
            payments = [(one.day, one.amount) for one in bill.payments]
            if not bill.due or bill.total <= 0:
                continue
            owed = penalty_of_payments(law, bill.total, bill.due, payments, today)
            if owed.slices:
                claims.append(_claim(bill, owed))
        return claims


def _claim(bill, owed) -> dict:
    return {
        "number": bill.number,
        "due": bill.due,
        "currency": bill.currency,
        "interest": owed.interest,
        "indemnity": owed.indemnity,
        "is_complete": owed.complete,
        "parts": [
            {
                "days": one.days,
                "percent": one.percent,
                "amount": one.amount,
            }
            for one in owed.slices
        ],
    }
