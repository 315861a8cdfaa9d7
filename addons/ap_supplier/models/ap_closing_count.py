# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models
from odoo.fields import Domain

from odoo.addons.ap_closing.models.checklist.closing_counts import ClosingCount

from ..rules.attention import marks
from . import review_store


class ApClosingCount(models.AbstractModel):
    _inherit = "ap.closing.count"

    def _registered(self):
        return [*super()._registered(), SuppliersToReview()]


class SuppliersToReview(ClosingCount):
    """Suppliers whose accounts want a look at the day and that nobody has reviewed, or
    that moved since."""

    code = "suppliers_to_review"
    sequence = 30
    model = "res.partner"
    action = "account.res_partner_action_supplier"

    def label(self, env):
        return env._("Suppliers to review")

    def waiting(self, env, company, day):
        company = company.sudo()
        figures = review_store.by_supplier(company, day)
        findings = review_store.open_findings(company.env, company)
        old = review_store.old_days(env)
        wanted = {
            number: one
            for number, one in figures.items()
            if marks({**one, "findings": findings.get(number, 0)}, old)
        }
        signed = company.env["ap.supplier.review"].search_read(
            [("company_id", "=", company.id), ("date", "=", day), ("state", "=", "signed")],
            ["partner_id", *review_store.SIGNED],
            load=None,
        )
        for row in signed:
            now = figures.get(row["partner_id"], {})
            if all(
                company.currency_id.is_zero(row[name] - now.get(name, 0.0))
                for name in review_store.SIGNED
            ):
                wanted.pop(row["partner_id"], None)
        return Domain("id", "in", list(wanted))
