# SPDX-License-Identifier: AGPL-3.0-or-later
"""A posted deferred line is moved to another account, axis or supplier: the next
entries follow, those that were posted stay."""

import runpy

from odoo.tests import tagged
from odoo.tools.misc import file_path

from .test_deferral_life import APRIL, MARCH, MAY, NAME, DeferralCase

# 1,200.00 from March 2026 to February 2027, by days: 31, 30 and 31 of 365.
OF_MARCH, OF_APRIL, OF_MAY = 101.92, 98.63, 101.92
UP_TO_APRIL = 200.55


@tagged("post_install", "-at_install")
class TestDeferralMoved(DeferralCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old = cls._account("615600")
        cls.new = cls._account("611000")
        plan = cls.env["account.analytic.plan"].create({"name": "Centre"})
        cls.it, cls.hr = (
            cls.env["account.analytic.account"].create({"name": name, "plan_id": plan.id})
            for name in ("IT", "HR")
        )

    def _bill_of_a_year(self, method="release", **line):
        line = {
            "account_id": self.old.id,
            "deferred_method": method,
            "tax_ids": False,
            **line,
        }
        return self._spread("2026-03-01", "2027-02-28", 1200.0, with_line=line)

    def _cost_line(self, bill):
        return bill.invoice_line_ids

    def _balance(self, account, day, **values):
        domain = [
            ("company_id", "=", self.company.id),
            ("account_id", "=", account.id),
            ("parent_state", "=", "posted"),
            ("date", "<=", day),
            *[(name, "=", value) for name, value in values.items()],
        ]
        [(balance,)] = self.env["account.move.line"]._read_group(domain, [], ["balance:sum"])
        return round(balance or 0.0, 2)

    def _on_axis(self, account, day):
        """The cost by analytic account, from the distributions in the ledger."""
        items = self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company.id),
                ("account_id", "=", account.id),
                ("parent_state", "=", "posted"),
                ("date", "<=", day),
            ]
        )
        found = {}
        for item in items:
            for key, share in (item.analytic_distribution or {"": 100.0}).items():
                found[key] = round(found.get(key, 0.0) + item.balance * share / 100, 2)
        return {key: value for key, value in found.items() if value}

    def _prepaid(self, day):
        return self._balance(self.company.ap_prepaid_account_id, day)

    def test_another_account(self):
        for method in ("release", "stock"):
            with self.subTest(method), self.env.cr.savepoint() as point:
                bill = self._bill_of_a_year(method)
                self._close(MARCH)
                self._cost_line(bill).account_id = self.new
                self._close(APRIL)
                self.assertEqual(self._balance(self.new, APRIL), UP_TO_APRIL)
                self.assertEqual(self._balance(self.old, APRIL), 0.0)
                self.assertEqual(self._prepaid(APRIL), 1200.0 - UP_TO_APRIL)
                self.assertTied(APRIL, "prepaid")
                self._close(MAY)
                self.assertEqual(self._balance(self.new, MAY), round(UP_TO_APRIL + OF_MAY, 2))
                self.assertEqual(self._balance(self.old, MAY), 0.0)
                self.assertTied(MAY, "prepaid")
                point.rollback()

    def test_the_entry_that_follows(self):
        bill = self._bill_of_a_year()
        self._release(MARCH)
        self._cost_line(bill).account_id = self.new
        run = self._release(APRIL)
        self.assertItems(
            run,
            [
                ("6156", NAME, 1098.08, 0.0),
                ("611", NAME, 0.0, 999.45),
                ("486", NAME, 0.0, 98.63),
            ],
        )
        here, back = self._lines(run.closing_id, "release").sorted("amount")
        self.assertEqual((here.amount, back.amount), (-999.45, 1098.08))
        self.assertIn("moved here after", here.explanation)
        self.assertIn("moved to 611000", back.explanation)
        self.assertRolls("2026-04-01", APRIL, 1098.08, 0.0, 98.63, 999.45)
        run = self._release(MAY)
        self.assertItems(run, [("611", NAME, 101.92, 0.0), ("486", NAME, 0.0, 101.92)])

    def test_a_run_proposed_before_is_marked(self):
        bill = self._bill_of_a_year()
        closing = self._close(MARCH, post=False, kinds=["release"])
        self._cost_line(bill).account_id = self.new
        self.assertTrue(self._run(closing, "release").is_stale)
        self._release(MARCH)
        self.assertEqual(self._balance(self.new, MARCH), OF_MARCH)
        self.assertEqual(self._balance(self.old, MARCH), 0.0)

    def test_another_distribution(self):
        it, hr = str(self.it.id), str(self.hr.id)
        for method in ("release", "stock"):
            with self.subTest(method), self.env.cr.savepoint() as point:
                bill = self._bill_of_a_year(method, analytic_distribution={it: 100.0})
                self._close(MARCH)
                self.assertEqual(self._on_axis(self.old, MARCH), {it: OF_MARCH})
                self._cost_line(bill).analytic_distribution = {it: 25.0, hr: 75.0}
                self._close(APRIL)
                self.assertEqual(
                    self._on_axis(self.old, APRIL), {it: 50.14, hr: 150.41}
                )
                self.assertEqual(self._balance(self.old, APRIL), UP_TO_APRIL)
                point.rollback()

    def test_another_supplier(self):
        for method in ("release", "stock"):
            with self.subTest(method), self.env.cr.savepoint() as point:
                bill = self._bill_of_a_year(method)
                self._close(MARCH)
                other = self._partner("Other SAS")
                self._cost_line(bill).partner_id = other
                closing = self._close(APRIL)
                prepaid = self.company.ap_prepaid_account_id
                for partner, wanted in ((other, 999.45), (self.supplier, 0.0)):
                    self.assertEqual(
                        self._balance(prepaid, APRIL, partner_id=partner.id), wanted
                    )
                self.assertEqual(self._balance(self.old, APRIL), UP_TO_APRIL)
                if method == "release":  # one item of cost, of which the lines say whose
                    lines = self._lines(closing, "release")
                    self.assertEqual(
                        {line.partner_id: line.amount for line in lines},
                        {self.supplier: 1098.08, other: -999.45},
                    )
                point.rollback()

    def test_moved_there_and_back(self):
        bill = self._bill_of_a_year()
        self._release(MARCH)
        self._cost_line(bill).account_id = self.new
        self._release(APRIL)
        self._cost_line(bill).account_id = self.old
        self._release(MAY)
        self.assertEqual(self._balance(self.new, MAY), 0.0)
        self.assertEqual(self._balance(self.old, MAY), round(UP_TO_APRIL + OF_MAY, 2))
        self.assertTied(MAY, "prepaid")

    def test_moved_to_a_fixed_asset_nothing_is_prepaid(self):
        bill = self._bill_of_a_year()
        self._release(MARCH)
        asset = self._account("215400")
        self._cost_line(bill).account_id = asset
        self._release(APRIL)
        self.assertEqual(self._balance(self.old, APRIL), 0.0)
        self.assertEqual(self._balance(asset, APRIL), 1200.0)
        self.assertEqual(self._prepaid(APRIL), 0.0)

    def test_reset_to_draft_gives_back_to_each_cost_what_was_taken(self):
        bill = self._bill_of_a_year()
        self._release(MARCH)
        self._cost_line(bill).account_id = self.new
        self._release(APRIL)
        bill.button_draft()
        self.assertEqual(self._balance(self.old, APRIL), 0.0)
        self.assertEqual(self._balance(self.new, APRIL), 0.0)
        self.assertEqual(self._prepaid(APRIL), 0.0)

    def test_a_cancelled_release_is_taken_back_from_both_costs(self):
        bill = self._bill_of_a_year()
        self._release(MARCH)
        self._cost_line(bill).account_id = self.new
        run = self._release(APRIL)
        run.action_cancel("Too early")
        self.assertEqual(self._balance(self.old, APRIL), -1098.08)
        self.assertEqual(self._balance(self.new, APRIL), 1200.0)
        self._release(APRIL)
        self.assertEqual(self._balance(self.old, APRIL), 0.0)
        self.assertEqual(self._balance(self.new, APRIL), UP_TO_APRIL)

    def test_an_account_that_a_person_chose_for_a_month_stays(self):
        bill = self._bill_of_a_year()
        closing = self._close(MARCH, post=False, kinds=["release"])
        self._lines(closing, "release").account_id = self.new
        self._release(MARCH)
        self._release(APRIL)
        self.assertEqual(self._balance(self.new, APRIL), OF_MARCH)
        self.assertEqual(self._balance(self.old, APRIL), round(OF_APRIL, 2))
        self.assertEqual(self._cost_line(bill).account_id, self.old)

    def test_an_archived_account_keeps_what_it_bore(self):
        bill = self._bill_of_a_year()
        self._release(MARCH)
        self._cost_line(bill).account_id = self.new
        self.old.active = False
        self._release(APRIL)
        self.assertEqual(self._balance(self.new, APRIL), 1298.63)
        self.assertEqual(self._balance(self.old, APRIL), -1098.08)
        self.assertTied(APRIL, "prepaid")

    def test_entries_of_before_know_their_cost_after_the_update(self):
        bill = self._bill_of_a_year()
        entries = self._deferral(bill).entry_ids
        entries.sudo().write({"cost_account_id": False, "cost_partner_id": False})
        self.env.flush_all()
        path = file_path("ap_closing/migrations/19.0.1.1.0/post-costs.py")
        runpy.run_path(path)["migrate"](self.env.cr, "19.0.1.0.0")
        entries.invalidate_recordset()
        self.assertEqual(entries.cost_account_id, self.old)
        self.assertEqual(entries.cost_partner_id, self.supplier)
