# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills that a supplier sent on the portal, and what the portal reads of no entry."""

from odoo import api, fields, models

from .portal_supplier import is_closed_to

# Names of our people, and what we make of an amount.
CLOSED = frozenset({"create_uid", "write_uid", "invoice_user_id", "user_id"})


class AccountMove(models.Model):
    _inherit = "account.move"

    ap_uploaded_by_id = fields.Many2one(
        "res.users",
        string="Sent on the portal by",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | {"ap_uploaded_by_id"}

    def _has_field_access(self, field, operation):
        return super()._has_field_access(field, operation) and not is_closed_to(
            self.env, field, CLOSED
        )
