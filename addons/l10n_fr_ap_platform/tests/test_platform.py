# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills come from a platform as drafts and statuses go back, each once."""

import base64
import time

from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from odoo.tests import HttpCase, tagged

from odoo.addons.ap_base.tests import published
from odoo.addons.l10n_fr_ap_platform.client.webhook import sign
from odoo.addons.l10n_fr_ap_platform.rules import cdar

from .mock_platform import START
from .platform_common import PlatformCase

REFUSED = [
    {"level": "Error", "item": "MDT-73", "reasonCode": "InvoiceLCRuleError",
     "reasonMessage": "unknown address"}
]  # fmt: skip


@tagged("post_install", "-at_install")
class TestPlatform(PlatformCase):
    def test_a_bill_is_a_draft_and_its_supplier_is_notified(self):
        """100.00 at 20 % from Nordlys: draft of 120.00, 204 sent."""
        flow_id = self._arrive(number="E-7")
        result = self._job()
        self.assertEqual(
            result,
            {"found": 1, "drafted": 1, "messages": 0, "failed": 0, "left": 0, "sent": 1,
             "problem": ""},
        )  # fmt: skip
        flow = self._flow(flow_id)
        bill = flow.move_id
        self.assertRecordValues(
            bill,
            [{
                "state": "draft", "move_type": "in_invoice", "ref": "E-7", "amount_total": 120.0,
                "partner_id": self.supplier.id, "ap_lifecycle": "204", "ap_processing_rule": "B2B",
            }],
        )  # fmt: skip
        self.assertEqual(base64.b64decode(flow.file), self.mock.flows[flow_id].content)
        [sent] = self.mock.sent()
        message = cdar.read(sent.content)
        self.assertEqual((message.status, message.invoice), ("204", "E-7"))
        self._job()
        self.assertEqual(self._out(bill).state, "acknowledged")
        self.assertEqual(bill.ap_lifecycle_ids.platform_reference, sent.about["flowId"])
        self.assertEqual(self.platform.state, "connected")

    def test_nothing_comes_or_goes_twice(self):
        self._arrive()
        self._job()
        again = self._job()
        self.assertEqual((again["found"], again["drafted"], again["sent"]), (0, 0, 0))
        self.assertEqual(len(self.mock.sent()), 1)

    def test_the_same_file_in_another_flow_is_the_same_bill(self):
        first, second = (self._arrive(number="E-7") for _number in range(2))
        self._job()
        one, other = self._flow(first), self._flow(second)
        self.assertEqual(one.move_id, other.move_id)
        self.assertIn(first, other.reason)
        self.assertEqual(len(self.mock.sent()), 1)

    def test_ubl_credit_notes_and_unknown_vendors_come_too(self):
        self._arrive("UBL", number="U-1")
        self._arrive("UBL", number="U-2", type="381")
        stranger = {"name": "Inconnu SARL", "siren": "552100554", "siret": "55210055400013",
                    "vat": "FR18552100554", "country": "FR", "email": ""}  # fmt: skip
        self._arrive(number="N-1", seller=stranger)
        self.assertEqual(self._job()["drafted"], 3)
        bills = self.env["account.move"].search([("ref", "in", ("U-1", "U-2", "N-1"))])
        kinds = {bill.ref: bill.move_type for bill in bills}
        self.assertEqual(kinds, {"U-1": "in_invoice", "U-2": "in_refund", "N-1": "in_invoice"})
        self.assertTrue(all(bill.partner_id for bill in bills))

    def test_factur_x_and_what_is_not_for_purchases(self):
        for path in published.files("einvoice/pdf/*.pdf")[:1]:
            self.mock.put(path.read_bytes(), syntax="Factur-X", name="f.pdf")
        self.mock.put(b"<x/>", kind="CustomerInvoice")
        self.assertEqual(self._pull()["drafted"], 1)
        ignored = self.env["ap.platform.flow"].search([("state", "=", "ignored")])
        self.assertEqual(ignored.flow_type, "CustomerInvoice")

    def test_what_cannot_be_read_is_kept_with_its_reason_and_tried_again(self):
        bad = self.mock.put(b"<Invoice", name="bad.xml")
        gone = self.mock.put(b"", name="gone.xml", views={"Original": None})
        good = self._arrive(number="E-9")
        result = self._job()
        self.assertEqual((result["failed"], result["drafted"]), (2, 1))
        self.assertFalse(self._flow(bad).move_id)
        self.assertEqual(base64.b64decode(self._flow(bad).file), b"<Invoice")
        self.assertIn("XML", self._flow(bad).reason)
        self.assertIn("not have it", self._flow(gone).reason)
        findings = self.env["ap.finding"].search([("control_code", "=", "platform_flow_failed")])
        self.assertEqual(set(findings.mapped("res_id")), set((self._flow(bad) | self._flow(gone)).ids))
        self.assertEqual(self._pull()["failed"], 0, "not before its time")
        self.mock.flows[gone].views["Converted"] = self.mock.flows[good].content.replace(
            b"E-9", b"E-10"
        )
        self._as("apprentice", self._flow(gone)).action_retry()
        self.assertEqual(self._flow(gone).move_id.ref, "E-10")
        self.assertEqual(
            findings.filtered(lambda one: one.res_id == self._flow(gone).id).state, "resolved"
        )
        with self.assertRaises(AccessError):
            self._as("auditor", self._flow(bad)).action_retry()

    def test_a_reason_is_kept_in_the_language_of_the_company(self):
        """Whoever asked: a cron speaks English."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms(["l10n_fr_ap_platform"], ["fr_FR"])
        self.company.partner_id.lang = "fr_FR"
        bad = self.mock.put(b"<Invoice", name="bad.xml")
        self._job()
        self.assertIn("Le fichier ne donne pas de facture", self._flow(bad).reason)

    def test_211_flows_of_one_moment_come_all(self):
        for number in range(211):
            self.mock.put(b"<x/>", kind="CustomerInvoice", moment=START, name=f"{number}.xml")
        self.assertEqual(self._pull()["found"], 211)
        self.assertEqual(self._pull()["found"], 0)

    def test_what_has_no_life_cycle_gets_no_status(self):
        flow_id = self._arrive(number="I-1", about={"processingRule": "B2BInt"})
        self._job()
        bill = self._flow(flow_id).move_id
        self.assertFalse(bill.ap_lifecycle_shown)
        bill.action_post()
        with self.assertRaisesRegex(UserError, "came as B2BInt"):
            bill.ap_set_status("204")
        self.assertFalse(bill.ap_lifecycle)
        self.assertFalse(self.mock.sent())

    def test_statuses_go_from_the_bill_and_what_is_refused_is_found(self):
        flow_id = self._arrive(number="E-7")
        self._job()
        bill = self._flow(flow_id).move_id
        platform = self._as("accountant", self.env["ap.platform"])
        note = self._as("accountant", self.env["ir.attachment"]).create(
            {"name": "note.pdf", "raw": b"%PDF-1.4"}
        )
        asked = self._as("accountant", self.env["ap.bill.status.set"]).create(
            {"move_ids": [(6, 0, bill.ids)], "code": "208", "attachment_ids": [(6, 0, note.ids)],
             "reason_ids": [(6, 0, self.env.ref(
                 "l10n_fr_ap_platform.lifecycle_reason_justif_abs").ids)]}
        )  # fmt: skip
        asked.action_set()
        self._job()
        self.mock.ack = ("Error", REFUSED)
        platform.send_status(bill.ids, "207", "PU_ERR")
        self._job()
        self._job()
        out = self._out(bill)[-1]
        self.assertEqual(
            (out.state, out.reason), ("refused", "InvoiceLCRuleError: unknown address: MDT-73")
        )
        finding = self.env["ap.finding"].search([("control_code", "=", "platform_status_refused")])
        self.assertIn("unknown address", finding.message)
        self.assertEqual(finding.res_id, bill.id)
        self.mock.ack = ("Ok", [])
        self.mock.flows.pop(out.flow_id)
        self._as("accountant", out).action_retry()
        self._job()
        self._job()
        self.assertEqual(out.state, "acknowledged")
        self.assertEqual(finding.state, "resolved")
        bill.action_post()
        self.assertEqual(bill.ap_lifecycle, "207")
        suspended = next(m for m in map(cdar.read, self._contents()) if m.status == "208")
        self.assertEqual(suspended.attachments[0].content, b"%PDF-1.4")

    def _contents(self):
        return [one.content for one in self.mock.sent()]

    def test_paid_is_sent_where_the_company_wants_it(self):
        flow_id = self._arrive(number="E-7")
        self._job()
        bill = self._flow(flow_id).move_id
        bill.action_post()
        bill._lifecycle_paid({bill.id: 20.0})
        self.platform.send_paid = True
        bill._lifecycle_paid({bill.id: 100.0})
        self._job()
        stated = [cdar.read(one.content) for one in self.mock.sent()]
        self.assertEqual([one.status for one in stated], ["204", "205", "211"])
        self.assertEqual(str(stated[-1].details[0].figures[0].amount), "100")

    def test_no_answer_and_then_the_same_again_sends_once(self):
        flow_id = self._arrive(number="E-7")
        self.mock.fail("flows$", lost=True, after=True)
        self.assertIn("does not answer", self._job()["problem"])
        bill = self._flow(flow_id).move_id
        self.assertEqual((bill.ap_lifecycle, self._out(bill).state), ("204", "waiting"))
        self.assertEqual(self._job()["sent"], 1)
        self.assertEqual(len(self.mock.sent()), 1)
        self.assertEqual(self._out(bill).state, "acknowledged")

    def test_a_duplicate_that_the_platform_tells_counts_as_sent(self):
        """It arrived, nobody heard of it, and the platform does not list it yet: sent again it
        is refused as a duplicate, which says that it is there."""
        flow_id = self._arrive(number="E-7")
        self.mock.fail("flows$", lost=True, after=True)
        self._job()
        [first] = self.mock.sent()
        first.about["trackingId"] = ""
        self.assertEqual(self._job()["sent"], 1)
        self._job()
        out = self._out(self._flow(flow_id).move_id)
        self.assertEqual((out.state, out.reason), ("acknowledged", False))
        findings = self.env["ap.finding"].search([("control_code", "=", "platform_status_refused")])
        self.assertFalse(findings)

    def test_messages_of_the_platform_are_taken_in(self):
        self._arrive(number="E-7")
        self._job()
        bill = self.env["account.move"].search([("ref", "=", "E-7")])
        message = cdar.Message(
            "M-212", "212", "E-7", status_date=None, phase="23", issuer=cdar.Party("SE"),
            seller_ids=((cdar.SIREN_SCHEME, "732829320"),),
        )  # fmt: skip
        known = self.mock.put(cdar.write(message), kind="SupplierInvoiceLC", syntax="CDAR")
        other = cdar.write(cdar.Message("M-9", "212", "NONE", issuer=cdar.Party("SE")))
        lost = self.mock.put(other, kind="SupplierInvoiceLC", syntax="CDAR")
        result = self._job()
        self.assertEqual((result["messages"], result["failed"]), (1, 1))
        self.assertEqual(bill.ap_lifecycle, "212")
        self.assertEqual(self._flow(known).move_id, bill)
        self.assertIn("NONE", self._flow(lost).reason)

    def test_a_platform_that_is_away_stops_nothing(self):
        self._arrive(number="E-7")
        self.platform.client_secret = "not-the-one"
        problem = self._pull()["problem"]
        self.assertIn("refuses the credentials", problem)
        self.assertEqual(self.platform.state, "trouble")
        logged = self.env["ap.platform.call"].search([("platform_id", "=", self.platform.id)])
        self.assertEqual(logged.mapped("path"), ["token"])
        self.assertNotIn("not-the-one", str(logged.read()) + problem)

    def test_only_the_administrator_sees_the_credentials(self):
        fields = ["client_id", "client_secret"]
        for role in self.users:
            platform = self._as(role, self.platform)
            self.assertNotIn("client_secret", platform.fields_get())
            ways = {
                "read": lambda one: one.read(fields),
                "export": lambda one: one.export_data(fields),
                "search": lambda one: one.search([("client_secret", "=like", "s%")]),
                "order": lambda one: one.search([], order="client_secret"),
                "group": lambda one: one._read_group([], ["client_id"], ["__count"]),
                "write": lambda one: one.write({"client_secret": "x"}),
                "copy": lambda one: one.copy(),
            }
            for name, look in ways.items():
                with self.subTest(role, way=name), self.assertRaises(UserError):
                    look(platform)
        copied = self.platform.copy({"active": False})
        self.assertFalse(copied.client_id or copied.client_secret)

    def test_one_platform_of_a_company_and_it_speaks_https(self):
        with self.assertRaisesRegex(ValidationError, "https"):
            self.provider.flow_url = "http://example.com"
        self.platform.active = False
        with self.assertRaisesRegex(RedirectWarning, "no accredited platform"):
            self._pull()
        with self.assertRaises(AccessError):
            self._pull("auditor")
        other = self._create_company(name="Other")
        with self.assertRaisesRegex(AccessError, "not one of yours"):
            self._as("apprentice", self.env["ap.platform"]).pull(other.id)

    def test_the_directory_says_where_one_receives(self):
        line = {"directoryLineStatus": "Enabled", "platformType": "WK"}
        self.mock.lines = [
            {**line, "siren": "732829320", "addressingIdentifier": "732829320_STATUTS"},
            {**line, "siren": "443061841", "addressingIdentifier": "443061841"},
        ]
        self._as("apprentice", self.platform).action_read_directory()
        self.assertEqual(self.platform.directory_text, "443061841 – in service")
        self.supplier.with_company(self.company).action_ap_read_directory()
        self.assertEqual(
            (self.supplier.peppol_eas, self.supplier.peppol_endpoint),
            ("0225", "732829320_STATUTS"),
        )

    def test_a_directory_that_does_not_count_is_read_to_its_end(self):
        """211 addresses on three pages of 100; the total is -1."""
        self.mock.counts = False
        self.mock.lines = [
            {"siren": "443061841", "addressingIdentifier": f"443061841_{place}",
             "directoryLineStatus": "Upcoming"}
            for place in range(211)
        ]  # fmt: skip
        self._as("apprentice", self.platform).action_read_directory()
        found = self.platform.directory_text.splitlines()
        self.assertEqual((len(found), found[210]), (211, "443061841_210 – from a later day"))

    def test_the_directory_is_asked_by_accountants_for_cards_they_see(self):
        before = self.supplier.peppol_endpoint
        for role in ("apprentice", "auditor"):
            with self.assertRaises(AccessError, msg=role):
                self._as(role, self.supplier).action_ap_read_directory()
        other = self._create_company(name="Other")
        card = self.supplier.copy({"company_id": other.id})
        with self.assertRaises(AccessError):
            self._as("accountant", card).action_ap_read_directory()
        self.assertEqual(self.supplier.peppol_endpoint, before)
        self.assertFalse(self.mock.calls)


@tagged("post_install", "-at_install")
class TestPlatformCalls(HttpCase, PlatformCase):
    def test_the_administrator_has_the_platform_call_and_stop(self):
        with self.assertRaises(AccessError):
            self._as("head", self.platform).action_subscribe()
        self.env.user.group_ids |= self.env.ref("base.group_system")
        self.platform.action_subscribe()
        [address] = self.mock.hooks.values()
        self.assertTrue(address.endswith(f"/ap/platform/{self.platform.id}/changed"))
        self.assertTrue(self.platform.has_webhook and self.platform.webhook_key)
        self.platform.action_subscribe()
        self.assertFalse(self.mock.hooks or self.platform.webhook_key)

    def test_only_a_signed_call_starts_the_reading(self):
        key = base64.b64encode(b"k" * 32).decode()
        self.platform.sudo().write({"webhook_key": key})
        cron = self.env.ref("l10n_fr_ap_platform.cron_platform")
        moment = str(int(time.time()))
        address = f"/ap/platform/{self.platform.id}/changed"

        def call(body, signature):
            headers = {"Afnor-Signature": signature, "Afnor-Signature-Timestamp": moment}
            return self.url_open(address, data=body, headers=headers, method="POST").status_code

        def triggered():
            return self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])

        before = triggered()
        self.assertEqual(call(b"{}", sign(b"{ }", moment, key)), 403)
        self.assertEqual(call(b"{}", ""), 403)
        self.assertEqual(triggered(), before)
        self.assertEqual(call(b"{}", sign(b"{}", moment, key)), 204)
        self.assertEqual(triggered(), before + 1)
