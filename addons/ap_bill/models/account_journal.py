# SPDX-License-Identifier: AGPL-3.0-or-later
"""On the dashboard: how many bills of a purchase journal are on hold."""

from odoo import models

PAID = ("paid", "in_payment", "reversed")


class AccountJournal(models.Model):
    _inherit = "account.journal"

    def _fill_sale_purchase_dashboard_data(self, dashboard_data):
        result = super()._fill_sale_purchase_dashboard_data(dashboard_data)
        journals = self.filtered(lambda journal: journal.type == "purchase")
        if not journals:
            return result
        groups = self.env["account.move"]._read_group(
            [
                ("journal_id", "in", journals.ids),
                ("ap_payment_hold", "=", True),
                ("payment_state", "not in", PAID),
                ("state", "=", "posted"),
            ],
            ["journal_id"],
            ["__count", "amount_residual_signed:sum"],
        )
        for journal, count, amount in groups:
            currency = journal.company_id.sudo().currency_id
            dashboard_data[journal.id].update(
                ap_number_held=count, ap_sum_held=currency.format(-amount)
            )
        return result
