# SPDX-License-Identifier: AGPL-3.0-or-later
"""A room above says what follows a change of its own records."""

from odoo import api, models

from odoo.addons.ap_base.models.changed_queue import READ, Phase


class ApChanged(models.AbstractModel):
    _inherit = "ap.changed"

    @api.model
    def _phases(self):
        watched = {"ap.test.cost": frozenset({"label"})}
        return [*super()._phases(), Phase("tidy_costs", READ, watched, _tidy)]

    @api.model
    def _watched_by_checks(self):
        return {**super()._watched_by_checks(), "ap.test.cost": None}


def _tidy(env, changed):
    for cost in env["ap.test.cost"].browse(changed["ap.test.cost"]).exists():
        cost.label = cost.label.strip()
