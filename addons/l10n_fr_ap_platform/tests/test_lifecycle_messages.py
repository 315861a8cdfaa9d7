# SPDX-License-Identifier: AGPL-3.0-or-later
"""Life-cycle messages: taken in once or not at all, and built like the published ones."""

import base64

from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.ap_base.tests import published
from odoo.addons.ap_base.tests.common import b64
from odoo.addons.l10n_fr_ap_platform.rules import cdar

from .lifecycle_common import SELLER, LifecycleCommon

SAMPLES = published.files("einvoice/cdar/*.xml")
ENTITY = b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"
BOMB = b"<!DOCTYPE a [" + b"<!ENTITY b 'x'>" * 1000 + b"]><a>&b;</a>"
UNREADABLE = {
    "no base64": ("%%%", "base64"),
    "no text": (False, "no XML"),
    "no XML": (b64(b"%PDF"), "no XML"),
    "an invoice": (b64(b"<Invoice/>"), "no life-cycle message"),
    "entity": (b64(ENTITY), "document type"),
    "bomb": (b64(BOMB), "document type"),
    "too large": (b64(b"x" * 5_000_001), "too large"),
}


@tagged("post_install", "-at_install")
class TestLifecycleMessages(LifecycleCommon):
    def test_the_published_messages_are_taken_in(self):
        results = [self._import(b64(path.read_bytes())) for path in SAMPLES]
        stated = [(result["status"], result["result"]) for result in results]
        self.assertEqual(
            stated,
            [
                ("200", "imported"), ("200", "already"), ("202", "imported"),
                ("203", "imported"), ("204", "imported"), ("205", "imported"),
                ("211", "imported"), ("212", "imported"), ("212", "already"),
            ],
        )  # fmt: skip
        self.assertEqual(self._codes(), "200 202 203 204 205 211 212")
        rows = {row.code: row for row in self.bill.ap_lifecycle_ids}
        self.assertEqual(rows["211"].amount, 12000.0)
        self.assertEqual(str(rows["211"].date), "2025-07-30 08:00:00")
        self.assertEqual(
            rows["203"].message_identifier, "F202500003_203_20250701161000#380_20250701"
        )
        self.assertEqual((rows["212"].actor, rows["200"].actor), ("seller", "platform"))
        again = [self._import(b64(path.read_bytes()))["result"] for path in SAMPLES]
        self.assertEqual(set(again), {"already"})
        exported = rows["204"].export_message()
        path = next(path for path in SAMPLES if "CDV-204" in path.name)
        self.assertEqual(base64.b64decode(exported["content"]), path.read_bytes())

    def test_our_messages_are_built_like_the_published_ones(self):
        self.seller.write(
            {"peppol_eas": "0225", "peppol_endpoint": "100000009_STATUTS"}
        )
        self._set_siren(self.seller, SELLER)
        for name in ("202", "203"):
            path = next(path for path in SAMPLES if f"CDV-{name}" in path.name)
            self._import(b64(path.read_bytes()))
        self.bill.ap_set_status("204")
        self.bill.action_post()
        self._register(self.bill)
        for code in ("204", "205", "211"):
            row = self.bill.ap_lifecycle_ids.filtered(lambda row, c=code: row.code == c)
            self.assertFalse(row.problem)
            ours = base64.b64decode(row.export_message()["content"])
            path = next(path for path in SAMPLES if f"CDV-{code}" in path.name)
            self.assertEqual(_shape(ours), _shape(path.read_bytes()), code)
        self.assertIn(b"100000009_STATUTS", ours)

    def test_a_refusal_names_its_reason_and_tells_the_tax_office(self):
        self.bill.ap_set_status("210", ["TX_TVA_ERR", "DOUBLON"], "10 % & not 20 %")
        exported = self.bill.ap_lifecycle_ids.export_message()
        message = cdar.read(base64.b64decode(exported["content"]))
        self.assertEqual(exported["name"], "F202500003_CDV-210_Refusée.xml")
        self.assertEqual(
            [d.reason_code for d in message.details], ["DOUBLON", "TX_TVA_ERR"]
        )
        self.assertEqual(message.details[1].note, "10 % & not 20 %")
        self.assertEqual([p.role for p in message.recipients], ["SE", "DFH"])
        self.assertEqual((message.document_code, message.phase), ("50", "23"))

    def test_without_numbers_there_is_no_message_but_a_reason(self):
        self._set_siren(self.seller, None)
        self.bill.ap_set_status("204")
        row = self.bill.ap_lifecycle_ids
        self.assertEqual(row.problem, "VENDEUR has no SIREN.")
        with self.assertRaisesRegex(UserError, "has no SIREN"):
            row.export_message()
        self._set_siren(self.seller, SELLER)
        self._as("apprentice", row).action_make_messages()
        self.assertFalse(row.problem)
        self.assertTrue(row.message_file)

    def test_a_platform_gets_the_message(self):
        sent = []
        statuses = type(self.env["ap.bill.status"])

        def send(row, content):
            sent.append(content)
            return "PA-1"

        self.patch(statuses, "_send_message", send)
        self.bill.ap_set_status("204")
        self.assertEqual(len(sent), 1)
        self.assertEqual(self.bill.ap_lifecycle_ids.platform_reference, "PA-1")

    def test_messages_that_are_refused_change_nothing(self):
        self.bill.ap_set_status("205")
        table = {
            **UNREADABLE,
            "unknown bill": (
                self._message("203", invoice="F-0"),
                "no bill with the number F-0",
            ),
            "other supplier": (
                self._message("203", seller_ids=(("0002", "300000007"),)),
                "300000007",
            ),
            "credit note": (self._message("203", invoice_type="381"), "no bill"),
            "other buyer": (
                self._message(
                    "212",
                    recipients=(cdar.Party("BY", (("0002", "400000006"),)),),
                ),
                "400000006",
            ),
            "wrong order": (self._message("203"), "is Approved .205.*cannot follow"),
            "not theirs": (
                self._message("207", issuer=cdar.Party("SE")),
                "not for SE to say",
            ),
        }
        for name, (content, sentence) in table.items():
            with (
                self.subTest(name),
                self.assertRaisesRegex(UserError, sentence),
                self.env.cr.savepoint(),
            ):
                self._import(content)
        self.assertEqual(self._codes(), "205")

    def test_an_identifier_that_says_something_else_is_refused(self):
        self._import(self._message("200", identifier="M"))
        with self.assertRaisesRegex(UserError, "had another content"):
            self._import(self._message("202", identifier="M"))

    def test_unknown_statuses_are_kept_as_they_come(self):
        self._import(self._message("200"))
        self._import(self._message("220", details=(cdar.Detail("ODD", "Odd"),)))
        row = self.bill.ap_lifecycle_ids.sorted("id")[-1]
        self.assertEqual((row.code, row.display_name), ("220", "220"))
        self.assertEqual((row.reason_codes, row.note), ("ODD", "Odd"))
        self.assertEqual(self.bill.ap_lifecycle, "200")

    def test_a_rejection_of_the_platform_ends_it(self):
        details = (cdar.Detail("DOUBLON", "Facture en doublon"),)
        self._import(self._message("213", details=details))
        self.assertEqual(self.bill.ap_lifecycle, "213")
        self.assertEqual(self.bill.ap_lifecycle_ids.reason_ids.code, "DOUBLON")
        with self.assertRaisesRegex(UserError, "Rejected"):
            self.bill.action_post()

    def test_the_upload_opens_the_bill(self):
        upload = self._as("apprentice", self.env["ap.bill.status.upload"])
        content = self._message("200")
        action = upload.create({"message_file": content}).action_import()
        self.assertEqual(action["params"]["next"]["res_id"], self.bill.id)
        action = upload.create({"message_file": content}).action_import()
        self.assertIn("imported before", action["params"]["message"])


def _shape(content):
    """Elements and attributes by place, without what differs from bill to bill."""
    root = etree.fromstring(content)
    return [
        (node.tag, sorted(node.attrib.items()), len(list(node.iterancestors())))
        for node in root.iter()
        if isinstance(node.tag, str)
    ]
