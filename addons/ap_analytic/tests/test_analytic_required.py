# SPDX-License-Identifier: AGPL-3.0-or-later
"""Axes are complete on every way of posting; cents add up on every axis."""

from decimal import Decimal

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.ap_base.models.ap_entry import EntryItem

from .analytic_common import AnalyticCommon


@tagged("post_install", "-at_install")
class TestAnalyticRequired(AnalyticCommon):
    def _entry(self, *items, day="2026-10-05", **values):
        return self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": day,
                "company_id": self.company.id,
                "line_ids": [
                    Command.create(
                        {
                            "name": name,
                            "account_id": account.id,
                            "balance": balance,
                            "analytic_distribution": shares and self._json(shares),
                        }
                    )
                    for name, account, balance, shares in items
                ],
                **values,
            }
        )

    def test_nothing_is_asked_without_a_requirement(self):
        bill = self._bill_of(("Rent", self.rent, 100.0))
        bill.action_post()
        self.assertEqual(bill.state, "posted")

    def test_the_refusal_names_line_axis_and_missing_share(self):
        self._ask(self.department)
        bill = self._bill_of(
            ("Rent", self.rent, 100.0, {self.buying: 60}),
            ("Advice", self.fees, 50.0, {self.buying: 40, self.it: 60}),
        )
        with self.assertRaises(UserError) as refusal:
            bill.action_post()
        self.assertIn(
            "Axis Department: 40 % is missing on Rent (613200).",
            str(refusal.exception),
        )
        bill.invoice_line_ids[0].analytic_distribution = self._json(
            {self.buying: 60, self.it: 40}
        )
        bill.action_post()
        self.assertEqual(bill.state, "posted")
        self.assertFalse(self._findings(bill))

    def test_every_way_of_posting_is_held_to_it(self):
        self._ask(self.department)
        bank = (
            self._account("512001")
            or self.company_data["default_journal_bank"].default_account_id
        )
        bill = self._bill_of(("Rent", self.rent, 100.0))
        entry = self._entry(
            ("Accrual", self.fees, 80.0, None), ("Other", bank, -80.0, None)
        )
        for moves in (bill, entry, bill | entry):
            with self.assertRaisesRegex(UserError, "Axis Department: 100 % is missing"):
                moves._post(soft=False)
        entry.auto_post, bill.auto_post = "at_date", "at_date"
        with self.assertRaisesRegex(UserError, "Axis Department"):
            (bill | entry).with_context(validate_analytic=False)._post()
        with self.assertRaisesRegex(UserError, "Axis Department"):
            bill.with_user(self.users["accountant"]).action_post()

    def test_table_of_kinds(self):
        self._ask(self.department)
        self._ask(self.department, "613", "optional")
        self._ask(self.project, "622", "forbidden")
        self._ask(self.project, "613", "required", "2026-11-01")
        both = {self.buying + self.east: 60, self.buying + self.west: 40}
        table = [
            # account, day, distribution, messages
            (self.rent, "2026-10-05", None, []),
            (self.rent, "2026-10-05", {self.buying: 30}, []),
            (self.rent, "2026-11-05", None, ["Project X: 100 % is missing"]),
            (self.rent, "2026-11-05", both, []),
            (self.rent, "2026-10-05", {self.buying: 130}, ["Department: 30 % too much"]),
            (self.fees, "2026-10-05", {self.it: 100}, []),
            (self.fees, "2025-12-31", None, []),
            (self.fees, "2026-10-05", {self.it: 33.33, self.buying: 66.66},
             ["Department: 0.01 % is missing"]),
            (self.fees, "2026-10-05", both, ["Project X is not allowed"]),
            (self.fees, "2026-10-05", {self.east: 100},
             ["Department: 100 % is missing", "Project X is not allowed"]),
        ]  # fmt: skip
        lines = [("L", row[0], 10.0, *([row[2]] if row[2] else [])) for row in table]
        bills = [
            self._bill_of(line, day=row[1])
            for line, row in zip(lines, table, strict=True)
        ]
        control = self.env["ap.control"].check
        control(
            self.company.id,
            ["analytic_required"],
            "account.move",
            [b.id for b in bills],
        )
        for bill, row in zip(bills, table, strict=True):
            found = sorted(self._findings(bill).mapped("message"))
            self.assertEqual(len(found), len(row[3]), (row, found))
            for message, wanted in zip(found, row[3], strict=True):
                self.assertIn(wanted, message)

    def test_what_has_no_amount_or_no_account_is_left_alone(self):
        self._ask(self.department)
        bill = self._bill_of(("Free of charge", self.rent, 0.0))
        bill.invoice_line_ids = [
            Command.create({"display_type": "line_section", "name": "Section"})
        ]
        bill.action_post()
        self.assertEqual(bill.state, "posted")

    def test_many_lines_are_one_finding_and_as_many_queries_as_one(self):
        self._ask(self.department)
        few = self._bill_of(("L", self.rent, 10.0))
        many = self._bill_of(*[(f"L{n}", self.rent, 10.0) for n in range(200)])
        engine = self.env["ap.control"]
        check = ["analytic_required"], "account.move"
        engine.check(self.company.id, *check, few.ids)
        counts = []
        for bill in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            engine.check(self.company.id, *check, bill.ids)
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3, counts)
        finding = self._findings(many)
        self.assertEqual(len(finding), 1)
        self.assertEqual(finding.amount, 2000.0)
        self.assertIn(
            "L0 (613200), L1 (613200), L2 (613200) and on 197 more", finding.message
        )

    def test_a_reversal_is_held_to_the_day_of_its_origin(self):
        """A cost of September without axis, cancelled in October: a distribution on the
        credit note alone would make the axis minus one hundred."""
        bill = self._bill_of(("Rent", self.rent, 100.0), day="2026-09-05")
        bill.action_post()
        self._ask(self.department, since="2026-10-01")
        back = bill._reverse_moves(
            [{"date": "2026-10-05", "invoice_date": "2026-10-05"}]
        )
        back._post(soft=False)
        self.assertEqual(back.state, "posted")
        alone = self._bill_of(("Rent", self.rent, 100.0), move_type="in_refund")
        with self.assertRaisesRegex(UserError, "Axis Department"):
            alone.action_post()

    def test_bulk_entries_say_what_they_lack_before_anything_is_written(self):
        """Accruals, prepaid costs: the opposite of the next month mirrors the entry."""
        journal = self.company._ap_closing_journal()
        other = self._account("408100")

        def pair(shares):
            shares = shares and self._json(shares)
            currency = self.company.currency_id.id
            return [
                EntryItem(1, self.fees.id, self.supplier.id, "Repair", Decimal(80), currency, Decimal(80), shares, False),
                EntryItem(1, other.id, self.supplier.id, "Repair", Decimal(-80), currency, Decimal(-80), False, True),
            ]  # fmt: skip

        dates = [self._day("2026-10-31"), self._day("2026-11-01")]
        asked = self._ask(self.department, since="2026-11-01")
        post = self.env["ap.entry"].post_pairs
        pairs = post(journal, dates, "Accruals", pair(None))
        moves = self.env["account.move"].browse(
            [pairs[0].move_id, pairs[0].reversal_id]
        )
        self.assertEqual(set(moves.mapped("state")), {"posted"})
        self.env["ap.control"].check(
            self.company.id, ["analytic_required"], "account.move", moves.ids
        )
        self.assertFalse(self._findings(moves))
        asked.date_from = "2026-10-01"
        with self.assertRaises(UserError) as refusal:
            post(journal, dates, "Accruals", pair(None))
        self.assertIn(
            "• 622600 Nordlys Repair — Department: 100 %", str(refusal.exception)
        )
        post(journal, dates, "Accruals", pair({self.it: 100}))
        self.env.ref(
            "ap_analytic.ap_control_analytic_required"
        ).severity = "warning"
        pairs = post(journal, dates, "Accruals", pair(None))
        self.assertTrue(self._findings(moves.browse(pairs[0].move_id)))

    def test_what_odoo_posts_by_itself_gets_what_rules_say(self):
        """An exchange difference or a bank fee has nobody who could impute it."""
        self._ask(self.department)
        bank = self.company_data["default_journal_bank"].default_account_id
        items = ("Fee", self.fees, 8.0, None), ("Bank", bank, -8.0, None)
        with self.assertRaises(UserError):
            self._entry(*items)._post(soft=False)
        self._rule("Bank fees", {self.it: 100}, account_prefix="62")
        with self.assertRaises(UserError):
            self._entry(*items)._post(soft=False)
        self.company.ap_analytic_auto = True
        entry = self._entry(*items)
        entry._post(soft=False)
        fee = entry.line_ids.filtered(lambda line: line.account_id == self.fees)
        self.assertEqual(self._margins(fee), {"IT": 100})
        self.assertEqual(fee.ap_analytic_why_text, "Department: rule “Bank fees”")

    def test_requirements_are_the_head_s_and_the_company_s(self):
        asked = self._ask(self.department)
        with self.assertRaises(AccessError):
            self._as("accountant", asked).kind = "optional"
        self._as("head", asked).kind = "optional"
        other = (
            self.company_data_2["company"] if "company_data_2" in dir(self) else None
        )
        stranger = other or self.env["res.company"].create({"name": "Other"})
        asked.company_id = stranger
        bill = self._bill_of(("Rent", self.rent, 100.0))
        bill.action_post()
        self.assertEqual(bill.state, "posted")
        found = self._as("head", self.env["ap.analytic.requirement"]).search([])
        self.assertFalse(found)

    def test_a_requirement_is_of_an_axis_and_said_once(self):
        child = self.department.create(
            {"name": "Part", "parent_id": self.department.id}
        )
        with self.assertRaisesRegex(ValidationError, "choose the axis “Department”"):
            self._ask(child)
        self._ask(self.department)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._ask(self.department)

    @staticmethod
    def _day(text):
        from odoo import fields

        return fields.Date.to_date(text)


