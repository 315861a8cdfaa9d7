# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models

from odoo.addons.ap_base.models.work import Piece, Work, of_companies


class ApWork(models.AbstractModel):
    """Key figures kept, each company by itself; replays, each by itself."""

    _inherit = "ap.work"

    @api.model
    def _registered(self):
        return [
            *super()._registered(),
            Work("figures", "ap_desk.ir_cron_keep_figures", _to_keep, _keep),
            Work("replays", "ap_desk.ir_cron_replay", _waiting, _replay),
        ]


def _to_keep(env):
    return of_companies(env["ap.kpi"]._companies_to_keep())


def _keep(env, company, _about):
    env["ap.kpi"]._keep_last_month(company)


def _waiting(env):
    return [
        Piece(one.company_id.id, one.id, one.display_name)
        for one in env["ap.replay"]._waiting()
    ]


def _replay(env, _company, about):
    env["ap.replay"]._waiting().filtered(lambda one: one.id == about)._run_by_itself()
