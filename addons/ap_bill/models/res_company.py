# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who edits bills, and to which bank accounts suppliers are paid."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    ap_require_trusted_bank = fields.Boolean(
        string="Pay suppliers on trusted bank accounts only",
        default=True,
        help="Transfers to an account that nobody has trusted are refused. The one who "
        "entered an account does not trust it, unless nobody else has the role.",
    )
    ap_bills_by_desk = fields.Boolean(
        string="Bills are edited by the desk and accounting only",
        default=True,
        help="Buyers still make the bill of an order, read bills and write messages. "
        "Without it they edit drafts, as in Odoo.",
    )
