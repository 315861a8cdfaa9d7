# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models

from odoo.addons.ap_base.wizard.ap_settings import of_company


class ResCompany(models.Model):
    _inherit = "res.company"

    ap_analytic_auto = fields.Boolean(
        string="Propose the imputation at entry",
        help="Lines of supplier bills that come without an analytic distribution get "
        "what the rules say when they are created. What people, orders and imports "
        "give is never replaced. Entries that Odoo makes by itself (exchange "
        "differences, bank) get it when they are posted.",
    )
    ap_analytic_learn = fields.Boolean(
        string="Learn from past bills",
        default=True,
        help="Where no rule says anything, propose what the last bills of the supplier "
        "carry on the same account and product.",
    )
    ap_analytic_learn_percent = fields.Integer(
        string="Share of bills that agree (%)",
        default=80,
        help="Of the last 10 bills, so many percent must carry the same distribution.",
    )
    ap_analytic_learn_bills = fields.Integer(
        string="Fewest bills that agree",
        default=3,
        help="Below that number nothing is learned.",
    )

    _ap_learn_percent_range = models.Constraint(
        "CHECK(ap_analytic_learn_percent BETWEEN 1 AND 100)",
        "The share of bills that agree is between 1 and 100.",
    )
    _ap_learn_bills_range = models.Constraint(
        "CHECK(ap_analytic_learn_bills BETWEEN 1 AND 10)",
        "The fewest bills that agree are between 1 and 10.",
    )


class ApSettings(models.TransientModel):
    _inherit = "ap.settings"

    ap_analytic_auto = of_company(fields.Boolean, "ap_analytic_auto")
    ap_analytic_learn = of_company(fields.Boolean, "ap_analytic_learn")
    ap_analytic_learn_percent = of_company(fields.Integer, "ap_analytic_learn_percent")
    ap_analytic_learn_bills = of_company(fields.Integer, "ap_analytic_learn_bills")
