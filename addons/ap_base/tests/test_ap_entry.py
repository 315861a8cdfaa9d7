# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bulk writer: few balanced moves, dated reversals, pairs matched, locks kept."""

from datetime import date
from decimal import Decimal
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.ap_base.models import ap_entry
from odoo.addons.ap_base.models.ap_entry import EntryItem

from .common import ApCommon

ON, BACK = date(2026, 10, 31), date(2026, 11, 1)


@tagged("post_install", "-at_install")
class TestApEntry(ApCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal = cls.company_data["default_journal_misc"]
        cls.cost = cls.company_data["default_account_expense"]
        cls.debt = cls.env["account.account"].create(
            {"name": "Accrued", "code": "408777", "account_type": "liability_current",
             "reconcile": True}
        )  # fmt: skip
        cls.writer = cls.env["ap.entry"].with_company(cls.company)

    def _group(self, group, amount="100.00", **values):
        """Two items of one supplier that balance."""
        euro, amount = self.company.currency_id.id, Decimal(amount)
        return [
            EntryItem(
                group, account.id, values.get("partner", self.partner_a).id, f"Label {group}",
                sign * amount, euro, sign * amount, values.get("split", False) if sign > 0
                else False, sign < 0,
            )
            for account, sign in ((self.cost, 1), (self.debt, -1))
        ]  # fmt: skip

    def _post(self, items, dates=(ON, BACK), **values):
        return self.writer.post_pairs(self.journal, dates, "Accruals 10/2026", items, **values)

    def _moves(self, pairs):
        moves = self.env["account.move"]
        first = moves.browse([pair.move_id for pair in pairs])
        return first, moves.browse([pair.reversal_id for pair in pairs])

    def test_a_move_and_its_reversal_on_their_days(self):
        [first], [back] = self._moves(self._post(self._group(1)))
        self.assertEqual((first.date, back.date), (ON, BACK))
        self.assertEqual((first.state, back.state), ("posted", "posted"))
        self.assertEqual(back.reversed_entry_id, first)
        self.assertEqual(
            (first.ref, back.ref),
            ("Accruals 10/2026", "Reversal of: Accruals 10/2026"),
        )
        self.assertEqual(first.line_ids.sorted("id").mapped("balance"), [100.0, -100.0])
        self.assertEqual(back.line_ids.sorted("id").mapped("balance"), [-100.0, 100.0])
        self.assertEqual(set((first + back).line_ids.mapped("name")), {"Label 1"})

    def test_every_entry_has_a_reference_a_date_and_labels_for_the_fec(self):
        items = [item._replace(label="") for item in self._group(1)]
        first, back = self._moves(self._post(items))
        for move in first + back:
            self.assertTrue(move.ref.strip())
            self.assertTrue(move.date)
            self.assertEqual(set(move.line_ids.mapped("name")), {move.ref})

    def test_many_groups_are_few_moves_and_a_group_is_never_cut(self):
        items = [item for group in range(7) for item in self._group(group)]
        with patch.object(ap_entry, "ITEMS_PER_MOVE", 5):
            pairs = self._post(items)
        self.assertEqual([pair.groups for pair in pairs], [(0, 1), (2, 3), (4, 5), (6,)])
        first, _back = self._moves(pairs)
        self.assertEqual([len(move.line_ids) for move in first], [4, 4, 4, 2])

    def test_a_group_larger_than_a_move_stays_whole(self):
        with patch.object(ap_entry, "ITEMS_PER_MOVE", 3):
            pairs = self._post([*self._group(1), *self._group(1), *self._group(2)])
        self.assertEqual([pair.groups for pair in pairs], [(1,), (2,)])

    def test_each_pair_is_matched_on_its_own(self):
        items = [item for group in range(4) for item in self._group(group)]
        first, back = self._moves(self._post(items))
        matched = (first + back).line_ids.filtered(lambda item: item.account_id == self.debt)
        self.assertTrue(all(matched.mapped("reconciled")))
        fulls = matched.full_reconcile_id
        self.assertEqual(len(fulls), 4)
        self.assertEqual([len(full.reconciled_line_ids) for full in fulls], [2] * 4)
        others = (first + back).line_ids - matched
        self.assertFalse(others.full_reconcile_id)

    def test_the_distribution_is_reversed_as_well(self):
        plan = self.env["account.analytic.plan"].create({"name": "Country"})
        place = self.env["account.analytic.account"].create(
            {"name": "France", "plan_id": plan.id}
        )
        split = {str(place.id): 100.0}
        first, back = self._moves(self._post(self._group(1, split=split)))
        analytic = (first + back).line_ids.analytic_line_ids
        self.assertEqual(sorted(analytic.mapped("amount")), [-100.0, 100.0])

    def test_foreign_items_keep_both_amounts(self):
        dollar = self.setup_other_currency("USD", rates=[("2026-10-01", 2.0)])
        items = [
            item._replace(currency_id=dollar.id, amount_currency=2 * item.balance)
            for item in self._group(1)
        ]
        first, _back = self._moves(self._post(items))
        self.assertEqual(
            sorted(first.line_ids.mapped("amount_currency")), [-200.0, 200.0]
        )
        self.assertEqual(sorted(first.line_ids.mapped("balance")), [-100.0, 100.0])

    def _taxed(self, group=1):
        """A receipt of 120.00, VAT of 20 % recovered, due to an employee in 15 days."""
        tax = self.env["account.tax"].create(
            {
                "name": "VAT recovered", "amount": 20.0, "type_tax_use": "purchase",
                "company_id": self.company.id,
                "invoice_repartition_line_ids": [
                    Command.create({"repartition_type": "base", "tag_ids": [Command.create(
                        {"name": "Base", "applicability": "taxes"})]}),
                    Command.create({"repartition_type": "tax", "tag_ids": [Command.create(
                        {"name": "VAT", "applicability": "taxes"})]}),
                ],
            }
        )  # fmt: skip
        base, share = tax.invoice_repartition_line_ids
        euro, payable = self.company.currency_id.id, self.company_data["default_account_payable"]

        def item(account, amount, **values):
            amount = Decimal(amount)
            return EntryItem(
                group, account.id, self.partner_a.id, "Hotel", amount, euro, amount, False, False
            )._replace(**values)

        return share, [
            item(self.cost, "100.00", tax_ids=(tax.id,), tax_tag_ids=tuple(base.tag_ids.ids),
                 quantity=Decimal(2)),
            item(self.cost, "20.00", tax_repartition_line_id=share.id,
                 tax_tag_ids=tuple(share.tag_ids.ids)),
            item(payable, "-120.00", date_maturity=date(2026, 11, 15), to_match=True),
        ]  # fmt: skip

    def test_taxes_their_boxes_quantities_and_due_dates_are_carried(self):
        share, items = self._taxed()
        [first], [back] = self._moves(self._post(items))
        for move, sign in ((first, 1), (back, -1)):
            self.assertRecordValues(
                move.line_ids.sorted("id"),
                [
                    {
                        "balance": sign * balance, "tax_ids": item.tax_ids,
                        "tax_repartition_line_id": item.tax_repartition_line_id,
                        "tax_line_id": tax_line, "tax_tag_ids": item.tax_tag_ids,
                        "date_maturity": item.date_maturity, "quantity": quantity,
                        "display_type": kind,
                    }
                    for item, balance, tax_line, quantity, kind in zip(
                        items, (100.0, 20.0, -120.0), (False, share.tax_id.id, False),
                        (2.0, 1.0, 1.0), ("product", "tax", "product"), strict=True,
                    )
                ],
            )  # fmt: skip
        self.assertTrue(all(line.reconciled for line in (first | back).line_ids[2::3]))

    def test_what_undoes_an_entry_gives_its_taxes_back(self):
        _share, items = self._taxed()
        [pair] = self.writer.post_alone(self.journal, ON, "Expenses", items)
        move = self.env["account.move"].browse(pair.move_id)
        undone = self.writer.opposite_items(move)
        for item, other in zip(items, undone, strict=True):
            self.assertEqual(
                (other.balance, other.tax_ids, other.tax_tag_ids, other.date_maturity, other.quantity),
                (-item.balance, item.tax_ids, item.tax_tag_ids, item.date_maturity, item.quantity),
            )
            self.assertEqual(other.tax_repartition_line_id, item.tax_repartition_line_id)
        [pair] = self.writer.post_alone(self.journal, BACK, "Undone", undone)
        self.assertEqual(self.env["account.move"].browse(pair.move_id).state, "posted")

    def test_the_tax_lock_date_holds_for_entries_with_taxes_only(self):
        self.company.tax_lock_date = ON
        self.assertEqual(len(self.writer.post_alone(self.journal, ON, "Plain", self._group(1))), 1)
        _share, items = self._taxed()
        with self.assertRaisesRegex(UserError, "locked period"):
            self.writer.post_alone(self.journal, ON, "Taxed", items)

    def test_nothing_to_write_writes_nothing(self):
        count = self.env["account.move"].search_count([])
        self.assertEqual(self._post([]), [])
        self.assertEqual(self.env["account.move"].search_count([]), count)

    def test_a_locked_day_is_refused_before_anything_is_written(self):
        self.company.sudo().fiscalyear_lock_date = ON
        count = self.env["account.move"].search_count([])
        with self.assertRaisesRegex(UserError, "nothing was posted, because 2026-10-31"):
            self._post(self._group(1))
        self.assertEqual(self.env["account.move"].search_count([]), count)

    def test_a_reversal_that_odoo_would_move_is_refused(self):
        self.company.sudo().hard_lock_date = date(2026, 9, 30)
        with self.assertRaisesRegex(UserError, "entry of 2026-09-15 would have been"):
            self._post(self._group(1), (ON, date(2026, 9, 15)))

    def test_the_first_open_day(self):
        first_open_day = self.writer.first_open_day
        self.assertEqual(first_open_day(self.journal, BACK), BACK)
        self.company.sudo().fiscalyear_lock_date = date(2026, 11, 15)
        self.assertEqual(first_open_day(self.journal, BACK), date(2026, 11, 16))
        self.company.sudo().hard_lock_date = date(2026, 11, 30)
        self.assertEqual(first_open_day(self.journal, BACK), date(2026, 12, 1))
        self.assertEqual(
            first_open_day(self.journal, date(2026, 12, 2)), date(2026, 12, 2)
        )

    def test_opposite_items_undo_an_entry(self):
        first, back = self._moves(self._post([*self._group(1), *self._group(2, "0.07")]))
        items = self.writer.opposite_items(first)
        self.assertEqual(sum(item.balance for item in items), 0)
        again, _back = self._moves(self._post(items))
        [[left]] = self.env["account.move.line"]._read_group(
            [("move_id", "in", (first + again).ids), ("account_id", "=", self.debt.id)],
            [],
            ["balance:sum"],
        )
        self.assertEqual(left, 0.0)
        self.assertEqual({move.state for move in first + back + again}, {"posted"})

    def test_every_entry_balances_or_none_is_written(self):
        lame = self._group(1)[:1]
        with self.assertRaises(UserError):
            self._post(lame)

    def test_rpc_does_not_reach_the_writer(self):
        from odoo.service.model import get_public_method

        for name in ("post_pairs", "first_open_day", "opposite_items", "_move_values"):
            with self.assertRaises(UserError):
                get_public_method(self.writer, name)
