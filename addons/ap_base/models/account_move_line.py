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
        lines._ap_note_change()
        return lines

    def write(self, vals):
        """Posted lines change their imputation outside locked periods only, and never without
        a trace; what was proposed is proposed anew when what it stands on changes."""
        if self.env.su or move_guard.STATE.is_open:
            result = super().write(vals)
            self._ap_note_change(vals)
            return result
        self.check_access("write")
        move_guard.refuse_engine_fields(self, vals, move_guard.ENGINE_OF_LINES)
        move_guard.refuse_sealed(self, vals)
        result = super().write(vals)
        if "move_id" in vals:
            move_guard.refuse_sealed_moves(self.move_id)
        self._ap_note_change(vals)
        return result

    def unlink(self):
        self._ap_note_change()
        return super().unlink()

    def _ap_note_change(self, names=None):
        """A change of lines is one of their entry."""
        self.env["ap.changed"]._note(self.move_id, names, "account.move.line")

    @api.ondelete(at_uninstall=False)
    def _unlink_never_of_posted(self):
        if not (self.env.su or move_guard.STATE.is_open):
            move_guard.refuse_deletion(self)
