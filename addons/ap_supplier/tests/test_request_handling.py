# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests beside their answers: reception told, hours of the company's calendar, owners
and reminders, and mails that try to pass for others."""

from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from .bank_change_common import IBAN, OTHER
from .test_supplier_request import REQUEST, RequestCommon


@tagged("post_install", "-at_install")
class TestRequestHandling(RequestCommon):
    # Reception ---------------------------------------------------------------------------

    def _receipts(self, request):
        return request.message_ids.filtered(
            lambda one: one.message_type == "auto_comment" and one.outgoing_email_to
        )

    def test_nothing_is_told_unless_the_company_wants_it(self):
        request = self._get("a", "FA-77 ?", subject="FA-77")
        self.assertFalse(self._receipts(request) or request.acknowledged_on)

    def test_reception_is_told_once(self):
        """In the sender's language, with number and time, without a figure of the books;
        as a machine writes, so that machines do not answer."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.company.ap_acknowledge_requests = True
        kept = patch.object(type(self.env["mail.mail"]), "send", lambda mails, **kwargs: None)
        with freeze_time("2026-11-27 15:00:00"), kept:
            request = self._get(
                "a", "Bonjour, la facture FA-77 sera réglée quand ? Merci", subject="FA-77"
            )
        [told] = self._receipts(request)
        self.assertEqual(told.outgoing_email_to, "compta@alpha.example")
        self.assertIn(request.number, told.subject)
        self.assertIn("Bonjour", told.body)
        self.assertIn("01/12/2026", told.body)
        self.assertNotIn("900", told.body)
        sent = self.env["mail.mail"].sudo().search([("mail_message_id", "=", told.id)])
        self.assertIn("auto-replied", sent.headers)
        self._get("b", "Et alors ?", answers="a@mail.example", subject="Re: FA-77")
        self._get("c", "Encore", subject=f"Re: FA-77 [{request.number}]")
        self.assertEqual(self._receipts(request), told)
        request.send_answer(request.ids)
        self._get("d", "Toujours rien", answers="a@mail.example")
        self.assertEqual(self._receipts(request), told)

    def test_reception_is_told_to_people_only(self):
        self.company.ap_acknowledge_requests = True
        self.company.email = "us@us.example"
        for number, given in enumerate(
            (
                {"sender": "no-reply@alpha.example"},
                {"sender": "billing_noreply@alpha.example"},
                {"sender": "us@us.example"},
                {"headers": {"Auto-Submitted": "auto-generated"}},
                {"headers": {"X-Autoreply": "yes"}},
                {"headers": {"Authentication-Results": "mx; dkim=fail"}},
                {"headers": {"Reply-To": "x@evil.example"}},
            )
        ):
            with self.subTest(given=given):
                request = self._get(f"p{number}", "FA-77 ?", subject="Question FA-77", **given)
                self.assertFalse(self._receipts(request))

    def test_two_machines_end(self):
        """A machine that does not say so, and takes marks and threads away."""
        self.company.ap_acknowledge_requests = True
        told = self.requests.browse()
        for number in range(6):
            told |= self._get(f"m{number}", f"Ticket {number}", sender="desk@robot.example")
        self.assertEqual(len(told), 6)
        self.assertEqual(len(told.filtered("acknowledged_on")), 3)

    # Hours of work -----------------------------------------------------------------------

    def _due(self, moment, hours=8.0):
        with freeze_time(moment):
            request = self._get(f"due{moment[:10]}", "FA-77 ?", subject="FA-77")
            request.type_id.hours = hours
            request.sudo().asked_on = datetime.fromisoformat(moment)
            request.sudo()._set_deadline()
        return str(request.date_due)

    def test_the_calendar_of_the_company(self):
        """Mornings only from Monday to Thursday, Paris; a leave on Tuesday. Eight hours from
        Monday 9:00: three on Monday, four on Wednesday, one on Thursday."""
        calendar = self.env["resource.calendar"].create(
            {"name": "Mornings", "tz": "Europe/Paris", "company_id": self.company.id,
             "attendance_ids": [Command.clear(), *(
                 Command.create({"name": str(day), "dayofweek": str(day), "hour_from": 8,
                                 "hour_to": 12, "day_period": "morning"}) for day in range(4))]}
        )  # fmt: skip
        self.company.resource_calendar_id = calendar
        self.env["resource.calendar.leaves"].create(
            {"name": "Stocktaking", "calendar_id": calendar.id, "company_id": self.company.id,
             "date_from": "2026-11-23 23:00:00", "date_to": "2026-11-24 22:59:00"}
        )  # fmt: skip
        self.assertEqual(self._due("2026-11-23 08:00:00"), "2026-11-26 08:00:00")
        # From Thursday noon over Friday and the week-end: Monday morning and Tuesday's.
        self.assertEqual(self._due("2026-12-03 11:00:00"), "2026-12-08 11:00:00")

    def test_public_holidays_count_in_the_calendar(self):
        self.company.resource_calendar_id.tz = "Europe/Paris"
        self.env["ap.public.holiday"].create(
            {"name": "Feast", "date": "2026-11-25", "company_id": self.company.id}
        )
        # From Tuesday 16:00 in Paris: one hour, none on Wednesday, seven on Thursday.
        self.assertEqual(self._due("2026-11-24 15:00:00"), "2026-11-26 15:00:00")

    def test_a_calendar_in_which_nobody_works(self):
        self.company.resource_calendar_id.attendance_ids.unlink()
        # Nine to five: an hour on Tuesday, seven on Wednesday.
        self.assertEqual(self._due("2026-11-24 15:00:00"), "2026-11-25 15:00:00")

    # Owners and reminders ------------------------------------------------------------------

    def test_who_answered_last_answers_again(self):
        request = self._get("a", "FA-77 ?", subject="FA-77")
        self.assertFalse(request.user_id)
        self._call("apprentice", REQUEST, "send_answer", request.ids)
        following = self._get("b", "Relevé de compte svp", subject="Relevé")
        self.assertEqual(following.user_id, self.users["apprentice"])
        following.type_id.user_id = self.users["colleague"]
        third = self._get("c", "Le relevé de compte svp", subject="Relevé encore")
        self.assertEqual(third.user_id, self.users["colleague"])
        self.users["apprentice"].active = False
        self.assertFalse(self._get("d", "FA-77 payée quand ?", subject="FA-77 bis").user_id)

    def test_reminders(self):
        """Late and nobody's: a head; asked back and silent: who asked. Each once."""
        with freeze_time("2026-11-02 09:00:00"):
            late = self._get("a", "FA-77 ?", subject="FA-77")
            asked = self._get("b", "Nous contestons l'écart de prix", subject="Litige")
            self._call("apprentice", REQUEST, "send_answer", asked.ids)
            self.requests._cron_remind()
            self.assertFalse(late.activity_ids | asked.activity_ids)
        self.assertEqual(asked.state, "waiting")
        with freeze_time("2026-11-20 09:00:00"):
            self.requests._cron_remind()
            self.requests._cron_remind()
        self.assertEqual(len(late.activity_ids), 1)
        self.assertTrue(late.activity_ids.user_id.has_group("ap_base.group_head"))
        self.assertEqual(asked.activity_ids.user_id, self.users["apprentice"])

    # Who may have written --------------------------------------------------------------------

    def test_names_and_headers_that_lie(self):
        """The name holds the supplier's address; another header says who it was."""
        request = self._get(
            "a", "FA-77 payée quand ?", sender='"compta@alpha.example" <x@evil.example>'
        )
        self.assertEqual((request.trust, request.partner_id.ids), ("unknown", []))
        self.assertNotIn("900", request.answer)
        request = self._get(
            "b", "FA-77 payée quand ?", sender="compta@alpha.example",
            headers={"Authentication-Results": "mx; spf=softfail smtp.mailfrom=evil.example"},
        )  # fmt: skip
        self.assertNotIn("900", request.answer)

    def test_a_stranger_stops_no_payment(self):
        """Neither an unknown sender, nor the number that was refused once before."""
        text = f"Notre nouvel IBAN est {OTHER}"
        request = self._get("a", text, subject="Changement de RIB", sender="x@gmail.com")
        self.assertFalse(request.bank_change_id)
        self.assertFalse(self.bill.ap_payment_hold)
        forged = self._get("b", text, subject="Changement de RIB")
        case = forged.bank_change_id
        self.assertTrue(self.bill.ap_payment_hold)
        self._call("accountant", "ap.bank.change", "refuse", case.ids, "never asked")
        self.assertFalse(self.bill.ap_payment_hold)
        again = self._get("c", text, subject="Changement de RIB, relance")
        self.assertEqual((again.bank_change_id, case.state), (case, "refused"))
        self.assertFalse(self.bill.ap_payment_hold)
        self.assertEqual(case.event_ids[-1].kind, "again")
        self.assertEqual(self.alpha.bank_ids.sanitized_acc_number, IBAN)

    # Forwards and forms ------------------------------------------------------------------

    def test_forwards_of_mail_clients(self):
        self.env.user.partner_id.email = "us@us.example"
        for number, text in enumerate(
            (
                "FYI\n\n-----Original Message-----\nFrom: Compta <compta@alpha.example>\n"
                "Sent: Monday\nTo: us\nSubject: x\n\nIs invoice FA-77 paid?",
                "Pour toi\n\nDébut du message transféré :\n\nDe: Compta <compta@alpha.example>\n"
                "Objet: x\nDate: lundi\nÀ: us\n\nLa facture FA-77 est-elle payée ?",
                "Begin forwarded message:\n\nFrom: Compta <compta@alpha.example>\n"
                "Subject: x\n\nIs invoice FA-77 paid?",
            )
        ):
            with self.subTest(text=text):
                request = self._get(f"w{number}", text, sender="us@us.example", subject="Fwd: x")
                self.assertEqual((request.partner_id, request.move_ids), (self.alpha, self.bill))

    def test_a_forward_of_a_stranger_is_not_believed(self):
        request = self._get(
            "a", "---------- Forwarded message ---------\nFrom: <compta@alpha.example>\n\nFA-77?",
            sender="x@gmail.com", subject="Fwd: FA-77",
        )  # fmt: skip
        self.assertEqual((request.trust, request.partner_id.ids), ("unknown", []))

    def test_bills_of_others_are_not_linked(self):
        request = self._get("a", "FA-77 ?", subject="FA-77")
        sentence = self._refused(
            "head", REQUEST, "write", request.ids, {"move_ids": [Command.link(self.other.id)]}
        )
        self.assertIn("own supplier", sentence)
        self._refused("head", REQUEST, "write", request.ids, {"partner_id": self.other.partner_id.id})

    def test_what_was_told_against_a_bill_is_told_again(self):
        """A bill in dispute is not told as accepted, on hold or not."""
        moves = type(self.bill)
        for code, told, held in (
            ("partly", "accepted in part, due on", "the payment waits: it is being checked"),
            ("disputed", "in dispute", "the payment waits: it is in dispute"),
            ("suspended", "suspended until you send", "the payment waits: we asked you"),
            ("refused", "please issue another bill", "please issue another bill"),
        ):
            with (
                self.subTest(code=code), self.env.cr.savepoint() as savepoint,
                patch.object(moves, "_ap_reserves", lambda bills, code=code: dict.fromkeys(bills.ids, code)),
            ):
                request = self._get(f"r{code}", "When will FA-77 be paid? Thanks", subject="FA-77")
                self.assertIn(told, request.answer)
                self._call("accountant", "account.move", "action_hold_payment", self.bill.ids, "x")
                request._draft()
                self.assertIn(held, request.answer)
                savepoint.close(rollback=True)
            self.env.invalidate_all()

    def test_html_that_hides(self):
        """What nobody sees is not read; nothing runs."""
        request = self._get(
            "a", "When will FA-77 be paid?", subject="Hello",
            html="<p>When will <b>FA-77</b> be paid?</p><script>alert(1)</script>"
            "<style>.x{color:red}</style><!-- FA-99 --><img src=x onerror=alert(1)>",
        )  # fmt: skip
        self.assertEqual(request.move_ids, self.bill)
        self.assertNotIn("FA-99", request.text)
        for body in (request.text, request.message_ids[-1].body or ""):
            self.assertNotIn("alert(1)", body)
