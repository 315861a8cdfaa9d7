# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    ap_recurring_policy = fields.Selection(
        [
            ("ask", "A person accepts each of them"),
            ("regular", "Regular ones are accrued at once, a person accepts the others"),
        ],
        string="Suppliers that bill regularly",
        required=True,
        default="ask",
        help="What becomes of suppliers in whose bills a rhythm is found. Irregular "
        "amounts or dates always wait for a person.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ap_recurring_policy = fields.Selection(
        related="company_id.ap_recurring_policy", readonly=False
    )
