# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nothing internal, nothing of others: by pages, ids, tokens, files, messages and RPC."""

from uuid import uuid4

from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .portal_common import PortalHttp

ROOMS = ("ap_base", "ap_bill", "ap_closing", "ap_supplier")


@tagged("post_install", "-at_install")
class TestRights(PortalHttp):
    def test_what_is_anothers_leads_home(self):
        """The id of another supplier's bill, payment, question and file, with and without
        a guessed token; unknown ids answer in the same way."""
        foreign = self._pay(self.foreign)
        asked = self.env["ap.supplier.request"].create(
            {"name": "Beta asks", "partner_id": self.beta.id, "company_id": self.company.id}
        )
        note = asked.message_post(
            body="Here", author_id=self.blanc.partner_id.id, message_type="comment",
            subtype_xmlid="mail.mt_comment", attachments=[("beta.pdf", b"%PDF")],
        )  # fmt: skip
        self.foreign._portal_ensure_token()
        paths = [
            f"bills/{self.foreign.id}",
            f"bills/{self.foreign.id}?access_token={uuid4()}",
            f"bills/{self.foreign.id}?access_token={self.foreign.access_token}",
            f"payments/{foreign.id}",
            f"payments/{self.bill.id}",
            f"requests/{asked.id}",
            f"requests/{asked.id}/files/{note.attachment_ids.id}",
            "bills/999999999",
            "payments/999999999",
            "requests/999999999",
            "account/999999999/pdf",
        ]
        self._as(self.martin)
        for path in paths:
            with self.subTest(path=path):
                self.assertTrue(self._is_away(f"/my/supplier/{path}"))
        self._post(f"/my/supplier/requests/{asked.id}", text="Me too")
        self.assertEqual(len(asked.message_ids.filtered(lambda one: "Me too" in one.body)), 0)
        self.assertNotIn("%PDF", self.url_open(f"/web/content/{note.attachment_ids.id}").text)
        self._as(self.blanc)
        self.assertIn("Here", self._page(f"/my/supplier/requests/{asked.id}").text)
        file = self._page(f"/my/supplier/requests/{asked.id}/files/{note.attachment_ids.id}")
        self.assertEqual(file.content, b"%PDF")

    def test_odoos_own_routes_tell_nothing_of_others(self):
        """Its pages of invoices, reports, images, files by model: of another supplier's
        bill neither number nor amount; of our answers, no file by its id."""
        self._as(self.martin)
        number = self.foreign.id
        file = self.env["ir.attachment"].create(
            {"name": "FB-77.pdf", "raw": b"SECRET", "res_model": "account.move", "res_id": number}
        )
        self.foreign.message_main_attachment_id = file
        self.env.flush_all()
        paths = (
            f"/my/invoices/{number}",
            f"/my/invoices/{number}?access_token={uuid4()}",
            f"/my/invoices/{number}?report_type=pdf&download=true",
            f"/report/html/account.report_invoice/{number}",
            f"/report/html/account.report_original_vendor_bill/{number}",
            f"/web/content/account.move/{number}/invoice_pdf_report_file",
            f"/web/content/ir.attachment/{file.id}/raw",
            f"/web/content/{file.id}?access_token={uuid4()}",
            f"/web/image/ir.attachment/{file.id}/raw",
            f"/my/supplier/bills/{number}?report_type=pdf",
        )
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_binary"):
            for path in paths:
                with self.subTest(path=path):
                    text = self.url_open(path).text
                    for secret in ("FB-77", "123.45", "SECRET"):
                        self.assertNotIn(secret, text)

    def test_who_is_no_supplier_leads_home(self):
        customer = self.env["res.partner"].create({"name": "Customer", "email": "c@c.example"})
        user = self._portal_user("customer", customer)
        self._as(user)
        paths = ("bills", "payments", "account", "send", "ask", "requests")
        for path in paths:
            self.assertTrue(self._is_away(f"/my/supplier/{path}"), path)
        self.assertNotIn("/my/supplier", self._page("/my").text)
        self._as(self.martin)
        self.company.ap_supplier_portal = False
        self.env.flush_all()
        for path in paths:
            self.assertTrue(self._is_away(f"/my/supplier/{path}"), path)
        self.company.ap_supplier_portal = True
        self.martin.active = False
        self.env.flush_all()
        answer = self._page("/my/supplier/bills")
        self.assertIn("/web/login", answer.url)

    def test_a_form_without_its_token_is_refused(self):
        self._as(self.martin)
        with mute_logger("odoo.http"):
            for path in ("send", "ask"):
                answer = self.url_open(f"/my/supplier/{path}", data={"subject": "x", "text": "y"})
                self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.env["ap.supplier.request"].search([("name", "=", "x")]))

    def test_rpc_of_a_supplier(self):
        """By HTTP as a script would: no field of ours, nothing of others, no bank account."""
        self._as(self.martin)
        for model, method, arguments in (
            ("account.move", "read", [self.foreign.ids, ["name"]]),
            ("account.move", "read", [self.bill.ids, ["ap_payment_hold_reason"]]),
            ("account.move", "read", [self.bill.ids, ["create_uid"]]),
            ("account.move", "write", [self.bill.ids, {"ref": "X"}]),
            ("account.move", "action_post", [self.draft_bill.ids]),
            ("ap.supplier.request", "search_read", [[]]),
            ("ap.bank.change", "search_read", [[]]),
            ("res.partner.bank", "write", [self.account.ids, {"acc_number": "FR1420041010050500013M02606"}]),
            ("res.partner.bank", "create", [[{"partner_id": self.alpha.id, "acc_number": "X1"}]]),
        ):
            with (
                self.subTest(model=model, method=method),
                mute_logger("odoo.http"),
                self.assertRaises(JsonRpcException),
            ):
                self.make_jsonrpc_request(
                    f"/web/dataset/call_kw/{model}/{method}",
                    {"model": model, "method": method, "args": arguments, "kwargs": {}},
                )
        self.assertFalse(self._open_cases())

    def _call_as(self, user, model, method, *arguments):
        env = self.env(user=user, context={"allowed_company_ids": self.company.ids})
        return call_kw(env[model], method, list(arguments), {})

    def test_no_model_of_ours_is_read(self):
        """Every model of these rooms; those who search are told so."""
        for name, model in self.env.registry.items():
            ours = name.startswith("ap.") and not model._abstract
            if not ours or model._original_module not in (*ROOMS, "ap_supplier_portal"):
                continue
            asked = self.env[name].with_user(self.martin)
            for operation in ("read", "write", "create", "unlink"):
                self.assertFalse(asked.has_access(operation), f"{name}: {operation}")
            with self.subTest(model=name), self.assertRaises(AccessError):
                self._call_as(self.martin, name, "search_read", [])

    def test_of_entries_only_what_stock_shows(self):
        """No field of the suite, no name of our people, no analytic account."""
        for records in (self.bill, self.bill.line_ids):
            given = self._call_as(self.martin, records._name, "fields_get")
            fields = records._fields
            ours = [
                name for name in given
                if fields[name]._modules and all(one.startswith(("ap_", "l10n_fr_ap_")) for one in fields[name]._modules)
            ]  # fmt: skip
            self.assertEqual(ours, [])
            for name in {"create_uid", "write_uid", "analytic_distribution", "ap_uploaded_by_id"} & fields.keys():
                self.assertNotIn(name, given)
                with self.assertRaises(AccessError):
                    self._call_as(self.martin, records._name, "read", records.ids, [name])
        found = self._call_as(self.martin, "account.move", "search_read", [], ["ref"])
        self.assertEqual([one["ref"] for one in found], ["FA-77"])
        seen = self._call_as(self.martin, "account.move.line", "search_read", [], ["name", "price_total"])
        self.assertEqual({one["id"] for one in seen}, set(self.bill.line_ids.ids))
        with self.assertRaises(AccessError):
            self._call_as(self.martin, "account.move", "read", self.foreign.ids, ["ref"])

    def test_notes_and_files_of_our_people_are_not_read(self):
        self.bill.with_user(self.users["accountant"]).action_hold_payment("They bill too much")
        notes = self.bill.message_ids.filtered(lambda one: "too much" in one.body)
        notes += self.bill.message_post(body="Who ordered this?", message_type="comment")
        self.assertEqual(len(notes), 2)
        messages = self._call_as(self.martin, "mail.message", "search_read", [], ["body"])
        self.assertFalse({one["id"] for one in messages} & set(notes.ids))
        for note in notes:
            with self.assertRaises(AccessError):
                self._call_as(self.martin, "mail.message", "read", note.ids, ["body"])
        file = self.env["ir.attachment"].create(
            {"name": "secret.pdf", "raw": b"%PDF", "res_model": "account.move", "res_id": self.foreign.id}
        )
        with self.assertRaises(AccessError):
            self._call_as(self.martin, "ir.attachment", "read", file.ids, ["raw"])
