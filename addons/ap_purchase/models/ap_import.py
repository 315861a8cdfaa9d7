# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from .import_receipt import ReceiptTarget


class ApImport(models.Model):
    _inherit = "ap.import"

    def _registered_targets(self):
        return [*super()._registered_targets(), ReceiptTarget]
