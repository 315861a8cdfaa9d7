# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models

from odoo.addons.ap_base.models.work import Work, of_companies

from . import match_run


class ApWork(models.AbstractModel):
    """Bank lines matched, each company by itself."""

    _inherit = "ap.work"

    @api.model
    def _registered(self):
        work = Work("bank_lines", "ap_treasury.ir_cron_match", _companies, _match)
        return [*super()._registered(), work]


def _companies(env):
    return of_companies(match_run.companies(env))


def _match(env, company, _about):
    env["ap.bank.match"]._match_by_night(company)
