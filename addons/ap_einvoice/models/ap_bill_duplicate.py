# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills are the same when they were read from the same file."""

from odoo import api, models
from odoo.tools import SQL


class ApBillDuplicate(models.AbstractModel):
    _inherit = "ap.bill.duplicate"

    @api.model
    def _files_sql(self) -> SQL:
        return SQL(
            "SELECT move_id, checksum FROM ap_bill_document WHERE checksum IS NOT NULL"
        )
