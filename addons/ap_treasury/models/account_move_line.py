# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from .match_part import BORNE, distribution_of


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _prepare_exchange_difference_move_vals(self, amounts_list, *args, **kwargs):
        """The exchange difference of a bill bears its analytic distribution, and so does
        that of what pays it (`BORNE`: by item)."""
        found = super()._prepare_exchange_difference_move_vals(amounts_list, *args, **kwargs)
        if not found:
            return found
        given = BORNE.value or {}
        commands = found["move_values"]["line_ids"]
        for line, place in found["to_reconcile"]:
            distribution = given.get(line.id) or distribution_of(line.move_id)
            _command, _id, values = commands[place + 1]  # the gain or loss follows the item
            if distribution:
                values.setdefault("analytic_distribution", distribution)
        return found
