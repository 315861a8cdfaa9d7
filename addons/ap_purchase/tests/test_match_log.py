# SPDX-License-Identifier: AGPL-3.0-or-later
"""The log of a match: who decided on which figures, kept from everybody's hands."""

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import MatchCase


@tagged("post_install", "-at_install")
class TestMatchLog(MatchCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls._user("p_accountant", "ap_base.group_accountant")
        cls.head = cls._user("p_head", "ap_base.group_head")

    def test_the_log_says_who_decided_on_which_figures(self):
        match = self._compared(105.0, "J1")
        with freeze_time("2026-10-20 10:30:00"):
            match.with_user(self.accountant).action_accept("Agreed by phone")
        row = match.log_ids.filtered(lambda one: one.event == "accepted")
        self.assertEqual(
            (row.user_id, row.reason), (self.accountant, "Agreed by phone")
        )
        self.assertEqual(row.state_before, "exception")
        self.assertEqual((row.company_id, row.move_id), (self.company, match.move_id))
        self.assertEqual(row.date, match.decided_on)
        self.assertEqual(
            row.figures,
            {"differences": [["price", "price", "105", "100", 50.0]], "gap": 50.0},
        )
        self.assertEqual(row.figures_text, "Price 105.00\xa0€ / 100.00\xa0€")
        self.env["res.lang"]._activate_lang("fr_FR")
        french = row.with_user(self.accountant).with_context(lang="fr_FR")
        self.assertIn("105,00\xa0€ / 100,00\xa0€", french.figures_text)
        computed = match.log_ids.filtered(lambda one: one.event == "computed")[-1:]
        self.assertEqual(computed.figures["gap"], 50.0)
        self.assertEqual(computed.figures_text, row.figures_text)
        self.assertEqual([gap[0] for gap in computed.figures["differences"]], ["price"])

    def test_the_log_names_a_bill_that_was_deleted(self):
        match = self._compared(105.0, "J3")
        rows, supplier = match.log_ids, match.partner_id.name
        match.move_id.unlink()
        self.env.invalidate_all()
        self.assertTrue(rows)
        self.assertFalse(rows.move_id)
        self.assertEqual(set(rows.mapped("document")), {f"J3 · {supplier}"})

    def test_a_bill_goes_in_whatever_order_the_database_made_its_keys(self):
        """A restored database has made its foreign keys in another order."""
        keys = {
            "ap_match": ("ap_match_move_id_fkey", "CASCADE"),
            "ap_match_log": ("ap_match_log_move_id_fkey", "SET NULL"),
        }
        for number, tables in enumerate((tuple(keys), tuple(keys)[::-1])):
            for table in tables:
                key, rule = keys[table]
                self.env.flush_all()
                self.env.cr.execute(
                    f"ALTER TABLE {table} DROP CONSTRAINT {key}, ADD CONSTRAINT {key}"
                    f" FOREIGN KEY (move_id) REFERENCES account_move ON DELETE {rule}"
                )
            match = self._compared(105.0, f"K{number}")
            rows = match.log_ids
            match.move_id.unlink()
            self.env.invalidate_all()
            self.assertFalse(match.exists())
            self.assertTrue(all(rows.mapped("document")))

    def test_the_log_is_nobody_s_to_write(self):
        match = self._compared(105.0, "J2")
        row = match.log_ids[:1]
        for user in (self.env.user, self.head):
            rows = row.with_user(user)
            with self.subTest(user=user.login):
                for attempt in (
                    lambda rows=rows: rows.write({"reason": "Mine"}),
                    lambda rows=rows: rows.unlink(),
                    lambda rows=rows: rows.create(
                        {"match_id": match.id, "event": "accepted"}
                    ),
                ):
                    with self.assertRaises(UserError):
                        attempt()
        self.assertFalse(row.reason)
