# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class ApFirstStep(models.Model):
    _inherit = "ap.first.step"

    def _step_bank_journals(self, company):
        journals = self.env["account.journal"]
        of_company = journals._check_company_domain(company)
        banks = journals.search([*of_company, ("type", "=", "bank")])
        without = banks.filtered(lambda journal: not journal.bank_account_id)
        if not banks:
            return False, self.env._("No journal of a bank.")
        if without:
            return False, self.env._(
                "Without the number of its bank account: %(names)s.",
                names=", ".join(without.mapped("name")),
            )
        return True, ", ".join(banks.mapped("name"))