@tagged("post_install", "-at_install")
class TestAnalyticAmounts(AnalyticCommon):
    def _sums(self, line):
        """The total of the line's analytic items on each axis."""
        sums = {}
        for item in line.analytic_line_ids:
            for plan in (self.department, self.project):
                if item[plan._column_name()]:
                    sums[plan.name] = round(sums.get(plan.name, 0.0) + item.amount, 6)
        return sums

    def test_amounts_sum_to_the_line_on_every_axis(self):
        thirds = {self.buying: 33.33, self.selling: 33.33, self.it: 33.34}
        halves = {self.east: 50, self.west: 50}
        table = [
            (100.00, thirds, {"Department": -100.0}),
            (0.01, thirds, {"Department": -0.01}),
            (0.05, {**halves, **thirds}, {"Project X": -0.05, "Department": -0.05}),
            (0.07, {**thirds, **halves}, {"Project X": -0.07, "Department": -0.07}),
            (-0.05, {**halves, **thirds}, {"Project X": 0.05, "Department": 0.05}),
            (100.0, {self.buying: 60}, {"Department": -60.0}),
        ]
        bill = self._bill_of(
            *[("L", self.rent, amount, shares) for amount, shares, _sums in table],
            ("Rest", self.rent, 500.0),
        )
        bill.action_post()
        for line, row in zip(bill.invoice_line_ids.sorted("id"), table, strict=False):
            self.assertEqual(self._sums(line), row[2], row[0])

    def test_amounts_in_a_currency_without_cents(self):
        """100 yen in thirds are 33, 34 and 33; one yen is one yen."""
        yen = self.env.ref("base.JPY")
        yen.active = True
        company = self.env["res.company"].create(
            {"name": "Tokyo", "currency_id": yen.id}
        )
        self.env.user.company_ids |= company
        line = self.env["account.move.line"].new(
            {"company_id": company.id, "company_currency_id": yen.id}
        )
        thirds = self._json({self.buying: 33.33, self.selling: 33.33, self.it: 33.34})
        for balance, wanted in ((100.0, [-34.0, -33.0, -33.0]), (1.0, [-1.0])):
            line.balance, line.analytic_distribution = balance, thirds
            found = [vals["amount"] for vals in line._prepare_analytic_lines()]
            self.assertEqual(sorted(found), wanted)
