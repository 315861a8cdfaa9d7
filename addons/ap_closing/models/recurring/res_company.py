# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models

from odoo.addons.ap_base.wizard.ap_settings import of_company


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


class ApSettings(models.TransientModel):
    _inherit = "ap.settings"

    ap_recurring_policy = of_company(fields.Selection, "ap_recurring_policy")
