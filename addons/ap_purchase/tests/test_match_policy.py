# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far a bill may be from its order, for whom, and who may accept more."""

from decimal import Decimal
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from odoo.addons.ap_base.arithmetic.matching import Limit, Tolerance

from ..rules.matching import DEFAULT_POLICY
from .common import MatchCase

CRON = "odoo.addons.base.models.ir_cron.IrCron._commit_progress"


@tagged("post_install", "-at_install")
class TestMatchPolicy(MatchCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policies = cls.env["ap.match.policy"]
        cls.everything = cls.env.ref("ap_purchase.ap_match_policy_default")
        cls.apprentice = cls._user("p_apprentice", "ap_base.group_apprentice")
        cls.accountant = cls._user("p_accountant", "ap_base.group_accountant")
        cls.head = cls._user("p_head", "ap_base.group_head")

    def _policy(self, percent, **values):
        """A policy that lets prices be so many percent dearer."""
        tolerance = {"check": "price", "over": "limit", "over_percent": percent}
        return self.policies.create(
            {"name": f"{percent} %", "tolerance_ids": [(0, 0, tolerance)], **values}
        )

    # -- values -------------------------------------------------------------------------

    def test_what_is_delivered(self):
        """2 % or 10.00 a line may cost more, nothing is asked of what costs less; without
        any policy it is the same."""
        value = self.everything.value()
        self.assertEqual(value, DEFAULT_POLICY)
        self.assertEqual((value.mode, value.unnamed), ("three_way", False))
        self.assertEqual(value.quantity, Tolerance(Limit(), None))
        two = Limit(None, Decimal(2))
        self.assertEqual((value.price, value.small), (Tolerance(two, None), 10))
        five_cents = Limit(Decimal("0.05"), None)
        self.assertEqual(value.tax, Tolerance(five_cents, five_cents))
        self.assertEqual(value.freight, Tolerance(two, None))

    def test_sides_become_the_limits_of_the_rules(self):
        policy = self.policies.create({
            "name": "Sides", "scope": "supplier", "partner_id": self.partner_a.id,
            "mode": "two_way", "unnamed": True,
            "tolerance_ids": [
                (0, 0, {"check": "price", "over": "limit", "over_amount": 0.5,
                        "over_percent": 2, "under": "free"}),
                (0, 0, {"check": "quantity", "over": "exact", "under": "limit",
                        "under_percent": 12.5}),
            ],
        })  # fmt: skip
        value = policy.value()
        self.assertEqual((value.mode, value.unnamed), ("two_way", True))
        self.assertEqual(
            value.price, Tolerance(Limit(Decimal("0.5"), Decimal(2)), None)
        )
        self.assertEqual(
            value.quantity, Tolerance(Limit(), Limit(None, Decimal("12.5")))
        )

    def test_the_stricter_of_amount_and_percentage_holds(self):
        """Up to 3.00 and up to 2 % of 100.00: 102.00 passes, 102.50 does not."""
        policy = self._policy(2, scope="supplier", partner_id=self.partner_a.id)
        policy.tolerance_ids.over_amount = 3
        for price, state in ((102.0, "matched"), (102.5, "exception")):
            with self.subTest(price=price):
                match = self._compared(price, number=f"S{price}")
                self.assertEqual((match.state, match.policy_id), (state, policy))

    def test_more_and_less_are_apart(self):
        """Less may be anything, more only 1 %: 85.00 passes, 102.00 does not; 60.00 is
        perhaps another unit, and asks for a look."""
        policy = self._policy(1, scope="supplier", partner_id=self.partner_a.id)
        policy.tolerance_ids.under = "free"
        self.assertEqual(self._compared(85.0, "A1").state, "matched")
        far = self._compared(60.0, "A4")
        self.assertEqual((far.state, far.cause, far.gap), ("suggested", False, 0.0))
        self.assertIn("is it the same unit?", far.explanation)
        self.assertFalse(far.move_id.ap_payment_hold)
        dear = self._compared(102.0, "A2")
        self.assertEqual((dear.cause, dear.gap), ("price", 20.0))
        # A limit without a figure lets nothing pass.
        policy.tolerance_ids.over_percent = 0
        self.assertEqual(policy.value().price, Tolerance(Limit(), None))
        self.assertEqual(self._compared(100.01, "A3").cause, "price")

    # -- which one holds ------------------------------------------------------------------

    def test_the_narrowest_holds(self):
        """Of 100.00, 103.00 is beyond everything's 0 % and within 5 % of a category;
        1 % of the supplier goes before that, 4 % of the order before both."""
        self.assertEqual(self._compared(103.0, "N0").cause, "price")
        parent = self.env["product.category"].create({"name": "Metal"})
        self.goods.categ_id = parent.create({"name": "Hinges", "parent_id": parent.id})
        self._policy(5, scope="category", categ_id=parent.id)
        self.assertEqual(self._compared(103.0, "N1").state, "matched")
        self._policy(1, scope="supplier", partner_id=self.partner_a.id)
        last = self._compared(103.0, "N2")
        self.assertEqual(last.cause, "price")
        order = last.line_ids.order_id
        self._policy(4, scope="order", order_id=order.id)
        self.assertEqual(self._matched(last.move_id).state, "matched")

    def test_a_company_s_own_goes_before_that_of_all(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self._policy(50, company_id=other.id)
        self.assertEqual(self._compared(103.0, "C0").cause, "price")
        own = self._policy(5, company_id=self.company.id)
        match = self._compared(103.0, "C1")
        self.assertEqual((match.state, match.policy_id), ("matched", own))

    def test_another_company_s_policies_are_not_seen(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        policy = self._policy(50, company_id=other.id)
        as_head = policy.with_user(self.head)
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            as_head.read(["name"])
        with self.assertRaises(AccessError):
            self.everything.with_user(self.accountant).mode = "none"
        limit = self.env["ap.match.limit"].create({
            "group_id": self.env.ref("ap_base.group_accountant").id,
            "company_id": other.id, "amount": 9000,
        })  # fmt: skip
        log = self.env["ap.match.log"].sudo()
        row = log.create({"company_id": other.id, "event": "posted"})
        for record in (policy.tolerance_ids, limit, row):
            as_head = record.with_user(self.head)
            with self.subTest(model=record._name):
                self.assertNotIn(record, as_head.search([]))
                with (
                    self.assertRaises(AccessError),
                    mute_logger("odoo.addons.base.models.ir_rule"),
                ):
                    as_head.read(["display_name"])
        # Nor does the limit of another company count here.
        match = self._compared(160.0, "X1").with_user(self.accountant)
        with self.assertRaisesRegex(AccessError, "beyond your limit"):
            match.action_accept("Agreed")

    def test_a_buyer_reads_the_policy_of_a_bill(self):
        buyer = self._user("p_buyer", "purchase.group_purchase_user")
        policy = self.everything.with_user(buyer)
        self.assertEqual(
            policy.tolerance_ids.sorted("id").mapped("check"),
            ["quantity", "price", "tax", "freight"],
        )
        with self.assertRaises(AccessError):
            policy.tolerance_ids.over = "free"

    def test_one_policy_for_each(self):
        values = {"scope": "supplier", "partner_id": self.partner_a.id}
        self._policy(1, **values)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self._policy(2, **values)
            self.env.flush_all()

    # -- who may accept -------------------------------------------------------------------

    def test_each_role_to_its_limit(self):
        """An accountant: up to 500.00 and a tenth of the bill; the head: anything."""
        small = self._compared(105.0, "L1")  # 50.00 of 1,050.00
        share = self._compared(115.0, "L2")  # 150.00 is 13 % of 1,150.00
        large = self._compared(106.0, "L3", quantity=100)  # 600.00 of 10,600.00
        self.assertEqual((small.gap, share.gap, large.gap), (50.0, 150.0, 600.0))
        for match, user in (
            (small, self.apprentice), (share, self.accountant), (large, self.accountant),
        ):  # fmt: skip
            with self.subTest(user=user.login, gap=match.gap):
                with self.assertRaisesRegex(AccessError, "beyond your limit"):
                    match.with_user(user).action_accept("Agreed")
                self.env.invalidate_all()
                self.assertEqual((match.state, match.decision), ("exception", "none"))
                self.assertFalse(match.move_id.invoice_line_ids.purchase_line_id)
        small.with_user(self.accountant).action_accept("Agreed by phone")
        (share | large).with_user(self.head).action_accept("New prices")
        for match in small | share | large:
            self.assertEqual((match.state, match.decision), ("matched", "accepted"))

    def test_a_buyer_accepts_what_waits_for_them(self):
        """Up to 100.00 where the head gives buyers that limit; else nothing."""
        mine, other = (
            self._user(login, "purchase.group_purchase_user")
            for login in ("p_buyer", "p_other_buyer")
        )
        small = self._compared(105.0, "L5", user_id=mine.id)
        large = self._compared(125.0, "L6", user_id=mine.id)
        seen = small.with_user(mine)
        self.assertFalse(seen.can_accept)
        with self.assertRaisesRegex(AccessError, "beyond your limit"):
            seen.action_accept("Agreed")
        buyers = self.env.ref("purchase.group_purchase_user")
        self.env["ap.match.limit"].create({"group_id": buyers.id, "amount": 100})
        self.env.invalidate_all()
        self.assertTrue(seen.can_accept)
        self.assertFalse(small.with_user(other).can_accept)
        with self.assertRaisesRegex(AccessError, "wait for you only"):
            small.with_user(other).action_accept("Agreed")
        with self.assertRaisesRegex(AccessError, "beyond your limit"):
            large.with_user(mine).action_accept("Agreed")
        asked = seen.action_ask_accept()
        wizard = self.env["ap.match.decide"].with_user(mine).browse(asked["res_id"])
        self.assertIn("50.00", wizard.summary)
        wizard.reason = "Dearer since October, agreed"
        wizard.action_apply()
        self.assertEqual((small.state, small.decision), ("matched", "accepted"))
        self.assertEqual(small.decided_by, mine)
        with self.assertRaisesRegex(AccessError, "This takes the role"):
            seen.action_undo("Not any more")

    def test_a_buyer_opens_the_bills_that_wait_for_them(self):
        """In the Purchase app, where the desk is not shown; with all that is on the form."""
        buyer = self._user("p_buyer", "purchase.group_purchase_user")
        match = self._compared(105.0, "L7", user_id=buyer.id)
        action = self.env.ref("ap_purchase.ap_match_action_mine")
        menu = self.env.ref("ap_purchase.ap_match_menu_buyer")
        self.assertEqual(menu.action, action)
        shown = self.env["ir.ui.menu"].with_user(buyer)._visible_menu_ids()
        self.assertIn(menu.id, shown)
        self.assertNotIn(self.env.ref("ap_base.menu_desk").id, shown)
        matches = self.env["ap.match"].with_user(buyer)
        domain = safe_eval(action.domain, {"uid": buyer.id})
        self.assertEqual(matches.search(domain), match)
        with Form(matches.browse(match.id)) as form:
            self.assertEqual(form.bill_ref, "L7")
            self.assertEqual(len(form.difference_ids), 1)
        answer = matches.browse(match.id).message_post(body="I asked for a credit note")
        self.assertEqual(answer.author_id, buyer.partner_id)

    def test_a_limit_of_nothing_is_no_limit(self):
        """The company's own row of 0.00 hides what the row of all would offer."""
        role = self.env.ref("ap_base.group_accountant").id
        values = {"group_id": role, "company_id": self.company.id, "amount": 0}
        self.env["ap.match.limit"].create(values)
        match = self._compared(105.0, "L8").with_user(self.accountant)
        self.assertFalse(match.can_accept)
        with self.assertRaisesRegex(AccessError, "your role has none"):
            match.action_ask_accept()

    def test_a_company_s_own_limit_replaces_that_of_all(self):
        self.env["ap.match.limit"].create({
            "group_id": self.env.ref("ap_base.group_accountant").id,
            "company_id": self.company.id, "amount": 20,
        })  # fmt: skip
        match = self._compared(105.0, "L4").with_user(self.accountant)
        with self.assertRaisesRegex(AccessError, "beyond your limit"):
            match.action_accept("Agreed")

    def _two_lines(self, hinge, screw, number):
        """The match of a bill of 100 hinges and 100 screws, ordered at 100.00 each."""
        lines = [
            {"product_id": one.id, "name": one.name, "product_qty": 100}
            for one in (self.goods, self.screw)
        ]
        order = self._order(*lines)
        for line in order.order_line:
            self._receive(line, 100)
        billed = [
            {"name": "Hinge", "quantity": 100, "price_unit": hinge},
            {"name": "Screw", "quantity": 100, "price_unit": screw},
        ]
        return self._matched(self._received_bill(order, *billed, number=number))

    def test_a_limit_is_not_cut_in_slices(self):
        """Twice 300.00 too much is 600.00, also when accepted one by one."""
        match = self._two_lines(103.0, 103.0, "L5")
        first, second = match.difference_ids.sorted("id")
        self.assertEqual((first.gap, second.gap), (300.0, 300.0))
        mine = match.with_user(self.accountant)
        mine.action_accept("One", first.ids)
        self.assertEqual((first.state, match.state), ("accepted", "exception"))
        with self.assertRaisesRegex(
            AccessError, "before, .* 600.00.*beyond your limit"
        ):
            mine.action_accept("Other", second.ids)
        self.assertFalse(mine._within_limit())
        self.env.invalidate_all()
        self.assertEqual((second.state, match.decision), ("open", "none"))
        self.assertTrue(match.move_id.ap_payment_hold)
        match.with_user(self.head).action_accept("Agreed", second.ids)
        self.assertEqual((match.state, match.decision), ("matched", "accepted"))
        match.move_id.invalidate_recordset()
        self.assertFalse(match.move_id.ap_payment_hold)

    def test_what_the_head_accepted_is_nobody_else_s_limit(self):
        match = self._two_lines(106.0, 103.0, "L6")
        large, small = match.difference_ids.sorted("gap", reverse=True)
        self.assertEqual((large.gap, small.gap), (600.0, 300.0))
        match.with_user(self.head).action_accept("New price", large.ids)
        match.with_user(self.accountant).action_accept("Agreed")
        self.assertEqual((match.state, match.decision), ("matched", "accepted"))

    # -- posted by itself -----------------------------------------------------------------

    def _post_what_matches(self):
        with patch(CRON, lambda *_args, **_values: 1):
            self.match._cron_post()

    def test_what_matches_posts_by_itself_where_that_is_allowed(self):
        plain = self._compared(100.0, "A1")
        dear = self._compared(105.0, "A2")
        self._post_what_matches()
        self.assertEqual(plain.move_id.state, "draft")  # as delivered, nothing does
        self.everything.auto_post = True
        self._post_what_matches()
        self.assertEqual((plain.move_id.state, dear.move_id.state), ("posted", "draft"))
        self.assertEqual(plain.log_ids[:1].event, "posted")
        entries = plain.move_id.line_ids
        self.assertEqual(sum(entries.mapped("debit")), 1000.0)
        self._post_what_matches()
        self.assertEqual(len(plain.log_ids.filtered(lambda r: r.event == "posted")), 1)

    def test_nothing_is_posted_by_itself_in_a_locked_month(self):
        self.everything.auto_post = True
        match = self._compared(100.0, "A3")
        self.company.purchase_lock_date = "2026-10-31"
        self._post_what_matches()
        self.assertEqual(match.move_id.state, "draft")

    def test_what_stands_in_the_way_of_posting_is_noted_on_the_bill(self):
        self.everything.auto_post = True
        match = self._compared(100.0, "A4")
        moves = type(self.env["account.move"])
        refused = UserError("The journal is closed for today.")
        with patch.object(moves, "action_post", side_effect=refused):
            self._post_what_matches()
        self.assertEqual(match.move_id.state, "draft")
        note = match.move_id.message_ids[:1].body
        self.assertIn("The journal is closed for today.", note)
