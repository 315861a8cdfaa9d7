# SPDX-License-Identifier: AGPL-3.0-or-later
from pathlib import PurePath

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    ap_capture_folder = fields.Char(
        string="Folder of bills",
        groups="base.group_system",
        help="On the server, watched every hour: a scanner or another program leaves PDF bills "
        "there. Files stay where they are, each is read once.",
    )

    @api.constrains("ap_capture_folder")
    def _check_ap_capture_folder(self):
        for company in self:
            folder = company.ap_capture_folder
            if folder and not PurePath(folder).is_absolute():
                raise ValidationError(
                    self.env._("Give the whole path of the folder, like /srv/bills/in.")
                )
