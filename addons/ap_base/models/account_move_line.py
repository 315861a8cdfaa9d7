# SPDX-License-Identifier: AGPL-3.0-or-later
"""Items of posted entries: neither written, added nor deleted by who may not post."""

from odoo import api, models

from . import move_guard


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "ap.guarded"]

    @api.model
    def _ap_open_when_posted(self) -> frozenset:
        """Fields of a posted item that may be changed by who may not post."""
        return frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not (self.env.su or move_guard.STATE.is_open):
            move_guard.refuse_sealed_moves(lines.move_id)
        return lines

    def write(self, vals):
        if self.env.su or move_guard.STATE.is_open:
            return super().write(vals)
        self.check_access("write")
        move_guard.refuse_engine_fields(self, vals, move_guard.ENGINE_OF_LINES)
        move_guard.refuse_sealed(self, vals)
        result = super().write(vals)
        if "move_id" in vals:
            move_guard.refuse_sealed_moves(self.move_id)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never_of_posted(self):
        if not (self.env.su or move_guard.STATE.is_open):
            move_guard.refuse_deletion(self)
