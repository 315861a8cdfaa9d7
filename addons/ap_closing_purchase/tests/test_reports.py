# SPDX-License-Identifier: AGPL-3.0-or-later
"""Month-over-month changes, age and analytic axes, to the cent."""

import base64
import io
from decimal import Decimal

import openpyxl
import pypdf

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.ap_base.arithmetic.allocation import allocate
from odoo.addons.ap_closing.models.closing_file import lists

from .common import OCTOBER, ApClosingCommon

NOVEMBER = "2026-11-30"


@tagged("post_install", "-at_install")
class TestFlux(ApClosingCommon):
    """October and November of a company, each change with its reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"ap_flux_amount": 100.0, "ap_flux_percent": 10.0})
        cls.billed = cls._received(100.0, 8.0)
        cls.grown = cls._order(80.0, 12.0)
        cls._receive(cls.grown, 10.0)
        cls.dearer = cls._received(50.0, 4.0)
        cls.same = cls._received(30.0, 1.0)
        cls.decided = cls._received(200.0, 5.0)
        cls.rent = cls._spread("2026-10-01", "2026-11-30", 6100.0)
        cls.october = cls._close(OCTOBER)
        cls._bill(cls.billed, day="2026-11-12", ref="F-123")
        cls._receive(cls.grown, 2.0, "2026-11-10")
        with freeze_time("2026-11-15 10:00:00"):  # changed later, it is no price of November
            cls.dearer.price_unit = 85.0
        cls.fresh = cls._received(90.0, 7.0, "2026-11-20", on="2026-11-02")
        cls._close(NOVEMBER, post=False)
        cls.november = cls.closings.search(
            [("company_id", "=", cls.company.id), ("date_end", "=", NOVEMBER)]
        )
        line = cls._line(cls.november, cls.decided)
        line.write({"override_amount": 900.0, "override_reason": "refund agreed"})
        cls.flux = cls.env["ap.closing.flux"]

    @classmethod
    def _line(cls, closing, order_line):
        lines = cls._lines(closing)
        return lines.filtered(lambda line: line.source_id == order_line.id)

    def _rows(self, day=NOVEMBER, **context):
        domain = [("company_id", "=", self.company.id), ("date_end", "=", day)]
        return self.flux.with_context(**context).search(domain)

    def _row(self, order_line, **context):
        key = f"pol:{order_line.id}"
        rows = self._rows(**context)
        keys = {
            row.id: (row.line_id or row.previous_line_id).source_key for row in rows
        }
        return rows.filtered(lambda row: keys[row.id] == key)

    def test_changes_sum_to_the_runs(self):
        for row in self._rows():
            moved = row.new_amount + row.gone_amount + row.adjusted_amount
            self.assertAlmostEqual(row.previous_amount + moved, row.amount, 2)
            self.assertAlmostEqual(moved, row.change, 2)
        for kind in ("received", "prepaid"):
            rows = self._rows().filtered(lambda row, kind=kind: row.kind == kind)
            now, before = self._run(self.november, kind), self._run(self.october, kind)
            self.assertAlmostEqual(sum(rows.mapped("amount")), now.amount, 2)
            self.assertAlmostEqual(sum(rows.mapped("previous_amount")), before.amount, 2)
        received = self._rows().filtered(lambda row: row.kind == "received")
        self.assertAlmostEqual(sum(received.mapped("amount")), 2860.0, 2)
        self.assertAlmostEqual(sum(received.mapped("previous_amount")), 2830.0, 2)

    def test_each_change_says_why(self):
        cases = [
            (self.billed, "gone", -800.0, "Bill came: F-123."),
            (self.grown, "changed", 160.0, "Quantity from 10 to 12."),
            (self.dearer, "changed", 140.0, "Price from 50.00 EUR to 85.00 EUR."),
            (self.same, "same", 0.0, ""),
        ]
        for line, movement, change, why in cases:
            row = self._row(line)
            self.assertEqual((row.movement, row.change), (movement, change))
            self.assertEqual(row.explanation, why)
        decided = self._row(self.decided)
        self.assertEqual(decided.change, -100.0)
        name = self.env.user.name
        self.assertEqual(decided.explanation, f"Decided by {name}: refund agreed.")
        new = self._row(self.fresh)
        self.assertEqual((new.movement, new.new_amount), ("new", 630.0))
        self.assertRegex(new.explanation, r"^New: .*received 7 of 7.*× 90\.00 EUR")

    def test_time_that_passes_is_a_reason(self):
        """6,100.00 for 61 days: 3,000.00 remain at the end of October, then nothing."""
        rent = self._rows().filtered(lambda row: row.kind == "prepaid")
        self.assertEqual((rent.previous_amount, rent.amount), (3000.0, 0.0))
        self.assertEqual(rent.explanation, "Service ended on 11/30/2026.")
        self.assertEqual(rent.cost_effect, 3000.0)

    def test_threshold_marks_what_reaches_both(self):
        """100.00 and 10 %: 160.00 of 800.00 does; 100.00 of 1,000.00 just does."""
        marked = {
            line.id: self._row(line).is_significant
            for line in (self.grown, self.decided, self.same, self.fresh)
        }
        self.assertEqual(list(marked.values()), [True, True, False, True])
        self.company.ap_flux_percent = 20.1
        self.env.invalidate_all()
        self.assertFalse(self._row(self.grown).is_significant)

    def test_first_month_is_all_new(self):
        rows = self._rows(OCTOBER)
        self.assertEqual(set(rows.mapped("movement")), {"new"})
        self.assertAlmostEqual(
            sum(rows.mapped("amount")), sum(self.october.run_ids.mapped("amount")), 2
        )

    def test_a_pivot_groups_it(self):
        found = self.flux._read_group(
            [("company_id", "=", self.company.id), ("date_end", "=", NOVEMBER)],
            ["kind"],
            ["previous_amount:sum", "amount:sum", "change:sum"],
        )
        self.assertIn(("received", 2830.0, 2860.0, 30.0), found)

    def test_list_is_taken_away(self):
        domain = [("company_id", "=", self.company.id), ("date_end", "=", NOVEMBER)]
        sent = self.flux.export(domain)
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(sent["content"])))
        sheet = book.active
        heading = [cell.value for cell in sheet[4]]
        place = heading.index("This month")
        amounts = [row[place].value for row in sheet.iter_rows(min_row=5)]
        self.assertAlmostEqual(sum(amounts[:-1]), 2860.0, 2)
        self.assertRegex(amounts[-1], r"^=SUBTOTAL\(109,[A-Z]5:[A-Z]\d+\)$")
        french = self.flux.with_context(lang="fr_FR").export(domain, "pdf")
        pages = pypdf.PdfReader(io.BytesIO(base64.b64decode(french["content"]))).pages
        text = "".join(page.extract_text() for page in pages).replace("\xa0", " ")
        self.assertIn("2 860,00", text)
        self.assertIn("30/11/2026", text)
        action = self.flux.with_context(active_domain=domain).action_xlsx()
        self.assertEqual(action["type"], "ir.actions.act_url")
        with self.assertRaises(UserError):
            self.flux.export(domain, "doc")

    def test_roles_read_and_others_do_not(self):
        domain = [("date_end", "=", NOVEMBER)]
        for group in ("auditor", "apprentice"):
            user = self._user(f"flux-{group}", f"ap_base.group_{group}")
            for model in ("ap.closing.flux", "ap.closing.age", "ap.closing.axis", "ap.closing.line"):
                sent = self.env[model].with_user(user).export(domain)
                self.assertGreaterEqual(sent["lines"], 0)
            self.assertTrue(self.flux.with_user(user).action_pdf()["url"])
        nobody = self._user("flux-nobody")
        with self.assertRaises(AccessError):
            self.flux.with_user(nobody).export(domain)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._user("flux-stranger", "ap_base.group_auditor", company=other)
        self.assertEqual(self.flux.with_user(stranger).export(domain)["lines"], 0)


@tagged("post_install", "-at_install")
class TestAgeAndAxis(ApClosingCommon):
    """Bills not received by age; lines by analytic axis."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        plans = cls.env["account.analytic.plan"]
        cls.sites = plans.create({"name": "Sites"})
        cls.teams = plans.create({"name": "Teams"})
        names = [("Lyon", cls.sites), ("Lille", cls.sites), ("Rennes", cls.sites)]
        names += [("Works", cls.teams), ("Head", cls.teams)]
        cls.lyon, cls.lille, cls.rennes, cls.works, cls.head = (
            cls.env["account.analytic.account"].create(
                {"name": name, "plan_id": plan.id, "company_id": cls.company.id}
            )
            for name, plan in names
        )

    def _age(self):
        return self.env["ap.closing.age"].search(
            [("company_id", "=", self.company.id), ("date_end", "=", OCTOBER)]
        )

    def test_age_counts_days_at_the_closing_date(self):
        other = self._partner("Oslofjord AS")
        for price, day in [(10.0, "2026-10-01"), (20.0, "2026-09-30"), (40.0, "2026-09-01")]:
            self._received(price, 1.0, day, on=day)
        self._received(80.0, 1.0, "2026-08-02", on="2026-08-01", partner_id=other.id)
        self._received(160.0, 1.0, "2026-03-01", on="2026-03-01", partner_id=other.id)
        self._close(OCTOBER, post=False)
        rows = {row.age_days: row for row in self._age()}
        self.assertEqual(
            {days: row.bucket for days, row in rows.items()},
            {30: "d30", 31: "d60", 60: "d60", 90: "d90", 244: "older"},
        )
        self.assertEqual(rows[244].amount_older, 160.0)
        self.assertEqual(rows[244].review_code, "old")
        self.assertIn("received 1 of 1", rows[244].explanation)
        grouped = self.env["ap.closing.age"]._read_group(
            [("company_id", "=", self.company.id)],
            ["partner_id"],
            ["amount_30:sum", "amount_60:sum", "amount_90:sum", "amount_older:sum"],
        )
        self.assertIn((self.supplier, 10.0, 60.0, 0.0, 0.0), grouped)
        self.assertIn((other, 0.0, 0.0, 80.0, 160.0), grouped)

    def _split(self, price, distribution):
        line = self._received(price, 1.0, line={"analytic_distribution": distribution})
        self._close(OCTOBER, post=False, kinds=["received"])
        closing = self.closings.search(
            [("company_id", "=", self.company.id), ("date_end", "=", OCTOBER)]
        )
        mine = self._lines(closing).filtered(lambda found: found.source_id == line.id)
        rows = self.env["ap.closing.axis"].search([("line_id", "=", mine.id)])
        return {
            (row.plan_id.name, row.analytic_account_id.name or ""): row.amount
            for row in rows
            if row.plan_id in (self.sites, self.teams)
        }

    def test_parts_sum_to_the_line_on_each_axis(self):
        """100.00 in three; one key names a site and a team."""
        third = {
            f"{self.lyon.id},{self.works.id}": 33.33,
            f"{self.lille.id}": 33.33,
            f"{self.rennes.id},{self.works.id}": 33.34,
        }
        found = self._split(100.0, third)
        self.assertEqual(
            found,
            {
                ("Sites", "Lyon"): 33.33,
                ("Sites", "Lille"): 33.33,
                ("Sites", "Rennes"): 33.34,
                ("Teams", "Works"): 66.67,
                ("Teams", ""): 33.33,
            },
        )

    def test_what_an_axis_is_not_given_is_shown(self):
        found = self._split(10.01, {f"{self.lyon.id}": 50.0})
        self.assertEqual(
            found,
            {("Sites", "Lyon"): 5.01, ("Sites", ""): 5.0, ("Teams", ""): 10.01},
        )
        self.assertEqual(
            self._split(7.0, False), {("Sites", ""): 7.0, ("Teams", ""): 7.0}
        )

    def test_rounding_is_that_of_the_arithmetic(self):
        weights = {self.lyon: "12.34", self.lille: "56.78", self.rennes: "30.88"}
        shares = {str(account.id): float(part) for account, part in weights.items()}
        for price in (0.01, 0.05, 33.37, 1234.57, 99999.99):
            found = self._split(price, shares)
            parts = allocate(Decimal(str(price)), [Decimal(part) for part in weights.values()])
            for account, part in zip(weights, parts, strict=True):
                self.assertEqual(found[("Sites", account.name)], float(part))
            self.assertAlmostEqual(
                sum(part for (plan, _name), part in found.items() if plan == "Sites"), price, 2
            )

    def test_each_axis_holds_the_month(self):
        self._split(500.0, {f"{self.lyon.id},{self.head.id}": 100.0})
        self._spread("2026-10-01", "2026-11-30", 6100.0)
        closing = self._close(OCTOBER, post=False)
        month = sum(closing.run_ids.line_ids.mapped("cost_effect"))
        self.assertAlmostEqual(month, 500.0 - 3000.0, 2)
        totals = self.env["ap.closing.axis"]._read_group(
            [("run_id", "in", closing.run_ids.ids)], ["plan_id"], ["cost_effect:sum"]
        )
        for plan, total in totals:
            self.assertAlmostEqual(total, month, 2, plan.name)
        self.assertIn(self.sites, [plan for plan, _total in totals])
        for group in ("auditor", "apprentice"):
            user = self._user(f"axis-{group}", f"ap_base.group_{group}")
            axes = self.env["ap.closing.axis"].with_user(user)
            sent = axes.export([("run_id", "in", closing.run_ids.ids)])
            self.assertGreater(sent["lines"], 2)
            self.assertTrue(axes.action_open()["context"]["search_default_plan_id"])
            self.assertTrue(lists.axes(closing.with_user(user)))
