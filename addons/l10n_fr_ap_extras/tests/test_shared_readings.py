# SPDX-License-Identifier: AGPL-3.0-or-later
"""Controls that run one after the other make the facts of a bill once, and never use those
of a bill that says something else meanwhile."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.ap_base.models.engine_pass import shared_readings

from ..models.conformity import bill_facts
from ..rules import mentions
from .conformity_common import COMPLETE, ConformityCase


@tagged("post_install", "-at_install")
@freeze_time("2026-10-20")
class TestSharedReadings(ConformityCase):
    def _facts(self, bill):
        chosen = SQL("move.id = ANY(%s)", bill.ids)
        [facts] = bill_facts.read_bills(self.env, self.company, chosen)
        return facts

    def test_a_change_of_any_source_is_read(self):
        bill = self._draft(text=COMPLETE)
        document = self.env["ap.bill.document"].search([("move_id", "=", bill.id)])
        changes = [
            lambda: bill.write({"ref": "NOR-2026-300"}),
            lambda: bill.invoice_line_ids.write({"price_unit": 900.0}),
            lambda: bill.invoice_line_ids.write({"discount": 10}),
            lambda: self.supplier.write({"street": "2 rue du Port"}),
            lambda: document.sudo().write({"text": COMPLETE.replace("néant", "2 %")}),
            # Twice in one transaction: the row has another place, not another writer.
            lambda: document.sudo().write({"text": COMPLETE}),
        ]
        with shared_readings():
            before = self._facts(bill)
            self.assertIs(self._facts(bill), before)
            for change in changes:
                change()
                self.env.flush_all()
                after = self._facts(bill)
                self.assertNotEqual(after, before)
                self.assertIs(self._facts(bill), after)
                before = after
        self.assertIsNot(self._facts(bill), before)
        self.assertEqual(self._facts(bill), before)

    def test_all_controls_judge_each_bill_once(self):
        bills = self._draft(text=COMPLETE) + self._stating(seller_vat="")
        made, judged = [], []
        facts, check = bill_facts._facts, mentions.check

        def counted(row, *others):
            made.append(row["id"])
            return facts(row, *others)

        def counted_check(law, asked, bill):
            judged.append(bill)
            return check(law, asked, bill)

        with (
            patch.object(bill_facts, "_facts", counted),
            patch.object(mentions, "check", counted_check),
        ):
            counts = self.env["ap.control"]._check(
                self.company.id, res_model="account.move", res_ids=bills.ids
            )
        self.assertEqual(sorted(made), sorted(bills.ids))
        self.assertEqual(len(judged), len(bills))
        self.assertEqual(counts["bill_mention_blocking"]["found"], 1)
        found = self._found(bills[1])
        self.assertIn(("bill_mention_blocking", "xml"), found)
