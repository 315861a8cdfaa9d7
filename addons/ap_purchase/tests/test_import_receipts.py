# SPDX-License-Identifier: AGPL-3.0-or-later
import base64

from odoo.tests import tagged

from .common import OrderCase


@tagged("post_install", "-at_install")
class TestImportReceipts(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        coded = cls._product("Coded", default_code="REP-1")
        cls.order = cls._order({}, {"product_id": coded.id})
        cls.first, cls.second = cls.order.order_line

    def _import(self, *lines, dry_run=False):
        text = "\n".join(["Order;Line;Date;Quantity;Reference", *lines])
        content = base64.b64encode(text.encode()).decode()
        return self.env["ap.import"].import_file(
            "receipts", "receipts.csv", content, self.company.id, dry_run
        )

    def _received(self):
        return (self.first | self.second).mapped("qty_received")

    def test_rows_become_receipts_once(self):
        name = self.order.name
        rows = [
            f"{name};1;20/10/2026;6;BL-1",
            f"{name};REP-1;21/10/2026;2,5;BL-2",
        ]
        seen = self._import(*rows, dry_run=True)
        self.assertEqual((seen["new"], seen["errors"]), (2, []))
        self.assertEqual(self._received(), [0, 0])
        self.assertEqual(self._import(*rows)["state"], "applied")
        self.assertEqual(self._received(), [6, 2.5])
        self.assertEqual(
            set(self.order.order_line.ap_receipt_ids.mapped("origin")), {"import"}
        )
        again = self._import(rows[0], rows[1].replace("2,5", "4"))
        self.assertEqual((again["same"], again["changed"]), (1, 1))
        self.assertEqual(self._received(), [6, 4])
        self.env["ap.import"].browse(again["import_id"]).action_undo()
        self.assertEqual(self._received(), [6, 2.5])

    def test_rows_that_do_not_fit_are_named(self):
        name = self.order.name
        self._receive(self.first, 1, external_id="BL-9")
        table = [
            (f"{name};7;20/10/2026;6;BL-1", "the order has no line “7”"),
            (f"{name};;20/10/2026;6;BL-1", "2 lines answer"),
            (f"{name};1;20/10/2026;0;BL-1", "other than zero"),
            (f"{name};1;20/10/2026;6;BL-9", "already recorded"),
        ]
        for line, message in table:
            with self.subTest(line):
                result = self._import(line)
                self.assertEqual(result["state"], "rejected")
                self.assertIn(message, result["errors"][0]["message"])
        self.assertEqual(self._received(), [1, 0])
