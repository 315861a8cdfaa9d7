# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class ApFirstStep(models.Model):
    _inherit = "ap.first.step"

    def _step_bank_accounts(self, company):
        accounts = self.env["res.partner.bank"]
        of_company = accounts._check_company_domain(company)
        of_suppliers = [*of_company, ("partner_id.supplier_rank", ">", 0)]
        untrusted = accounts.search_count([*of_suppliers, ("allow_out_payment", "=", False)])
        known = accounts.search_count(of_suppliers)
        if not known:
            return False, self.env._("No supplier has a bank account.")
        if untrusted:
            return False, self.env._("Bank accounts nobody trusted yet: %(number)s.", number=untrusted)
        return True, self.env._("Trusted bank accounts: %(number)s.", number=known)

    def _step_first_bill(self, company):
        bills = self.env["account.move"]
        types = bills.get_purchase_types(include_receipts=True)
        number = bills.search_count(
            [("company_id", "=", company.id), ("move_type", "in", types)], limit=1
        )
        if number:
            return True, self.env._("Bills have come.")
        return False, self.env._("No bill yet: drop the first ones.")
