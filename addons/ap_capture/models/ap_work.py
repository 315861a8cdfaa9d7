# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models

from odoo.addons.ap_base.models.work import Piece, Work


class ApWork(models.AbstractModel):
    """Scans read, each by itself: a page takes a core for seconds."""

    _inherit = "ap.work"

    @api.model
    def _registered(self):
        return [*super()._registered(), Work("scans", "ap_capture.cron_read_scans", _waiting, _read)]


def _waiting(env):
    return [
        Piece(scan.company_id.id, scan.id, scan.display_name)
        for scan in env["ap.capture"]._waiting_scans()
    ]


def _read(env, _company, about):
    captures = env["ap.capture"]
    captures._read_scans(captures._waiting_scans().filtered(lambda one: one.id == about))
