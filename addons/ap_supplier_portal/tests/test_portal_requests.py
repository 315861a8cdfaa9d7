# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions on the portal: one thread, answered there; bank details by a case only."""

from odoo.tests import tagged

from odoo.addons.ap_supplier.rules.bank_change_number import compact
from odoo.addons.ap_supplier.tests.bank_change_common import IBAN, OTHER

from .portal_common import PDF, PortalHttp


@tagged("post_install", "-at_install")
class TestAsk(PortalHttp):
    def setUp(self):
        super().setUp()
        self._as(self.martin)

    def _asked(self):
        return self.env["ap.supplier.request"].search([("source", "=", "portal")])

    def _ask(self, subject="FA-77", text="When is it paid?", **values):
        return self._post("/my/supplier/ask", subject=subject, text=text, **values)

    def test_worked_example(self):
        """Asked, read, answered by a person of ours, written again: one thread."""
        answer = self._ask(text="When is FA-77 paid?", about="payment_status")
        request = self._asked()
        self.assertRecordValues(request, [{
            "name": "FA-77", "partner_id": self.alpha.id, "trust": "contact", "lang": "en",
            "requester_id": self.martin.partner_id.id, "type_code": "payment_status",
            "move_ids": self.bill.ids, "state": "new", "company_id": self.company.id,
        }])  # fmt: skip
        self.assertIn("martin@alpha.example", request.requester_email)
        self.assertIn("When is FA-77 paid?", answer.text)
        self.assertIn("We answer soon", answer.text)
        request._message_log(body="Ask the warehouse first")
        request.message_post(
            body="Between us", message_type="comment", subtype_xmlid="mail.mt_comment",
            author_id=self.users["head"].partner_id.id,
        )  # fmt: skip
        [sent] = self._call("apprentice", request._name, "send_answer", request.ids)
        self.assertIn("martin@alpha.example", sent["sent_to"])
        page = self._page(f"/my/supplier/requests/{request.id}").text
        self.assertIn("accepted, due on", page)
        self.assertIn("Answered", page)
        for word in ("warehouse", "Between us", "Apprentice", "Head"):
            self.assertNotIn(word, page)
        self._as(self.leroy)  # a colleague goes on with it
        self.assertIn("FA-77", self._page("/my/supplier/requests").text)
        self._post(f"/my/supplier/requests/{request.id}", text="And FA-78?")
        self.assertEqual(request.state, "new")
        page = self._page(f"/my/supplier/requests/{request.id}").text
        self.assertIn("And FA-78?", page)
        self.assertIn("Mr Leroy", page)
        self.assertEqual(self._asked(), request)

    def test_the_same_question_twice_is_one(self):
        self._ask()
        self._ask()
        request = self._asked()
        self.assertEqual(len(request), 1)
        self._post(f"/my/supplier/requests/{request.id}", text="When is it paid?")
        theirs = request.message_ids.filtered(
            lambda one: one.author_id == self.martin.partner_id and one.message_type == "comment"
        )
        self.assertEqual(len(theirs), 1)

    def test_bank_details_open_a_case(self):
        """Asked as such, without a type, or in a later message: never applied."""
        self._ask(subject="IBAN", text=f"Our new IBAN: {OTHER}")
        case = self._open_cases()
        self.assertRecordValues(case, [{"source": "request", "state": "open"}])
        self.assertEqual(compact(case.acc_number), OTHER)
        self.assertEqual(self._asked().bank_change_id, case)
        self.assertEqual(compact(self.account.acc_number), IBAN)
        self.assertEqual(self._all_of(self.alpha), self.account)

    def test_bank_details_in_a_later_message_open_a_case(self):
        self._ask(about="payment_status")
        first = self._asked()
        self.assertFalse(self._open_cases())
        self._post(f"/my/supplier/requests/{first.id}", text=f"Pay to {OTHER} please")
        self.assertEqual(compact(self._open_cases().acc_number), OTHER)
        self.assertEqual((self._asked() - first).bank_change_id, self._open_cases())

    def test_documents_of_a_question(self):
        answer = self._post(
            "/my/supplier/ask", subject="Dispute", text="See the note",
            files={"file": ("note.pdf", PDF, "application/pdf")},
        )  # fmt: skip
        request = self._asked()
        self.assertTrue(request.has_files)
        file = request.message_ids.attachment_ids
        self.assertIn(f"/my/supplier/requests/{request.id}/files/{file.id}", answer.text)
        self.assertEqual(
            self._page(f"/my/supplier/requests/{request.id}/files/{file.id}").content, PDF
        )
        answer = self._post(
            "/my/supplier/ask", subject="Other", text="See",
            files={"file": ("x.html", b"<html><script/></html>", "text/html")},
        )  # fmt: skip
        self.assertIn("of a kind that we cannot take", answer.text)
        self.assertEqual(self._asked(), request)

    def test_what_is_written_is_shown_as_text(self):
        answer = self._ask(subject="<b>x</b>", text="<script>alert(1)</script>")
        self.assertNotIn("<script>alert(1)", answer.text)
        self.assertIn("&lt;script&gt;", answer.text)
        self.assertIn("Write your question", self._ask(subject="Empty", text="  ").text)
        self.assertIn("longer than", self._ask(subject="Long", text="x" * 10001).text)
