# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is proposed, from which rule, key or past bills, and what is never touched."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .analytic_common import AnalyticCommon


@tagged("post_install", "-at_install")
class TestAnalyticRules(AnalyticCommon):
    def test_rules_combine_axis_by_axis(self):
        """Supplier rule for departments, account rule for both: each account keeps its
        share, and the line says why."""
        self._rule(
            "Nordlys",
            {self.buying: 33.33, self.selling: 33.34, self.it: 33.33},
            partner_id=self.supplier.id,
        )
        self._rule("Late", {self.it: 100}, sequence=20)
        self._rule(
            "Rents",
            {self.buying + self.east: 50, self.buying + self.west: 50},
            account_prefix="613",
            sequence=15,
        )
        bill = self._bill_of(("Rent", self.rent, 100.0))
        line = bill.invoice_line_ids
        found = line.propose_imputation()
        self.assertEqual(
            self._margins(line),
            {"Buying": 33.33, "Selling": 33.34, "IT": 33.33, "East": 50, "West": 50},
        )
        self.assertEqual(
            line.ap_analytic_why_text,
            "Department: rule “Nordlys”; Project X: rule “Rents”",
        )
        self.assertEqual(found[0]["reason"], line.ap_analytic_why_text)
        bill.action_post()
        self.assertEqual(len(line.analytic_line_ids), 6)
        self.assertEqual(round(sum(line.analytic_line_ids.mapped("amount")), 2), -100.0)

    def test_what_was_given_is_never_replaced(self):
        self._rule("All", {self.it + self.east: 60, self.it + self.west: 40})
        bill = self._bill_of(
            ("Typed", self.rent, 100.0, {self.buying: 70, self.selling: 30}),
            ("Typed in part", self.rent, 100.0, {self.buying: 70}),
            ("Whole", self.rent, 100.0, {self.buying + self.east: 100}),
            ("Empty", self.rent, 100.0),
        )
        typed, part, whole, empty = bill.invoice_line_ids.sorted("id")
        bill.action_ap_propose_imputation()
        self.assertEqual(
            self._margins(typed), {"Buying": 70, "Selling": 30, "East": 60, "West": 40}
        )
        self.assertEqual(
            typed.ap_analytic_why_text, "Project X: rule “All”; the rest was given"
        )
        self.assertEqual(self._margins(part), {"Buying": 70, "East": 60, "West": 40})
        self.assertEqual(self._margins(whole), {"Buying": 100, "East": 100})
        self.assertFalse(whole.ap_analytic_why)
        self.assertEqual(self._margins(empty), {"IT": 100, "East": 60, "West": 40})
        by_hand = self._json({self.selling: 100})
        empty.analytic_distribution = by_hand
        self.assertEqual(empty.ap_analytic_why_text, "Changed by hand")
        self._rule("Department again", {self.it: 100}, sequence=1)
        bill.action_ap_propose_imputation()
        self.assertEqual(self._margins(empty), {"Selling": 100, "East": 60, "West": 40})

    def test_later_rules_do_not_rewrite_history(self):
        rule = self._rule("All", {self.it: 100})
        posted, draft = (self._bill_of(("Rent", self.rent, 100.0)) for _n in range(2))
        (posted | draft).action_ap_propose_imputation()
        posted.action_post()
        rule.analytic_distribution = self._json({self.buying: 100})
        self.assertEqual(self._margins(draft.invoice_line_ids), {"IT": 100})
        draft.action_ap_propose_imputation()
        self.assertEqual(self._margins(draft.invoice_line_ids), {"Buying": 100})
        self.assertEqual(self._margins(posted.invoice_line_ids), {"IT": 100})
        rule.unlink()
        why = posted.invoice_line_ids.ap_analytic_why_text
        self.assertEqual(why, "Department: rule “All”")

    def _depot_rent(self):
        """A line with everything that rules look at."""
        tag = self.env["res.partner.category"].create({"name": "Landlords"})
        self.supplier.category_id = tag
        parent = self.env["product.category"].create({"name": "Premises"})
        child = parent.create({"name": "Depots", "parent_id": parent.id})
        product = self.env["product.product"].create(
            {"name": "Depot", "categ_id": child.id, "type": "service"}
        )
        contact = self.supplier.create({"name": "Ida", "parent_id": self.supplier.id})
        other = self.supplier.create({"name": "Sudluz"})
        bill = self._bill_of(
            ("Loyer dépôt décembre", self.rent, 100.0),
            invoice_origin="P00042",
            invoice_user_id=self.users["accountant"].id,
            partner_id=contact.id,
        )
        line = bill.invoice_line_ids
        line.product_id = product
        line.account_id = self.rent
        line.name = "Loyer dépôt décembre"
        return line, contact, other, tag, parent

    def test_table_of_criteria(self):
        line, contact, other, tag, parent = self._depot_rent()
        table = [
            ({"partner_id": self.supplier.id}, True),
            ({"partner_id": contact.id}, True),
            ({"partner_id": other.id}, False),
            ({"partner_category_id": tag.id}, True),
            ({"product_id": line.product_id.id}, True),
            ({"product_categ_id": parent.id}, True),
            ({"account_prefix": "606, 613"}, True),
            ({"account_prefix": "62"}, False),
            ({"order_pattern": "P0004"}, True),
            ({"order_pattern": "S0*"}, False),
            ({"label_pattern": "loyer*DECEMBRE"}, True),
            ({"label_pattern": "electricity"}, False),
            ({"user_id": self.users["accountant"].id}, True),
            ({"user_id": self.users["head"].id}, False),
            ({"date_from": "2026-10-06"}, False),
            ({"date_to": "2026-10-05"}, True),
            ({"active": False}, False),
            ({"partner_id": self.supplier.id, "account_prefix": "62"}, False),
        ]
        for criteria, matches in table:
            rule = self._rule("R", {self.it: 100}, **criteria)
            found = line.propose_imputation(apply=False)
            self.assertEqual(bool(found), matches, criteria)
            self.assertFalse(line.analytic_distribution)
            rule.unlink()

    def test_a_forbidden_axis_is_not_proposed(self):
        self._ask(self.project, "613", "forbidden")
        self._rule("All", {self.it + self.east: 100})
        line = self._bill_of(("Rent", self.rent, 100.0)).invoice_line_ids
        self.assertEqual(self._proposed(line), {"IT": 100})

    def test_rules_of_another_company_do_not_count(self):
        stranger = self.env["res.company"].create({"name": "Other"})
        self._rule("Theirs", {self.it: 100}).write(
            {
                "company_id": stranger.id,
                "analytic_distribution": self._json(
                    {self.it.create({"name": "G", "plan_id": self.department.id, "company_id": False}): 100}
                ),
            }
        )  # fmt: skip
        line = self._bill_of(("Rent", self.rent, 100.0)).invoice_line_ids
        self.assertFalse(self._proposed(line))
        seen = self._as("accountant", self.env["ap.analytic.rule"]).search([])
        self.assertFalse(seen)

    def test_a_rule_says_one_hundred_percent(self):
        with self.assertRaisesRegex(ValidationError, "sum to 99.99 %"):
            self._rule("R", {self.it: 33.33, self.buying: 66.66})
        with self.assertRaisesRegex(ValidationError, "proposes nothing"):
            self._rule("R")

    # At entry, in bulk, rights -----------------------------------------------------------

    def test_lines_are_imputed_when_they_are_made_if_the_company_wants(self):
        self._rule("Rents", {self.it: 100}, account_prefix="613")
        self._rule("Fees", {self.buying: 100}, account_prefix="622")
        line = self._bill_of(("Rent", self.rent, 100.0)).invoice_line_ids
        self.assertFalse(line.analytic_distribution)
        self.company.ap_analytic_auto = True
        bill = self._bill_of(
            ("Rent", self.rent, 100.0), ("Typed", self.rent, 9.0, {self.selling: 100})
        )
        line, typed = bill.invoice_line_ids.sorted("id")
        self.assertEqual(self._margins(line), {"IT": 100})
        self.assertEqual(self._margins(typed), {"Selling": 100})
        late = self._bill_of(("Rent", self.rent, 1.0), partner_id=False)
        self._rule("Theirs", {self.east: 100}, partner_id=self.supplier.id)
        late.partner_id = self.supplier
        self.assertEqual(self._margins(late.invoice_line_ids), {"IT": 100, "East": 100})
        line.account_id = typed.account_id = self.fees
        self.assertEqual(self._margins(line), {"Buying": 100, "East": 100})
        self.assertEqual(self._margins(typed), {"Selling": 100})
        tax_line = bill.line_ids.filtered(lambda one: one.display_type != "product")
        self.assertFalse(any(tax_line.mapped("analytic_distribution")))

    def test_two_hundred_lines_cost_as_many_queries_as_one(self):
        self._rule("Rents", {self.it: 60, self.buying: 40}, account_prefix="613")
        self._past(*[{self.it + self.east: 100}] * 3)
        engine = self.env["ap.analytic.proposal"]
        counts = []
        for number in (1, 200):
            rows = [
                (f"L{n}", self.rent if n % 2 else self.fees, 1.0) for n in range(number)
            ]
            lines = self._bill_of(*rows).invoice_line_ids
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            proposals = engine.propose(lines)
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(len(proposals), number)
        self.assertLessEqual(counts[1], counts[0] + 6, counts)

    def test_the_queue_shows_what_is_missing_and_takes_the_proposal(self):
        self._ask(self.department)
        self._rule("Rents", {self.it: 100}, account_prefix="613")
        bill = self._bill_of(
            ("Rent", self.rent, 100.0),
            ("Unknown", self.fees, 100.0),
            ("Done", self.rent, 100.0, {self.it: 100}),
        )
        first, second, third = bill.invoice_line_ids.sorted("id")
        lines = self.env["account.move.line"]
        mine = [("move_id", "=", bill.id), ("ap_needs_imputation", "=", True)]
        self.assertEqual(lines.search(mine), first | second)
        done = lines.search([mine[0], ("ap_needs_imputation", "=", False)])
        self.assertEqual(done, bill.line_ids - first - second)
        self.assertEqual(first.ap_analytic_missing, "Department: 100 %")
        self.assertFalse(third.ap_analytic_missing)
        self.assertEqual(first.ap_analytic_proposed, "IT 100 %")
        self.assertEqual(first.ap_analytic_reason, "Department: rule “Rents”")
        self.assertFalse(second.ap_analytic_proposed)
        queue = self._as("apprentice", first | second)
        note = queue.action_ap_accept_imputation()
        self.assertIn("1 of 2 lines", note["params"]["message"])
        self.assertEqual(lines.search(mine), second)

    def test_who_may_impute(self):
        self._rule("Rents", {self.it: 100}, account_prefix="613")
        bill = self._bill_of(("Rent", self.rent, 100.0))
        bill.action_post()
        line = bill.invoice_line_ids
        for role in ("auditor", "apprentice"):
            with self.assertRaises(AccessError):
                self._as(role, line).propose_imputation()
        self._as("accountant", line).propose_imputation()
        self.assertEqual(line.analytic_line_ids.mapped("amount"), [-100.0])
        for role in ("auditor", "apprentice"):
            with self.assertRaises(AccessError):
                self._as(role, self.env["ap.analytic.rule"]).create({"name": "R"})
        self._as("accountant", self.env["ap.analytic.rule"]).search([]).sequence = 5
