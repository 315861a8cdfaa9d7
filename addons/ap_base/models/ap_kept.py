# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines of a history: added by the engine, never changed nor deleted."""

from odoo import api, models
from odoo.exceptions import UserError


class ApKept(models.AbstractModel):
    """Inherit it for the history of a record: nobody writes a line again, the superuser
    neither; the record itself may go, and its lines with it, where the heir says so."""

    _name = "ap.kept"
    _description = "Line of a history"
    _inherit = ["ap.guarded"]

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but(())

    @api.model
    def _ap_kept_refusal(self) -> str:
        """The sentence of the refusal: heirs say whose history it is."""
        return self.env._("A history is kept as it was written: it is only added to.")

    def write(self, vals):
        """Refused as soon as a value is given."""
        if vals:
            raise UserError(self._ap_kept_refusal())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self._ap_kept_refusal())
