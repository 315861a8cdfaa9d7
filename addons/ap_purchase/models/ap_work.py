# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models
from odoo.fields import Domain

from odoo.addons.ap_base.models.work import Work, of_companies

from .match import match_nights


class ApWork(models.AbstractModel):
    """Bills compared and posted by themselves, open orders and their weekly mail: each
    company by itself, since bills of one company compete for the same orders."""

    _inherit = "ap.work"

    @api.model
    def _registered(self):
        return [
            *super()._registered(),
            Work("matching", "ap_purchase.ap_match_cron", _to_compare, _compare),
            Work("posting", "ap_purchase.ap_match_cron_post", _to_post, _post),
            Work("open_orders", "ap_purchase.ap_open_order_cron_refresh", _all, _refresh),
            Work("order_mails", "ap_purchase.ap_open_order_cron_digest", _to_mail, _mail),
        ]


def _all(env):
    return of_companies(env["res.company"].search(Domain.TRUE))


def _to_compare(env):
    ids = dict.fromkeys(company for company, _bills in match_nights.waiting_batches(env, 0, 0))
    return of_companies(env["res.company"].browse(ids))


def _compare(env, company, _about):
    match_nights.compare_company(env, company)


def _to_post(env):
    return of_companies(match_nights.to_post(env).company_id)


def _post(env, company, _about):
    match_nights.post_company(env, company)


def _refresh(env, company, _about):
    env["ap.open.order"]._refresh(company)


def _to_mail(env):
    companies = env["res.company"].search(Domain.TRUE)
    return of_companies(companies.filtered(lambda company: company._open_digest_due()))


def _mail(env, company, _about):
    if company._open_digest_due():
        env["ap.open.order"]._digest_of_week(company)
