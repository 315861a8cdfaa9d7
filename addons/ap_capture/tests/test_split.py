# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file that holds several bills: each becomes a draft with its own pages, once."""

from email.message import EmailMessage

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.ap_base.tests.common import ApCommon, b64

from ..formats.pdf_pages import pages_of
from .bill_pdf import bill, lines, pages

SECOND = ("F-S2", "50,00", "10,00", "60,00")


@tagged("post_install", "-at_install")
class TestSplit(ApCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier = cls.env["res.partner"].create(
            {"name": "Lenoir", "vat": "FR40303265045", "is_company": True,
             "country_id": cls.env.ref("base.fr").id}
        )  # fmt: skip
        cls.captures = cls.env["ap.capture"]
        cls.journal = cls.company_data["default_journal_purchase"]
        note = ("BON DE LIVRAISON", ("N°", "BL-77"), "Papier 10 cartons")
        cls.sure = pages(lines("F-S1"), note, lines(*SECOND))
        # the total of the second does not add up
        cls.unsure = pages(lines("F-U1"), lines("F-U2", "50,00", "10,00", "61,00"))

    def _read(self, content, role="apprentice", name="two.pdf"):
        return self._as(role, self.captures).read_file(name, b64(content), self.company.id)

    def _whole(self):
        return self.captures.search([("company_id", "=", self.company.id), ("whole_id", "=", False)])

    def _drop(self, content, name="two.pdf"):
        attachment = self.env["ir.attachment"].create({"name": name, "raw": content})
        return self.journal._create_document_from_attachment(attachment.ids)

    def _said(self, bill):
        return "".join(bill.message_ids.mapped("body"))

    def _assert_two(self, bills):
        """1,200.00 on pages 1 and 2 (a delivery note is annexed), 60.00 on page 3."""
        self.assertRecordValues(
            bills.sorted("ref"),
            [
                {"ref": "F-S1", "partner_id": self.supplier.id, "amount_total": 1200.0, "state": "draft"},
                {"ref": "F-S2", "partner_id": self.supplier.id, "amount_total": 60.0, "state": "draft"},
            ],
        )
        first, second = bills.sorted("ref")
        self.assertEqual([len(pages_of(one.message_main_attachment_id.raw).pages) for one in (first, second)], [2, 1])
        self.assertEqual(len(first.attachment_ids), 1)
        self.assertIn("Pages 1 to 2 of", self._said(first))
        self.assertIn("which holds 2 bills", self._said(second))
        whole = first.ap_capture_ids.whole_id
        self.assertEqual((whole.kind, whole.attachment_id.raw), ("several", self.sure))
        self.assertEqual(whole.part_ids.mapped("to_check"), [False, False])

    def test_a_script_gets_two_drafts(self):
        result = self._read(self.sure)
        self.assertEqual((result["kind"], result["fields"]), ("several", {}))
        self._assert_two(self.env["account.move"].browse(result["move_ids"]))

    def test_again_gives_the_same(self):
        first = self._read(self.sure)
        self.assertEqual(self._read(self.sure, name="again.pdf"), first)
        dropped = self._drop(self.sure)
        self.assertEqual(len(dropped), 1)
        self.assertFalse(dropped.ref or dropped.invoice_line_ids)
        self.assertIn("the same file is", self._said(dropped))
        self.assertEqual(len(self._whole().part_ids), 2)

    def test_only_what_was_cancelled_is_made_again(self):
        bills = self.env["account.move"].browse(self._read(self.sure)["move_ids"])
        bills[1].button_cancel()
        again = self.env["account.move"].browse(self._read(self.sure)["move_ids"])
        self.assertEqual(again[0], bills[0])
        self.assertNotEqual(again[1], bills[1])
        self._assert_two(again)
        bills[0].unlink()
        self._assert_two(self.env["account.move"].browse(self._read(self.sure)["move_ids"]))

    def test_a_file_that_is_dropped(self):
        self._assert_two(self._drop(self.sure))

    def test_a_file_of_a_mail(self):
        mail = EmailMessage()
        mail["From"], mail["To"] = "compta@lenoir.example", "bills@reprise.example"
        mail["Subject"], mail["Message-Id"] = "Bills", "<two-1@lenoir.example>"
        mail.set_content("Two bills in one file.")
        mail.add_attachment(self.sure, maintype="application", subtype="pdf", filename="two.pdf")
        mail.add_attachment(bill("F-S3"), maintype="application", subtype="pdf", filename="three.pdf")
        self.env["mail.thread"].message_process(
            "account.move", mail.as_bytes(), {"move_type": "in_invoice", "journal_id": self.journal.id}
        )
        bills = self.captures.search([("company_id", "=", self.company.id)]).move_id
        self.assertEqual(len(bills), 3)
        self._assert_two(bills.filtered(lambda one: one.ref != "F-S3"))

    # Not sure: proposed ----------------------------------------------------------------------

    def _proposed(self):
        result = self._read(self.unsure)
        self.assertEqual((result["kind"], len(result["move_ids"])), ("bill", 1))
        return self.env["account.move"].browse(result["move_ids"])

    def test_what_is_not_sure_is_proposed_on_the_draft(self):
        move = self._proposed()
        self.assertIn("Pages of several bills", move.ap_capture_missing)
        self.assertIn("Pages of several bills", move._ap_waits_for_a_person())
        self.assertIn(move.ap_capture_ids, self.captures.search([("to_check", "=", True)]))
        wizard = self._wizard(move)
        self.assertEqual(
            [(one.first_page, one.last_page, one.why) for one in wizard.line_ids],
            [(1, 1, ""), (2, 2, "another number, a title, the totals before it add up")],
        )
        self.assertTrue(all(wizard.line_ids.mapped("picture")))
        return wizard

    def _wizard(self, move, role="apprentice"):
        action = self._as(role, move).action_ap_split_pages()
        return self._as(role, self.env[action["res_model"]].browse(action["res_id"]))

    def test_the_draft_keeps_the_first_pages(self):
        move = self._proposed()
        wizard = self._wizard(move)
        bills = self.env["account.move"].browse(sorted(wizard.action_split()["domain"][0][2]))
        self.assertEqual(bills[0], move)
        self.assertEqual(bills.mapped("ref"), ["F-U1", "F-U2"])
        self.assertEqual(bills.mapped("amount_total"), [1200.0, 0.0])
        self.assertEqual(bills[0].message_main_attachment_id.name, "two_1-1.pdf")
        self.assertFalse(bills[0].ap_capture_missing)
        with self.assertRaisesRegex(UserError, "was not read|not to be split"):
            wizard.capture_id.action_split()

    def test_put_together_again(self):
        move = self._proposed()
        self._wizard(move).action_split()
        whole = move.ap_capture_ids.whole_id
        second = whole.part_ids.move_id - move
        with self.assertRaisesRegex(AccessError, "role Accountant"):
            self._as("apprentice", whole).action_join()
        self._as("accountant", whole).action_join()
        self.assertFalse(second.exists())
        self.assertEqual((whole.kind, whole.move_id, whole.proposed_parts), ("bill", move, False))
        self.assertEqual(move.message_main_attachment_id.raw, self.unsure)
        self.assertEqual(self._read(self.unsure)["move_ids"], move.ids)

    def test_what_is_posted_stays_apart(self):
        bills = self.env["account.move"].browse(self._read(self.sure)["move_ids"])
        bills[0].action_post()
        with self.assertRaisesRegex(UserError, "no draft any more"):
            self._as("accountant", self._whole()).action_join()
        self.assertEqual(bills.mapped("state"), ["posted", "draft"])

    def test_one_bill_after_all(self):
        move = self._proposed()
        self._wizard(move).action_one_bill()
        self.assertNotIn("Pages", move.ap_capture_missing or "")

    def test_pages_are_in_one_bill_only(self):
        wizard = self._wizard(self._proposed())
        wizard.line_ids[1].first_page = 1
        with self.assertRaisesRegex(UserError, "in two bills"):
            wizard.action_split()
        wizard.line_ids[1].write({"first_page": 2, "last_page": 9})
        with self.assertRaisesRegex(UserError, "pages 1 to 2"):
            wizard.action_split()

    def test_who_prepares_no_bill_splits_none(self):
        move = self._proposed()
        with self.assertRaises(AccessError):
            self._wizard(move, "auditor")
        with self.assertRaises(AccessError):
            self._as("auditor", move.ap_capture_ids).action_join()
