# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accruals from templates: bonuses with their charges, taxes."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import OCTOBER, ApClosingCommon

COUNTRY = [
    {
        "code": "test_bonus",
        "name": "Bonuses",
        "name@fr": "Primes",
        "applies": "3",
        "lines": [
            {"label": "Bonus", "label@fr": "Prime", "account": "641", "counterpart": "4286"},
            {
                "label": "Charges",
                "account": "645",
                "counterpart": "4386",
                "percent": 42.0,
                "of": 0,
            },
        ],
    },
]


@tagged("post_install", "-at_install")
class TestManualTemplates(ApClosingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.templates = cls.env["ap.accrual.template"]
        cls._load()
        cls.template = cls.templates.search(
            [("company_id", "=", cls.company.id), ("code", "=", "test_bonus")]
        )

    @classmethod
    def _load(cls, values=COUNTRY):
        chart = type(cls.env["account.chart.template"])
        name = f"_ap_accrual_templates_{cls.company.chart_template}"
        with patch.object(chart, name, lambda self: values, create=True):
            cls.templates._load_country(cls.company)

    def _manual_run(self, day=OCTOBER):
        return self._run(self._close(day, post=False, kinds=["manual"]), "manual")

    def _add(self, run, amount=10000.0):
        run.action_add_from_template()
        wizard = Form(self.env["ap.accrual.add"].with_context(default_run_id=run.id))
        wizard.template_id = self.template
        with wizard.line_ids.edit(0) as line:
            line.amount = amount
        wizard = wizard.save()
        wizard.action_add()
        return wizard

    def test_a_country_gives_templates_by_account_codes_in_its_languages(self):
        bonus, charges = self.template.line_ids
        self.assertEqual(
            [line.account_id.code[:3] for line in self.template.line_ids], ["641", "645"]
        )
        self.assertEqual(bonus.counterpart_account_id.code[:4], "4286")
        self.assertEqual((charges.percent, charges.base_line_id), (42.0, bonus))
        self.assertEqual(self.template.with_context(lang="fr_FR").name, "Primes")
        self.assertEqual(self.template.name, "Bonuses")

    def test_loading_again_changes_nothing_and_leaves_what_was_archived(self):
        self.template.write({"name": "Our bonuses", "active": False})
        self._load()
        found = self.templates.with_context(active_test=False).search(
            [("company_id", "=", self.company.id), ("code", "=", "test_bonus")]
        )
        self.assertEqual(found, self.template)
        self.assertEqual(found.name, "Our bonuses")

    def test_an_account_that_the_company_lacks_is_left_to_a_person(self):
        values = [{**COUNTRY[0], "code": "test_none", "lines": [
            {"label": "X", "account": "987654", "counterpart": "4286"}]}]  # fmt: skip
        self._load(values)
        found = self.templates.search([("code", "=", "test_none")])
        self.assertFalse(found.line_ids.account_id)
        run = self._manual_run()
        self.template = found
        with self.assertRaisesRegex(UserError, "Choose both accounts of X"):
            self._add(run)

    def test_a_bonus_brings_its_charges(self):
        run = self._manual_run()
        self._add(run)
        self.assertEqual(run.state, "proposed")
        lines = self._lines(run.closing_id, "manual")
        self.assertEqual(lines.mapped("amount"), [10000.0, 4200.0])
        self.assertEqual(lines[1].explanation, "42.00 % of “Bonus”")
        self.assertItems(
            self._close(),
            [
                ("6411", "", 10000.0, 0.0),
                ("4286", "", 0.0, 10000.0),
                ("6451", "", 4200.0, 0.0),
                ("4386", "", 0.0, 4200.0),
            ],
        )
        self.assertReversed(run, "2026-11-01")

    def test_added_twice_it_counts_once_and_takes_the_new_amount(self):
        run = self._manual_run()
        self._add(run)
        self._add(run, 12000.0)
        lines = self._lines(run.closing_id, "manual")
        self.assertEqual(lines.mapped("amount"), [12000.0, 5040.0])

    def test_last_month_s_amount_is_offered_and_compared(self):
        self._add(self._manual_run())
        self._close()
        run = self._manual_run("2026-11-30")
        wizard = Form(self.env["ap.accrual.add"].with_context(default_run_id=run.id))
        wizard.template_id = self.template
        self.assertEqual(wizard.total, 14200.0)
        self._add(run, 11000.0)
        line = self._lines(run.closing_id, "manual")[0]
        self.assertEqual((line.previous_amount, line.change), (10000.0, 1000.0))

    def test_a_line_kept_from_a_cancelled_run_is_not_doubled(self):
        run = self._manual_run()
        self._add(run)
        self._close()
        run.action_cancel("Wrong rate")
        self._add(run, 9000.0)
        self.assertEqual(
            self._lines(run.closing_id, "manual").mapped("amount"), [9000.0, 3780.0]
        )
        self.assertEqual(sum(self._lines(self._close(), "manual").mapped("amount")), 12780.0)

    def test_a_quarterly_template_says_so_in_other_months(self):
        for day, other in ((OCTOBER, True), ("2026-12-31", False), ("2026-09-30", False)):
            run = self._manual_run(day)
            wizard = self.env["ap.accrual.add"].create(
                {"run_id": run.id, "template_id": self.template.id}
            )
            self.assertEqual(wizard.is_other_month, other)

    def test_a_posted_run_and_wrong_percentages_are_refused(self):
        run = self._manual_run()
        self._add(run)
        self._close()
        with self.assertRaisesRegex(UserError, "is posted"):
            run.action_add_from_template()
        bonus, charges = self.template.line_ids
        with self.assertRaises(ValidationError):
            bonus.base_line_id = charges
        auditor = self._user("tpl_r", "ap_base.group_auditor")
        with self.assertRaises(AccessError):
            run.with_user(auditor).action_add_from_template()
