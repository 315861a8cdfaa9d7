# SPDX-License-Identifier: AGPL-3.0-or-later
"""The life cycle on the bill: who says what, and what follows."""

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .lifecycle_common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestLifecycle(LifecycleCommon):
    def test_an_accountant_goes_the_usual_way(self):
        bill = self._as("accountant", self.bill)
        bill.ap_set_status("204")
        bill.action_post()
        self.assertEqual(self._codes(), "204 205")
        self.assertEqual(self.bill.ap_lifecycle, "205")
        self._register(self.bill)
        self.assertEqual(self._codes(), "204 205 211")
        _taken, approved, paid = self.bill.ap_lifecycle_ids.sorted("id")
        self.assertEqual((paid.amount, paid.origin), (12000.0, "payment"))
        self.assertEqual(
            (approved.origin, approved.user_id),
            ("posting", self.users["accountant"]),
        )
        log = "".join(self.bill.message_ids.mapped("body"))
        self.assertIn("Life cycle: Approved (205).", log)

    def test_each_part_of_a_payment_is_told(self):
        self.bill.action_post()
        self._register(self.bill, amount=2000.0)
        self._register(self.bill, amount=10000.0)
        paid = self.bill.ap_lifecycle_ids.filtered(lambda row: row.code == "211")
        self.assertEqual(sorted(paid.mapped("amount")), [2000.0, 10000.0])

    def test_a_bill_without_einvoice_has_no_life_cycle(self):
        bill = self._bill("PAPER-1", post=True)
        self.assertFalse(bill.ap_lifecycle_shown)
        self._register(bill)
        self.assertFalse(bill.ap_lifecycle_ids)

    def test_only_supplier_bills_of_companies_in_france(self):
        entry = self._einvoice("X-1", move_type="in_receipt")
        sale = self.init_invoice("out_invoice", amounts=[10.0])
        for document in (entry, sale):
            with self.assertRaisesRegex(UserError, "no life cycle"):
                document.ap_set_status("204")
        self.company.account_fiscal_country_id = self.env.ref("base.be")
        self.bill.invalidate_recordset()
        self.assertFalse(self.bill.ap_lifecycle_shown)
        with self.assertRaisesRegex(UserError, "companies in France"):
            self.bill.ap_set_status("204")

    def test_a_refused_bill_is_neither_posted_nor_paid(self):
        other = self._einvoice("F-2", post=True)
        other.ap_set_status("207", ["TX_TVA_ERR"])
        for bill in (self.bill, other):
            bill.ap_set_status("210", ["TX_TVA_ERR"], "20 % instead of 10 %")
        for post in (self.bill.action_post, lambda: self.bill._post(soft=False)):
            with self.assertRaisesRegex(UserError, "Refused"), self.env.cr.savepoint():
                post()
        payment = {
            "payment_type": "outbound",
            "partner_type": "supplier",
            "partner_id": self.seller.id,
            "amount": 100.0,
            "journal_id": self.company_data["default_journal_bank"].id,
            "invoice_ids": [(6, 0, other.ids)],
        }
        ways = (
            lambda: self._register(other),
            lambda: self.env["account.payment"].create(payment).action_post(),
            lambda: self.env["account.payment"].create(payment).write({"state": "paid"}),
        )
        for pay in ways:
            with self.assertRaisesRegex(UserError, "Refused"), self.env.cr.savepoint():
                pay()
        held = other.search([("ap_payment_hold", "=", True), ("id", "=", other.id)])
        self.assertEqual(held, other)

    def test_posting_does_not_approve_what_is_disputed(self):
        self.bill.ap_set_status("207", ["PU_ERR"])
        self.bill.action_post()
        self.assertEqual(self._codes(), "207")

    def test_reasons_are_asked_for_and_checked(self):
        for code in ("206", "207", "208", "210"):
            with (
                self.subTest(code),
                self.assertRaisesRegex(UserError, "takes a reason"),
            ):
                self.bill.ap_set_status(code)
        with self.assertRaisesRegex(UserError, "does not admit the reason QTE_ERR"):
            self.bill.ap_set_status("210", ["QTE_ERR"])
        with self.assertRaisesRegex(UserError, "no status of a buyer"):
            self.bill.ap_set_status("203")
        self.assertFalse(self._codes())

    def test_the_wizard_offers_what_the_status_admits(self):
        action = self.bill.with_context(ap_status="210").action_ap_lifecycle()
        wizard = Form(self.env["ap.bill.status.set"].with_context(**action["context"]))
        admitted = wizard.admitted_ids[:].mapped("code")
        self.assertIn("DOUBLON", admitted)
        self.assertNotIn("QTE_ERR", admitted)
        wizard.reason_ids.add(
            self.env.ref("l10n_fr_ap_platform.lifecycle_reason_doublon")
        )
        wizard.note = "Received in June"
        wizard.save().action_set()
        row = self.bill.ap_lifecycle_ids
        self.assertEqual((row.code, row.reason_codes), ("210", "DOUBLON"))

    def test_what_does_not_follow_is_refused_with_what_can(self):
        self.bill.ap_set_status("204")
        with self.assertRaisesRegex(
            UserError, r"is Taken in charge \(204\).*cannot follow"
        ):
            self.bill.ap_set_status("204")
        self.bill.ap_set_status("210", ["DOUBLON"])
        with self.assertRaisesRegex(UserError, "ends its life cycle"):
            self.bill.ap_set_status("205")

    def test_what_an_apprentice_says(self):
        bill = self._as("apprentice", self.bill)
        self.assertEqual(bill.ap_lifecycle_next, "204 208")
        bill.ap_set_status("204")
        bill.ap_set_status("208", ["JUSTIF_ABS"], "Delivery note, please")
        for code in ("205", "206", "207", "210", "211"):
            with self.subTest(code), self.assertRaisesRegex(AccessError, "Accountant"):
                bill.ap_set_status(code, ["DOUBLON"])
        with self.assertRaises(AccessError):
            bill.write({"ap_lifecycle": "205"})
        with self.assertRaises(AccessError):
            self._as("auditor", self.bill).ap_set_status("204")
        with self.assertRaises(AccessError):
            self._import(self._message("205"), role="apprentice")
        self.assertEqual(self._codes(), "204 208")

    def test_what_was_said_stays(self):
        self.bill.ap_set_status("204")
        row = self.bill.ap_lifecycle_ids
        for act in (
            lambda: row.write({"code": "205"}),
            lambda: row.sudo().write({"code": "205"}),
            row.unlink,
            lambda: self._as("head", row).unlink(),
            lambda: self._as("head", row).write({"problem": "x"}),
            lambda: self._as("head", row).copy(),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                act()
        with self.assertRaisesRegex(UserError, "is kept"), self.env.cr.savepoint():
            self.bill.unlink()
        self.assertFalse(self.bill.copy().ap_lifecycle)

    def test_another_company_sees_and_changes_nothing(self):
        self.bill.ap_set_status("204")
        other = self._create_company(name="Other")
        self.users["head"].write(
            {"company_ids": [(6, 0, other.ids)], "company_id": other.id}
        )
        head = self.users["head"]
        self.assertFalse(self.env["ap.bill.status"].with_user(head).search([]))
        with self.assertRaises(AccessError):
            self.bill.with_user(head).ap_set_status("205")
        statuses = self.env["ap.bill.status"].with_user(head).with_company(other)
        with self.assertRaisesRegex(UserError, "no bill with the number"):
            statuses.import_message(self._message("200"))

    def test_one_status_at_a_time(self):
        self.bill.ap_set_status("204")
        row = self.bill.ap_lifecycle_ids
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self.env.cr.execute(
                """INSERT INTO ap_bill_status (company_id, move_id, sequence, code, date,
                          origin) SELECT company_id, move_id, sequence, '205', date,
                          'person' FROM ap_bill_status WHERE id = %s""",
                [row.id],
                log_exceptions=False,
            )

    def test_posting_many_costs_few_queries_each(self):
        bills = [self._einvoice(f"Q-{number}") for number in range(12)]
        few = self.env["account.move"].union(*bills[:2])
        many = self.env["account.move"].union(*bills[2:])

        def count(moves):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            moves._lifecycle_approve()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        (few | many).sudo().write({"state": "posted"})
        first = count(few)
        each = (count(many) - first) / (len(many) - len(few))
        self.assertLess(each, 4)  # its messages; what all share is asked once
