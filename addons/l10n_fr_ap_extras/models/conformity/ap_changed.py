# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models


class ApChanged(models.AbstractModel):
    """Goods or services, chosen by hand on a line: another VAT is due."""

    _inherit = "ap.changed"

    @api.model
    def _watched_by_checks(self):
        watched = super()._watched_by_checks()
        lines = watched["account.move.line"] | {"ap_vat_nature"}
        return {**watched, "account.move.line": lines}
