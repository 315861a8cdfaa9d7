# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.ap_base.tests.common import ApCommon

YEAR = ("2026-01-01", "2026-12-31")
AFTER = fields.Date.to_date("2027-02-01")  # the year is over


@tagged("post_install", "-at_install")
class TestFec(ApCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.company.company_registry = "732 829 320 00074"
        cls.company.vat = False
        cls.bill = cls._bill("F-2026-1", amount=1200.0, post=True)
        cls.export = cls.env["l10n_fr.fec.export.wizard"]
        cls.startClassPatcher(cls._on(AFTER))

    @classmethod
    def _on(cls, day):
        """It is that day in every company."""
        return patch.object(type(cls.company), "_company_today", lambda _company: day)

    def _codes(self, result):
        return [(one["severity"], one["code"]) for one in result["remarks"]]

    def _rows(self, result):
        content = base64.b64decode(result["content_base64"]).decode()
        return [line.split("|") for line in content.split("\r\n")[1:]]

    def _make(self, role="accountant", **values):
        given = {"company_id": self.company.id, "date_from": YEAR[0], "date_to": YEAR[1]}
        return self._as(role, self.export).create({**given, **values})

    def test_the_file_is_named_by_the_siren_and_holds_the_bill(self):
        result = self._as("auditor", self.export).export_fec(self.company.id, *YEAR)
        self.assertEqual(result["filename"], "732829320FEC20261231.txt")
        rows = [
            line.split("|")
            for line in base64.b64decode(result["content_base64"]).decode().splitlines()
        ]
        self.assertEqual(len(rows[0]), 18)
        amounts = sorted((row[4][:2], row[11], row[12]) for row in rows[1:])
        self.assertEqual(amounts[0], ("40", "0,00", "1200,00"))
        self.assertEqual(amounts[1][1:], ("1200,00", "0,00"))
        self.assertEqual((result["lines"], result["debit"]), (2, 1200.0))
        self.assertFalse(result["remarks"])
        labels = {row[4]: row[5] for row in rows[1:]}
        supplier = self.company_data["default_account_payable"]
        self.assertEqual(
            labels[supplier.with_company(self.company).code],
            supplier.with_context(lang="fr_FR").name,
        )

    def test_a_trial_leaves_the_year_open(self):
        export = self._make()
        action = export.create_fec_report_action()
        self.assertEqual(action["res_id"], export.id)
        self.assertEqual((export.error_count, export.alert_count), (0, 0))
        self.assertEqual(export.filename, "732829320FEC20261231.txt")
        self.assertIn("F-2026-1", base64.b64decode(export.content).decode())
        self.assertFalse(self.company.fiscalyear_lock_date)

    def test_only_the_head_locks_the_year(self):
        with self.assertRaisesRegex(AccessError, "head of accounting"):
            self._make(test_file=False).create_fec_report_action()
        self._make("head", test_file=False).create_fec_report_action()
        self.assertEqual(str(self.company.fiscalyear_lock_date), YEAR[1])

    def test_a_file_that_would_be_refused_locks_nothing(self):
        self.company.company_registry = False
        with self.assertRaisesRegex(UserError, "SIREN"):
            self._make("head", test_file=False).create_fec_report_action()
        self.assertFalse(self.company.fiscalyear_lock_date)
        trial = self._make("head")
        trial.create_fec_report_action()
        self.assertEqual(trial.remark_ids.mapped("code"), ["name"])

    def test_wrong_words_get_sentences(self):
        export = self._as("accountant", self.export)
        for company in (0, "x", False, self.company.id + 999):
            with self.assertRaisesRegex(AccessError, "not one of yours"):
                export.export_fec(company, *YEAR)
        for day in ("31/12/2026", "", False, "2026-02-30"):
            with self.assertRaisesRegex(UserError, "no date"):
                export.export_fec(self.company.id, YEAR[0], day)
        with self.assertRaisesRegex(UserError, "before it starts"):
            export.export_fec(self.company.id, YEAR[1], YEAR[0])
        self.company.account_fiscal_country_id = self.env.ref("base.be")
        with self.assertRaisesRegex(UserError, "no FEC"):
            export.export_fec(self.company.id, *YEAR)

    def test_other_companies_and_roles_stay_out(self):
        with self.assertRaises(AccessError):
            self._as("apprentice", self.export).export_fec(self.company.id, *YEAR)
        other = self._create_company(name="Elsewhere")
        with self.assertRaisesRegex(AccessError, "not one of yours"):
            self._as("head", self.export).export_fec(other.id, *YEAR)

    def test_opening_balances_come_first_and_balance(self):
        self.env["account.move"].create(
            {
                "move_type": "entry", "date": "2025-06-30", "ref": "OD 1",
                "line_ids": [
                    Command.create({"account_id": account.id, "balance": amount, "name": "A"})
                    for account, amount in (
                        (self.company_data["default_account_assets"], 500.0),
                        (self.company_data["default_account_expense"], 300.0),
                        (self.company_data["default_account_payable"], -800.0),
                    )
                ],
            }
        ).action_post()  # fmt: skip
        result = self._as("accountant", self.export).export_fec(self.company.id, *YEAR)
        content = base64.b64decode(result["content_base64"]).decode().splitlines()
        opening = [line.split("|") for line in content if line.startswith("OUV")]
        self.assertEqual(content[1][:3], "OUV")
        self.assertEqual(
            sorted((row[4].rstrip("0"), row[11], row[12]) for row in opening),
            [("129", "300,00", "0,00"), ("2011", "500,00", "0,00"), ("4", "0,00", "800,00")],
        )
        self.assertFalse([r for r in result["remarks"] if r["severity"] == "error"])

    def _pay(self, bill, day):
        payable = bill.line_ids.filtered(lambda item: item.account_id.account_type == "liability_payable")
        bank = self.company_data["default_journal_bank"]
        self.env["account.move"].create(
            {
                "move_type": "entry", "date": day, "journal_id": bank.id, "ref": "VIR",
                "line_ids": [
                    Command.create(
                        {"account_id": account.id, "balance": amount, "name": "Paid",
                         "partner_id": bill.partner_id.id}
                    )
                    for account, amount in (
                        (payable.account_id, bill.amount_total),
                        (bank.default_account_id, -bill.amount_total),
                    )
                ],
            }
        ).action_post()  # fmt: skip

    def test_a_supplier_settled_before_the_year_has_no_opening_line(self):
        settled = self._bill("F-2025-1", amount=700.0, date="2025-10-05", post=True)
        self._pay(settled, "2025-12-05")
        self._bill("F-2025-2", amount=120.0, date="2025-11-05", post=True, partner=self.partner_b)
        result = self._as("accountant", self.export).export_fec(self.company.id, *YEAR)
        opening = [row for row in self._rows(result) if row[0] == "OUV"]
        self.assertEqual(
            sorted((row[4][:2], row[7], row[11], row[12]) for row in opening),
            [
                ("12", "", "820,00", "0,00"),
                ("40", self.partner_b.name, "0,00", "120,00"),
                ("51", "", "0,00", "700,00"),
            ],
        )
        self.assertFalse(result["remarks"])

    def test_signs_that_end_a_line_leave_a_clean_file(self):
        for place, sign in enumerate("\u2028\u2029\x85\x0b\x0c\x1c\x1d\x1e\t\r\n"):
            self.partner_a.name = f"Nord{sign}lys"
            bill = self._bill(f"R{sign}{place}", amount=10.0)
            bill.invoice_line_ids.name = f'Loyer{sign}"T4"|bis'
            bill.action_post()
        result = self._as("accountant", self.export).export_fec(self.company.id, *YEAR)
        self.assertFalse(result["remarks"])
        self.assertEqual((result["lines"], result["debit"], result["credit"]), (24, 1310.0, 1310.0))
        labels = {row[10] for row in self._rows(result)}
        self.assertIn('Loyer "T4"/bis', labels)

    def test_a_definitive_file_is_of_a_year_that_is_over(self):
        with self._on(fields.Date.to_date("2026-12-31")):
            with self.assertRaisesRegex(UserError, "The year is not over"):
                self._make("head", test_file=False).create_fec_report_action()
            self.assertFalse(self.company.fiscalyear_lock_date)
            trial = self._as("accountant", self.export).export_fec(self.company.id, *YEAR)
        self.assertEqual(self._codes(trial), [("note", "running")])
        self.assertIn("12/31/2026", trial["remarks"][0]["message"])

    def test_a_definitive_file_is_of_a_fiscal_year(self):
        self._bill("F-2024-1", date="2024-06-05", post=True)
        for days in (("2026-01-01", "2026-11-30"), ("2026-02-01", "2026-12-31"),
                     ("2025-01-01", "2026-12-31"), ("2026-07-01", "2026-12-31")):  # fmt: skip
            with self.assertRaisesRegex(UserError, "no fiscal year of the company"):
                self._as("head", self.export).export_fec(self.company.id, *days, definitive=True)
            trial = self._as("head", self.export).export_fec(self.company.id, *days)
            self.assertIn(("alert", "no_year"), self._codes(trial))
        self.assertFalse(self.company.fiscalyear_lock_date)

    def test_a_first_year_may_be_long_or_short(self):
        for start in ("2025-06-15", "2026-04-01"):
            result = self._as("accountant", self.export).export_fec(self.company.id, start, YEAR[1])
            self.assertFalse(result["remarks"])

    def test_a_year_that_ends_in_june(self):
        self.company.write({"fiscalyear_last_month": "6", "fiscalyear_last_day": 30})
        export = self.export.with_company(self.company)
        self.assertEqual(
            {name: str(day) for name, day in export._default_year().items()},
            {"date_from": "2025-07-01", "date_to": "2026-06-30"},
        )
        with self.assertRaisesRegex(UserError, "no fiscal year"):
            self._as("head", self.export).export_fec(self.company.id, *YEAR, definitive=True)
        with self.assertRaisesRegex(UserError, "not over"):
            self._as("head", self.export).export_fec(
                self.company.id, "2026-07-01", "2027-06-30", definitive=True
            )
        self._bill("F-2025-9", date="2025-09-05", post=True)
        result = self._as("head", self.export).export_fec(
            self.company.id, "2025-07-01", "2026-06-30", definitive=True
        )
        self.assertEqual(result["filename"], "732829320FEC20260630.txt")
        self.assertEqual(str(self.company.fiscalyear_lock_date), "2026-06-30")

    def _branch(self):
        branch = self.env["res.company"].create(
            {"name": "Lyon branch", "parent_id": self.company.id, "country_id": self.company.country_id.id}
        )
        self.env.cr.precommit.run()
        return branch

    def test_the_file_of_a_company_holds_its_branches_or_says_whose_it_lacks(self):
        branch = self._branch()
        with self.assertRaisesRegex(UserError, "branches: Lyon branch"):
            self._as("head", self.export).export_fec(self.company.id, *YEAR)
        self.users["head"].company_ids |= branch
        self.env["account.move"].with_company(branch).create(
            {
                "move_type": "in_invoice", "partner_id": self.partner_a.id, "ref": "LYON-1",
                "company_id": branch.id, "invoice_date": "2026-10-06", "date": "2026-10-06",
                "invoice_line_ids": [
                    Command.create({"name": "Line", "price_unit": 55.0, "tax_ids": False})
                ],
            }
        ).action_post()  # fmt: skip
        result = self._as("head", self.export).export_fec(self.company.id, *YEAR, definitive=True)
        self.assertEqual((result["lines"], result["debit"]), (4, 1255.0))
        self.assertEqual(str(branch._get_user_fiscal_lock_date(self.env["account.journal"])), YEAR[1])

    def test_a_branch_has_no_file_of_its_own(self):
        branch = self._branch()
        self.users["head"].company_ids |= branch
        with self.assertRaisesRegex(UserError, "its entries are in the one of"):
            self._as("head", self.export).export_fec(branch.id, *YEAR, definitive=True)
        trial = self._as("head", self.export).export_fec(branch.id, *YEAR)
        self.assertIn(("alert", "branch"), self._codes(trial))
        self.assertFalse(branch.fiscalyear_lock_date)
