# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mails of suppliers: read, threaded, linked, drafted from the books, answered."""

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .bank_change_common import IBAN, OTHER, BankChangeCommon
from .mail_fixtures import TO, mail

REQUEST = "ap.supplier.request"


class RequestCommon(BankChangeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.requests = cls.env[REQUEST]
        cls.bill.invoice_date_due = "2026-11-30"
        cls.contact = cls.env["res.partner"].create(
            {"name": "Mrs Martin", "parent_id": cls.alpha.id, "email": "martin@alpha.example"}
        )
        cls.env.ref("ap_supplier.alias_supplier_request").alias_defaults = repr(
            {"company_id": cls.company.id}
        )

    def _get(self, number, text, **given):
        """What came of a mail."""
        before = self.requests.search([])
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            self.env["mail.thread"].message_process(REQUEST, mail(number, text, **given))
        self.env.flush_all()
        return self.requests.search([]) - before


@tagged("post_install", "-at_install")
class TestSupplierRequest(RequestCommon):
    def test_worked_example(self):
        """A mail in French: type, bill and supplier found, deadline in hours of work,
        an answer that says when it is due, sent to who asked."""
        with freeze_time("2026-11-27 15:00:00"):  # a Friday, 16:00 in Paris
            request = self._get(
                "a", "Bonjour,\nÀ quelle date la facture FA-77 sera réglée ?\nCordialement",
                subject="Facture FA-77 impayée",
            )  # fmt: skip
        self.assertRecordValues(
            request,
            [{"partner_id": self.alpha.id, "trust": "contact", "lang": "fr",
              "type_code": "payment_status", "move_ids": self.bill.ids, "state": "new",
              "source": "mail", "name": "Facture FA-77 impayée"}],
        )  # fmt: skip
        self.assertEqual(request.type_id.hours, 16.0)
        # An hour on Friday from 16:00 on, a day of eight on Monday, seven on Tuesday.
        self.assertEqual(str(request.date_due), "2026-12-01 15:00:00")
        self.assertIn("FA-77", request.answer)
        self.assertIn("900", request.answer)
        self.assertIn(request.number, request.answer_subject)
        [sent] = self._call("apprentice", REQUEST, "send_answer", request.ids)
        self.assertEqual(sent["state"], "answered")
        self.assertIn("compta@alpha.example", sent["sent_to"])
        self.assertEqual(request.answered_by_id, self.users["apprentice"])
        message = request.message_ids.filtered(lambda one: one.outgoing_email_to)
        self.assertIn("compta@alpha.example", message.outgoing_email_to)

    # Threads ---------------------------------------------------------------------------

    def test_mail_threads(self):
        """sup-request-mail-threads: one request, the requester stays the addressee; a mail
        without headers is proposed to join; the same mail twice is ignored."""
        request = self._get(
            "a", "Facture FA-1042 impayée ?", subject="Facture FA-1042 impayee",
            cc="chef@alpha.example",
        )  # fmt: skip
        ours = request.message_post(body="Bien reçu", message_type="auto_comment")
        self.assertFalse(self._get("c", "Merci", answers="a@mail.example"))
        self.assertFalse(
            self._get("d", "Et ?", sender="chef@alpha.example", answers="a@mail.example")
        )
        other = self._get("e", "relance FA-1042", subject="relance FA-1042")
        self.assertEqual(other.join_id, request)
        self.assertFalse(self._get("c", "Merci", answers="a@mail.example"))
        ids = set(request.message_ids.mapped("message_id"))
        self.assertLessEqual({f"<{one}@mail.example>" for one in "acd"} | {ours.message_id}, ids)
        self.assertEqual(request.requester_email, '"Compta Alpha" <compta@alpha.example>')
        self.assertIn("compta@alpha.example", request._send()["sent_to"])
        self._call("apprentice", REQUEST, "action_join", other.ids)
        self.assertEqual(other.state, "joined")
        self.assertIn("<e@mail.example>", request.message_ids.mapped("message_id"))
        self.assertFalse(self.requests.search([("state", "=", "new"), ("partner_id", "=", self.alpha.id)]) - request)

    def test_the_mark_is_a_thread_for_who_asked_only(self):
        request = self._get("a", "FA-77 ?", subject="FA-77")
        mark = f"Re: FA-77 [{request.number}]"
        self.assertFalse(self._get("b", "Encore", subject=mark))
        self.assertFalse(self._get("c", "Moi", sender="martin@alpha.example", subject=mark))
        stranger = self._get("d", "Payez ici", sender="x@gmail.com", subject=mark)
        self.assertTrue(stranger)
        self.assertNotIn("<d@mail.example>", request.message_ids.mapped("message_id"))

    def test_who_writes_again_is_answered_again(self):
        request = self._get("a", "FA-77 ?", subject="FA-77")
        request.send_answer(request.ids)
        self._get("b", "Toujours rien", answers="a@mail.example")
        self.assertEqual(request.state, "new")

    def test_machines_open_nothing(self):
        for number, given in enumerate(
            (
                {"headers": {"Auto-Submitted": "auto-replied"}},
                {"headers": {"Precedence": "bulk"}},
                {"subject": "Absence du bureau : Jean"},
                {"subject": "Automatic reply: your mail"},
                {"sender": "no-reply@alpha.example"},
            )
        ):
            with self.subTest(given=given):
                self.assertFalse(self._get(f"auto{number}", "Je suis absent", **given))
        request = self._get("a", "FA-77 ?", subject="FA-77")
        request.send_answer(request.ids)
        self._get("z", "Absent", answers="a@mail.example", subject="Out of office")
        self.assertEqual(request.state, "answered")
        self.assertTrue(any("Out of office" in (m.body or "") for m in request.message_ids))

    # Who -------------------------------------------------------------------------------

    def test_senders(self):
        for number, (sender, trust, partner) in enumerate(
            (
                ("martin@alpha.example", "contact", self.alpha),
                ("new@alpha.example", "domain", self.alpha),
                ("compta@a1pha.example", "unknown", self.alpha.browse()),
                ("alpha@gmail.com", "unknown", self.alpha.browse()),
            )
        ):
            request = self._get(f"s{number}", "FA-77 payée quand ?", sender=sender)
            self.assertEqual((request.trust, request.partner_id), (trust, partner), sender)
            told = "900" in request.answer
            self.assertEqual(told, trust == "contact", sender)
            if not partner:
                self.assertFalse(request.move_ids)

    def test_a_checked_sender_is_told(self):
        request = self._get("a", "When will FA-77 be paid?", sender="boss@gmail.com")
        with self.assertRaises(UserError):
            request.action_check_sender()
        self._call("apprentice", REQUEST, "write", request.ids, {"partner_id": self.alpha.id})
        self.assertNotIn("900", request.answer)
        self._call("apprentice", REQUEST, "action_read_again", request.ids)
        self._call("apprentice", REQUEST, "action_check_sender", request.ids)
        self.assertEqual(request.move_ids, self.bill)
        self.assertIn("900", request.answer)
        self._refused("head", REQUEST, "write", request.ids, {"trust": "contact"})

    def test_forged_senders(self):
        for number, headers in enumerate(
            ({"Reply-To": "x@evil.example"}, {"Authentication-Results": "mx; dmarc=fail"})
        ):
            request = self._get(f"f{number}", "FA-77 payée quand ?", headers=headers)
            self.assertTrue(request.sender_text)
            self.assertNotIn("900", request.answer)

    def test_a_colleague_forwards(self):
        self.env.user.partner_id.email = "us@us.example"
        request = self._get(
            "a", "Pour toi\n\n---------- Forwarded message ---------\nDe : Compta "
            "<compta@alpha.example>\nObjet : x\n\nLa facture FA-77 est-elle payée ?",
            sender="us@us.example",
        )  # fmt: skip
        self.assertEqual((request.partner_id, request.move_ids), (self.alpha, self.bill))

    # Encodings -------------------------------------------------------------------------

    def test_encodings(self):
        text = "Relevé de compte : pouvez-vous nous l'envoyer ? Déjà demandé à l'été."
        for number, given in enumerate(
            (
                {"charset": "iso-8859-1", "cte": "quoted-printable"},
                {"charset": "utf-8", "cte": "base64"},
                {"charset": "windows-1252", "cte": "quoted-printable"},
                {"html": f"<div><p>{text}</p><blockquote>vieux</blockquote></div>"},
            )
        ):
            request = self._get(f"e{number}", text, subject="Été", **given)
            self.assertEqual((request.type_code, request.lang), ("statement", "fr"), given)
            self.assertIn("Relevé de compte", request.text)
            request.action_close()

    def test_files_stay_with_the_request(self):
        request = self._get("a", "Notre facture manquante", files=[("FA-9.pdf", b"%PDF-1.4")])
        files = self.env["ir.attachment"].search(
            [("res_model", "=", REQUEST), ("res_id", "=", request.id)]
        )
        self.assertEqual(files.mapped("name"), ["FA-9.pdf"])
        self.assertEqual(request.type_code, "missing_bill")

    # Types -----------------------------------------------------------------------------

    def test_types(self):
        for number, (text, code) in enumerate(
            (
                ("Merci de nous adresser un relevé de compte", "statement"),
                ("Please send us a statement of account", "statement"),
                ("Pourquoi la facture FA-77 a été rejetée ?", "missing_bill"),
                ("Have you received our invoice FA-77?", "missing_bill"),
                ("Pouvez-vous envoyer le détail du virement du 3 ?", "remittance"),
                ("Please send the remittance advice of your transfer", "remittance"),
                ("Nous contestons l'écart de prix", "dispute"),
                ("Nous réclamons les pénalités de retard et l'indemnité forfaitaire", "late_penalty"),
                ("We claim late payment interest", "late_penalty"),
                ("Voici nos nouvelles coordonnées bancaires", "bank_change"),
                ("Please note our new bank account", "bank_change"),
                ("Notre nouvelle adresse est à Lyon", "record_change"),
                ("Merci d'envoyer une copie du bon de commande", "order_copy"),
                ("Pouvez-vous nous fournir une attestation fiscale", "tax_certificate"),
                ("Bonne année", "other"),
            )
        ):
            request = self._get(f"t{number}", text, subject="Alpha")
            self.assertEqual(request.type_code, code, text)
            self.assertTrue(request.answer)
            request.action_close()

    def test_a_mail_changes_no_bank_account(self):
        """It opens a case with the mail as evidence, and nothing else."""
        request = self._get(
            "a", f"Notre nouvel IBAN est {OTHER}. C'est URGENT.", subject="Changement de RIB",
            sender="compta@alpha.example",
        )  # fmt: skip
        case = request.bank_change_id
        self.assertEqual((case.source, case.state, case.partner_id), ("request", "open", self.alpha))
        self.assertIn("URGENT".lower(), (case.signs_text or "").lower())
        self.assertEqual(self.alpha.bank_ids.sanitized_acc_number, IBAN)
        self.assertTrue(self.bill.ap_payment_hold)
        self.assertNotIn(OTHER, request.answer)

    def test_a_hold_is_told_in_words_for_outside(self):
        self.bill.with_user(self.users["accountant"]).action_hold_payment("We suspect fraud")
        request = self._get("a", "When will FA-77 be paid? Thanks", subject="Invoice FA-77")
        self.assertNotIn("fraud", request.answer)
        self.assertIn("being checked", request.answer)
        self.assertIn("fraud", request.facts)

    def test_a_statement_is_attached(self):
        request = self._get("a", "Please send us a statement of account", subject="Statement")
        request.with_user(self.users["apprentice"]).action_send()
        message = request.message_ids.filtered("outgoing_email_to")
        self.assertEqual(message.attachment_ids.mimetype, "application/pdf")

    def test_a_paid_bill(self):
        self._register_payment()
        request = self._get("a", "Is FA-77 paid?", subject="FA-77 payment status")
        self.assertIn("paid on", request.answer)

    def _register_payment(self):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.bill.ids
        ).create({"journal_id": self.journal.id, "payment_date": "2026-11-20"})._create_payments()

    def test_an_answer_that_the_books_have_left_behind_is_not_sent(self):
        request = self._get("a", "FA-77 ?", subject="FA-77 impayée")
        self.assertFalse(request.is_stale)
        self._register_payment()
        self.env.invalidate_all()
        self.assertTrue(request.is_stale)
        self._refused("apprentice", REQUEST, "send_answer", request.ids)
        self._call("apprentice", REQUEST, "action_draft", request.ids)
        self._call("apprentice", REQUEST, "send_answer", request.ids)
        self.assertEqual(request.state, "answered")

    def test_late(self):
        with freeze_time("2026-11-02 09:00:00"):
            request = self._get("a", "FA-77 ?", subject="FA-77")
            request.user_id = self.users["accountant"]
        self.assertTrue(request.is_late)
        self.assertIn(request, self.requests.search([("is_late", "=", True)]))
        self.requests._cron_remind()
        self.requests._cron_remind()
        self.assertEqual(len(request.activity_ids), 1)

    def test_noted_by_hand(self):
        [made] = self._call(
            "apprentice", REQUEST, "create",
            [{"name": "On the phone", "text": "When will FA-77 be paid?",
              "partner_id": self.alpha.id, "company_id": self.company.id}],
        )  # fmt: skip
        request = self.requests.browse(made)
        self.assertEqual((request.trust, request.move_ids), ("contact", self.bill))
        self.assertIn("900", request.answer)
        self.assertEqual(request._send()["sent_to"], "compta@alpha.example")
        self._refused("auditor", REQUEST, "send_answer", request.ids)
        for values in ({"state": "answered"}, {"checked_by_id": 1}, {"number": "x"}):
            self._refused("head", REQUEST, "write", request.ids, values)

    def test_another_company_reads_nothing(self):
        request = self._get("a", "FA-77 ?", subject="FA-77")
        other = self.env["res.company"].create({"name": "Elsewhere"})
        user = self._user("away", "ap_base.group_head")
        user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(request.with_user(user).with_context(allowed_company_ids=other.ids).search([("id", "=", request.id)]))

    def test_the_alias(self):
        self.assertEqual(
            self.env.ref("ap_supplier.alias_supplier_request").alias_name, TO.split("@")[0]
        )
