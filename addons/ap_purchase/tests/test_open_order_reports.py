# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo.tests import freeze_time, tagged

from .common import OrderCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-12 10:00:00")
class TestOpenOrderReports(OrderCase):
    """What is committed by month and axis, and how good the bills of a supplier are."""

    def _open(self, *lines):
        order = self._order(*lines)
        self.env["ap.open.order"].refresh(self.company.id)
        return self.env["ap.open.order"].search([("order_id", "=", order.id)])

    def test_commitments_give_each_axis_the_whole_to_the_cent(self):
        plans = self.env["account.analytic.plan"].create(
            [{"name": "Department"}, {"name": "Project"}]
        )
        accounts = self.env["account.analytic.account"].create(
            [
                {"name": "A", "plan_id": plans[0].id},
                {"name": "B", "plan_id": plans[0].id},
                {"name": "C", "plan_id": plans[0].id},
                {"name": "P", "plan_id": plans[1].id},
            ]
        )
        a, b, c, p = accounts.ids
        record = self._open(
            {
                "product_qty": 1,
                "price_unit": 100.0,
                "analytic_distribution": {f"{a},{p}": 33.33, str(b): 33.33, str(c): 33.34},
            }
        )
        found = self.env["ap.commitment"].search([("open_order_id", "=", record.id)])
        for plan in plans:
            parts = found.filtered(lambda part, plan=plan: part.plan_id == plan)
            self.assertAlmostEqual(sum(parts.mapped("open_amount")), 100.0, 2)
        project = found.filtered(lambda part: part.plan_id == plans[1])
        self.assertEqual(
            sorted((bool(part.analytic_account_id), part.open_amount) for part in project),
            [(False, 66.67), (True, 33.33)],
        )

    def test_quality_of_the_bills_of_a_supplier(self):
        lines = self._order({}, {}, {}, {}).order_line
        for line in lines:
            self._receive(line, 10, on="2026-10-20")
        self._bill(lines[0], 10, on="2026-10-25")
        self._bill(lines[1], 10, on="2026-11-03")
        self._bill(lines[2], 10, on="2026-10-25", with_line={"price_unit": 104.0})
        self._bill(lines[3], 10, on="2026-10-26", with_line={"purchase_line_id": False})
        bills = lines.invoice_lines.move_id
        rows = self.env["ap.supplier.quality"].search(
            [
                ("partner_id", "=", self.partner_a.id),
                ("date", ">=", "2026-10-25"),
                ("company_id", "=", self.company.id),
            ]
        )
        self.assertEqual(len(bills & rows.move_id), 3)
        self.assertEqual(rows.mapped("has_orders"), [True] * 4)
        [(matched, without, price, late, bills)] = self.env[
            "ap.supplier.quality"
        ]._read_group(
            [("id", "in", rows.ids)],
            [],
            ["matched:avg", "without_order:avg", "price_error:avg", "late:avg", "bills:sum"],
        )
        self.assertEqual((matched, without, bills), (50.0, 25.0, 4))
        self.assertAlmostEqual(price, 100 / 3)
        self.assertAlmostEqual(late, 100 / 3)

    def test_lists_leave_as_workbooks(self):
        self._open()
        for model in ("ap.open.order", "ap.commitment", "ap.supplier.quality"):
            with self.subTest(model):
                file = self.env[model].export([("company_id", "=", self.company.id)])
                self.assertTrue(file["content"])
