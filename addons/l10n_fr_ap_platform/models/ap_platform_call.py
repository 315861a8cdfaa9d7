# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from odoo import api, fields, models

KEPT_DAYS = 90


class ApPlatformCall(models.Model):
    """A call of a platform, without what it carried."""

    _name = "ap.platform.call"
    _description = "Call of a platform"
    _order = "id desc"
    _rec_name = "path"

    platform_id = fields.Many2one(
        "ap.platform", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="platform_id.company_id", store=True, index=True)
    date = fields.Datetime(required=True, readonly=True)
    method = fields.Char(readonly=True)
    path = fields.Char(readonly=True)
    status = fields.Integer(string="HTTP", readonly=True, help="0: there was no answer.")
    milliseconds = fields.Integer(string="Milliseconds", readonly=True)
    size = fields.Integer(string="Bytes", readonly=True)
    code = fields.Char(string="Error", readonly=True)
    request = fields.Char(
        string="Number of the call", readonly=True, help="The platform's log has it too."
    )

    @api.model
    def _log(self, platform, call):
        self.create(
            {
                "platform_id": platform.id, "date": fields.Datetime.now(),
                "method": call.method, "path": call.path, "status": call.status,
                "milliseconds": call.milliseconds, "size": call.size,
                "code": call.code or False, "request": call.request,
            }
        )  # fmt: skip

    @api.autovacuum
    def _gc_calls(self):
        """Calls older than three months go."""
        old = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.sudo().search([("date", "<", old)]).unlink()
