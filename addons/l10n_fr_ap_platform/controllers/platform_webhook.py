# SPDX-License-Identifier: AGPL-3.0-or-later
"""The address that a platform calls when something changed: it starts the reading, no more."""

import time

from odoo import http
from odoo.http import request

from ..client.webhook import is_signed

MOST_BYTES = 1_000_000


class PlatformWebhook(http.Controller):
    @http.route(
        "/ap/platform/<int:number>/changed", type="http", auth="public", methods=["POST"],
        csrf=False, save_session=False,
    )
    def changed(self, number):
        """204 where the call is signed with the key of that platform, else 403. What it says
        is not read: the flows are listed, as always."""
        platform = request.env["ap.platform"].sudo().browse(number).exists()
        call = request.httprequest
        if (call.content_length or 0) > MOST_BYTES:
            return request.make_response("", status=403)
        signature = call.headers.get("Afnor-Signature", "")
        moment = call.headers.get("Afnor-Signature-Timestamp", "")
        key = platform.webhook_key or ""
        if not is_signed(call.get_data(), signature, moment, key, time.time()):
            return request.make_response("", status=403)
        request.env.ref("l10n_fr_ap_platform.cron_platform").sudo()._trigger()
        return request.make_response("", status=204)
