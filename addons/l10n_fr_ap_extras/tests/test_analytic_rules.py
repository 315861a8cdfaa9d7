# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is proposed, from which rule, key or past bills, and what is never touched."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .analytic_common import AnalyticCommon


@tagged("post_install", "-at_install")
class TestAnalyticRules(AnalyticCommon):
    def _proposed(self, line, **options):
        line.propose_imputation(**options)
        return self._margins(line)

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

    def test_table_of_criteria(self):
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
        table = [
            ({"partner_id": self.supplier.id}, True),
            ({"partner_id": contact.id}, True),
            ({"partner_id": other.id}, False),
            ({"partner_category_id": tag.id}, True),
            ({"product_id": product.id}, True),
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

    # Keys ----------------------------------------------------------------------------

    def _key(self, *versions, **values):
        return self.env["ap.allocation.key"].create(
            {
                "name": "Common costs",
                "company_id": self.company.id,
                "plan_id": self.department.id,
                "version_ids": [
                    Command.create(
                        {
                            "date_from": day,
                            "line_ids": [
                                Command.create(
                                    {"analytic_account_id": one.id, "weight": weight}
                                )
                                for one, weight in weights.items()
                            ],
                        }
                    )
                    for day, weights in versions
                ],
                **values,
            }
        )

    def test_a_key_shares_by_the_day_and_is_kept_once_used(self):
        thirds = dict.fromkeys((self.buying, self.selling, self.it), 1)
        key = self._key(
            ("2026-01-01", thirds), ("2026-10-01", {self.buying: 30, self.it: 10})
        )
        self._rule("Key", key_id=key.id, account_prefix="613")
        self._rule("Projects", {self.east: 50, self.west: 50}, sequence=20)
        september = self._bill_of(("Rent", self.rent, 100.0), day="2026-09-30")
        october = self._bill_of(("Rent", self.rent, 100.0), day="2026-10-01")
        (september | october).action_ap_propose_imputation()
        half = {"East": 50, "West": 50}
        self.assertEqual(
            self._margins(september.invoice_line_ids),
            {"Buying": 33.33, "Selling": 33.34, "IT": 33.33, **half},
        )
        self.assertEqual(
            self._margins(october.invoice_line_ids), {"Buying": 75, "IT": 25, **half}
        )
        self.assertIn(
            "rule “Key”, key Common costs 2026-10-01",
            october.invoice_line_ids.ap_analytic_why_text,
        )
        version = key.version_ids[0]
        for change in (
            lambda: version.line_ids[0].write({"weight": 5}),
            lambda: version.write({"date_from": "2026-09-01"}),
            lambda: version.line_ids[0].unlink(),
            version.unlink,
            key.unlink,
        ):
            with self.assertRaises(UserError):
                change()
        with self.assertRaisesRegex(AccessError, "Odoo itself"):
            self._as("head", version).is_used = False

    def test_a_driver_draws_a_version_each_month(self):
        driver = self.env["ap.allocation.driver"].create(
            {
                "name": "Head count",
                "company_id": self.company.id,
                "value_ids": [
                    Command.create(
                        {"analytic_account_id": one.id, "month": month, "value": value}
                    )
                    for one, month, value in (
                        (self.buying, "2026-09-15", 12),
                        (self.it, "2026-09-01", 4),
                        (self.buying, "2026-10-01", 10),
                        (self.it, "2026-10-01", 10),
                        (self.east, "2026-10-01", 99),
                    )
                ],
            }
        )
        key = self._key(driver_id=driver.id)
        for month in ("2026-09-20", "2026-10-31", "2026-11-01"):
            self.assertTrue(key.recompute(month)[0]["version_id"])
        table = {
            version.date_from.isoformat(): version.shares_text
            for version in key.version_ids
        }
        self.assertEqual(
            table,
            {
                "2026-09-01": "Buying 75 %, IT 25 %",
                "2026-10-01": "Buying 50 %, IT 50 %",
                "2026-11-01": "Buying 50 %, IT 50 %",
            },
        )
        self._rule("Key", key_id=key.id)
        self._bill_of(("Rent", self.rent, 10.0)).action_ap_propose_imputation()
        driver.value_ids.filtered(lambda one: one.value == 10).value = 30
        driver.value_ids.filtered(
            lambda one: one.analytic_account_id == self.it
        ).value = 10
        self.assertFalse(key.recompute("2026-10-01")[0]["version_id"], "it is used")
        self.assertTrue(key.recompute("2026-11-01")[0]["version_id"])
        november = key.version_ids.filtered(lambda one: one.date_from.month == 11)
        self.assertEqual(november.shares_text, "Buying 75 %, IT 25 %")
        self.assertFalse(key.recompute("2026-08-01")[0]["version_id"], "no figures yet")
        with self.assertRaises(AccessError):
            self._as("apprentice", key).recompute()
        with self.assertRaisesRegex(UserError, "is no date"):
            key.recompute("soon")

    # Learning ------------------------------------------------------------------------

    def _past(self, *shares, **values):
        for index, share in enumerate(shares):
            line = ("Past", self.fees, 50.0, *([share] if share else []))
            day = f"2026-0{1 + index // 5}-{10 + index % 5}"
            self._bill_of(line, day=day, **values).action_post()

    def test_nine_of_ten_bills(self):
        usual = {self.it + self.east: 60, self.it + self.west: 40}
        self._past({self.buying: 100}, *[usual] * 5, None, *[usual] * 4)
        bill = self._bill_of(("Advice", self.fees, 80.0))
        line = bill.invoice_line_ids
        self.assertEqual(self._proposed(line), {"IT": 100, "East": 60, "West": 40})
        self.assertEqual(
            line.ap_analytic_why_text,
            "Department, Project X: 9 of the last 10 bills",
        )
        links = line.action_ap_analytic_why()["params"]["links"]
        self.assertEqual(len(links), 9)

    def test_what_is_learned_comes_last_and_needs_support(self):
        usual = {self.it + self.east: 100}
        self._past(*[usual] * 7, *[{self.buying: 100}] * 3)
        line = self._bill_of(("Advice", self.fees, 80.0)).invoice_line_ids
        self.assertFalse(self._proposed(line), "7 of 10 is less than 80 %")
        self.company.ap_analytic_learn_percent = 70
        self.assertFalse(self._proposed(line, learn=False))
        self.assertEqual(self._proposed(line), {"IT": 100, "East": 100})
        self._rule("Rule", {self.selling: 100}, account_prefix="622")
        self.assertEqual(self._proposed(line), {"Selling": 100, "East": 100})
        typed = self._bill_of(("A", self.fees, 8.0, {self.buying + self.west: 100}))
        self.assertFalse(typed.invoice_line_ids.propose_imputation())
        self.company.ap_analytic_learn = False
        other = self._bill_of(("Advice", self.fees, 80.0)).invoice_line_ids
        self.assertEqual(self._proposed(other), {"Selling": 100})

    def test_two_bills_teach_nothing(self):
        self._past({self.it: 100}, {self.it: 100})
        line = self._bill_of(("Advice", self.fees, 80.0)).invoice_line_ids
        self.assertFalse(self._proposed(line))

    def test_a_rule_in_one_click(self):
        self._past(*[{self.it: 100}] * 4)
        line = self._bill_of(("Advice", self.fees, 80.0)).invoice_line_ids
        with self.assertRaises(AccessError):
            self._as("apprentice", line).action_ap_make_rule()
        action = self._as("accountant", line).action_ap_make_rule()
        rule = self.env["ap.analytic.rule"].browse(action["res_id"])
        self.assertEqual(rule.criteria_text, "Supplier: Nordlys; Accounts: 622600")
        self.assertEqual(rule.result_text, "IT 100 %")
        self.assertFalse(line.analytic_distribution)
        line.propose_imputation()
        self.assertEqual(line.ap_analytic_why_text, "Department: rule “Nordlys 622600”")

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
        line.account_id = typed.account_id = self.fees
        self.assertEqual(self._margins(line), {"Buying": 100})
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
