# SPDX-License-Identifier: AGPL-3.0-or-later
"""Suppliers' lists against the books: worked examples to the cent, kept as they were."""

import base64
import io
from datetime import date

from reportlab.pdfgen.canvas import Canvas

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import SupplierCommon

LIST = """Date;Piece;Debit;Credit
02/04/2026;FA/053612;1180,00;
12/05/2026;FA/055190;1180,00;
20/05/2026;FA/056001;1180,00;
25/05/2026;;300,00;
"""
UNCLEAR = "Date;N°;Débit;Crédit\n01/09/2026;1001;10,00;\n02/09/2026;1002;;4,00\n"


class StatementCase(SupplierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.statements = cls.env["ap.supplier.statement"]
        cls.users = {
            role: new_test_user(
                cls.env,
                login=f"statement_{role}",
                name=role.capitalize(),
                groups=f"base.group_user,ap_base.group_{role}",
                company_id=cls.company.id,
                company_ids=[(6, 0, cls.company.ids)],
            )
            for role in ("apprentice", "accountant", "head", "auditor")
        }

    def _as(self, role, records):
        """The records as a user of that role sees them, in the company."""
        return records.with_user(self.users[role]).with_context(
            allowed_company_ids=self.company.ids
        )

    def _reconcile(self, text, day=None, partner=None, name="releve.csv", role=None):
        content = text if isinstance(text, bytes) else text.encode()
        statements = self._as(role, self.statements) if role else self.statements
        return statements.reconcile(
            self.company.id,
            (partner or self.alpha).id,
            name,
            base64.b64encode(content).decode(),
            day,
        )

    def _made(self, *args, **kwargs):
        """The statement of a list that is understood."""
        answer = self._reconcile(*args, **kwargs)
        self.assertEqual(answer["state"], "reconciled", answer)
        return self.statements.browse([one["id"] for one in answer["statements"]])

    def _told(self, statement):
        return [
            (line.result, line.their_number or "", line.our_number or "", line.difference)
            for line in statement.line_ids
        ]


@tagged("post_install", "-at_install")
class TestSupplierStatement(StatementCase):
    def test_numbers_come_before_amounts(self):
        """Case sup-statement-number-before-amount."""
        for day, ref, amount in (
            ("2026-04-03", "FA-53612", 1180), ("2026-05-30", "FA55190", 1180),
            ("2026-05-21", "FA/056010", 1180), ("2026-05-25", "", 300),
        ):  # fmt: skip
            self._invoice(amount, ref, day=day)
        statement = self._made(LIST, "2026-05-31")
        self.assertEqual(
            self._told(statement),
            [
                ("matched", "FA/053612", "FA-53612", 0),
                ("date_differs", "FA/055190", "FA55190", 0),
                ("suggested", "FA/056001", "FA/056010", 0),
                ("suggested", "", "", 0),
            ],
        )
        self.assertEqual((statement.theirs, statement.ours, statement.unexplained), (3840, 3840, 0))
        self.assertEqual(statement.direction_why, "ledger")

    def test_a_reconciliation_is_a_dated_snapshot(self):
        """Case sup-statement-seen-from-the-past: matched on a later list, the earlier one
        stays, and done again as of its day says the same."""
        for ref, dated, booked, amount in (
            ("27", "2025-06-06", "2025-07-07", 640), ("28", "2025-07-09", "2025-07-26", 310),
        ):  # fmt: skip
            self._invoice(amount, ref, day=dated, date=booked)
        first = self._made("Date;Facture;Montant\n", "2025-07-31")
        self.assertEqual(
            self._told(first), [("only_ours", "", "27", -640), ("only_ours", "", "28", -310)]
        )
        later = self._made(
            "Date;Facture;Montant\n06/06/2025;27;640,00\n09/07/2025;28;310,00\n", "2026-05-31"
        )
        self.assertEqual(later.line_ids.mapped("result"), ["matched", "matched"])
        again = self.statements.browse(first.redo())
        self.assertEqual(self._told(again), self._told(first))
        first.invalidate_recordset()
        self.assertEqual(first.line_ids.mapped("result"), ["only_ours"] * 2)
        self.assertTrue(all("05/31/2026" in line.later for line in first.line_ids))

    def test_the_same_list_again_changes_nothing(self):
        self._invoice(1180, "FA-53612", day="2026-04-03")
        first = self._made(LIST, "2026-05-31")
        kept = self._told(first)
        lines = first.line_ids
        self.assertEqual(self._made(LIST, "2026-05-31"), first)
        self.assertEqual((first.line_ids, self._told(first)), (lines, kept))
        self.assertEqual(self.statements.search_count([("partner_id", "=", self.alpha.id)]), 1)

    def test_an_account_with_payments_leads_to_our_balance(self):
        """Theirs 1,699.50: a bill is missing here; our payment is on its way."""
        self._invoice(1210, "FA-2026-101", day="2026-10-06")
        self._invoice(600.5, "FA 2026 102", day="2026-10-12")
        self._invoice(-100.5, "AV-2026-7", day="2026-10-21")
        paid = self._item("2026-10-30", -600.5, ref="VIR ALPHA")
        bill = self.env["account.move"].search([("ref", "=", "FA 2026 102")]).line_ids.filtered(
            lambda line: line.account_id == self.payable
        )
        (paid | bill).reconcile()
        text = """Extrait de compte au 31/10/2026
Date;Journal;N° pièce;Libellé;Débit;Crédit
05/10/2026;VTE;FA-2026-101;Facture;1 200,00;
12/10/2026;VTE;FA-2026-102;Facture;600,50;
20/10/2026;VTE;AV-2026-7;Avoir;;100,50
28/10/2026;VTE;FA-2026-103;Facture;340,00;
;;;Solde dû;2 040,00;
"""
        statement = self._made(text)
        self.assertEqual(statement.date, date(2026, 10, 31))
        self.assertEqual(
            self._told(statement),
            [
                ("amount_differs", "FA-2026-101", "FA-2026-101", -10),
                ("matched", "FA-2026-102", "FA 2026 102", 0),
                ("matched", "AV-2026-7", "AV-2026-7", 0),
                ("only_theirs", "FA-2026-103", "", 340),
                ("only_ours", "", paid.move_id.name, 600.5),
            ],
        )
        figures = (statement.theirs, statement.ours, statement.difference, statement.unexplained)
        self.assertEqual(figures, (2040, 1109.5, 930.5, 0))
        self.assertEqual(sum(statement.line_ids.mapped("difference")), 930.5)
        balance = sum(-line.balance for line in self._ledger())
        self.assertEqual(statement.ours, balance)

    def _ledger(self):
        return self.env["account.move.line"].search([
            ("partner_id", "=", self.alpha.id), ("account_id", "=", self.payable.id),
            ("parent_state", "=", "posted"),
        ])  # fmt: skip

    def test_who_owes_whom_is_asked_once(self):
        answer = self._reconcile(UNCLEAR)
        self.assertEqual(answer["state"], "rejected")
        self.assertIn("Amounts of the list", answer["errors"][0]["message"])
        file = self.env["ap.import"].browse(answer["import_id"])
        file.ap_statement_direction = "inverted"
        file.action_dry_run()
        file.action_apply()
        [statement] = self.statements.search([("partner_id", "=", self.alpha.id)])
        self.assertEqual(statement.theirs, -6)
        following = self._made(UNCLEAR.replace("/09/", "/10/").replace("100", "200"))
        self.assertEqual((following.theirs, following.direction_why), (-6, "answered"))
        self.assertEqual(self._reconcile(UNCLEAR, partner=self.beta)["state"], "rejected")

    def test_drafts_and_later_bookings_are_named(self):
        self._invoice(50, "FA-7001", day="2026-09-15", date="2026-10-02")
        draft = self.env["account.move"].create({
            "move_type": "in_invoice", "partner_id": self.alpha.id, "ref": "FA-7002",
            "invoice_date": "2026-09-16", "company_id": self.company.id,
            "invoice_line_ids": [Command.create({
                "name": "x", "account_id": self.fees.id, "price_unit": 60, "tax_ids": False,
            })],
        })  # fmt: skip
        text = "Date;Facture;Montant\n15/09/2026;FA-7001;50,00\n16/09/2026;FA-7002;60,00\n"
        statement = self._made(text, "2026-09-30")
        self.assertEqual(statement.line_ids.mapped("reason"), ["booked_later", "draft_here"])
        self.assertEqual(statement.line_ids[1].move_id, draft)
        asked = statement.action_ask_supplier()["context"]["default_body"]
        self.assertNotIn("FA-700", asked)  # both did come
        self.assertEqual((statement.theirs, statement.ours), (110, 0))

    def test_two_currencies_are_two_statements(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self._item("2026-09-01", 100, ref="D-1001", currency=dollar, rate=1.25)
        self._invoice(40, "E-1002", day="2026-09-02")
        text = (
            "Date;Facture;Montant;Devise\n01/09/2026;D-1001;100,00;USD\n"
            "02/09/2026;E-1002;40,00;EUR\n"
        )
        statements = self._made(text, "2026-09-30")
        found = {one.currency_id.name: (one.theirs, one.ours) for one in statements}
        self.assertEqual(found, {"USD": (100, 100), "EUR": (40, 40)})

    def test_a_printed_list_is_read(self):
        self._invoice(1200, "FA-2026-101", day="2026-09-05")
        page = io.BytesIO()
        canvas = Canvas(page)
        rows = (
            ("Date", "Facture", "Libelle", "Debit", "Credit"),
            ("05/09/2026", "FA-2026-101", "Vente", "1 200,00", ""),
            ("20/09/2026", "AV-2026-7", "Avoir", "", "100,50"),
        )
        for place, row in enumerate(rows):
            for left, text in zip((40, 130, 240, 340, 430), row, strict=True):
                if left < 340:
                    canvas.drawString(left, 700 - 18 * place, text)
                else:
                    canvas.drawRightString(left + 60, 700 - 18 * place, text)
        canvas.save()
        statement = self._made(page.getvalue(), "2026-09-30", name="releve.pdf")
        self.assertEqual(
            self._told(statement),
            [
                ("matched", "FA-2026-101", "FA-2026-101", 0),
                ("only_theirs", "AV-2026-7", "", -100.5),
            ],
        )

    def test_suggestions_are_accepted_or_parted(self):
        self._invoice(1180, "FA/056010", day="2026-05-21")
        self._invoice(300, "", day="2026-05-25")
        statement = self._made(LIST, "2026-05-31", role="apprentice")
        swap, bare = statement.line_ids.filtered(lambda line: line.result == "suggested")
        self._as("apprentice", swap).accept()
        self._as("apprentice", bare).refuse()
        self.assertEqual((swap.result, swap.why), ("matched", "Accepted by Apprentice"))
        self.assertEqual(
            (statement.suggested_count, statement.matched_count), (0, 1)
        )
        self.assertEqual((statement.only_theirs_count, statement.only_ours_count), (3, 1))
        self.assertEqual(sum(statement.line_ids.mapped("difference")), statement.difference)
        self._as("accountant", statement).review()
        with self.assertRaisesRegex(UserError, "is reviewed"):
            self._as("accountant", swap).refuse()
        with self.assertRaises(AccessError):
            self._as("accountant", statement).reopen()

    def test_reviewing_waits_for_suggestions(self):
        self._invoice(1180, "FA/056010", day="2026-05-21")
        statement = self._made(LIST, "2026-05-31")
        with self.assertRaisesRegex(UserError, "accept or refuse"):
            self._as("accountant", statement).review()
        with self.assertRaises(AccessError):
            self._as("apprentice", statement).review()

    def test_nobody_writes_a_result(self):
        statement = self._made(LIST, "2026-05-31")
        head = self._as("head", statement)
        head.note = "Called them."
        for values in ({"ours": 0}, {"state": "reviewed"}, {"theirs": 1}):
            with self.assertRaises(AccessError):
                head.write(values)
        with self.assertRaises(AccessError):
            head.line_ids[0].write({"result": "matched"})
        with self.assertRaises(AccessError):
            head.unlink()

    def test_the_file_is_taken_back_until_somebody_reviewed(self):
        statement = self._made(LIST, "2026-05-31")
        statement.import_id.action_undo()
        self.assertFalse(statement.exists())
        again = self._made(LIST, "2026-05-31")
        self._as("accountant", again).review()
        with self.assertRaisesRegex(UserError, "sent or done again"):
            again.import_id.action_undo()

    def test_the_supplier_is_asked_in_its_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.alpha.write({"lang": "fr_FR", "email": "compta@alpha.example"})
        statement = self._made(LIST, "2026-05-31")
        action = self._as("apprentice", statement).action_ask_supplier()
        context = action["context"]
        self.assertIn("FA/053612", context["default_body"])
        self.assertIn("31/05/2026", context["default_subject"])
        self.assertEqual(context["default_partner_ids"], self.alpha.ids)
        composer = self._as("apprentice", self.env["mail.compose.message"])
        composer.with_context(**context).create({})._action_send_mail()
        self.assertTrue(statement.date_asked)
        message = statement.message_ids[0]
        self.assertEqual(len(message.attachment_ids), 1)

    def test_missing_bills_are_accrued_once(self):
        self._invoice(120, "FA-1", day="2026-08-15")
        text = "Date;Facture;Montant\n15/09/2026;FA-7001;60,00\n"
        statement = self._made(text, "2026-09-30")
        with self._today("2026-10-05"):
            self._as("apprentice", statement.line_ids[:1]).propose_accruals()
            statement.line_ids[:1].propose_accruals()
        [line] = self.env["ap.closing.line"].search([
            ("partner_id", "=", self.alpha.id), ("kind", "=", "manual"),
        ])  # fmt: skip
        self.assertEqual((line.amount, line.account_id), (60, self.fees))
        self.assertEqual(statement.line_ids[:1].closing_line_id, line)
        self.assertEqual(line.counterpart_account_id, self.company.ap_accrued_expense_account_id)

    def test_bills_of_each_quarter_and_their_statement(self):
        self._invoice(120, "FA-1", day="2026-05-15")
        self._invoice(80, "FA-2", day="2026-08-15")
        self._made(LIST, "2026-05-31")
        rows = self.env["ap.supplier.coverage"].search([("partner_id", "=", self.alpha.id)])
        self.assertEqual(
            [(row.quarter, row.amount, row.state) for row in rows],
            [(date(2026, 7, 1), 80, "missing"), (date(2026, 4, 1), 120, "to_review")],
        )
        self.assertEqual(rows.export([("id", "in", rows.ids)])["lines"], 2)

    def test_what_cannot_be_read_is_refused_by_row(self):
        answer = self._reconcile("Date;Facture;Montant\n32/13/2026;FA-1;10,00\n")
        self.assertEqual(answer["state"], "rejected")
        self.assertIn("Row 2", answer["errors"][0]["message"])
        for text in ("Bonjour", "%PDF-1.4 nothing"):
            self.assertEqual(self._reconcile(text)["state"], "rejected")

    def test_it_is_taken_away(self):
        statement = self._made(LIST, "2026-05-31")
        for kind in ("pdf", "xlsx"):
            made = statement.line_ids.export([("statement_id", "=", statement.id)], kind)
            self.assertGreater(len(made["content"]), 1000)
        self.assertEqual(statement.summary()[0]["counts"]["only_theirs"], 4)

    def test_another_company_s_supplier_account_stays_apart(self):
        other = self.setup_other_company()["company"]
        answer = self._reconcile(LIST, "2026-05-31")
        statement = self.statements.browse(answer["statements"][0]["id"])
        with self.assertRaises(AccessError):
            self._as("apprentice", self.statements).reconcile(
                other.id, self.alpha.id, "x.csv", base64.b64encode(LIST.encode()).decode()
            )
        self.assertEqual(statement.company_id, self.company)
