# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the portal reads of no line: who wrote it, and which of our teams pays it."""

from odoo import models

from .portal_supplier import is_closed_to

CLOSED = frozenset(
    {"create_uid", "write_uid", "analytic_distribution", "analytic_line_ids", "account_id"}
)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _has_field_access(self, field, operation):
        return super()._has_field_access(field, operation) and not is_closed_to(
            self.env, field, CLOSED
        )
