# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether e-invoices fill in drafts, in Odoo's settings."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ap_einvoice_draft = fields.Boolean(
        related="company_id.ap_einvoice_draft", readonly=False
    )
