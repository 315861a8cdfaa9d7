# SPDX-License-Identifier: AGPL-3.0-or-later
"""The second bank account of the demo company: file, queue, reconciliation statement."""

from datetime import date
from decimal import Decimal

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..story import bank as story
from .demo_year import DECEMBER, TODAY

MONDAY = date(2027, 1, 4)


class BankOfTheDemo:
    """Tests for the class that builds the demo company."""

    def _bank_journal(self):
        return self.env["account.journal"].search(
            [("company_id", "=", self.company.id), ("code", "=", story.CODE)]
        )

    def _queue(self):
        matches = self.env["ap.bank.match"].search(
            [("journal_id", "=", self._bank_journal().id)]
        )
        ordered = matches.sorted(lambda match: (match.date, match.statement_line_id.id))
        return [(match.state, match.kind) for match in ordered]

    def test_the_second_account_has_lines_in_each_state(self):
        self.assertEqual(
            self._queue(),
            [
                ("done", "transfer"),  # the interest beside it was booked by hand
                ("done", "transfer"),
                ("done", "rule"),
                ("done", "transfer"),
                ("done", "rule"),
                ("automatic", "items"),  # its number, its party, its amount
                ("suggested", "items"),  # half of it
                ("none", False),
            ],
        )

    def test_the_transfer_left_nothing_on_its_way(self):
        items = self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company.id),
                ("account_id", "=", self.company.transfer_account_id.id),
                ("parent_state", "=", "posted"),
            ]
        )
        sent = [60000.0, 20000.0, 20000.0]
        self.assertEqual(sorted(items.mapped("balance")), [*map(float.__neg__, sent), *sent[::-1]])
        self.assertEqual(set(items.mapped("reconciled")), {True})

    def test_one_statement_is_signed_and_one_waits_for_the_head(self):
        found = self.env["ap.bank.reconciliation"].search(
            [("company_id", "=", self.company.id), ("date", "=", DECEMBER)]
        )
        states = {one.journal_id.code: (one.state, one.approved_by_id.login) for one in found}
        own = states.pop(story.CODE)
        self.assertEqual(own, ("approved", "head"))
        self.assertEqual(list(states.values()), [("prepared", False)])
        signed = found.filtered("approved_by_id")
        self.assertEqual((signed.statement, signed.ledger), (100112.50, 100112.50))
        self.assertEqual((signed.difference, signed.source), (0.0, "printed"))

    def _walk_the_bank(self, languages):
        users = self.env["res.users"]
        for login, lang in languages.items():
            users.search([("login", "=", login)]).lang = lang
        balance = self.env["ap.bank.balance"].search(
            [("journal_id", "=", self._bank_journal().id)], order="date DESC", limit=1
        )
        line = story.Movement(MONDAY, Decimal("-9.90"), "COTISATION CARTE")
        content = story.statement(5, MONDAY, to_decimal(balance.closing), [line], MONDAY)
        self.env["ir.attachment"].create(
            {"name": "tour.sta", "url": "/ap_demo_tour/statement.sta", "raw": content,
             "public": True}
        )  # fmt: skip
        dashboard = "/odoo/action-account.open_account_journal_dashboard_kanban"
        self.start_tour(dashboard, "ap_bank_accountant", login="accountant")
        states = [*["done"] * 6, "suggested", "done", "none"]
        self.assertEqual([state for state, _kind in self._queue()], states)
        statements = "/odoo/ap-bank-reconciliations"
        self.start_tour(statements, "ap_bank_sign", login="head")
        signed = self.env["ap.bank.reconciliation"].search(
            [("journal_id", "=", self._bank_journal().id), ("date", "=", TODAY)]
        )
        self.assertEqual(
            (signed.prepared_by_id.login, signed.approved_by_id.login), ("accountant", "head")
        )
        self.assertEqual(signed.difference, 0.0)

    def test_a_statement_from_the_file_to_the_signature(self):
        self._walk_the_bank({"accountant": "en_US", "head": "en_US"})

    def test_a_statement_from_the_file_to_the_signature_in_french(self):
        self._walk_the_bank({"accountant": "fr_FR", "head": "fr_FR"})
