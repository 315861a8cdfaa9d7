# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills left in a folder of the server: each is read once, and stays there."""

import os
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.ap_base.tests.common import ApCommon

from .bill_pdf import bill, lines, pages, pdf


@tagged("post_install", "-at_install")
class TestFolder(ApCommon):
    def setUp(self):
        super().setUp()
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.folder = Path(place.name)
        self.company.sudo().ap_capture_folder = place.name
        self.captures = self.env["ap.capture"]

    def _leave(self, name, content, settled=True):
        path = self.folder / name
        path.write_bytes(content)
        if settled:
            os.utime(path, (1, 1))

    def _run(self):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1):
            self.captures._cron_read_folders()
        return self.captures.search([("company_id", "=", self.company.id)], order="name")

    def test_each_file_once(self):
        """A bill, the same bill again, two bills in one file, a delivery note, a broken file and
        one that is still being written: three drafts, and the reasons of the others."""
        content = bill("F-D1")
        self._leave("1.pdf", content)
        self._leave("2.pdf", content)
        self._leave("3.pdf", pages(lines("F-D2"), lines("F-D3", "50,00", "10,00", "60,00")))
        self._leave("4.pdf", pdf("BON DE LIVRAISON", ("N°", "BL-77"), "Papier 10 cartons"))
        self._leave("5.pdf", b"%PDF-1.7 nothing")
        self._leave("6.pdf", bill("F-D6"), settled=False)
        found = self._run()
        self.assertEqual(
            [(one.name, one.kind, one.why, one.move_id.ref) for one in found],
            [
                ("1.pdf", "bill", False, "F-D1"), ("3.pdf", "several", False, False),
                ("3_1-1.pdf", "bill", False, "F-D2"), ("3_2-2.pdf", "bill", False, "F-D3"),
                ("4.pdf", "other", "title", False), ("5.pdf", "failed", "pdf", False),
            ],
        )  # fmt: skip
        self.assertEqual(found[-1].attachment_id.raw, b"%PDF-1.7 nothing")
        self.assertEqual(found.move_id.mapped("company_id"), self.company)
        self.assertEqual(self._run(), found)
        self.assertEqual(len(list(self.folder.iterdir())), 6)

    def test_a_path_is_whole(self):
        with self.assertRaisesRegex(ValidationError, "whole path"):
            self.company.sudo().ap_capture_folder = "bills/in"

    def test_what_is_no_folder_is_said(self):
        self.company.sudo().ap_capture_folder = "/no/such/place"
        with self.assertLogs("odoo.addons.ap_base.models.watched_folder", "WARNING"):
            self.assertFalse(self._run())
