# SPDX-License-Identifier: AGPL-3.0-or-later
"""What proves a change of bank details stays as it came in."""

from odoo import api, models
from odoo.exceptions import UserError

FIXED = {
    "raw", "datas", "db_datas", "name", "res_model", "res_id", "type", "url", "mimetype",
}  # fmt: skip
CASE = "ap.bank.change"


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        if FIXED & vals.keys() and not self.env.su:
            self._ap_refuse_bank_evidence()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never_bank_evidence(self):
        if not self.env.su:
            self._ap_refuse_bank_evidence()

    def _ap_refuse_bank_evidence(self):
        kept = self.sudo().filtered(lambda file: file.res_model == CASE and file.res_id)
        if kept:
            raise UserError(
                self.env._(
                    "“%(file)s” is evidence of a change of bank details: it is kept as it "
                    "came in. Attach another document beside it.",
                    file=kept[0].name,
                )
            )
