# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import http
from odoo.http import content_disposition, request

from ..models.import_template import FORMATS


class ImportTemplate(http.Controller):
    @http.route(
        "/ap_base/import_template/<int:profile_id>/<string:file_format>",
        type="http",
        auth="user",
        readonly=True,
    )
    def import_template(self, profile_id, file_format):
        """Give an empty file of a profile; not found where the reader may not read it."""
        profile = request.env["ap.import.profile"].browse(profile_id).exists()
        if file_format not in FORMATS or not profile or not profile.has_access("read"):
            raise request.not_found()
        name, content = profile.template(file_format)
        return request.make_response(
            content,
            [
                ("Content-Type", "application/octet-stream"),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
