# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who edits bills: the desk and accounting, in companies that want it so. Stock lets
every buyer do it."""

from odoo import models
from odoo.exceptions import AccessError

EDITORS = ("ap_base.group_apprentice", "account.group_account_invoice")
EDITS = ("write", "unlink")


class BillRights(models.AbstractModel):
    """For bills and their lines: edited by those who have a role for it."""

    _name = "ap.bill.rights"
    _description = "Rights to edit bills"

    def _check_access(self, operation):
        refused = super()._check_access(operation)
        if refused or operation not in EDITS or self._ap_may_edit_bills():
            return refused
        kept = self.browse(
            [record.id for record in self.sudo() if record._ap_is_bill_of_others()]
        )
        return (kept, self._ap_edit_error) if kept else None

    def _ap_may_edit_bills(self):
        user = self.env.user
        return self.env.su or any(user.has_group(group) for group in EDITORS)

    def _ap_is_bill_of_others(self):
        """A bill that is not just being made, by an order for instance."""
        bill = self._ap_bill()
        if not bill.company_id.ap_bills_by_desk:
            return False
        made_now = bill.create_date and bill.create_date >= self.env.cr.now()
        return bill.is_purchase_document(include_receipts=True) and not made_now

    def _ap_edit_error(self):
        return AccessError(
            self.env._(
                "Bills are edited by the desk and by accounting. Write what is wrong "
                "in the messages of the bill: whoever treats it reads them."
            )
        )
