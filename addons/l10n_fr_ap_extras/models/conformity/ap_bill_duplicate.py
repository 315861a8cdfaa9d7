# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models
from odoo.tools import SQL


class ApBillDuplicate(models.AbstractModel):
    """Cards of one SIREN are one seller."""

    _inherit = "ap.bill.duplicate"

    @api.model
    def _seller_sql(self, alias) -> SQL:
        siren = SQL.identifier(alias, "ap_siren")
        plain = super()._seller_sql(alias)
        return SQL("COALESCE('siren:' || NULLIF(%s, ''), %s)", siren, plain)
