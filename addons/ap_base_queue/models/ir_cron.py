# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class IrCron(models.Model):
    """A scheduled action of ours hands its pieces out, where jobs do them."""

    _inherit = "ir.cron"

    def _callback(self, cron_name, server_action_id):
        works = self.env["ap.work"]
        xmlid = self.get_external_id().get(self.id)
        for work in works._registered():
            if work.cron == xmlid and works._is_runner_there():
                with self.env.cr.savepoint():
                    works._hand_out(work, work.pieces(self.env))
                return None
        return super()._callback(cron_name, server_action_id)
