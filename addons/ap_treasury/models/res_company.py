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

    ap_bank_fee_limit = fields.Monetary(
        string="Fee at most", help="A difference up to it may be a fee of the bank."
    )
    ap_bank_small_limit = fields.Monetary(
        string="Difference at most", help="Booked as a rounding difference."
    )

    @api.model
    def _ap_versioned_fields(self):
        return super()._ap_versioned_fields() | {"ap_bank_fee_limit", "ap_bank_small_limit"}

    @api.constrains("ap_bank_folder")
    def _check_ap_bank_folder(self):
        for company in self:
            folder = company.ap_bank_folder
            if folder and not PurePath(folder).is_absolute():
                raise ValidationError(
                    self.env._("Give the whole path of the folder, like /srv/bank/in.")
                )

    @api.constrains("ap_bank_fee_limit", "ap_bank_small_limit")
    def _check_ap_bank_limits(self):
        if self.filtered(lambda one: one.ap_bank_fee_limit < 0 or one.ap_bank_small_limit < 0):
            raise ValidationError(self.env._("Limits of differences have no sign."))
