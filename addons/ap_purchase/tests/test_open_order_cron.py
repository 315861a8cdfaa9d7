# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens by itself: each night, each week, as the scheduler calls it."""

from unittest.mock import patch

from odoo import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import MatchCase

MONDAY = "2026-11-16 06:00:00"
TUESDAY = "2026-11-17 06:00:00"
NEXT_MONDAY = "2026-11-23 06:00:00"
LOGGER = "odoo.addons.ap_purchase.models.job_pieces"


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestByItself(MatchCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.env["ir.module.module"]._load_module_terms(["ap_purchase"], ["fr_FR"])
        cls.list = cls.env["ap.open.order"]
        cls.claire = cls._buyer("cron_claire", "fr_FR")
        cls.john = cls._buyer("cron_john", "en_US")
        cls.other = cls.setup_other_company(name="Other SAS")["company"]

    @classmethod
    def _buyer(cls, login, lang):
        buyer = cls._user(login, "purchase.group_purchase_user")
        buyer.write({"email": f"{login}@example.com", "lang": lang})
        return buyer

    def _run(self, name):
        """Call a scheduled action as the button “Run Manually” does."""
        self.env.cr.precommit.clear()  # whatever the transaction would do by itself
        with self.enter_registry_test_mode():
            self.env.ref(f"ap_purchase.{name}").method_direct_trigger()

    def _failing(self, model, method, company):
        """Let a method fail for one company, as an unexpected error would."""
        ours = getattr(type(self.env[model]), method)

        def fail(records, *args, **kwargs):
            first = args[0]
            if (first if first._name == "res.company" else first.company_id) == company:
                raise ZeroDivisionError("figures of nothing")
            return ours(records, *args, **kwargs)

        return patch.object(type(self.env[model]), method, fail)

    def _order_there(self):
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.partner_a.id,
                "company_id": self.other.id,
                "user_id": self.john.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.service.id,
                            "name": "Crane",
                            "product_qty": 3,
                            "price_unit": 50.0,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        order.button_confirm()
        order.date_approve = "2026-10-05 08:00:00"
        return order

    def _of(self, order):
        return self.list.search([("order_id", "=", order.id)])

    # -- each night: causes ------------------------------------------------------------

    def test_causes_follow_a_receipt_overnight(self):
        order = self._order({"name": "Pump", "date_planned": "2026-11-10 08:00:00"})
        self._run("ap_open_order_cron_refresh")
        record = self._of(order)
        self.assertEqual(
            (record.cause, record.action), ("service_without_receipt", "record_service")
        )
        self.assertEqual(
            (record.open, record.open_amount, record.age_planned), (10, 1000, 6)
        )
        record.note = "Watch it"
        self._receive(order.order_line, 4, on="2026-11-15")
        self._run("ap_open_order_cron_refresh")
        self.assertEqual(record.cause, "received_not_billed")
        self.assertEqual(record.action, "chase_bill")
        self.assertEqual((record.received, record.to_accrue_amount), (4, 400))
        self.assertEqual((record.open_amount, record.note), (600, "Watch it"))

    def test_a_second_night_writes_nothing(self):
        order = self._order({}, {"price_unit": 7.0})
        self._receive(order.order_line[0], 2)
        self._run("ap_open_order_cron_refresh")
        before = self._of(order).read()
        self.assertEqual(len(before), 2)
        self._run("ap_open_order_cron_refresh")
        self.assertEqual(self._of(order).read(), before)

    def test_orders_of_other_companies_outlive_one_that_fails(self):
        here, there = self._order({}), self._order_there()
        with (
            self._failing("ap.open.order", "_refresh", self.company),
            mute_logger(LOGGER),
        ):
            self._run("ap_open_order_cron_refresh")
        self.assertFalse(self._of(here))
        self.assertEqual(self._of(there).open_amount, 150.0)
        with (
            self._failing("ap.open.order", "_refresh", self.other),
            mute_logger(LOGGER),
        ):
            self._run("ap_open_order_cron_refresh")
        self.assertEqual(self._of(here).open_amount, 1000.0)
        self.assertEqual(self._of(there).open_amount, 150.0)

    # -- each night: bills that wait ---------------------------------------------------

    def _waiting(self, number="F1"):
        """A bill of ten whose goods have not come."""
        order = self._order({"product_id": self.goods.id, "name": "Hinge"})
        bill = self._received_bill(
            order, {"name": "Hinge", "quantity": 10, "price_unit": 100.0}, number=number
        )
        return order, bill, self._matched(bill)

    def test_a_waiting_bill_is_compared_again_overnight(self):
        order, bill, match = self._waiting()
        self.assertEqual((match.state, match.cause), ("exception", "not_received"))
        self.assertEqual(self._findings(bill), ["match_not_received"])
        self._receive(order.order_line, 10)
        self._run("ap_match_cron")
        self.assertEqual((match.state, match.cause), ("matched", False))
        self.assertEqual(bill.invoice_line_ids.purchase_line_id, order.order_line)
        self.assertEqual(self._findings(bill), [])
        logs = self.env["ap.match.log"].search([("match_id", "=", match.id)])
        self.assertEqual(logs.mapped("event").count("released"), 1)
        logged, stamp = len(logs), match.matched_on
        with freeze_time(TUESDAY):
            self._run("ap_match_cron")
        self.assertEqual(self.env["ap.match.log"].search_count(
            [("match_id", "=", match.id)]), logged)  # fmt: skip
        self.assertEqual(match.matched_on, stamp)
        self.assertEqual(order.order_line.qty_invoiced, 10)

    def test_bills_of_other_companies_outlive_one_that_fails(self):
        order, _bill, match = self._waiting()
        self._receive(order.order_line, 10)
        abroad = self._received_bill(
            self._order_there(),
            {"name": "Crane", "quantity": 3, "price_unit": 50.0},
            company_id=self.other.id,
            currency_id=self.other.currency_id.id,
        )
        with self._failing("ap.match", "_match", self.company), mute_logger(LOGGER):
            self._run("ap_match_cron")
        self.assertEqual(match.state, "exception")
        found = abroad.ap_match_ids
        self.assertEqual((found.state, found.cause), ("exception", "not_received"))
        with self._failing("ap.match", "_match", self.other), mute_logger(LOGGER):
            self._run("ap_match_cron")
        self.assertEqual(match.state, "matched")

    def test_a_night_too_short_goes_on_where_it_stopped(self):
        waiting = [self._waiting(number=f"F{number}") for number in range(3)]
        for order, _bill, _match in waiting:
            self._receive(order.order_line, 10)
        states = []
        ours = _OURS % self.company.id
        self.env.cr.precommit.clear()
        with (
            patch.object(
                type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 0
            ),
            patch("odoo.addons.ap_purchase.models.match.match_nights.BATCH", 1),
            patch("odoo.addons.ap_purchase.models.match.match_nights._WAITING", ours),
        ):
            for _call in range(4):
                self.match._cron_match()
                self.env.invalidate_all()
                states.append([match.state for _order, _bill, match in waiting])
        held = "exception"
        self.assertEqual(states[0], ["matched", held, held])
        self.assertEqual(states[1], ["matched", "matched", held])
        self.assertEqual(states[2], ["matched", "matched", "matched"])
        self.assertEqual(states[3], states[2])

    # -- each week: mails --------------------------------------------------------------

    def _forget_mails(self):
        self.known = self.env["mail.mail"].search([])

    def _mails(self):
        """New mails by buyer; those to people of other companies of the database not."""
        new = self.env["mail.mail"].search([]) - self.known
        ours = self.claire.partner_id | self.john.partner_id
        return new.filtered(lambda mail: mail.recipient_ids <= ours).grouped(
            "recipient_ids"
        )

    def test_one_mail_per_buyer_with_their_lines_in_their_language(self):
        pump = self._order({"name": "Pump"}, {"name": "Valve"}, user_id=self.claire.id)
        self._receive(pump.order_line[0], 10)
        self._receive(pump.order_line[1], 5)
        pipe = self._order({"name": "Pipe"}, user_id=self.john.id)
        self._receive(pipe.order_line, 2)
        late = {"name": "Later", "date_planned": "2026-12-24 08:00:00"}
        self._order(late, user_id=self.john.id)
        self._forget_mails()
        self._run("ap_open_order_cron_refresh")
        self._run("ap_open_order_cron_digest")
        mails = self._mails()
        mine, theirs = mails[self.claire.partner_id], mails[self.john.partner_id]
        self.assertEqual((len(mine), len(theirs)), (1, 1))
        self.assertIn("lignes de commande ouvertes qui vous attendent\xa0: 2", mine.subject)
        for text in ("Bonjour", "Pump", "Valve", pump.name, "Reçu, non facturé"):
            self.assertIn(text, mine.body_html)
        self.assertNotIn("Pipe", mine.body_html)
        self.assertNotIn("Hello", mine.body_html)
        self.assertIn("open order lines that wait for you: 1", theirs.subject)
        for text in ("Hello", "Pipe", pipe.name, "Received, not billed"):
            self.assertIn(text, theirs.body_html)
        for text in ("Pump", "Later", "Bonjour"):
            self.assertNotIn(text, theirs.body_html)

    def test_the_mail_names_the_bills_that_wait(self):
        """Dearer than ordered: the buyer is notified, in their language."""
        order = self._order(
            {"product_id": self.goods.id, "name": "Hinge"}, user_id=self.claire.id
        )
        self._receive(order.order_line, 10)
        bill = self._received_bill(
            order, {"name": "Hinge", "quantity": 10, "price_unit": 105.0}, number="W1"
        )
        match = self._matched(bill)
        self.assertEqual((match.cause, match.owner_id), ("price", self.claire))
        self._forget_mails()
        self._run("ap_open_order_cron_digest")
        mail = self._mails()[self.claire.partner_id]
        self.assertIn("factures qui vous attendent\xa0: 1", mail.subject)
        french = match.with_context(lang="fr_FR")
        self.assertIn("105,00", french.cause_text)
        for text in ("Bonjour", "W1", "1\xa0050,00", "my-bills-to-clear", "105,00"):
            self.assertIn(text, mail.body_html.replace("&nbsp;", "\xa0"))
        self.assertNotIn("my-open-order-lines", mail.body_html)

    def test_the_mail_of_a_week_goes_once(self):
        order = self._order({"name": "Pump"}, user_id=self.claire.id)
        self._receive(order.order_line, 10)
        self._run("ap_open_order_cron_refresh")
        to = self.claire.partner_id
        self._forget_mails()
        self._run("ap_open_order_cron_digest")
        self.assertEqual(str(self.company.ap_open_digest_on), "2026-11-16")
        self._run("ap_open_order_cron_digest")
        with freeze_time(TUESDAY):
            self._run("ap_open_order_cron_digest")
        self.assertEqual(len(self._mails()[to]), 1)
        with freeze_time(NEXT_MONDAY):
            self._run("ap_open_order_cron_digest")
        self.assertEqual(len(self._mails()[to]), 2)

    def test_mails_of_other_companies_outlive_one_that_fails(self):
        order = self._order({"name": "Pump"}, user_id=self.claire.id)
        self._receive(order.order_line, 10)
        abroad = self._order_there()
        self._receive(abroad.order_line, 1)
        self._run("ap_open_order_cron_refresh")
        self._forget_mails()
        with (
            self._failing("ap.open.order", "_send_digests", self.company),
            mute_logger(LOGGER),
        ):
            self._run("ap_open_order_cron_digest")
        self.assertEqual(set(self._mails()), {self.john.partner_id})
        self.assertFalse(self.company.ap_open_digest_on)
        self._run("ap_open_order_cron_digest")
        counts = {to: len(mails) for to, mails in self._mails().items()}
        self.assertEqual(counts, {self.john.partner_id: 1, self.claire.partner_id: 1})


_OURS = """
SELECT m.company_id, m.id FROM account_move m JOIN ap_match t ON t.move_id = m.id
 WHERE t.state IN ('exception', 'matched') AND m.state = 'draft'
   AND m.company_id = %d AND (m.company_id, m.id) > (%%s, %%s)
 ORDER BY m.company_id, m.id
"""
