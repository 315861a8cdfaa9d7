# SPDX-License-Identifier: AGPL-3.0-or-later
"""The day from which a matching counts, kept where items of several days are matched
in one act."""

from odoo import api, fields, models

from ..rules.allocation_dates import act_dates


class AccountPartialReconcile(models.Model):
    _name = "account.partial.reconcile"
    _inherit = ["account.partial.reconcile", "ap.guarded"]

    ap_allocated_on = fields.Date(
        string="Counts from",
        readonly=True,
        copy=False,
        help="The day of the latest item that was matched in the same act. Empty: the "
        "later of the two items' days.",
    )

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | {"ap_allocated_on"}

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials.sudo()._ap_date_act()
        return partials

    def _ap_date_act(self):
        """Date what was matched at once; most acts have one day, and nothing is kept."""
        if len(self) < 2:
            return
        pairs = [
            (one.debit_move_id.id, one.credit_move_id.id, one.max_date) for one in self
        ]
        by_day = {}
        for partial, day in zip(self, act_dates(pairs), strict=True):
            if day > partial.max_date:
                by_day.setdefault(day, []).append(partial.id)
        for day, ids in by_day.items():
            self.browse(ids).ap_allocated_on = day
