# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ap_supplier_portal = fields.Boolean(
        related="company_id.ap_supplier_portal", readonly=False
    )
    ap_portal_file_mb = fields.Integer(related="company_id.ap_portal_file_mb", readonly=False)
