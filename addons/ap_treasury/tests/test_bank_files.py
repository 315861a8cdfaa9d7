# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whole files through the import engine: published ones, broken ones, interrupted ones."""

import importlib.util
import os
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.ap_base.tests import published

from ..models import statement_store
from ..rules import reading
from ..rules.errors import StatementError
from ..rules.import_rows import COLUMNS, table
from .common import FIRST, TreasuryCommon

MADE = Path(__file__).parents[3] / "tests" / "unit" / "statement_files.py"
DAY, AMOUNT = COLUMNS.index("day"), COLUMNS.index("amount")
MUTATED = int(os.environ.get("AP_MUTATED_STATEMENTS", "210"))
# Sheets of other tools, which need a profile of their own.
READ = ("bank/camt/*.xml", "bank/cfonb120/*.txt", "bank/cfonb120/*.cfo", "bank/ofx/*.ofx",
        "bank/mt940/*.sta", "bank/mt940/*.940", "bank/mt940/*.swi")  # fmt: skip


def made():
    """The samples that pure tests make, by the path of their module."""
    spec = importlib.util.spec_from_file_location("statement_files", MADE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@tagged("post_install", "-at_install")
class TestBankFiles(TreasuryCommon):
    def _known_accounts(self, statements):
        """A journal for each account that the file names; `made`: the last one."""
        self.made = self.journal
        currencies = self.env["res.currency"].with_context(active_test=False)
        for number, (account, money) in enumerate(
            dict.fromkeys((one.account, one.currency) for one in statements)
        ):
            currency = currencies.search([("name", "=", money)])
            if money and not currency:  # marks of 2002
                currency = currencies.create({"name": money, "symbol": money})
            currency = currency or self.company.currency_id
            currency.active = True
            written = account.iban or account.written
            if not written:
                continue
            self.made = self.env["account.journal"].create({
                "name": written, "type": "bank", "code": f"F{number}",
                "company_id": self.company.id,
                "currency_id": currency.id if currency != self.company.currency_id else False,
                "bank_acc_number": written,
            })  # fmt: skip

    def _imported(self, path, content, statements):
        """The lines that the file brings into a company that has its accounts."""
        before = self.bank_lines.search([("company_id", "=", self.company.id)])
        code = path.parent.name
        summary = self._import(content, path.name, code, dry_run=True)
        record = self.imports.browse(summary["import_id"])
        self.assertTrue(summary["rows"], (path.name, summary))
        options = {"ap_bank_accept_chain": True}
        if not all(one.account.written for one in statements):
            options["ap_bank_journal_id"] = self.made.id
        record.write(options)
        record.action_apply()
        refused = record.row_ids.filtered("errors").mapped("message")
        self.assertEqual(record.state, "applied", (path.name, record.error_text, refused))
        lines = self.bank_lines.search([("company_id", "=", self.company.id)]) - before
        return record, lines

    def test_published_files_bring_the_sums_that_others_read(self):
        """Each line once, to the cent; what they hold twice is the same line."""
        different = []
        for path in published.files(*READ):
            content = path.read_bytes()
            try:
                statements = reading.read(content, path.parent.name)
            except StatementError:
                summary = self._import(content, path.name, path.parent.name)
                self.assertEqual(summary["state"], "rejected", path.name)
                self.assertTrue(summary["errors"][0]["message"], path.name)
                continue
            with self.env.cr.savepoint() as savepoint:
                self._known_accounts(statements)
                record, lines = self._imported(path, content, statements)
                wanted = [row[AMOUNT] for row in table(statements)[1:] if row[DAY]]
                found = (len(lines), round(sum(lines.mapped("amount")), 2))
                if found != (len(wanted), float(sum(wanted))):
                    different.append((path.name, found, len(wanted), sum(wanted)))
                self.assertEqual(set(lines.mapped("state")), {"posted"} if lines else set())
                again = self._import(content, path.name, path.parent.name, dry_run=True)
                if again["state"] == "validated":
                    self.assertEqual(again["new"], 0, path.name)
                savepoint.rollback()
            self.env.invalidate_all()
        self.assertEqual(different, [])

    def test_the_published_statement_with_reversed_credits_sums_right(self):
        """97 lines, −9,269,135.90: an RC takes money away."""
        [path] = published.files("bank/mt940/betterplace_sepa_mt9401.sta")
        content = path.read_bytes()
        statements = reading.read(content, "mt940")
        self._known_accounts(statements)
        _record, lines = self._imported(path, content, statements)
        total = sum(Decimal(str(line.amount)) for line in lines)
        self.assertEqual((len(lines), total), (97, Decimal("-9269135.90")))

    def test_broken_files_are_taken_whole_or_refused_with_a_sentence(self):
        """Of several hundred none ends in a traceback, and none is taken in part."""
        module = made()
        applied = 0
        for name, content in module.mutations(MUTATED, seed=7):
            with self.env.cr.savepoint() as savepoint:
                summary = self._import(content, name)
                lines = self._bank_lines()
                if summary["state"] == "applied":
                    applied += 1
                    record = self.imports.browse(summary["import_id"])
                    whole = record.row_ids.filtered(lambda row: row.clean.get("day"))
                    self.assertEqual(len(lines), len(whole), name)
                    self.assertEqual(set(whole.mapped("res_id")), set(lines.ids), name)
                else:
                    self.assertFalse(lines, name)
                    self.assertTrue(all(e["message"] for e in summary["errors"]), name)
                    self.assertTrue(summary["errors"], name)
                savepoint.rollback()
            self.env.invalidate_all()
        self.assertGreater(applied, MUTATED // 20)
        self.assertLess(applied, MUTATED)

    def test_a_sample_of_each_format_brings_the_same_movements(self):
        for name, content in made().samples().items():
            with self.env.cr.savepoint() as savepoint:
                summary = self._import(content, name)
                self.assertEqual((summary["state"], summary["new"]), ("applied", 3), name)
                lines = self._bank_lines()
                self.assertEqual(lines.mapped("amount"), [-50.0, 120.0, -26.9], name)
                self.assertEqual(
                    lines.mapped("date"),
                    [self._day("2026-10-01"), self._day("2026-10-02"), self._day("2026-10-02")],
                )
                savepoint.rollback()
            self.env.invalidate_all()

    def test_what_stops_half_way_leaves_nothing(self):
        """The database refuses after the lines are made: none of them stays."""
        refused = patch.object(
            statement_store, "_keep_balances", side_effect=UserError("out of disk")
        )
        with refused, self.assertRaises(UserError), self.env.cr.savepoint():
            self._import(FIRST)
        self.env.invalidate_all()
        self.assertFalse(self._bank_lines())
        self.assertFalse(
            self.env["account.bank.statement"].search([("journal_id", "=", self.journal.id)])
        )
        self.assertEqual(self._import(FIRST)["new"], 2)

    def test_two_imports_of_one_account_do_not_meet(self):
        """Who looked first finds lines that somebody else brought meanwhile."""
        first = self._import(FIRST, dry_run=True)
        other = FIRST.replace(b"VIR CLIENT", b"VIR CLIENT ")
        self._import(other)
        record = self.imports.browse(first["import_id"])
        self.assertIn("params", record.action_apply())  # looks again, and shows it
        self.assertEqual((record.state, record.same_count), ("validated", 2))
        record.action_apply()
        self.assertEqual(len(self._bank_lines()), 2)

    def test_the_account_of_another_company_is_unknown(self):
        other = self._company_of_strangers("Elsewhere")
        self.journal.bank_account_id.acc_number = "FR7630003012340123456789062"
        self.env["res.partner.bank"].create(
            {"acc_number": "FR7611222000010123456789030", "partner_id": other.partner_id.id}
        )
        summary = self._import(FIRST)
        self.assertEqual(summary["state"], "rejected")
        self.assertIn("Enter its number on the journal", summary["errors"][0]["message"])
