# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two comparisons: one by lines of closings, one that knows nothing of closings."""

from odoo import models

from odoo.addons.ap_base.models.tie_out import AccountTieOut
from odoo.addons.ap_closing.models.tie_outs import ClosingLines


class AccruedInterest(ClosingLines):
    code, sequence = "accrued_interest", 110
    account = "ap_loan_accrued_interest_account_id"

    def label(self, env):
        return env._("Accrued interest: ledger and open lines")


class OpenClaims(AccountTieOut):
    """What is owed to employees, against the claims that are open at the day."""

    code, sequence = "open_claims", 100
    account = "ap_accrued_other_account_id"
    right_model = "ap.test.cost"

    def label(self, env):
        return env._("Owed to employees: ledger and open claims")

    def explained(self, company, account, day):
        domain = [
            ("company_id", "=", company.id),
            ("rate", "=", 0),
            ("date_start", "<=", day.isoformat()),
            "|",
            ("date_end", "=", False),
            ("date_end", ">", day.isoformat()),
        ]
        [[amount]] = company.env["ap.test.cost"]._read_group(domain, [], ["amount:sum"])
        return -(amount or 0.0), domain


class ApTieOut(models.Model):
    _inherit = "ap.tie.out"

    def _registered(self):
        return [*super()._registered(), AccruedInterest(), OpenClaims()]
