# SPDX-License-Identifier: AGPL-3.0-or-later
"""A year with twelve closings, exported and read as the administration reads it."""

import base64
from datetime import date

from odoo.tests import tagged

from odoo.addons.ap_base.arithmetic.calendar import month_end
from odoo.addons.ap_closing_purchase.tests.common import ApClosingCommon

JOURNAL = "CLO"
YEAR = 2026


@tagged("post_install", "-at_install")
class TestFecYear(ApClosingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.lang = "fr_FR"
        cls.company.company_registry = "73282932000074"
        cls.supplier.ref = "NORDLYS"
        cls._spread("2026-03-15", "2027-03-14", ref="NOR-2026-31")
        for month in range(1, 13):
            cls._live(month)
            cls._close(month_end(date(YEAR, month, 1)).isoformat())
        content = cls.env["l10n_fr.fec.export.wizard"].export_fec(
            cls.company.id, f"{YEAR}-01-01", f"{YEAR}-12-31"
        )
        cls.result = content
        lines = base64.b64decode(content["content_base64"]).decode().splitlines()
        header = lines[0].split("|")
        cls.rows = [dict(zip(header, line.split("|"), strict=True)) for line in lines[1:]]
        cls.ours = [row for row in cls.rows if row["JournalCode"] == JOURNAL]

    @classmethod
    def _live(cls, month):
        """Received and billed next month; returned; typed in; a bill left in draft."""
        line = cls._received(100.0 + month, 10, day=f"{YEAR}-{month:02}-20",
                             on=f"{YEAR}-{month:02}-05")  # fmt: skip
        cls._bill(line, day=f"{YEAR}-{month:02}-25", qty=4, ref=f"B-{month}")
        cls._bill(day=f"{YEAR}-{month:02}-26", post=False, ref=f"D-{month}",
                  with_line={"price_unit": 50.0})  # fmt: skip

    def test_no_condition_of_the_administration_is_broken(self):
        self.assertEqual(
            [remark for remark in self.result["remarks"] if remark["severity"] == "error"],
            [],
        )
        self.assertEqual(self.result["debit"], self.result["credit"])
        self.assertEqual(self.result["filename"], f"732829320FEC{YEAR}1231.txt")

    def test_nothing_of_ours_is_asked_about(self):
        lines = {number for number, row in enumerate(self.rows, 2) if row in self.ours}
        asked = [r for r in self.result["remarks"] if r["line"] in lines]
        self.assertEqual(asked, [])
        gaps = [r for r in self.result["remarks"] if r["code"] == "gap"]
        self.assertEqual(gaps, [])

    def test_twelve_closings_and_their_reversals_are_there(self):
        months = {row["EcritureDate"][:6] for row in self.ours}
        self.assertEqual(len(months), 12)
        received = [
            row for row in self.ours
            if row["CompteNum"].startswith("4081") and row["Credit"] != "0,00"
            and row["PieceRef"].startswith("Factures non parvenues")
        ]  # fmt: skip
        self.assertEqual(len(received), 12)

    def test_accounts_and_references_are_french(self):
        labels = {row["CompteNum"][:4]: row["CompteLib"] for row in self.ours}
        self.assertIn("Factures non parvenues", labels["4081"])
        self.assertIn("constatées d'avance", labels["4860"])
        for row in self.ours:
            self.assertTrue(row["PieceRef"].strip("-/. "))
            self.assertTrue(row["EcritureLib"].strip("-/. "))
            self.assertTrue(row["JournalLib"].startswith("Écritures de clôture"))
