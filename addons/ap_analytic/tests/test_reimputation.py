# SPDX-License-Identifier: AGPL-3.0-or-later
"""Posted lines imputed anew: seen before, written at once, traced, taken back."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .reimputation_common import ReimputationCommon


@tagged("post_install", "-at_install")
class TestReimputation(ReimputationCommon):
    def test_an_account_is_replaced_and_the_other_axis_stays(self):
        document = self._replacing()
        document.action_preview()
        self.assertEqual(document.line_count, 2)
        self.assertEqual(document.amount, 350.51)
        totals = {
            (one.plan_id.name, one.analytic_account_id.name): (
                one.old_amount,
                one.new_amount,
            )
            for one in document.total_ids
        }
        self.assertEqual(
            totals,
            {
                ("Department", "Buying"): (250.31, 0.0),
                ("Department", "IT"): (100.20, 350.51),
                ("Project X", "East"): (150.30, 150.30),
                ("Project X", "West"): (100.20, 100.20),
                ("Project X", False): (100.01, 100.01),
            },
        )
        self.assertEqual(self._margins(self.line), {"Buying": 100})
        balances = self.bill.line_ids.mapped("balance")
        document.action_apply()
        self.assertEqual(document.state, "applied")
        self.assertEqual(self._margins(self.line), {"IT": 100})
        self.assertEqual(
            self._items(self.advice),
            {("East", "IT"): -150.30, ("IT", "West"): -100.20},
        )
        self.assertEqual(self._items(self.line), {("IT",): -100.01})
        self.assertEqual(self.bill.line_ids.mapped("balance"), balances)

    def test_every_change_is_traced_and_told_once_on_the_entry(self):
        document = self._replacing()
        document.action_preview()
        before = len(self.bill.message_ids)
        document.action_apply()
        changes = self.env["ap.imputation.change"].search(
            [("reimputation_id", "=", document.id)], order="balance"
        )
        self.assertEqual(
            changes.mapped("old_text"), ["Buying 100 %", changes[1].old_text]
        )
        self.assertEqual(changes.mapped("new_text")[0], "IT 100 %")
        self.assertEqual(set(changes.mapped("reason")), {"Moved to IT"})
        self.assertEqual(changes.user_id, self.env.user)
        self.assertEqual(len(self.bill.message_ids) - before, 1)
        self.assertIn("2 lines imputed anew", self.bill.message_ids[0].body)
        theirs = self._as("head", changes)
        for write in (
            lambda: changes[0].write({"reason": "Other"}),
            lambda: changes.sudo().unlink(),
            lambda: theirs[0].write({"reason": "Other"}),
            lambda: theirs[0].unlink(),
            lambda: theirs.create({"label": "x"}),
        ):
            with self.assertRaises(AccessError):
                write()

    def test_taken_back_every_line_is_exactly_what_it_was(self):
        old = [line.analytic_distribution for line in self.bill.invoice_line_ids]
        items = [self._items(line) for line in self.bill.invoice_line_ids]
        document = self._reimputation(
            "distribution", analytic_distribution=self.third, account_prefix="6"
        )
        document.action_preview()
        self.assertEqual(document.line_count, 3)
        document.action_apply()
        self.assertEqual(
            self._items(self.line),
            {("Buying",): -33.34, ("IT",): -33.34, ("Selling",): -33.33},
        )
        self.assertEqual(self._margins(self.advice)["East"], 60)
        document.action_revert()
        self.assertEqual(document.state, "reverted")
        self.assertEqual(
            [line.analytic_distribution for line in self.bill.invoice_line_ids], old
        )
        self.assertEqual(
            [self._items(line) for line in self.bill.invoice_line_ids], items
        )

    def test_what_changed_meanwhile_is_named_and_nothing_is_written(self):
        document = self._replacing()
        document.action_preview()
        self.line.analytic_distribution = self._json({self.selling: 100})
        with self.assertRaisesRegex(UserError, "Rent October"):
            document.action_apply()
        document.action_preview()
        self.assertEqual(document.line_count, 1)
        document.action_apply()
        self.advice.analytic_distribution = self._json({self.it: 100})
        with self.assertRaisesRegex(UserError, "Advice"):
            document.action_revert()
        self.assertEqual(document.state, "applied")

    def test_a_change_by_hand_is_traced_too(self):
        self.line.analytic_distribution = self._json({self.selling: 100})
        change = self.env["ap.imputation.change"].search(
            [("move_line_id", "=", self.line.id)]
        )
        self.assertEqual((change.kind, change.new_text), ("hand", "Selling 100 %"))
        self.line.analytic_distribution = self._json({self.selling: 100})
        self.assertEqual(
            self.env["ap.imputation.change"].search_count(
                [("move_line_id", "=", self.line.id)]
            ),
            1,
        )

    def test_lines_are_chosen_by_label_account_supplier_and_what_they_carry(self):
        cases = [
            ({"label_pattern": "rent*"}, self.line),
            ({"account_prefix": "6226"}, self.advice),
            ({"current": "missing", "current_plan_id": self.department.id}, self.bare),
            ({"current": "account", "current_account_id": self.it.id}, self.advice),
            ({"partner_ids": [(6, 0, self.partner_a.ids)]}, self.line.browse()),
            ({"date_from": "2026-10-06"}, self.line.browse()),
        ]
        for values, expected in cases:
            document = self._reimputation(
                "distribution", analytic_distribution={self.selling: 100}, **values
            )
            document.action_preview()
            lines = self.env["ap.reimputation.line"].search(
                [("reimputation_id", "=", document.id)]
            )
            self.assertEqual(lines.move_line_id, expected, values)

    def test_a_key_shares_as_it_did_on_the_day_of_each_line(self):
        key = self.env["ap.allocation.key"].create(
            {
                "name": "Desks",
                "company_id": self.company.id,
                "plan_id": self.department.id,
                "version_ids": [
                    (0, 0, {"date_from": "2026-01-01", "line_ids": [
                        (0, 0, {"analytic_account_id": self.buying.id, "weight": 1}),
                        (0, 0, {"analytic_account_id": self.it.id, "weight": 3})]}),
                ],
            }
        )  # fmt: skip
        document = self._reimputation("key", key_id=key.id, account_prefix="6132")
        document.action_preview()
        document.action_apply()
        self.assertEqual(self._margins(self.line), {"Buying": 25, "IT": 75})
        self.assertEqual(self._items(self.line), {("Buying",): -25.0, ("IT",): -75.01})
        self.assertTrue(key.version_ids.is_used)

    def test_rules_are_applied_again(self):
        self._rule("Rent", {self.selling: 100}, account_prefix="6132")
        document = self._reimputation("rules")
        document.action_preview()
        document.action_apply()
        self.assertEqual(self._margins(self.line), {"Selling": 100})
        self.assertIn("Rent", self.line.ap_analytic_why_text)
        self.assertEqual(self._margins(self.advice)["Buying"], 60)

    def test_a_change_that_breaks_a_requirement_is_not_applied(self):
        self._ask(self.department)
        self._ask(self.project, "6132", "forbidden")
        document = self._reimputation(
            "distribution",
            analytic_distribution={self.east: 100},
            account_prefix="6132",
        )
        document.action_preview()
        self.assertEqual(document.problem_count, 2)
        with self.assertRaisesRegex(UserError, "no longer carry"):
            document.action_apply()
        # What was missing before may stay missing: less wrong is not refused.
        document.write({"analytic_distribution": self._json({self.it: 100})})
        self.assertEqual(document.state, "draft")
        document.action_preview()
        self.assertFalse(document.problem_count)

    def test_two_accounts_of_different_axes_are_not_exchanged(self):
        with self.assertRaisesRegex(ValidationError, "not of the same axis"):
            self._replacing(self.buying, self.east)

    def test_reason_and_preview_come_first(self):
        document = self._replacing(reason=False)
        with self.assertRaisesRegex(UserError, "preview first"):
            document.action_apply()
        document.action_preview()
        with self.assertRaisesRegex(UserError, "fill in “Reason”"):
            document.action_apply()

    # Who ---------------------------------------------------------------------------------

    def test_apprentice_prepares_and_accountant_applies(self):
        document = self._as("apprentice", self.env["ap.reimputation"]).create(
            {
                "date_from": "2026-10-01",
                "date_to": "2026-10-31",
                "account_prefix": "6",
                "from_account_id": self.buying.id,
                "to_account_id": self.it.id,
                "reason": "Moved",
                "state": "applied",
            }
        )
        self.assertEqual(document.state, "draft")
        document.action_preview()
        with self.assertRaisesRegex(AccessError, "role Accountant"):
            document.action_apply()
        with self.assertRaises(AccessError):
            document.write({"state": "applied"})
        mine = self._as("accountant", document)
        mine.action_apply()
        self.assertEqual(document.applied_by_id, self.users["accountant"])
        with self.assertRaisesRegex(UserError, "stays as it is"):
            mine.write({"account_prefix": "7"})
        with self.assertRaisesRegex(UserError, "stays as it is"):
            mine.unlink()
        with self.assertRaisesRegex(AccessError, "role Accountant"):
            self._as("apprentice", document).action_revert()
        with self.assertRaises(AccessError):
            self._as("auditor", document).action_preview()
        with self.assertRaises(UserError):
            mine.action_apply()

    def test_another_company_is_out_of_reach(self):
        other = self.setup_other_company()["company"]
        theirs = self.env["ap.reimputation"].create(
            {
                "company_id": other.id, "account_prefix": "6",
                "date_from": "2026-10-01", "date_to": "2026-10-31",
            }  # fmt: skip
        )
        with self.assertRaises(AccessError):
            self._as("accountant", theirs).action_preview()
        foreign = self.env["account.analytic.account"].create(
            {"name": "Theirs", "plan_id": self.department.id, "company_id": other.id}
        )
        document = self._reimputation(
            "distribution", analytic_distribution={foreign: 100}
        )
        with self.assertRaisesRegex(UserError, "another company"):
            document.action_preview()

    # How many statements -------------------------------------------------------------------

    def test_preview_and_trace_do_not_ask_more_for_more_lines(self):
        def preview_queries(count):
            bill = self._bill_of(
                *[
                    (f"Big {n}", self.rent, 10 + n, {self.buying: 100})
                    for n in range(count)
                ]
            )
            bill.action_post()
            document = self._replacing(label_pattern="big*")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            document.action_preview()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few = preview_queries(5)
        self.assertLessEqual(preview_queries(60), few + 3)
