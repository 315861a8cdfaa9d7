# SPDX-License-Identifier: AGPL-3.0-or-later
from urllib.parse import urlsplit

from odoo import models

from ..making.recorded_platform import RecordedSession
from ..story.platform import HOST


class ApPlatform(models.Model):
    _inherit = "ap.platform"

    def _session(self):
        """The platform of the demo answers from its story; any other is called."""
        if urlsplit(self.sudo().provider_id.flow_url).hostname == HOST:
            return RecordedSession(self)
        return super()._session()
