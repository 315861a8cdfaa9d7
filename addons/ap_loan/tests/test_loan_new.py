# SPDX-License-Identifier: AGPL-3.0-or-later
"""One wizard from the contract to the drawdown entry."""

import base64

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import BANK, FACTS, LoanCommon

PDF = base64.b64encode(b"signed").decode()


@tagged("post_install", "-at_install")
class TestLoanNew(LoanCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wizards = cls.env["ap.loan.start"].with_company(cls.company)

    def _wizard(self, user=None, **values):
        facts = {key: value for key, value in FACTS.items() if key != "date_first"}
        given = {
            **facts, "partner_id": self.bank.id, "company_id": self.company.id,
            "journal_id": self.journal.id,
            "bank_account_id": self.journal.default_account_id.id, **values,
        }  # fmt: skip
        return self.wizards.with_user(user or self.env.user).create(given)

    def test_contract_schedule_entry_start(self):
        wizard = self._wizard(
            reference="PN-1", fee_amount=1200.0, contract_file=PDF, contract_filename="c.pdf"
        )
        self.assertEqual(wizard.step, "contract")
        action = wizard.action_next()
        self.assertEqual((action["res_id"], wizard.step), (wizard.id, "schedule"))
        loan = wizard.loan_id
        self.assertEqual((loan.state, len(wizard.row_ids)), ("draft", 60))
        self.assertRow(wizard.row_ids[0], 100000.0, 300.0, 1523.66, 1823.66, 98476.34)
        self.assertEqual(wizard.date_first, self._day("2026-02-15"))
        wizard.action_next()
        self.assertEqual(wizard.step, "entry")
        self.assertIn("98,800.00", wizard.preview.replace("\xa0", " "))
        self.assertFalse(loan._has_entries())
        with self._today("2026-01-15"):
            action = wizard.action_start()
        self.assertEqual((action["res_model"], action["res_id"]), ("ap.loan", loan.id))
        items = self.env["account.move.line"].search([("ap_loan_id", "=", loan.id)])
        self.assertItems(
            items.move_id,
            [
                (self.money, BANK, 98800.0, 0.0),
                ("6272", BANK, 1200.0, 0.0),
                ("164", BANK, 0.0, 100000.0),
            ],
        )
        self.assertEqual(loan.state, "active")
        kinds = {one.kind: one.is_missing for one in loan.document_ids}
        self.assertEqual(kinds, {"contract": False, "table": True})

    def test_back_changes_the_draft_and_makes_no_second_one(self):
        wizard = self._wizard()
        wizard.action_next()
        loan = wizard.loan_id
        wizard.action_back()
        wizard.write({"instalments": 12, "period": "3", "date_first": False})
        wizard.action_next()
        self.assertEqual(wizard.loan_id, loan)
        self.assertEqual((len(loan.row_ids), loan.date_first), (12, self._day("2026-04-15")))

    def test_the_bank_table_takes_the_place_of_the_computed_one(self):
        wizard = self._wizard()
        wizard.action_next()
        head = "N°;Date d'échéance;Intérêts;Capital amorti;Montant échéance;Capital restant dû"
        rows = [
            f"{row.number};{row.date:%d/%m/%Y};{row.interest:.2f};{row.principal:.2f};"
            f"{row.payment:.2f};{row.closing:.2f}".replace(".", ",")
            for row in wizard.row_ids
        ]
        table = "\n".join([head, *rows]).encode()
        with self.assertRaisesRegex(UserError, "table first"):
            wizard.action_read_table()
        wizard.write(
            {"table_file": base64.b64encode(table).decode(), "table_filename": "bank.csv"}
        )
        action = wizard.action_read_table()
        self.assertEqual(action["res_model"], "ap.loan.start")
        self.assertEqual(wizard.loan_id.schedule_id.event, "bank_table")
        self.assertIn("agree to the cent", wizard.comparison_text)
        [kept] = wizard.loan_id.document_ids
        self.assertEqual((kept.kind, kept.filename, kept.is_missing), ("table", "bank.csv", False))

    def test_a_table_that_is_refused_leads_to_its_rows(self):
        wizard = self._wizard()
        wizard.action_next()
        wizard.write({"table_file": base64.b64encode(b"a;b\n1;2\n").decode()})
        action = wizard.action_read_table()
        self.assertEqual(action["res_model"], "ap.import")
        record = self.env["ap.import"].browse(action["res_id"])
        self.assertEqual(record.ap_loan_id, wizard.loan_id)
        self.assertNotEqual(record.state, "applied")
        self.assertEqual(wizard.loan_id.schedule_id.event, "contract")

    def test_what_is_missing_is_named_and_nothing_is_kept(self):
        wizard = self._wizard(principal=0.0, partner_id=False)
        with self.assertRaisesRegex(UserError, "Lender, Principal"):
            wizard.action_next()
        with self.assertRaisesRegex(UserError, "facts of the contract"):
            wizard.action_start()
        self.assertFalse(wizard.loan_id)
        wizard = self._wizard(rate_kind="variable")
        with self.assertRaisesRegex(UserError, "Index"):
            wizard.action_next()

    def test_the_apprentice_prepares_and_does_not_start(self):
        user = self._user("loan_prepares", "ap_base.group_apprentice")
        wizard = self._wizard(user)
        self.assertFalse(wizard.may_start)
        wizard.action_next()
        wizard.action_next()
        self.assertIn("100,000.00", wizard.preview.replace("\xa0", " "))
        with self.assertRaises(AccessError):
            wizard.action_start()
        action = wizard.action_keep()
        self.assertEqual(action["res_id"], wizard.loan_id.id)
        self.assertEqual(wizard.loan_id.state, "draft")
        self.assertEqual(wizard.loan_id.bank_account_id, self.journal.default_account_id)
        auditor = self._user("loan_looks", "ap_base.group_auditor")
        with self.assertRaises(AccessError):
            self._wizard(auditor)
        with self.assertRaises(AccessError):
            self.loans.with_user(auditor).action_new()

    def test_a_draft_brings_its_facts_and_keeps_its_distribution(self):
        plan = self.env["account.analytic.plan"].create({"name": "Sites"})
        site = self.env["account.analytic.account"].create(
            {"name": "Lille", "plan_id": plan.id, "company_id": False}
        )
        share = {str(site.id): 100.0}
        loan = self._loan(analytic_distribution=share, instalments=48)
        action = loan.action_start()
        wizard = self.wizards.with_context(**action["context"]).create({})
        self.assertEqual((wizard.step, wizard.instalments), ("entry", 48))
        self.assertEqual(wizard.analytic_distribution, share)
        wizard.analytic_distribution = False
        with self._today("2026-01-15"):
            wizard.action_start()
        self.assertFalse(loan.analytic_distribution)
        other = self._loan(name="Other", analytic_distribution=share)
        with self._today("2026-01-15"):
            self.wizards.create({"loan_id": other.id}).action_start()
        self.assertEqual(other.analytic_distribution, share)

    def test_tranches_of_the_form_stay(self):
        loan = self._loan(
            principal=0.0,
            date_drawdown=False,
            tranche_ids=[
                Command.create({"date": "2026-01-15", "amount": 60000.0}),
                Command.create({"date": "2026-03-01", "amount": 40000.0}),
            ],
        )
        wizard = self.wizards.with_context(default_loan_id=loan.id).create({})
        wizard.step = "contract"
        wizard.action_next()
        self.assertEqual(loan.principal, 100000.0)
        self.assertEqual(len(loan.tranche_ids), 2)

    def test_steps_and_tranches_of_the_contract(self):
        """60,000.00 and 40,000.00 at 3 %, then 4 % from 15/01/2028."""
        wizard = self._wizard(principal=0.0, date_drawdown=False, rate_kind="stepped")
        with self.assertRaisesRegex(UserError, "Principal, Money received on, Steps"):
            wizard.action_next()
        steps = [Command.create({"date_start": "2026-01-15", "percent": 3.0}),
                 Command.create({"date_start": "2028-01-15", "percent": 4.0})]
        tranches = [Command.create({"date": "2026-03-01", "amount": 40000.0}),
                    Command.create({"date": "2026-01-15", "amount": 60000.0})]
        with Form(wizard) as form:
            for day, amount in (("2026-03-01", 40000.0), ("2026-01-15", 60000.0)):
                with form.tranche_ids.new() as line:
                    line.date, line.amount = day, amount
            self.assertEqual(form.principal, 100000.0)
            self.assertEqual(form.date_drawdown, self._day("2026-01-15"))
        wizard.write({"rate_ids": steps, "tranche_ids": [Command.clear(), *tranches]})
        wizard.action_next()
        loan = wizard.loan_id
        self.assertEqual(loan.rate_ids.mapped("percent"), [3.0, 4.0])
        self.assertEqual(loan.tranche_ids.mapped("amount"), [60000.0, 40000.0])
        self.assertEqual((loan.principal, len(loan.row_ids)), (100000.0, 60))
        kept = loan.rate_ids
        wizard.action_back()
        wizard.tranche_ids[1].amount = 50000.0
        wizard.action_next()
        self.assertEqual(loan.principal, 110000.0)
        self.assertEqual(loan.rate_ids, kept, "what stayed is not made again")
        self.assertEqual(wizard.rate_ids.mapped("percent"), [3.0, 4.0])

    def test_a_loan_that_runs_is_not_begun_again(self):
        loan = self._running()
        wizard = self.wizards.create({"loan_id": loan.id})
        for step in (wizard.action_start, wizard.action_next):
            with self.assertRaises(UserError):
                wizard.instalments = 12
                step()
        self.assertEqual(len(loan.row_ids), 60)
