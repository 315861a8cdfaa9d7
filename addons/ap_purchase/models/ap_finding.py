# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models
from odoo.exceptions import RedirectWarning

from .match.match_findings import ACCEPTED_THERE


class ApFinding(models.Model):
    """Whether a bill came twice is decided on the finding, and matching follows; other
    differences to an order are decided where the bill is compared."""

    _inherit = "ap.finding"

    def _write_and_log(self, vals, body):
        result = super()._write_and_log(vals, body)
        if "state" in vals:
            repeated = self.filtered(lambda one: one.control_code == "duplicate_bill")
            bills = self.env["account.move"].sudo().browse(repeated.mapped("res_id"))
            self.env["ap.changed"]._note(bills, None, "ap.finding")
        return result

    def _waived_elsewhere(self):
        """Differences to an order are accepted on the bill, within one's limit."""
        return super()._waived_elsewhere() or self.control_code in ACCEPTED_THERE

    def _refuse_waived_elsewhere(self):
        differences = self.filtered(
            lambda finding: finding.control_code in ACCEPTED_THERE
        )
        if differences:
            match = self.env["ap.match"].search(
                [("move_id", "=", differences[0].res_id)], limit=1
            )
            raise RedirectWarning(
                self.env._(
                    "“%(finding)s” is accepted where the bill is compared with its order, "
                    "within the limit of your role.",
                    finding=differences[0].display_name,
                ),
                {
                    "type": "ir.actions.act_window",
                    "res_model": "ap.match",
                    "res_id": match.id,
                    "views": [[False, "form"]],
                },
                self.env._("Open the comparison"),
            )
        return super()._refuse_waived_elsewhere()
