# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models
from odoo.fields import Domain

from odoo.addons.ap_base.models.work import Work, of_companies


class ApWork(models.AbstractModel):
    """Proposals of matching on supplier accounts, each company by itself."""

    _inherit = "ap.work"

    @api.model
    def _registered(self):
        cron = "ap_supplier.ir_cron_propose_matchings"
        return [*super()._registered(), Work("supplier_accounts", cron, _all, _propose)]


def _all(env):
    return of_companies(env["res.company"].search(Domain.TRUE))


def _propose(env, company, _about):
    env["ap.supplier.match"]._refresh(company)
