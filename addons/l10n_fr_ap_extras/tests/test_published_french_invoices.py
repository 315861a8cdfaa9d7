# SPDX-License-Identifier: AGPL-3.0-or-later
"""Published invoices, through the journal's upload, against the French rules."""

import re

from odoo.tests import tagged

from odoo.addons.ap_base.tests import published
from odoo.addons.ap_einvoice.tests import test_published_invoices as plain

RULE = re.compile(r"BR-FR-(?:CO-|DEC-|MV-|BD-)?\d+")


@tagged("post_install", "-at_install")
class TestPublishedFrenchInvoices(plain.TestPublishedInvoices):
    """What holds of any country holds beside the French rules too."""

    by_country = True

    def test_french_rules_broken_are_those_that_the_official_ones_say(self):
        summary = published.table_of_files("einvoice_rule_summary.csv")
        official = {row["file"]: set() for row in summary}
        for row in published.table_of_files("einvoice_rule_failures.csv"):
            if row["rule"].startswith("BR-FR"):
                official[row["file"]].add(RULE.match(row["rule"])[0])
        files = [name for name in official if name in self.read]
        found = {n: {rule for rule, *_at in self.read[n].remarks or []} for n in files}
        self.assertEqual(found, {name: official[name] for name in files})
        self.assertGreaterEqual(len(files), 20)

    def test_no_valid_file_is_blocked(self):
        """Neither by the rules of e-invoices nor by the mentions that the law asks for."""
        blocking = self.env["ap.finding"].search(
            [
                ("severity", "=", "blocking"),
                ("res_id", "in", [bill.id for bill in self.bills.values()]),
            ]
        )
        self.assertFalse(blocking.mapped("message"))

    def test_no_supplier_is_another_but_where_examples_share_a_number(self):
        files = {name.rsplit("/", 1)[1]: name for name in self.read}
        wrong = {n for n, path in files.items() if "supplier" in self._wrong(path)}
        nameless = {n for n, path in files.items() if plain.NAMELESS.search(path)}
        self.assertEqual(wrong - nameless, {n for n in plain.OTHERWISE if n in files})
