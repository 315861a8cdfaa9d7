# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fetched from a real server on this machine, and from a folder: once, and whole."""

import os
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.ap_expenses.models import tool_fetch
from odoo.addons.ap_expenses.models.tool_client import Client, ClientError

from .common import ExpenseCommon
from .spendesk_server import Server


def payable(number, cents, **values):
    line = {"vatAmount": 0, "netAmount": cents, "grossAmount": cents}
    return {
        "id": f"pay-{number}", "type": "physicalCard", "payableDate": "2026-12-03",
        "accountingDate": None, "amount": cents, "currency": "EUR",
        "functionalAmount": cents, "functionalCurrency": "EUR",
        "functionalExchangeRate": 1, "userId": "u1", "invoiceNumber": None,
        "creditNoteNumber": None, "referenceInvoiceNumber": None,
        "allocations": [{"allocatedAmount": cents, "settlement": {"id": f"st-{number}"}}],
        "lineItems": [{"expenseAccount": {"code": "625700", "description": "Meal"},
                       "vatAccount": {"code": "none", "rate": 0}, "financial": line}],
        **values,
    }  # fmt: skip


def settlement(number, cents):
    return {
        "id": f"st-{number}", "type": "payment", "medium": "card", "amount": cents,
        "paidFrom": "spendeskAccount", "currency": "EUR", "billingAmount": cents,
        "billingCurrency": "EUR", "billingExchangeRate": None,
        "clearedAt": "2026-12-05T10:00:00Z", "exportedAt": None,
    }  # fmt: skip


@tagged("post_install", "-at_install")
class TestExpenseFetched(ExpenseCommon):
    def setUp(self):
        super().setUp()
        self.server = Server(
            {
                "/v0/payables": [payable(n, 1000 + n) for n in range(7)],
                "/v0/settlements": [settlement(n, 1000 + n) for n in range(7)]
                + [settlement(90, 999)],
                "/v0/bank-fees": [{"id": "f1", "settlementId": "st-1", "amount": 30,
                                   "currency": "EUR"}],
                "/v0/wallet-loads": [{"id": "l1", "amount": 100000, "currency": "EUR"}],
                "/v0/users": [{"id": "u1", "firstName": "Anne", "lastName": "Martin",
                               "email": "e1@example.com"}],
            }
        )  # fmt: skip
        self.addCleanup(self.server.stop)
        self.tool.sudo().write({"api_url": self.server.url, "api_key": Server.KEY})
        self.waited = []

    def _fetch(self):
        return tool_fetch.fetch(self.tool, self.waited.append)

    def test_all_pages_are_taken_and_taken_once(self):
        record = self._fetch()
        self.assertEqual(record.state, "applied", self._errors(record))
        found = self._current()
        cents = {one.external_id: round(one.gross * 100) for one in found}
        self.assertEqual({cents[f"pay-{n}"] for n in range(7)}, {1000 + n for n in range(7)})
        self.assertEqual(cents["settlement-st-90"], 999)
        self.assertEqual((cents["fee-f1"], cents["load-l1"]), (30, 100000))
        self.assertEqual(len(found), 10)
        self.assertEqual(found.filtered("employee_id").employee_id, self.anne)
        pages = [one for one in self.server.asked if one[0] == "/v0/payables"]
        self.assertEqual([one[1].get("cursor") for one in pages], [None, "3", "6"])
        again = self._fetch()
        self.assertEqual(len(self._current()), 10)
        self.assertNotIn("rejected", again.state)
        fees = [one[1] for one in self.server.asked if one[0] == "/v0/bank-fees"]
        self.assertFalse(fees[0].get("from"))
        self.assertTrue(fees[-1]["from"])

    def test_it_waits_when_throttled_and_asks_again_when_broken(self):
        self.server.failures = [(429, {"Retry-After": "7"}), (503, {}), (500, {})]
        record = self._fetch()
        self.assertEqual(record.state, "applied", self._errors(record))
        self.assertEqual(self.waited, [7.0, 4.0, 8.0])
        self.server.failures = [(503, {})] * 5
        with self.assertRaisesRegex(UserError, "Nothing was imported"):
            self._fetch()
        self.assertEqual(len(self._current()), 10)

    def test_the_key_goes_nowhere_else(self):
        for following in ("https://elsewhere.example/v0/payables?cursor=3", "//x.example/"):
            self.server.next_url = following
            with self.assertRaisesRegex(UserError, "another address"):
                self._fetch()
        self.server.next_url = f"{self.server.url}/v0/payables"
        with self.assertRaises(UserError):
            self._fetch()  # pages without end
        self.assertFalse(self._current())
        with self.assertRaises(ClientError):
            Client("http://interface.example", "a:b")

    def test_a_wrong_key_is_said_and_only_the_head_reads_it(self):
        self.tool.sudo().api_key = "client:wrong"
        with self.assertRaisesRegex(UserError, "refuses the key"):
            self._fetch()
        self.tool.sudo().api_key = False
        with self.assertRaisesRegex(UserError, "page Interface"):
            self._fetch()
        user = new_test_user(
            self.env, "fetch-accountant", groups="ap_base.group_accountant",
            company_id=self.company.id, company_ids=[(6, 0, self.company.ids)],
        )  # fmt: skip
        with self.assertRaises(AccessError):
            self.tool.with_user(user).read(["api_key"])

    def test_questions_of_the_interface_are_those_described(self):
        """The server refuses what its description does not name."""
        self._fetch()
        for path, asked in self.server.asked:
            self.assertLessEqual(set(asked), self.server.shapes[path][1])

    def test_a_folder_is_read_once_and_files_stay(self):
        with tempfile.TemporaryDirectory() as folder:
            self.tool.sudo().write({"folder": folder, "api_url": False})
            text = "Date;Merchant;Amount;Employee ID\n2026-12-03;Shop;12.50;E1\n"
            done, fresh = Path(folder, "a.csv"), Path(folder, "b.csv")
            for path in (done, fresh):
                path.write_text(text, encoding="utf-8")
            os.utime(done, (1, 1))
            found = tool_fetch.files(self.tool)
            self.assertEqual([path.name for path in found], ["a.csv"])
            record = tool_fetch.read_file(self.tool, done)
            self.assertEqual(record.state, "applied", self._errors(record))
            self.assertFalse(tool_fetch.read_file(self.tool, done))
            self.assertTrue(done.exists())
        self.assertEqual(self._current().mapped("gross"), [12.5])
        self.assertFalse(tool_fetch.files(self.tool))
        with self.assertRaises(UserError):
            self.tool.sudo().folder = "relative/path"

    def test_the_task_goes_on_when_one_tool_does_not_answer(self):
        self.server.failures = [(401, {})]
        with (
            patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1),
            self.assertLogs("odoo.addons.ap_expenses.models.tool_fetch", "WARNING"),
        ):
            self.tools._cron_fetch()
        self.assertFalse(self._current())
