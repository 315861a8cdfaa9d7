# SPDX-License-Identifier: AGPL-3.0-or-later
from markupsafe import Markup

from odoo import api, models


class ApDeskCounter(models.Model):
    _inherit = "ap.desk.counter"

    @api.model
    def _first_steps(self):
        """Bills come first."""
        bills = self.env._(
            "%(link)sDrop the first supplier bills%(end)s: each is read and checked at once.",
            link=Markup('<a href="/odoo/ap-bills">'), end=Markup("</a>"),
        )  # fmt: skip
        return [bills, *super()._first_steps()]
    def create_document_from_attachment(self, attachment_ids):
        """Make a draft bill of each file that was dropped on the dashboard, in the company
        that is switched on first; what Odoo and our rooms do with a file dropped on the
        journal of purchases, with the rights of who drops it."""
        journals = self.env["account.journal"].with_context(default_move_type="in_invoice")
        return journals.create_document_from_attachment(attachment_ids)
