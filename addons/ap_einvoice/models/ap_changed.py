# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models

from odoo.addons.ap_base.models.ap_changed import BILLS
from odoo.addons.ap_base.models.changed_queue import READ, Phase, beside_others


class ApChanged(models.AbstractModel):
    """The files of a draft are read before it is matched and checked."""

    _inherit = "ap.changed"

    @api.model
    def _phases(self):
        return [*super()._phases(), Phase("read_bills", READ, BILLS, _read_bills)]


def _read_bills(env, changed):
    bills = env["account.move"]
    ids = changed["account.move"]
    drafts = bills.search([("id", "in", ids), *bills._ap_checked_when_changed()])
    with beside_others(env, "The files of bills %s could not be read", drafts.ids):
        drafts._ap_read_documents()
