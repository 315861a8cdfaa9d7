# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days payable outstanding, by supplier and month."""

from freezegun import freeze_time

from odoo.tests import tagged

from .paid_bills_common import PaidBillsCase


@tagged("post_install", "-at_install")
class TestDpo(PaidBillsCase):
    @freeze_time("2026-12-15")
    def test_dpo_is_payables_over_twelve_months_of_purchases(self):
        other = self._partner("Other")
        self._pay(self._bill(7200, "2026-06-30", day="2026-03-10"), "2026-06-30")
        self._bill(100, "2026-12-30", day="2026-10-10")
        self._bill(3650, "2026-12-30", other, day="2026-10-10")
        domain = [("company_id", "=", self.company.id), ("date_end", "=", "2026-10-31")]
        rows = self.env["ap.dpo"].search(domain)
        self.assertEqual(
            sorted((r.partner_id.name, r.payables, r.purchases, r.days) for r in rows),
            [("Nordlys", 100, 7300, 5.0), ("Other", 3650, 3650, 365.0)],
        )
        [(days,)] = self.env["ap.dpo"]._read_group(domain, [], ["days:avg"])
        self.assertEqual(float(days), 125.0)  # 3,750 / 10,950 × 365
        months = [domain[0], ("date_end", "in", ("2026-09-30", "2026-10-31"))]
        sums = ["payables:sum", "purchases:sum", "days:avg"]
        [means] = self.env["ap.dpo"]._read_group(months, [], sums)
        self.assertEqual(means[:2], (1875, 9075))  # (0 + 3,750) / 2, (7,200 + 10,950) / 2
        self.assertEqual(float(means[2]), 75.4)  # 3,750 / 18,150 × 365
        items = self.env["account.move.line"].search(rows[0].action_open_items()["domain"])
        self.assertEqual(-sum(items.mapped("balance")), rows[0].payables)
