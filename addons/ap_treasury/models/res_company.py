# SPDX-License-Identifier: AGPL-3.0-or-later
from pathlib import PurePath

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    ap_bank_folder = fields.Char(
        string="Folder of statements",
        groups="base.group_system",
        help="On the server, watched every hour: the bank's programme leaves its files "
        "there. Files stay where they are, each is imported once.",
    )

    @api.constrains("ap_bank_folder")
    def _check_ap_bank_folder(self):
        for company in self:
            folder = company.ap_bank_folder
            if folder and not PurePath(folder).is_absolute():
                raise ValidationError(
                    self.env._("Give the whole path of the folder, like /srv/bank/in.")
                )
