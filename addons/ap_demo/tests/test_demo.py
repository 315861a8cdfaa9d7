# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date, datetime, time
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from odoo.addons.l10n_fr_ap_platform.models import purchase_file
from odoo.addons.l10n_fr_ap_platform.models.ap_bill_status import in_paris

from .demo_accessible import AccessibleScreens
from .demo_bank import BankOfTheDemo
from .demo_capture import CaptureOfTheDemo
from .demo_expense import ExpensesOfTheDemo
from .demo_improvement import ImprovementsOfTheDemo
from .demo_loan import LoanOfTheDemo
from .demo_matching import MatchingOfTheDemo
from .demo_supplier import SuppliersOfTheDemo
from .demo_target import TargetsOfTheDemo
from .demo_year import DECEMBER, TODAY, YearOfTheDemo

# label of the line: cost, VAT; the arithmetic is in the names of story/scenes.py.
RECEIVED = {
    "iPhone 13 128 Go, grade A|11920.0": 2384.00,  # 40 × 298.00
    "Galaxy S22 128 Go, grade A|5820.0": 1164.00,  # 25 × 242.50 less 4 %
    "Smartphone d'occasion, TVA sur la marge|7080.0": 0.00,  # 60 × 118.00, no VAT
    "Écran de rechange iPhone 12/13|6162.0": 1232.40,  # 13 dozens × 474.00
    "ThinkPad T480 laptop, refurbished|7950.0": 0.00,  # reverse charge
    "MacBook Air M1, refurbished|4232.0": 0.00,
    "Replacement battery|5114.16": 0.00,  # 5,600.00 USD at 1.0950
    "Rear camera module|1463.01": 0.00,  # 1,602.00 USD
    "Banc de test de batteries|8400.0": 1680.00,
    "Nuit d'hôtel|849.6": 0.00,  # 708.00 and its 20 % of VAT
    "Carburant des utilitaires|1040.0": 160.00,  # 80 % of 200.00 deductible
    "Nettoyage de l'atelier, mois|2700.0": 540.00,  # 3 months elapsed, 1 billed
    "Journée d'agence|3100.0": 620.00,  # 9 days, 4 billed
    "Séance photo produits|1440.0": 288.00,
    "Conseil juridique, heures|2520.0": 504.00,  # its bill is posted in January
}
OTHERS = {
    # 2,200.00 for leaflets that were billed before and came once: not accrued, marked.
    "draft_bill": [(0.00, 0.00), (640.00, 128.00), (3145.00, 629.00)],
    "credit_due": [(659.70, 131.94)],  # 3 × 219.90 sent back after the bill
    "billed_not_received": [(2480.00, 0.00)],  # 4,000 × 0.62
    "prepaid": [
        (-303.26, 0.00),  # 900.00 credited, 31 of 92 days
        (386.13, 0.00),  # 798.00, 15 of 31 days
        (909.78, 0.00),  # 2,700.00, 31 of 92 days
        (915.07, 0.00),  # 1,000.00 of the cards, 334 of 365 days
        (2400.00, 0.00),  # 12,000.00, 15 Mar to 14 Mar: 73 of 365 days
        (7180.27, 0.00),  # 9,600.00, 273 of 365 days
    ],
    "manual": [(850.00, 0.00)],
    # paid by card: more VAT than its rate gives, 75.00 less 20.00; not approved yet
    "expense": [(55.00, 0.00), (210.00, 0.00)],
    "recurring": [(1480.00, 296.00)],  # the guard's bill of the month is missing
    "release": [(305.75, 0.00)],  # 3,600.00, 31 of 365 days
    "loan_interest": [
        (133.44, 0.00),  # 84,556.05 at 3.60 %, 16 of 365 days
        (269.85, 0.00),  # 49,500.00 at 3.90 %, a month and 21 of 31 days
    ],
    "loan_costs": [(20.00, 0.00)],  # 1,200.00 over 60 months
}
FOR_GOOD = ("release", "loan_costs")  # what does not come back the next day


