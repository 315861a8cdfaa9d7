# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts of suppliers at any day: cases with published figures, and a replay."""

import random
from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.ap_supplier.rules.allocation_dates import balance_by_replay

from .common import SupplierCommon


@tagged("post_install", "-at_install")
class TestSupplierAccount(SupplierCommon):
    def test_three_hard_dates(self):
        """sup-ageing-as-of-three-hard-dates: paid before it was booked, open at the date
        and paid later, matched at once with a later payment."""
        bill_a = self._item("2026-01-10", 1200.0, due="2026-02-09", ref="A")
        early = self._item("2026-02-15", -800.0, ref="P0")
        bill_b = self._item("2026-02-20", 800.0, due="2026-03-22", ref="B")
        bill_c = self._item("2026-02-25", 500.0, due="2026-03-27", ref="C")
        credit = self._item("2026-02-27", -150.0, ref="D")
        paid_a = self._item("2026-03-05", -1050.0, ref="P1")
        paid_c = self._item("2026-03-10", -500.0, ref="P2")
        (early | bill_b).reconcile()
        (bill_a | credit | paid_a).reconcile()
        (bill_c | paid_c).reconcile()

        first = self._at("2026-02-15")
        self.assertEqual(first["balance"], 400.0)
        self.assertEqual(self._open("2026-02-15"), {"A": 1200.0, "P0": -800.0})
        self.assertEqual(first["days_late"], 6)
        second = self._at("2026-02-28")
        self.assertEqual(second["balance"], 1550.0)
        self.assertEqual(self._open("2026-02-28"), {"A": 1200.0, "C": 500.0, "D": -150.0})
        self.assertEqual(second["days_late"], 19)
        self.assertEqual(second["not_due"], 500.0)
        self.assertEqual((second["unmatched_credit"], second["unmatched_debit"]), (1700, 150))
        third = self._at("2026-03-31")
        self.assertEqual((third["balance"], third["item_count"]), (0.0, 0))
        self.assertEqual(self._open("2026-03-31"), {})

    def test_separate_acts_are_dated_pairwise(self):
        """A credit note used in an act of its own counts from its own day."""
        bill = self._item("2026-01-10", 1200.0, ref="A")
        credit = self._item("2026-02-27", -150.0, ref="D")
        paid = self._item("2026-03-05", -1050.0, ref="P1")
        (bill | credit).reconcile()
        (bill | paid).reconcile()
        self.assertEqual(self._open("2026-02-28"), {"A": 1050.0})

    def test_foreign_supplier(self):
        """sup-ageing-foreign-supplier: dollars are never converted back."""
        dollars = self.env.ref("base.USD")
        dollars.active = True
        for day, rate in (("2026-09-30", 1.10), ("2026-10-31", 1.12), ("2026-11-14", 1.05)):
            self.env["res.currency.rate"].create({
                "name": day, "rate": rate, "currency_id": dollars.id,
                "company_id": self.company.id,
            })  # fmt: skip
        self._item("2026-09-30", 10000.0, ref="US", currency=dollars, rate=1.10)
        row = self._at("2026-10-31")
        self.assertEqual(row["balance"], 9090.91)
        self.assertEqual(row["currencies"], [{
            "currency": "USD", "balance": 10000.0, "company_balance": 9090.91,
            "unrealised": 162.34,
        }])  # fmt: skip
        [later] = self._at("2026-11-14")["currencies"]
        self.assertEqual(
            (later["balance"], later["company_balance"], later["unrealised"]),
            (10000.0, 9090.91, 0.0),
        )

    def test_columns(self):
        """Bands, debit balance without netting, credit notes, payments, holds."""
        self._invoice(100.0, "B1", day="2026-06-01", due="2026-06-30")
        held = self._invoice(40.0, "B2", day="2026-09-01", due="2026-10-15")
        self._invoice(-25.0, "N1", day="2026-09-10")
        self._item("2026-09-20", -10.0, ref="PAY")
        self._item("2026-09-20", -70.0, partner=self.beta, ref="OTHER")
        held.move_id.action_hold_payment("Goods not received")
        row = self._at("2026-09-30")
        self.assertEqual(row["balance"], 105.0)
        self.assertEqual(row["not_due"], 40.0)
        self.assertEqual(
            [band["amount"] for band in row["bands"]], [-35.0, 0.0, 0.0, 100.0]
        )
        self.assertEqual(row["days_late"], 92)
        self.assertEqual((row["credit_notes"], row["payments"]), (25.0, 10.0))
        self.assertEqual((row["held"], row["debit_balance"]), (40.0, 0.0))
        self.assertEqual(row["disputed"], 0.0)
        held.move_id.action_toggle_block_payment()  # blocked on the bill itself: disputed
        self.assertEqual(self._at("2026-09-30")["disputed"], 40.0)
        beta = self._at("2026-09-30", self.beta)
        self.assertEqual((beta["balance"], beta["debit_balance"]), (-70.0, 70.0))

    def test_matched_with_another_supplier(self):
        """What settles another supplier's item settles neither: each row keeps its sum."""
        mine = self._item("2026-03-01", 300.0, ref="MINE")
        theirs = self._item("2026-03-02", -300.0, partner=self.beta, ref="THEIRS")
        (mine | theirs).reconcile()
        for partner, amount in ((self.alpha, 300.0), (self.beta, -300.0)):
            row = self._at("2026-03-31", partner)
            self.assertEqual(row["balance"], amount)
            self.assertEqual(row["unmatched_credit"] - row["unmatched_debit"], amount)

    def test_flags(self):
        """Companies of the group, and one IBAN on two suppliers."""
        iban = "FR7630006000011234567890189"
        self.env["res.partner.bank"].create([
            {"acc_number": iban, "partner_id": partner.id}
            for partner in (self.alpha, self.beta)
        ])  # fmt: skip
        self._item("2026-03-01", 1.0, ref="X")
        own = self.company.partner_id
        self._item("2026-03-01", 1.0, partner=own, ref="Y")
        self.assertTrue(self._at("2026-03-31")["same_iban"])
        self.assertFalse(self._at("2026-03-31")["intercompany"])
        self.assertTrue(self._at("2026-03-31", own)["intercompany"])

    def test_rights(self):
        """Readers of the company's accounts ask; nobody for another company."""
        self._item("2026-03-01", 12.0, ref="X")
        other = self._company_of_strangers("Elsewhere")
        user = self.env["res.users"].create({
            "name": "Reader", "login": "ap_supplier_reader",
            "company_id": self.company.id, "company_ids": self.company.ids,
            "group_ids": [
                self.env.ref("base.group_user").id, self.env.ref("ap_base.group_auditor").id,
            ],
        })  # fmt: skip
        asked = self.accounts.with_user(user)
        [row] = asked.at_date(self.company.id, "2026-03-31", self.alpha.ids)
        self.assertEqual(row["balance"], 12.0)
        with self.assertRaises(AccessError):
            asked.at_date(other.id, "2026-03-31")
        with self.assertRaises(UserError):
            asked.at_date(self.company.id, "end of March")

    def test_replay(self):
        """At any day the open items are those of the ledger replayed day by day, and
        ageing adds up to the balance."""
        dice = random.Random(14)
        start = date(2026, 1, 1)
        items = self._random_items(dice, start)
        allocations = self._allocations(self._random_acts(dice, items))
        self.assertGreater(len(allocations), 8)
        booked = [(one.date, one.id, round(-one.balance, 2)) for one in items]
        for _turn in range(12):
            day = start + timedelta(days=dice.randrange(130))
            left = balance_by_replay(booked, allocations, day)
            expected = {key: round(amount, 2) for key, amount in left.items()}
            rows = self.env["ap.supplier.item"]._at(self.company, day, self.alpha | self.beta)
            found = {row.move_line_id.id: round(row.rest, 2) for row in rows}
            self.assertEqual(found, {k: v for k, v in expected.items() if v}, day)
            for partner in (self.alpha, self.beta):
                self._assert_adds_up(partner, day, items)

    def _assert_adds_up(self, partner, day, items):
        """The ageing of the supplier is its balance is the sum of its items."""
        whole = sum(
            -one.balance for one in items if one.partner_id == partner and one.date <= day
        )
        row = self._at(day.isoformat(), partner)
        if not row:
            self.assertAlmostEqual(whole, 0.0, 2)
            return
        aged = row["not_due"] + sum(band["amount"] for band in row["bands"])
        self.assertAlmostEqual(row["balance"], whole, 2)
        self.assertAlmostEqual(aged, whole, 2)

    def _random_items(self, dice, start):
        items = self.env["account.move.line"]
        for number in range(24):
            day = start + timedelta(days=dice.randrange(120))
            amount = dice.randrange(100, 5000) / 10 * dice.choice((1, 1, -1))
            due = day + timedelta(days=dice.choice((0, 30, 60)))
            partner = dice.choice((self.alpha, self.beta))
            items |= self._item(
                day.isoformat(), amount, partner=partner, due=due.isoformat(), ref=f"R{number}"
            )
        return items

    def _random_acts(self, dice, items):
        """What each act matched, of two to four items of one supplier."""
        acts = []
        for _turn in range(40):
            partner = dice.choice((self.alpha, self.beta))
            left = items.filtered(
                lambda one, who=partner: one.partner_id == who and not one.reconciled
            )
            some = left.browse(dice.sample(left.ids, min(len(left), dice.choice((2, 3, 4)))))
            if len({one.balance > 0 for one in some}) == 2:
                before = some.matched_debit_ids | some.matched_credit_ids
                some.reconcile()
                acts.append((some.matched_debit_ids | some.matched_credit_ids) - before)
        return acts

    def _allocations(self, acts):
        """(day, debit item, credit item, amount) of each act: its items that hang together
        by it count from the latest of them."""
        found = []
        for act in acts:
            waiting = act
            while waiting:
                group, size = waiting[:1], 0
                while len(group) != size:
                    size = len(group)
                    touched = group.debit_move_id | group.credit_move_id
                    group |= act.filtered(
                        lambda one, t=touched: one.debit_move_id in t or one.credit_move_id in t
                    )
                day = max((group.debit_move_id | group.credit_move_id).mapped("date"))
                found += [
                    (day, one.debit_move_id.id, one.credit_move_id.id, one.amount)
                    for one in group
                ]
                waiting -= group
        return found
