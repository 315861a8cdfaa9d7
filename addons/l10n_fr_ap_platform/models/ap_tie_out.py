# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from odoo.addons.ap_base.models.tie_out import Comparison, TieOut

from .purchase_gathering import groups_of


class ForeignPurchases(TieOut):
    """The ledger's purchases from suppliers abroad, against what the reports say of them:
    reported, left out or to review; since the day on which reporting begins."""

    code, sequence = "foreign_purchases", 160
    right_model = "ap.purchase.report.line"

    def label(self, env):
        return env._("Foreign purchases: ledger and reports")

    def applies(self, company):
        return bool(company.env["ap.platform"]._of(company).report_since)

    def compare(self, company, day):
        start = company.env["ap.platform"]._of(company).report_since
        if not start or start > day:
            return None
        groups = groups_of(company.env, company, start, day)
        reports = company.env["ap.purchase.report"].sudo()._latest(company)
        said = [
            ("report_id", "in", reports.ids), ("date", ">=", start.isoformat()),
            ("date", "<=", day.isoformat()),
        ]  # fmt: skip
        lines = company.env["ap.purchase.report.line"].search(said)
        bills = sorted({group.move for group in groups})
        round_ = company.currency_id.round
        return Comparison(
            round_(float(sum(group.balance for group in groups))),
            round_(sum(lines.mapped("amount"))),
            [("move_id", "in", bills), ("display_type", "=", "product")],
            said,
        )


class ApTieOut(models.Model):
    _inherit = "ap.tie.out"

    def _registered(self):
        return [*super()._registered(), ForeignPurchases()]
