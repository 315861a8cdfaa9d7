# SPDX-License-Identifier: AGPL-3.0-or-later
import base64

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.ap_base.tests.common import ApCommon

YEAR = ("2026-01-01", "2026-12-31")


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
