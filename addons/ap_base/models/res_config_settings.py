# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """What only Odoo's administrator decides: it binds the head of accounting too."""

    _inherit = "res.config.settings"

    ap_one_person = fields.Boolean(related="company_id.ap_one_person", readonly=False)