@tagged("post_install", "-at_install")
class TestDemo(
    YearOfTheDemo, MatchingOfTheDemo, LoanOfTheDemo, BankOfTheDemo, SuppliersOfTheDemo,
    ExpensesOfTheDemo, CaptureOfTheDemo, ImprovementsOfTheDemo, TargetsOfTheDemo,
    AccessibleScreens, HttpCase,
):  # fmt: skip
    """The demo company, built once, with December 2026 to close: with VAT."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        companies = type(cls.env["res.company"])
        cls.startClassPatcher(
            patch.object(companies, "_company_today", lambda company: TODAY)
        )
        morning = in_paris(datetime.combine(TODAY, time(9)))
        cls.startClassPatcher(patch.object(purchase_file, "in_paris", lambda _moment: morning))
        cls.company = cls.env["ap.demo"]._build(DECEMBER)
        cls.env.flush_all()
        cls.env.cr.precommit.run()  # as the end of the transaction would

    def _as(self, login, model):
        user = self.env["res.users"].search([("login", "=", login)])
        return self.env[model].with_user(user).with_company(self.company)

    def _close(self, post=True):
        closing = self._as("accountant", "ap.closing")
        return closing.close_month(self.company.id, DECEMBER.isoformat(), post=post)

    def _lines(self, kind):
        return self.env["ap.closing.line"].search(
            [
                ("company_id", "=", self.company.id),
                ("date_end", "=", DECEMBER),
                ("kind", "=", kind),
            ]
        )

    def test_the_month_closes_to_the_cent(self):
        self.assertEqual(self._close()["blocking"], [])
        received = {
            f"{line.label.split(' – ', 1)[1]}|{line.amount}": line.amount_tax
            for line in self._lines("received")
        }
        for key, tax in RECEIVED.items():
            self.assertEqual(received.get(key), tax, key)
        for kind, expected in OTHERS.items():
            found = sorted(
                (line.amount, line.amount_tax) for line in self._lines(kind)
            )
            self.assertEqual(found, expected, kind)

    def test_what_is_left_out_says_why(self):
        self._close()
        left_out = {
            line.excluded_code: line.amount_computed
            for line in self._lines("received")
            if line.excluded_code
        }
        self.assertEqual(left_out, {"no_accrual": 4200.00, "threshold": 33.20})
        old = self._lines("received").filtered(lambda line: line.review_code == "old")
        self.assertEqual(old.mapped("amount"), [1440.00])
        self.assertEqual(old.mapped("previous_amount"), [1440.00])

    def test_ledger_and_lines_tie(self):
        self._close()
        ties = self._as("auditor", "ap.tie.out").compute(
            self.company.id, DECEMBER.isoformat()
        )
        self.assertEqual([tie["code"] for tie in ties if not tie["tied"]], [])
        for tie in ties:  # each account holds something, but those that must be empty
            self.assertEqual(bool(tie["left"]), tie["code"] != "suspense", tie)
        for code in ("408", "486"):
            total = self._as("auditor", "ap.closing").roll_forward(
                self.company.id, "2026-12-01", "2026-12-31", code
            )
            self.assertEqual(total["difference"], 0.0)
            if code == "408":  # a release leaves on 486 what later months bear
                self.assertEqual(total["opening"], total["reversed"])

    def test_everything_is_reversed_on_the_next_day(self):
        self._close()
        runs = self._lines("received").run_id.closing_id.run_ids
        self.assertEqual(set(runs.filtered("move_ids").mapped("kind")), {"received", *OTHERS})
        for run in runs.filtered(lambda run: run.move_ids and run.kind not in FOR_GOOD):
            back = run._standing_moves().reversal_move_ids
            self.assertEqual(set(back.mapped("date")), {date(2027, 1, 1)})
        for code in ("408", "486", "4098", "44586"):
            items = self._as("auditor", "account.move.line").search(
                [
                    ("company_id", "=", self.company.id),
                    ("account_id.code", "=like", f"{code}%"),
                    ("parent_state", "=", "posted"),
                ]
            )
            self.assertTrue(items)
            held = 2998.36 if code == "486" else 0.0  # 3,600.00, 304 of 365 days
            self.assertAlmostEqual(sum(items.mapped("balance")), held, 2)
            self.assertEqual(
                set(items.mapped("reconciled")), {True} if not held else {True, False}
            )

    def test_a_second_close_changes_nothing(self):
        first = self._close()
        moves = self.env["account.move"].search_count([])
        self.assertEqual(self._close(), first)
        self.assertEqual(self.env["account.move"].search_count([]), moves)

    def test_a_decision_of_november_meets_its_bill(self):
        line = self.env["ap.closing.line"].search(
            [("company_id", "=", self.company.id), ("is_overridden", "=", True)]
        )
        self.assertEqual(line.amount, 8000.00)
        self.assertEqual(line.actual_amount, 8151.00)  # 38 h at 214.50
        self.assertEqual(line.variance, 151.00)

    def test_each_role_may_do_its_part(self):
        day = DECEMBER.isoformat()
        with self.assertRaises(AccessError):
            self._as("auditor", "ap.closing").close_month(self.company.id, day)
        apprentice = self._as("apprentice", "ap.closing")
        with self.assertRaises(AccessError):
            apprentice.close_month(self.company.id, day, post=True)
        runs = apprentice.close_month(self.company.id, day)["runs"]
        self.assertEqual({run["state"] for run in runs}, {"proposed"})
        head = self._as("head", "ap.closing")
        runs = head.close_month(self.company.id, day, post=True)["runs"]
        self.assertEqual({run["state"] for run in runs}, {"posted"})

    def test_the_account_of_the_month_names_all_of_it(self):
        closing = self._close()["closing_id"]
        desk = self._as("accountant", "ap.demo").with_context(lang="en_US")
        text = desk._account_of(self.env["ap.closing"].browse(closing))
        for word in ("11,920.00", "Tie-outs", "tied", "486", "4,200.00", "Findings"):
            self.assertIn(word, text)
        self.assertNotIn("NOT TIED", text)

    def test_apprentice_prepares_and_does_not_post(self):
        self.start_tour("/odoo/ap-closings", "ap_desk_apprentice", login="apprentice")
        runs = self._lines("received").run_id.closing_id.run_ids
        self.assertEqual(set(runs.mapped("state")), {"proposed"})

    # -- the checklist, in the browser ---------------------------------------------------

    def _task(self, code):
        return self.env["ap.closing.task"].search(
            [
                ("company_id", "=", self.company.id),
                ("closing_id.date_end", "=", DECEMBER),
                ("code", "=", code),
            ]
        )

    def _answer_what_waits(self):
        """Receipts that wait come later; missing bills are asked for."""
        counts = self.env["ap.closing.count"]
        here = counts.with_context(allowed_company_ids=self.company.ids).env
        counts = counts._counts()
        receipts = counts["receipts_waiting"].waiting(here, self.company, DECEMBER)
        lines = self.env["purchase.order.line"].search(receipts)
        self.assertTrue(lines)
        later = self._as("apprentice", "ap.receipt.later")
        later.create({"line_ids": lines.ids, "date": "2027-01-20"}).action_apply()
        missing = counts["bills_not_asked"].waiting(here, self.company, DECEMBER)
        asked = self.env["ap.recurring"].search(missing).ids
        self._as("apprentice", "ap.recurring").browse(asked).chase(DECEMBER.isoformat())

    def _walk_the_checklist(self, lang):
        users = self.env["res.users"]
        for login in ("accountant", "apprentice"):
            users.search([("login", "=", login)]).lang = lang
        self.start_tour("/odoo/ap-closings", "ap_desk_checklist_waits", login="accountant")
        self._answer_what_waits()
        self._as("apprentice", "ap.closing").browse(
            self._task("bank").closing_id.ids
        ).action_check_tasks()
        self.start_tour(
            "/odoo/ap-closings", "ap_desk_checklist_apprentice", login="apprentice"
        )
        self._close()
        self.start_tour("/odoo/ap-closings", "ap_desk_checklist", login="accountant")
        self.assertEqual(self._task("bills_captured").state, "todo")
        self.assertEqual(self._task("accrued_bills").state, "waiting")
        open_findings = self.env["ap.finding"].search(
            [("company_id", "=", self.company.id), ("state", "=", "open")]
        )
        self.assertTrue(open_findings)
        waived = open_findings.filtered(lambda finding: not finding._waived_elsewhere())
        self._as("head", "ap.finding").browse(waived.ids).waive("Two parcels")
        self._close()  # bills that are no duplicates any more are costs of the month
        self.start_tour(
            "/odoo/ap-closings", "ap_desk_checklist_cleared", login="accountant"
        )
        expenses = self._task("expenses")
        self.assertEqual(expenses.state, "done")
        self.start_tour(
            f"/odoo/ap-closing-tasks/{expenses.id}",
            "ap_desk_checklist_withdrawn",
            login="accountant",
        )
        self.assertEqual((expenses.state, bool(expenses.prepared_by_id)), ("todo", False))
        signed = self._task("accrued_bills")
        self.assertEqual(signed.state, "done")
        self.assertEqual(signed.prepared_by_id.login, "accountant")

    def _walk_what_prevents_posting(self, lang):
        """An order line loses its axes; the month says so, and counts the mending."""
        accountant = self.env["res.users"].search([("login", "=", "accountant")])
        accountant.lang = lang
        line = self.env["purchase.order.line"].search(
            [("company_id", "=", self.company.id), ("name", "=", "Journée d'agence")]
        ).filtered(lambda line: line.qty_received == 9)
        axes = line.analytic_distribution
        line.analytic_distribution = False
        self.start_tour("/odoo/ap-closings", "ap_desk_closing_blocked", login="accountant")
        line.analytic_distribution = axes
        self.start_tour("/odoo/ap-closings", "ap_desk_closing_mended", login="accountant")
        self.start_tour("/odoo/ap-closings", "ap_desk_accountant_posts", login="accountant")

    def test_what_prevents_posting_is_said_and_mended(self):
        self._walk_what_prevents_posting("en_US")

    def test_what_prevents_posting_in_french(self):
        self._walk_what_prevents_posting("fr_FR")

    def test_the_checklist_cannot_be_signed_against_the_books(self):
        self._close(post=False)
        self._walk_the_checklist("en_US")

    def test_the_checklist_in_french(self):
        self._close(post=False)
        self._walk_the_checklist("fr_FR")

    # -- bills, in the browser -----------------------------------------------------------

    def _walk_a_bill(self, lang):
        """Capture an e-invoice, see the panel, ask the supplier, mend, impute, post."""
        users = self.env["res.users"].search([("login", "in", ("accountant", "apprentice"))])
        users.lang = lang
        self.start_tour("/odoo/ap-bills", "ap_desk_bill", login="accountant")
        bill = self.env["account.move"].search(
            [("company_id", "=", self.company.id), ("ref", "=", "AP-140")]
        )
        self.assertEqual((bill.state, bill.amount_total), ("posted", 2232.00))
        self.assertEqual(bill.invoice_line_ids.tax_ids.tax_exigibility, "on_payment")
        shares = bill.invoice_line_ids.analytic_distribution
        self.assertEqual(sorted(shares.values()), [20.0, 80.0])
        asked = bill.message_ids.filtered(lambda message: message.partner_ids)
        self.assertEqual(asked.partner_ids, bill.partner_id)
        self.assertIn("Indemnité", asked.body)

    def test_a_bill_from_capture_to_posting(self):
        self._walk_a_bill("en_US")

    def test_a_bill_from_capture_to_posting_in_french(self):
        self._walk_a_bill("fr_FR")

    def test_apprentice_does_not_waive(self):
        bill = self.env["account.move"].search(
            [("company_id", "=", self.company.id), ("ref", "=", "AP-131")]
        )
        bill._ap_check_on_post()
        self.start_tour("/odoo/ap-bills", "ap_desk_bill_apprentice", login="apprentice")
        findings = self.env["ap.finding"].search(
            [("res_model", "=", "account.move"), ("res_id", "=", bill.id)]
        )
        with self.assertRaises(AccessError):
            self._as("apprentice", "ap.finding").browse(findings.ids).waive("Never mind")

    # -- open orders, in the browser -----------------------------------------------------

    def _walk_the_open_orders(self, lang):
        """Chase in bulk, close a remainder, open it again, on a day after the story."""
        today = date(2027, 1, 4)
        self.patch(type(self.company), "_company_today", lambda _company: today)
        self.env["ap.open.order"]._refresh(self.company)
        users = self.env["res.users"].search([("login", "in", ("accountant", "apprentice"))])
        users.lang = lang
        before = self.env["mail.mail"].search([])
        self.start_tour(
            "/odoo/ap-closings", "ap_desk_open_orders_apprentice", login="apprentice"
        )
        self.start_tour("/odoo/ap-closings", "ap_desk_open_orders", login="accountant")
        mails = self.env["mail.mail"].search([]) - before
        chased = self.env["ap.open.order"].search([("chased_on", "=", today)])
        self.assertEqual((len(mails), len(chased)), (2, 3))
        self.assertEqual(sum(chased.mapped("to_accrue_amount")), 26140.00)
        self.assertEqual(
            mails.recipient_ids, chased.partner_id, "each supplier gets its own list"
        )
        closure = self.env["ap.order.closure"].search([("date_from", "=", today)])
        self.assertEqual((closure.reason, closure.reopen_reason), ("Sold out", "Found one"))
        self.assertEqual((closure.date_to, closure.user_id.login), (today, "accountant"))
        log = str(closure.purchase_line_id.order_id.message_ids.mapped("body"))
        self.assertIn("Sold out", log)
        self.assertIn("Found one", log)

    def test_open_orders_chased_closed_and_opened_again(self):
        self._walk_the_open_orders("en_US")

    def test_open_orders_in_french(self):
        self._walk_the_open_orders("fr_FR")
